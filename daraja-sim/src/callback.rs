//! What happens after a push was accepted: the payer acts, and the callback is delivered.

use std::sync::Arc;

use serde::Serialize;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, sleep_until},
};

use crate::{
    c2b,
    clock::{self, in_nairobi},
    config::PushConfirmations,
    delivery::{Parcel, deliver_all},
    hand::{PROMPT_STAYS, Prompt},
    outcome::{Outcome, ResultCode},
    scenario::Payer,
    shared::Shared,
    store::{Finished, Transaction},
};

/// Plays an accepted push to its end. `room` is held until the last callback.
pub(crate) async fn play(
    shared: Arc<Shared>,
    transaction: Transaction,
    room: OwnedSemaphorePermit,
) {
    if transaction.push.plan.payer == Payer::Person {
        let outcome = ask_a_person(&shared, &transaction).await;
        shared.store().decide(&transaction.checkout_request_id, outcome);
    }
    let begun = Instant::now();
    let plan = transaction.push.plan.clone();
    let id = transaction.checkout_request_id;
    sleep_until(begun + shared.config.paced(plan.finished_after)).await;
    let Some(transaction) = shared.store().finish(&id, clock::now()) else {
        tracing::error!("a push under way was forgotten");
        return;
    };
    let Some(body) = body(&transaction) else {
        tracing::error!("a push that was finished has no outcome");
        return;
    };
    confirm(&shared, &transaction);
    let parcel = Parcel {
        url: transaction.push.callback_url.clone(),
        short_code: Some(shared.config.short_code.clone()),
        body,
        id: transaction.merchant_request_id.clone(),
    };
    deliver_all(&shared, begun, &plan.callbacks, &parcel, |delivery| {
        shared.store().record_delivery(&id, delivery);
    })
    .await;
    drop(room);
}

/// Shows the prompt on a phone that a person holds, and waits for what they do. Where the rules have
/// decided already, nobody is asked.
async fn ask_a_person(shared: &Shared, transaction: &Transaction) -> Outcome {
    let push = &transaction.push;
    if push.plan.outcome != Outcome::Paid {
        return push.plan.outcome;
    }
    let prompt = Prompt::of(transaction, &shared.config.organisation);
    let answer = shared.hands().show(push.payer, prompt);
    let answered = tokio::time::timeout(PROMPT_STAYS, answer).await;
    if let Ok(Ok(outcome)) = answered {
        return outcome;
    }
    shared.hands().clear(push.payer);
    Outcome::NoReply
}

