//! `POST /mpesa/stkpush/v1/processrequest`: a prompt on the customer's phone.
//!
//! Daraja has no idempotency: the same push twice is two prompts, and maybe two payments. So what
//! is not known to have been refused is unconfirmed, and is never sent again.

use domain::personal::CheckoutRequestId;
use domain::ports::{StkRequest, StkSent};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::config::{Config, ShortCodeType};
use crate::declined;
use crate::endpoint::Endpoint;
use crate::envelope::Meaning;
use crate::http::PUSH_TIMEOUT;
use crate::json;
use crate::limits::{AMOUNT_SHILLINGS_MAX, fits};
use crate::password::Password;
use crate::products::{Answered, Call, Products, Unanswered};

/// What the documentation allows. Longer ones often pass, until the whole prompt is over 182
/// characters and fails with result code 1025.
const ACCOUNT_REFERENCE_CHARS: (usize, usize) = (1, 12);
const DESCRIPTION_CHARS: (usize, usize) = (1, 13);

/// Ids seen have at most 36 characters.
const MERCHANT_REQUEST_ID_CHARS_MAX: usize = 120;

/// Codes of refusals that are not Safaricom's own.
pub mod rejection {
    /// The request breaks a documented limit; it was not sent.
    pub const INVALID_REQUEST: &str = "invalid_request";
    /// There is no token, so nothing was sent.
    pub const NO_TOKEN: &str = "no_token";
    /// Safaricom could not be reached, so nothing was sent.
    pub const UNREACHABLE: &str = "unreachable";
    /// Safaricom has not answered of late, or takes no more for now, so nothing was sent.
    pub const UNAVAILABLE: &str = "unavailable";
    /// Another prompt is on that phone. Safaricom says so with 500.001.1001, which means many
    /// things; this is the result code that it has for it alone.
    pub const SUBSCRIBER_LOCKED: &str = "1001";
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    #[serde(rename = "BusinessShortCode")]
    business_short_code: &'a str,
    #[serde(rename = "Password")]
    password: &'a str,
    #[serde(rename = "Timestamp")]
    timestamp: &'a str,
    #[serde(rename = "TransactionType")]
    transaction_type: &'static str,
    #[serde(rename = "Amount")]
    amount_shillings: i64,
    #[serde(rename = "PartyA")]
    payer: &'a str,
    #[serde(rename = "PartyB")]
    receiver: &'a str,
    #[serde(rename = "PhoneNumber")]
    phone_number: &'a str,
    #[serde(rename = "CallBackURL")]
    callback_url: &'a str,
    #[serde(rename = "AccountReference")]
    account_reference: &'a str,
    /// Documented as optional, and refused when it lacks ("Invalid Remarks").
    #[serde(rename = "TransactionDesc")]
    description: &'a str,
}

#[derive(Deserialize)]
struct Accepted<'a> {
    #[serde(borrow, default, rename = "ResponseCode")]
    response_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "MerchantRequestID")]
    merchant_request_id: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "CheckoutRequestID")]
    checkout_request_id: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// Sends one prompt, once.
pub(crate) async fn push(products: &Products, request: &StkRequest, now: Timestamp) -> StkSent {
    let password = Password::at(&products.config, now);
    let body = match body(&products.config, request, &password) {
        Ok(body) => body,
        Err(why) => return rejected(rejection::INVALID_REQUEST, why.to_owned()),
    };
    let call = Call { endpoint: Endpoint::StkPush, body: &body, timeout: PUSH_TIMEOUT };
    match products.post(call).await {
        Ok(answered) => read(products, &answered),
        Err(Unanswered::NoToken(error)) => rejected(rejection::NO_TOKEN, error.to_string()),
        Err(Unanswered::NotSent(why)) => rejected(
            rejection::UNREACHABLE,
            format!("Safaricom could not be reached ({why}); nothing was sent"),
        ),
        Err(Unanswered::Held(retry_after)) => {
            rejected(rejection::UNAVAILABLE, declined::held(retry_after))
        }
        Err(Unanswered::Lost(why)) => StkSent::Unconfirmed {
            why: format!("Safaricom's answer to the prompt was lost: {why}"),
        },
    }
}

