//! How Daraja says no, in its own envelope or as a fault of the gateway before it.
//!
//! The shape of the body decides first and the status second: success comes with error bodies and
//! refusals with the status of a crash. What has no known shape means nothing at all.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::http::Answer;
use crate::json;
use crate::redact::scrub;

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Daraja's code, the gateway's, or `http 503` where there is neither.
    pub(crate) code: String,
    /// Daraja's message without anything secret or personal.
    pub(crate) message: String,
    pub(crate) meaning: Meaning,
}

/// What such an answer says about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The token is not accepted; nothing was executed.
    BadToken,
    /// The app on Safaricom's portal lacks this product; a new token changes nothing.
    WrongProduct,
    /// Another prompt is on that phone; nothing was executed.
    SubscriberLocked,
    /// It was refused; nothing was executed.
    Refused,
    /// M-Pesa takes nothing for now; nothing was executed.
    Busy,
    /// Requests come too fast; nothing was executed.
    TooFast,
    /// The same was asked before under the same id, and is not done again.
    Duplicate,
    /// Addresses were registered before, and stand as they were.
    Registered,
    /// The request is still being worked on.
    Processing,
    /// Nothing can be concluded.
    Unknown,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorMessage")]
    error_message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    fault: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResponseCode")]
    response_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "CheckoutRequestID")]
    checkout_request_id: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct GatewayFault<'a> {
    #[serde(borrow, default)]
    faultstring: Option<&'a RawValue>,
    #[serde(borrow, default)]
    detail: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Detail<'a> {
    #[serde(borrow, default)]
    errorcode: Option<&'a RawValue>,
}

impl Fault {
    /// Reads an answer that is not the wanted one. `secrets` may be echoed and are taken out.
    pub(crate) fn read(answer: &Answer, secrets: &[&str]) -> Self {
        let body: Option<Body<'_>> = json::object_of_bytes(&answer.body);
        let spoken = body.as_ref().and_then(code_and_message);
        let meaning = match &spoken {
            // The product itself answered, so the request was executed, or may have been.
            _ if body.is_some_and(|body| body.is_of_a_product()) => Meaning::Unknown,
            Some((code, message)) => {
                by_code(code, message).unwrap_or_else(|| by_status(answer.status))
            }
            None => by_status(answer.status),
        };
        let (code, message) = spoken.unwrap_or_else(|| {
            let message = describe(&answer.body).to_owned();
            (format!("http {}", answer.status), message)
        });
        Self { code: scrub(&code, secrets), message: scrub(&message, secrets), meaning }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }
}

impl Body<'_> {
    fn is_of_a_product(&self) -> bool {
        self.response_code.is_some() || self.checkout_request_id.is_some()
    }
}

fn code_and_message(body: &Body<'_>) -> Option<(String, String)> {
    if let Some(code) = json::text(body.error_code) {
        return Some((code, json::text(body.error_message).unwrap_or_default()));
    }
    let fault: GatewayFault<'_> = json::object(body.fault?.get())?;
    let detail: Option<Detail<'_>> = fault.detail.and_then(|raw| json::object(raw.get()));
    let code = detail.and_then(|detail| json::text(detail.errorcode))?;
    Some((code, json::text(fault.faultstring).unwrap_or_default()))
}

/// What a code says, if it is a known one. Sources: Safaricom's tables of error codes for the
/// products, and for the gateway's own, the documentation of Apigee's policies.
fn by_code(code: &str, message: &str) -> Option<Meaning> {
    let message = message.to_ascii_lowercase();
    let says = |words: &str| message.contains(words);
    // Before the token's codes: this one comes under 401.003.01 too.
    if says("no apiproduct match") {
        return Some(Meaning::WrongProduct);
    }
    let meaning = match code {
        "404.001.03" | "400.003.01" => Meaning::BadToken,
        // One code for refusals, for locks, for work in progress and for no reason at all.
        "500.001.1001" if says("unable to lock subscriber") => Meaning::SubscriberLocked,
        "500.001.1001" if says("being processed") => Meaning::Processing,
        "500.001.1001" if says("wrong credentials") || says("merchant does not exist") => {
            Meaning::Refused
        }
        "500.002.1001" if says("duplicate originatorconversationid") => Meaning::Duplicate,
        "500.003.1001" if says("already registered") => Meaning::Registered,
        // Another company's registration is in the way: only Safaricom's staff can end it.
        "500.003.1001" if says("duplicate notification info") => Meaning::Refused,
        "500.003.02" if says("spike arrest") => Meaning::TooFast,
        "500.003.02" if says("system is busy") => Meaning::Busy,
        "policies.ratelimit.SpikeArrestViolation" => Meaning::TooFast,
        // A quota ends with its period, which may be long.
        "500.003.03" | "policies.ratelimit.QuotaViolation" => Meaning::Busy,
        _ => match code.split('.').next() {
            // One code a family of products: 401.001, 401.002.01, 401.003.01.
            Some("401") => Meaning::BadToken,
            // The words are the same in every family, and what refuses a token executes nothing.
            Some("400" | "404") if says("invalid access token") => Meaning::BadToken,
            // Requests that are not understood, not allowed or go nowhere.
            Some("400" | "404" | "405") => Meaning::Refused,
            _ => return None,
        },
    };
    Some(meaning)
}

