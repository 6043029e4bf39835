//! One payment that a customer begins, from the phone to the confirmation.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, sleep},
};

use super::{
    notification::Notification,
    register::{Registration, ResponseType},
};
use crate::{
    books::{Incoming, Kind, Road},
    clock,
    delivery::{Parcel, Schedule, ask, deliver_all},
    msisdn::Msisdn,
    shared::Shared,
    troubles::Place,
};

/// From the phone to the validation, and from there to the confirmation. Safaricom publishes neither.
const NETWORK_TAKES: Duration = Duration::from_secs(1);

/// The longest id of its own that a business may give a payment when it validates.
const THIRD_PARTY_ID_CHARACTERS_MAX: usize = 64;

/// What a customer typed.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    /// Pay bill or buy goods.
    pub(crate) kind: Kind,
    pub(crate) short_code: String,
    pub(crate) till: Option<String>,
    pub(crate) payer: Msisdn,
    pub(crate) amount_shillings: u32,
    pub(crate) account_reference: String,
}

/// Begins a payment and gives its receipt, unless too many are under way. It is in the books once the
/// business has agreed.
pub(crate) fn begin(shared: &Arc<Shared>, payment: Payment) -> Option<String> {
    let room = shared.room()?;
    let now = clock::now();
    let receipt = shared.store().books.next_receipt(now);
    let played = play(Arc::clone(shared), payment, receipt.clone(), now, room);
    shared.tasks.spawn(shared.stopping.clone().run_until_cancelled_owned(played));
    Some(receipt)
}

async fn play(
    shared: Arc<Shared>,
    payment: Payment,
    receipt: String,
    initiated_at: DateTime<Utc>,
    room: OwnedSemaphorePermit,
) {
    sleep(shared.config.paced(NETWORK_TAKES)).await;
    let incoming = Incoming {
        kind: payment.kind,
        road: Road::Customer,
        short_code: payment.short_code,
        till: payment.till,
        payer: payment.payer,
        amount_cents: i64::from(payment.amount_shillings) * 100,
        account_reference: payment.account_reference,
        initiated_at,
    };
    let registered = shared.store().c2b.of(&incoming.short_code).cloned();
    let verdict = match &registered {
        Some(registration) => validate(&shared, registration, &receipt, &incoming).await,
        None => Verdict::Accepted { third_party_id: String::new() },
    };
    match verdict {
        Verdict::Accepted { third_party_id } => {
            shared.store().books.receive(&receipt, incoming, clock::now());
            sleep(shared.config.paced(NETWORK_TAKES)).await;
            confirm_as(&shared, &receipt, &third_party_id).await;
        }
        Verdict::Refused => shared.store().books.decline(&receipt, incoming, clock::now()),
    }
    drop(room);
}

/// Tells the business of a payment in the books, if it registered.
pub(crate) async fn confirm(shared: Arc<Shared>, receipt: String) {
    confirm_as(&shared, &receipt, "").await;
}

async fn confirm_as(shared: &Shared, receipt: &str, third_party_id: &str) {
    let told = {
        let store = shared.store();
        store.books.get(receipt).and_then(|entry| {
            let registration = store.c2b.of(&entry.short_code)?;
            let notification = Notification::confirmation(
                entry,
                shared.phones(),
                registration.version,
                third_party_id,
            );
            Some((registration.confirmation_url.clone(), notification.to_json()))
        })
    };
    let Some((url, body)) = told else {
        return;
    };
    let parcel = Parcel { url, short_code: None, body, id: receipt.to_owned() };
    let at_once = Schedule::from([Duration::ZERO].as_slice());
    let schedule = shared.troubles().at_delivery(Place::C2bConfirmation, clock::now(), at_once);
    deliver_all(shared, Instant::now(), &schedule, &parcel, |delivery| {
        shared.store().books.record_confirmation(receipt, delivery);
    })
    .await;
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Accepted { third_party_id: String },
    Refused,
}

async fn validate(
    shared: &Shared,
    registration: &Registration,
    receipt: &str,
    incoming: &Incoming,
) -> Verdict {
    let parcel = Parcel {
        url: registration.validation_url.clone(),
        short_code: None,
        body: Notification::validation(receipt, incoming, shared.phones(), registration.version)
            .to_json(),
        id: receipt.to_owned(),
    };
    ask(shared, &parcel, shared.config.validation_timeout)
        .await
        .and_then(|reply| verdict(&reply))
        .unwrap_or_else(|| without_an_answer(registration.response_type))
}

fn without_an_answer(response_type: ResponseType) -> Verdict {
    match response_type {
        ResponseType::Completed => Verdict::Accepted { third_party_id: String::new() },
        ResponseType::Cancelled => Verdict::Refused,
    }
}

/// A business says 0, as text or as a number, to accept. An answer without a code is none.
fn verdict(reply: &[u8]) -> Option<Verdict> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Code {
        Number(i64),
        Text(String),
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Reply {
        result_code: Code,
        #[serde(default, rename = "ThirdPartyTransID")]
        third_party_id: Option<String>,
    }
    let reply: Reply = serde_json::from_slice(reply).ok()?;
    let accepts = match reply.result_code {
        Code::Number(number) => number == 0,
        Code::Text(text) => text == "0",
    };
    if !accepts {
        return Some(Verdict::Refused);
    }
    let third_party_id = reply.third_party_id.unwrap_or_default();
    Some(Verdict::Accepted {
        third_party_id: third_party_id.chars().take(THIRD_PARTY_ID_CHARACTERS_MAX).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_as_daraja_reads_it() {
        let accepted = |id: &str| Some(Verdict::Accepted { third_party_id: id.to_owned() });
        for (reply, expected) in [
            (r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#, accepted("")),
            (r#"{"ResultCode":0,"ThirdPartyTransID":"1234567890"}"#, accepted("1234567890")),
            (r#"{"ResultCode":"C2B00011","ResultDesc":"Rejected"}"#, Some(Verdict::Refused)),
            (r#"{"ResultCode":1}"#, Some(Verdict::Refused)),
            ("{}", None),
            ("OK", None),
            ("", None),
        ] {
            assert_eq!(verdict(reply.as_bytes()), expected, "{reply}");
        }
    }
}