fn rejected(code: &str, message: String) -> StkSent {
    StkSent::Rejected { code: code.to_owned(), message }
}

fn body<'a>(
    config: &'a Config,
    request: &'a StkRequest,
    password: &'a Password,
) -> Result<Body<'a>, &'static str> {
    let amount_shillings = request
        .amount
        .whole_shillings()
        .filter(|shillings| *shillings >= 1)
        .ok_or("M-Pesa takes whole shillings, at least one; round the amount up")?;
    if amount_shillings > AMOUNT_SHILLINGS_MAX {
        return Err("M-Pesa moves at most KSh 250,000 at once; ask for less");
    }
    let account_reference = request.account_reference.as_str();
    if !fits(account_reference, ACCOUNT_REFERENCE_CHARS) {
        return Err("an account reference has 1 to 12 characters");
    }
    if !fits(&request.description, DESCRIPTION_CHARS) {
        return Err("the description of a prompt has 1 to 13 characters; shorten it");
    }
    let payer = request.payer.as_str();
    Ok(Body {
        business_short_code: &config.short_code,
        password: &password.password,
        timestamp: &password.timestamp,
        transaction_type: match config.short_code_type {
            ShortCodeType::Paybill => "CustomerPayBillOnline",
            ShortCodeType::Till => "CustomerBuyGoodsOnline",
        },
        amount_shillings,
        payer,
        receiver: config.receiver(),
        phone_number: payer,
        callback_url: &request.callback_url,
        account_reference,
        description: &request.description,
    })
}

fn read(products: &Products, answered: &Answered) -> StkSent {
    if let Some(accepted) = accepted(&answered.answer.body) {
        return accepted;
    }
    let fault = products.fault(answered);
    match fault.meaning {
        Meaning::Refused | Meaning::BadToken | Meaning::Busy | Meaning::TooFast => {
            StkSent::Rejected { code: fault.code, message: fault.message }
        }
        Meaning::SubscriberLocked => rejected(rejection::SUBSCRIBER_LOCKED, fault.message),
        Meaning::WrongProduct => StkSent::Rejected {
            message: format!(
                "{}; add the product {} to the app on Safaricom's portal",
                fault.message,
                Endpoint::StkPush.product()
            ),
            code: fault.code,
        },
        // A prompt has no id of ours and no registration, so the last two make no sense here.
        Meaning::Processing | Meaning::Unknown | Meaning::Duplicate | Meaning::Registered => {
            StkSent::Unconfirmed {
                why: format!("Safaricom's answer to the prompt is not clear: {}", fault.text()),
            }
        }
    }
}