/// Whether an answer shows that the product is not there, or broken. A refusal is a real answer,
/// although many come with the status of a crash; and that requests come too fast is another matter.
pub(crate) fn is_outage(answer: &Answer) -> bool {
    let body: Option<Body<'_>> = json::object_of_bytes(&answer.body);
    // So the firewall answers whoever it takes for an attacker, until they leave it alone.
    if answer.status == 403 {
        return answer.body.trim_ascii().starts_with(b"<");
    }
    if answer.status < 500 || body.as_ref().is_some_and(Body::is_of_a_product) {
        return false;
    }
    let Some((code, message)) = body.as_ref().and_then(code_and_message) else {
        return true;
    };
    match by_code(&code, &message) {
        Some(Meaning::Busy) => true,
        Some(_) => false,
        // These are the products' own words about one request, known or not.
        None => !code.starts_with("500.001") && !code.starts_with("500.002"),
    }
}

/// Only 401 says something by itself: a firewall's page has any other.
fn by_status(status: u16) -> Meaning {
    match status {
        401 => Meaning::BadToken,
        _ => Meaning::Unknown,
    }
}

fn describe(body: &[u8]) -> &'static str {
    let text = body.trim_ascii();
    match text.first() {
        None => "an empty answer",
        Some(b'<') => "a page of HTML instead of an answer",
        Some(b'{' | b'[') => "JSON of an unknown shape",
        Some(_) => "an answer that can't be read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Fault {
        let body = body.as_bytes().to_vec();
        Fault::read(&Answer { status, body }, &["the-token"])
    }

    fn meaning(status: u16, code: &str, message: &str) -> Meaning {
        let body =
            serde_json::json!({"requestId": "r", "errorCode": code, "errorMessage": message});
        read(status, &body.to_string()).meaning
    }

    #[test]
    fn each_way_of_refusing_a_token_is_known() {
        for (status, code) in [
            (404, "404.001.03"),
            (400, "400.003.01"),
            (401, "401.002.01"),
            (401, "401.003.01"),
            (401, "401.001"),
            (401, "401.999.99"),
            (400, "400.004.01"),
            (404, "404.001.01"),
            // The body decides, whatever the status.
            (200, "404.001.03"),
        ] {
            assert_eq!(meaning(status, code, "Invalid Access Token"), Meaning::BadToken, "{code}");
        }
        assert_eq!(read(401, "").meaning, Meaning::BadToken);
        assert_eq!(read(401, "<html>").meaning, Meaning::BadToken);
        let gateway = r#"{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"oauth.v2.InvalidAccessToken"}}}"#;
        assert_eq!(read(401, gateway).meaning, Meaning::BadToken);
        assert_eq!(
            meaning(
                401,
                "401.003.01",
                "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found"
            ),
            Meaning::WrongProduct
        );
        // Not about the token: the header was missing.
        assert_eq!(meaning(404, "404.001.04", "Invalid Authentication Header"), Meaning::Refused);
        assert_eq!(meaning(404, "404.001.01", "Resource not found"), Meaning::Refused);
        // Something broke while it looked at the token: nobody knows what else it did.
        assert_eq!(meaning(500, "500.003.1001", "Invalid Access Token"), Meaning::Unknown);
    }

    #[test]
    fn one_code_is_split_by_its_message() {
        for (message, expected) in [
            (
                "Unable to lock subscriber, a transaction is already in process for the current subscriber",
                Meaning::SubscriberLocked,
            ),
            ("The transaction is being processed", Meaning::Processing),
            ("Wrong credentials", Meaning::Refused),
            ("[MerchantValidate] - Wrong credentials", Meaning::Refused),
            ("Merchant does not exist", Meaning::Refused),
            ("The transaction does not Exist", Meaning::Unknown),
            ("Boom", Meaning::Unknown),
            ("", Meaning::Unknown),
        ] {
            assert_eq!(meaning(500, "500.001.1001", message), expected, "{message}");
        }
    }

    #[test]
    fn what_is_done_already_is_not_refused() {
        for (code, message, expected) in [
            ("500.002.1001", "Duplicate OriginatorConversationID.", Meaning::Duplicate),
            ("500.002.1001", "Boom", Meaning::Unknown),
            ("500.003.1001", "Urls are already registered.", Meaning::Registered),
            (
                "500.003.1001",
                "Duplicate notification info, SP ID is 1, correlator is 2",
                Meaning::Refused,
            ),
        ] {
            assert_eq!(meaning(500, code, message), expected, "{message}");
        }
    }

    #[test]
    fn a_busy_system_refuses_and_a_broken_one_says_nothing() {
        for (code, message, expected) in [
            ("500.003.02", "System is busy. Please try again in few minutes.", Meaning::Busy),
            ("500.003.02", "Error Occurred: Spike Arrest Violation", Meaning::TooFast),
            ("500.003.03", "Quota Violation", Meaning::Busy),
        ] {
            assert_eq!(meaning(500, code, message), expected, "{message}");
        }
        let gateway = r#"{"fault":{"faultstring":"Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5}","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}"#;
        assert_eq!(read(500, gateway).meaning, Meaning::TooFast);
        for (status, body) in [
            (500, r#"{"errorCode":"500.003.1001","errorMessage":"Internal Server Error"}"#),
            (500, r#"{"errorCode":"500.003.02","errorMessage":"Something new"}"#),
            (
                504,
                r#"{"fault":{"faultstring":"Gateway Timeout","detail":{"errorcode":"messaging.adaptors.http.flow.GatewayTimeout"}}}"#,
            ),
            (500, r#"{"Envelope":{"Body":{"Fault":{"faultstring":"409 is treated as error"}}}}"#),
            (403, "<html>Incapsula incident</html>"),
            (400, ""),
            (404, "Not Found"),
            (200, "<html></html>"),
            (200, r#"{"ResponseDescription":"Urls are already registered"}"#),
            (400, r#"["400.002.02"]"#),
            (400, r#"{"errorCode":{"a":1}}"#),
        ] {
            assert_eq!(read(status, body).meaning, Meaning::Unknown, "{body}");
        }
    }

    #[test]
    fn an_outage_is_no_refusal_with_the_status_of_a_crash() {
        let outage = |status, body: &str| {
            let body = body.as_bytes().to_vec();
            is_outage(&Answer { status, body })
        };
        let error = |code: &str, message: &str| {
            serde_json::json!({"errorCode": code, "errorMessage": message}).to_string()
        };
        for (status, body) in [
            (503, String::new()),
            (502, "<html>Bad Gateway</html>".to_owned()),
            (500, r#"{"Envelope":{}}"#.to_owned()),
            (500, error("500.003.1001", "Internal Server Error")),
            (500, error("500.003.02", "System is busy. Please try again in few minutes.")),
            (504, error("messaging.adaptors.http.flow.GatewayTimeout", "Gateway Timeout")),
            (403, " <html>Incapsula</html>".to_owned()),
        ] {
            assert!(outage(status, &body), "{status} {body}");
        }
        for (status, body) in [
            (200, "<html>".to_owned()),
            (400, String::new()),
            (403, error("403.001", "Forbidden")),
            (500, error("500.001.1001", "The transaction does not Exist")),
            (500, error("500.001.1001", "Unable to lock subscriber")),
            (500, error("500.001.1001", "Boom")),
            (500, error("500.002.1001", "Duplicate OriginatorConversationID.")),
            (500, error("500.003.1001", "Urls are already registered.")),
            (500, error("500.003.02", "Error Occurred: Spike Arrest Violation")),
            (500, r#"{"ResponseCode":"0","ResultCode":"1032"}"#.to_owned()),
        ] {
            assert!(!outage(status, &body), "{status} {body}");
        }
    }

    #[test]
    fn a_wrong_field_is_a_refusal() {
        assert_eq!(meaning(400, "400.002.02", "Bad Request - Invalid Amount"), Meaning::Refused);
        assert_eq!(meaning(400, "400.002.05", "Invalid Request Payload"), Meaning::Refused);
        assert_eq!(meaning(404, "404.001.01", "Resource not found"), Meaning::Refused);
        assert_eq!(meaning(405, "405.001", "Method Not Allowed"), Meaning::Refused);
        assert_eq!(read(400, r#"{"errorCode":400,"errorMessage":"no"}"#).meaning, Meaning::Refused);
    }

    #[test]
    fn what_the_product_itself_says_is_never_a_refused_token() {
        for body in [
            r#"{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1"}"#,
            r#"{"errorCode":"404.001.03","errorMessage":"Invalid Access Token","CheckoutRequestID":"ws_CO_1"}"#,
        ] {
            assert_eq!(read(401, body).meaning, Meaning::Unknown, "{body}");
        }
    }

    #[test]
    fn an_echoed_token_is_taken_out() {
        let fault = read(
            401,
            r#"{"errorCode":"401.002.01","errorMessage":"Error Occurred - Invalid Access Token - the-token"}"#,
        );
        assert_eq!(fault.text(), "401.002.01: Error Occurred - Invalid Access Token - …");
        assert_eq!(read(503, "").text(), "http 503: an empty answer");
        assert_eq!(read(403, " <p>").text(), "http 403: a page of HTML instead of an answer");
    }
}
