//! `POST /mpesa/stkpushquery/v1/query`: what became of a prompt.
//!
//! An answer names no receipt, no amount and no payer, and some errors come and go for a prompt
//! that exists. So anything but a known result code of that very prompt is no answer.

use domain::outcome::{NotPaid, Paid, QueryAnswer, StkOutcome};
use domain::personal::CheckoutRequestId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::declined;
use crate::endpoint::Endpoint;
use crate::envelope::Meaning;
use crate::http::ASK_TIMEOUT;
use crate::json::{self, Scalar};
use crate::password::Password;
use crate::products::{Call, Products, Unanswered};
use crate::redact::scrub;
use crate::result_code::{self, Verdict};

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "BusinessShortCode")]
    business_short_code: &'a str,
    #[serde(rename = "Password")]
    password: &'a str,
    #[serde(rename = "Timestamp")]
    timestamp: &'a str,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: &'a str,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default, rename = "ResponseCode")]
    response_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "CheckoutRequestID")]
    checkout_request_id: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultCode")]
    result_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultDesc")]
    result_desc: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// Asks what became of a prompt.
pub(crate) async fn query(
    products: &Products,
    checkout_request_id: &CheckoutRequestId,
    now: Timestamp,
) -> QueryAnswer {
    let password = Password::at(&products.config, now);
    let body = Body {
        business_short_code: &products.config.short_code,
        password: &password.password,
        timestamp: &password.timestamp,
        checkout_request_id: checkout_request_id.as_str(),
    };
    let call = Call { endpoint: Endpoint::StkQuery, body: &body, timeout: ASK_TIMEOUT };
    let answered = match products.post(call).await {
        Ok(answered) => answered,
        Err(Unanswered::NoToken(error)) => return no_answer(error.to_string()),
        Err(Unanswered::NotSent(why)) => {
            return no_answer(format!("Safaricom could not be reached: {why}"));
        }
        Err(Unanswered::Held(retry_after)) => return no_answer(declined::held(retry_after)),
        Err(Unanswered::Lost(why)) => return no_answer(format!("Safaricom did not answer: {why}")),
    };
    if let Some(answer) = read(&answered.answer.body, checkout_request_id) {
        return answer;
    }
    let fault = products.fault(&answered);
    match fault.meaning {
        Meaning::Processing => QueryAnswer::StillProcessing,
        Meaning::BadToken
        | Meaning::WrongProduct
        | Meaning::SubscriberLocked
        | Meaning::Refused
        | Meaning::Busy
        | Meaning::TooFast
        | Meaning::Duplicate
        | Meaning::Registered
        | Meaning::Unknown => no_answer(format!("Safaricom answered {}", fault.text())),
    }
}

fn no_answer(why: String) -> QueryAnswer {
    QueryAnswer::NoAnswer { why }
}

/// What an answer says about that prompt; none if it has not the shape of one.
fn read(body: &[u8], asked: &CheckoutRequestId) -> Option<QueryAnswer> {
    let body: Answer<'_> = json::object_of_bytes(body)?;
    let result_code = result_code::read(body.result_code)?;
    let taken = json::text(body.response_code).is_none_or(|code| code == "0");
    if !taken || body.error_code.is_some() {
        return None;
    }
    let about_another = match Scalar::read(body.checkout_request_id) {
        Scalar::Nothing => false,
        id => id.text() != Some(asked.as_str()),
    };
    if about_another {
        return Some(no_answer("Safaricom's answer is about another prompt".to_owned()));
    }
    let description = scrub(&json::text(body.result_desc).unwrap_or_default(), &[]);
    let outcome = match result_code::verdict(&result_code) {
        Verdict::Processing => return Some(QueryAnswer::StillProcessing),
        Verdict::Unknown => {
            return Some(no_answer(format!(
                "Safaricom answered with result code {}, whose meaning is not known: {description}",
                scrub(&result_code, &[])
            )));
        }
        Verdict::Paid => StkOutcome::Paid(Paid {
            result_code,
            description,
            receipt: None,
            amount: None,
            paid_at: None,
        }),
        Verdict::NotPaid(class) => StkOutcome::NotPaid(NotPaid { result_code, description, class }),
    };
    Some(QueryAnswer::Outcome(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::outcome::FailureClass;

    fn ask(body: &str) -> Option<QueryAnswer> {
        read(body.as_bytes(), &"ws_CO_1".parse().unwrap())
    }

    fn with_code(code: &str) -> Option<QueryAnswer> {
        ask(&format!(
            r#"{{"ResponseCode":"0","ResponseDescription":"x","MerchantRequestID":"m","CheckoutRequestID":"ws_CO_1","ResultCode":{code},"ResultDesc":"said"}}"#
        ))
    }

    #[test]
    fn a_known_code_is_an_outcome_without_receipt() {
        for code in [r#""0""#, "0"] {
            let Some(QueryAnswer::Outcome(StkOutcome::Paid(paid))) = with_code(code) else {
                panic!("{code}");
            };
            assert_eq!((paid.result_code.as_str(), paid.description.as_str()), ("0", "said"));
            assert_eq!((paid.receipt, paid.amount, paid.paid_at), (None, None, None));
        }
        for code in [r#""1032""#, "1032"] {
            assert_eq!(
                with_code(code),
                Some(QueryAnswer::Outcome(StkOutcome::NotPaid(NotPaid {
                    result_code: "1032".to_owned(),
                    description: "said".to_owned(),
                    class: FailureClass::Cancelled,
                })))
            );
        }
    }

    #[test]
    fn what_is_not_known_never_fails_a_payment() {
        assert_eq!(with_code(r#""4999""#), Some(QueryAnswer::StillProcessing));
        for code in [r#""7777""#, "-1", r#""SOMETHING""#] {
            assert!(matches!(with_code(code), Some(QueryAnswer::NoAnswer { .. })), "{code}");
        }
        for code in [r#""""#, "null", "true", "0.5"] {
            assert_eq!(with_code(code), None, "{code}");
        }
        for body in [
            "",
            "<html>",
            "[]",
            r#"{"ResponseCode":"1","ResultCode":"1032","ResultDesc":""}"#,
            r#"{"errorCode":"500.001.1001","ResultCode":"1032"}"#,
            r#"{"ResultCode":"1032","ResultCode":"0"}"#,
        ] {
            assert_eq!(ask(body), None, "{body}");
        }
    }

    #[test]
    fn another_prompts_answer_is_none() {
        for id in [r#""ws_CO_2""#, "{}"] {
            let answer = ask(&format!(r#"{{"CheckoutRequestID":{id},"ResultCode":"0"}}"#));
            assert!(matches!(answer, Some(QueryAnswer::NoAnswer { .. })), "{id}");
        }
    }
}