/// Only an answer that says yes and names the prompt, and nothing else, is a yes.
fn accepted(body: &[u8]) -> Option<StkSent> {
    let body: Accepted<'_> = json::object_of_bytes(body)?;
    let says_yes = json::text(body.response_code)? == "0" && body.error_code.is_none();
    let checkout_request_id: CheckoutRequestId =
        json::text(body.checkout_request_id)?.parse().ok()?;
    let merchant_request_id = json::text(body.merchant_request_id)
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_graphic)
        .take(MERCHANT_REQUEST_ID_CHARS_MAX)
        .collect();
    says_yes.then_some(StkSent::Accepted { merchant_request_id, checkout_request_id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::sandbox;
    use domain::codes::AccountReference;
    use domain::money::Money;

    fn request() -> StkRequest {
        StkRequest {
            payer: "0712345678".parse().unwrap(),
            amount: Money::from_cents(45_000),
            account_reference: serde_json::from_str::<AccountReference>(r#""PABCDEFGHJKM""#)
                .unwrap(),
            description: "WiFi 1 day".to_owned(),
            callback_url: "https://isp.example/callback/".to_owned(),
        }
    }

    fn sent(config: &Config, request: &StkRequest) -> Result<serde_json::Value, &'static str> {
        let password = Password::at(config, "2026-06-01T16:36:04Z".parse().unwrap());
        body(config, request, &password).map(|body| serde_json::to_value(body).unwrap())
    }

    #[test]
    fn the_fields_are_daraja_s() {
        let mut sent = sent(&sandbox(), &request()).unwrap();
        assert!(sent["Password"].take().is_string());
        assert_eq!(
            sent,
            serde_json::json!({
                "BusinessShortCode": "174379",
                "Password": null,
                "Timestamp": "20260601193604",
                "TransactionType": "CustomerPayBillOnline",
                "Amount": 450,
                "PartyA": "254712345678",
                "PartyB": "174379",
                "PhoneNumber": "254712345678",
                "CallBackURL": "https://isp.example/callback/",
                "AccountReference": "PABCDEFGHJKM",
                "TransactionDesc": "WiFi 1 day",
            })
        );
    }

    #[test]
    fn a_till_receives_what_its_store_asks_for() {
        let config = Config {
            short_code_type: ShortCodeType::Till,
            till_number: Some("5112233".to_owned()),
            ..sandbox()
        };
        let sent = sent(&config, &request()).unwrap();
        assert_eq!(sent["TransactionType"], "CustomerBuyGoodsOnline");
        assert_eq!(sent["BusinessShortCode"], "174379");
        assert_eq!(sent["PartyB"], "5112233");
    }

    #[test]
    fn limits_are_errors_and_nothing_is_cut() {
        let refused = |change: fn(&mut StkRequest)| {
            let mut request = request();
            change(&mut request);
            sent(&sandbox(), &request).unwrap_err()
        };
        for cents in [0, 99, 150, -100] {
            let mut request = request();
            request.amount = Money::from_cents(cents);
            assert!(sent(&sandbox(), &request).unwrap_err().contains("whole shillings"));
        }
        let much = |r: &mut StkRequest| r.amount = Money::from_cents(25_000_100);
        assert!(refused(much).contains("250,000"));
        assert!(refused(|r| r.description = "fourteen chars".to_owned()).contains("1 to 13"));
        assert!(refused(|r| r.description = " ".to_owned()).contains("1 to 13"));
        assert!(refused(|r| r.description = "a\nb".to_owned()).contains("1 to 13"));
        let long = |r: &mut StkRequest| {
            r.account_reference = serde_json::from_str(r#""PABCDEFGHJKMN""#).unwrap();
        };
        assert!(refused(long).contains("1 to 12"));
        let mut request = request();
        request.description = "thirteen char".to_owned();
        assert_eq!(sent(&sandbox(), &request).unwrap()["TransactionDesc"], "thirteen char");
    }

    #[test]
    fn a_yes_is_whole_or_none() {
        let yes = r#"{"MerchantRequestID":"2654-4b64","CheckoutRequestID":"ws_CO_1","ResponseCode":"0","ResponseDescription":"x","CustomerMessage":"x"}"#;
        assert_eq!(
            accepted(yes.as_bytes()),
            Some(StkSent::Accepted {
                merchant_request_id: "2654-4b64".to_owned(),
                checkout_request_id: "ws_CO_1".parse().unwrap(),
            })
        );
        assert!(accepted(br#"{"CheckoutRequestID":"ws_CO_1","ResponseCode":0}"#).is_some());
        for body in [
            r#"{"ResponseCode":"0"}"#,
            r#"{"ResponseCode":"0","CheckoutRequestID":""}"#,
            r#"{"ResponseCode":"1","CheckoutRequestID":"ws_CO_1"}"#,
            r#"{"CheckoutRequestID":"ws_CO_1"}"#,
            r#"{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1","CheckoutRequestID":"ws_CO_2"}"#,
            r#"{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1","errorCode":"500.001.1001"}"#,
            r#"["0","ws_CO_1"]"#,
        ] {
            assert_eq!(accepted(body.as_bytes()), None, "{body}");
        }
    }
}
