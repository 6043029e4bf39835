//! `POST /mpesa/c2b/v2/registerurl`, or v1: where unprompted payments are announced.
//!
//! An app has one of the two versions, and Safaricom's own staff name now the one and now the
//! other. So where the app lacks the configured one, the other is tried: nothing was executed.

use domain::c2b::{C2bAddresses, Registered, Unanswered};
use domain::ports::NotDone;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::addresses;
use crate::config::C2bVersion;
use crate::declined::Declined;
use crate::endpoint::Endpoint;
use crate::envelope::Meaning;
use crate::http::ASK_TIMEOUT;
use crate::json;
use crate::products::{Call, Products};

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "ShortCode")]
    short_code: &'a str,
    #[serde(rename = "ResponseType")]
    unanswered: &'static str,
    #[serde(rename = "ConfirmationURL")]
    confirmation_url: &'a str,
    #[serde(rename = "ValidationURL")]
    validation_url: &'a str,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default, rename = "ResponseCode")]
    code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResponseDescription")]
    description: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// Registers both addresses.
pub(crate) async fn register(products: &Products, addresses: &C2bAddresses) -> Registered {
    let config = &products.config;
    for url in [&addresses.validation_url, &addresses.confirmation_url] {
        if let Err(why) = addresses::for_registration(url, config.is_production()) {
            return Registered::Refused { why: why.to_owned() };
        }
    }
    let body = Body {
        short_code: &config.short_code,
        unanswered: match addresses.unanswered {
            Unanswered::Completes => "Completed",
            Unanswered::IsCancelled => "Cancelled",
        },
        confirmation_url: &addresses.confirmation_url,
        validation_url: &addresses.validation_url,
    };
    let (first, second) = match config.c2b_version {
        C2bVersion::V1 => (Endpoint::C2bUrlsV1, Endpoint::C2bUrlsV2),
        C2bVersion::V2 => (Endpoint::C2bUrlsV2, Endpoint::C2bUrlsV1),
    };
    let mut answer = ask(products, first, &body).await;
    if answer.as_ref().is_err_and(|declined| declined.meaning() == Some(Meaning::WrongProduct)) {
        tracing::info!(endpoint = first.name(), "the app lacks this version; the other is tried");
        answer = ask(products, second, &body).await;
    }
    match answer {
        Ok(registered) => registered,
        Err(declined) if declined.meaning() == Some(Meaning::Registered) => Registered::Before,
        Err(declined) => Registered::Refused { why: why(declined) },
    }
}

async fn ask(
    products: &Products,
    endpoint: Endpoint,
    body: &Body<'_>,
) -> Result<Registered, Declined> {
    products.ask(Call { endpoint, body, timeout: ASK_TIMEOUT }, read).await
}

fn why(declined: Declined) -> String {
    match NotDone::from(declined) {
        unknown @ NotDone::Unknown { .. } => {
            format!("{unknown}; register again: if it was done, Safaricom says so")
        }
        other @ (NotDone::Invalid { .. }
        | NotDone::Unavailable { .. }
        | NotDone::Refused { .. }) => other.to_string(),
    }
}

/// The first version answers without a code, and says by the description alone whether it is a
/// yes; its misspelt ids are of no use to anybody.
fn read(body: &[u8]) -> Option<Registered> {
    let body: Answer<'_> = json::object_of_bytes(body)?;
    if body.error_code.is_some() {
        return None;
    }
    let description = json::text(body.description).unwrap_or_default().to_ascii_lowercase();
    if description.contains("already registered") {
        return Some(Registered::Before);
    }
    match json::text(body.code) {
        Some(code) => (code == "0").then_some(Registered::Now),
        None => (description == "success").then_some(Registered::Now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_s_yes_is_known() {
        for (body, registered) in [
            (
                r#"{"OriginatorCoversationID":"6e86-45dd","ResponseCode":"0","ResponseDescription":"Success"}"#,
                Some(Registered::Now),
            ),
            (r#"{"ResponseCode":0}"#, Some(Registered::Now)),
            (
                r#"{"ConversationID":"","OriginatorCoversationID":"","ResponseDescription":"success"}"#,
                Some(Registered::Now),
            ),
            (
                r#"{"ConversationID":"","OriginatorCoversationID":"","ResponseDescription":"Validation and Confirmation URLs are already registered"}"#,
                Some(Registered::Before),
            ),
            (r#"{"ResponseCode":"1","ResponseDescription":"success"}"#, None),
            (r#"{"ResponseDescription":"Failed"}"#, None),
            (r#"{"ResponseCode":"0","errorCode":"500.003.1001"}"#, None),
            ("{}", None),
            ("<html>", None),
        ] {
            assert_eq!(read(body.as_bytes()), registered, "{body}");
        }
    }
}