/// A payment that was asked for by push is confirmed to the addresses of C2B as well, at the same
/// time and under the same receipt.
fn confirm(shared: &Arc<Shared>, transaction: &Transaction) {
    let receipt = transaction.finished.as_ref().and_then(|finished| finished.receipt.clone());
    if let Some(receipt) = receipt
        && shared.config.push_confirmations == PushConfirmations::Sent
    {
        let confirming = c2b::confirm(Arc::clone(shared), receipt);
        shared.tasks.spawn(shared.stopping.clone().run_until_cancelled_owned(confirming));
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<'a> {
    body: EnvelopeBody<'a>,
}

#[derive(Serialize)]
struct EnvelopeBody<'a> {
    #[serde(rename = "stkCallback")]
    stk_callback: StkCallback<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StkCallback<'a> {
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: &'a str,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: &'a str,
    result_code: ResultCode,
    result_desc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_metadata: Option<Metadata<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'a> {
    item: [Item<'a>; 5],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Item<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<ItemValue<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ItemValue<'a> {
    Number(u64),
    Text(&'a str),
}

/// The callback's body, once the push is finished. A failure has no `CallbackMetadata` at all.
fn body(transaction: &Transaction) -> Option<String> {
    let finished = transaction.finished.as_ref()?;
    let envelope = Envelope {
        body: EnvelopeBody {
            stk_callback: StkCallback {
                merchant_request_id: &transaction.merchant_request_id,
                checkout_request_id: &transaction.checkout_request_id,
                result_code: finished.outcome.code(),
                result_desc: finished.outcome.callback_description(),
                callback_metadata: finished
                    .receipt
                    .as_deref()
                    .map(|receipt| metadata(transaction, finished, receipt)),
            },
        },
    };
    Some(serde_json::to_string(&envelope).expect("text and numbers can always be written"))
}

fn metadata<'a>(transaction: &Transaction, finished: &Finished, receipt: &'a str) -> Metadata<'a> {
    let date = in_nairobi(finished.at)
        .format("%Y%m%d%H%M%S")
        .to_string()
        .parse()
        .expect("a date of digits is a number");
    let item = |name, value| Item { name, value };
    Metadata {
        item: [
            item("Amount", Some(ItemValue::Number(transaction.push.amount_shillings.into()))),
            item("MpesaReceiptNumber", Some(ItemValue::Text(receipt))),
            // Production still sends it, without a value.
            item("Balance", None),
            item("TransactionDate", Some(ItemValue::Number(date))),
            item("PhoneNumber", Some(ItemValue::Number(transaction.push.payer.number()))),
        ],
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::{books::Kind, msisdn::Msisdn, scenario::Scenario, store::Push};

    fn finished(outcome: Outcome, receipt: Option<&str>) -> Transaction {
        let at = Utc.with_ymd_and_hms(2026, 6, 1, 16, 36, 4).unwrap();
        Transaction {
            merchant_request_id: "8fc3-415b-ba79-04f852fc58507383726".to_owned(),
            checkout_request_id: "ws_CO_01062026193601120712345678".to_owned(),
            push: Push {
                kind: Kind::PayBill,
                short_code: "174379".to_owned(),
                till: None,
                payer: Msisdn::parse("254712345678").unwrap(),
                amount_shillings: 450,
                account_reference: "A1".to_owned(),
                callback_url: "http://127.0.0.1:1/".to_owned(),
                scenario: Scenario::Success,
                plan: Scenario::Success.plan(),
            },
            requested_at: at,
            finished: Some(Finished { at, outcome, receipt: receipt.map(str::to_owned) }),
            deliveries: Vec::new(),
        }
    }

    #[test]
    fn a_payment_is_told_to_the_letter() {
        assert_eq!(
            body(&finished(Outcome::Paid, Some("UF1AB2CD3E"))).unwrap(),
            concat!(
                r#"{"Body":{"stkCallback":{"MerchantRequestID":"8fc3-415b-ba79-04f852fc58507383726","#,
                r#""CheckoutRequestID":"ws_CO_01062026193601120712345678","ResultCode":0,"#,
                r#""ResultDesc":"The service request is processed successfully.","#,
                r#""CallbackMetadata":{"Item":[{"Name":"Amount","Value":450},"#,
                r#"{"Name":"MpesaReceiptNumber","Value":"UF1AB2CD3E"},{"Name":"Balance"},"#,
                r#"{"Name":"TransactionDate","Value":20260601193604},"#,
                r#"{"Name":"PhoneNumber","Value":254712345678}]}}}}"#
            )
        );
    }

    #[test]
    fn a_failure_has_four_scalars_and_nothing_else() {
        assert_eq!(
            body(&finished(Outcome::NoReply, None)).unwrap(),
            concat!(
                r#"{"Body":{"stkCallback":{"MerchantRequestID":"8fc3-415b-ba79-04f852fc58507383726","#,
                r#""CheckoutRequestID":"ws_CO_01062026193601120712345678","ResultCode":1037,"#,
                r#""ResultDesc":"No response from user."}}}"#
            )
        );
    }

    #[test]
    fn a_code_with_letters_is_text() {
        let body = body(&finished(Outcome::UnknownOperator, None)).unwrap();
        assert!(body.contains(r#""ResultCode":"SFC_IC0003""#), "{body}");
    }
}
