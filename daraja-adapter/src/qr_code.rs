//! `POST /mpesa/qrcode/v1/generate`: a picture that the M-Pesa app reads as a payment.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ports::{NotDone, QrRequest};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::config::ShortCodeType;
use crate::endpoint::Endpoint;
use crate::http::ASK_TIMEOUT;
use crate::json;
use crate::limits::{self, invalid};
use crate::products::{Call, Products};

/// What the payer's phone shows on one line. No length is documented.
const NAME_CHARS: (usize, usize) = (1, 22);

/// What a payment carries as its account; the longest that Safaricom repeats.
const REFERENCE_CHARS: (usize, usize) = (1, 20);

/// From what a phone still reads to what a poster needs.
const SIZE_PX: std::ops::RangeInclusive<u16> = 100..=1_000;

/// The first bytes of every PNG (ISO/IEC 15948, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "MerchantName")]
    merchant_name: &'a str,
    #[serde(rename = "RefNo")]
    reference: &'a str,
    #[serde(rename = "Amount")]
    amount_shillings: i64,
    #[serde(rename = "TrxCode")]
    kind: &'static str,
    #[serde(rename = "CPI")]
    receiver: &'a str,
    #[serde(rename = "Size")]
    size_px: String,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default, rename = "QRCode")]
    picture: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// Has one made.
pub(crate) async fn make(products: &Products, request: &QrRequest) -> Result<Vec<u8>, NotDone> {
    let config = &products.config;
    if !SIZE_PX.contains(&request.size_px) {
        return Err(invalid("a QR code is 100 to 1,000 pixels wide"));
    }
    let body = Body {
        merchant_name: limits::text("the merchant's name", &request.merchant_name, NAME_CHARS)?,
        reference: limits::text("the reference", &request.reference, REFERENCE_CHARS)?,
        amount_shillings: limits::shillings(request.amount, 1)?,
        kind: match config.short_code_type {
            ShortCodeType::Paybill => "PB",
            ShortCodeType::Till => "BG",
        },
        receiver: config.receiver(),
        size_px: request.size_px.to_string(),
    };
    let call = Call { endpoint: Endpoint::QrCode, body: &body, timeout: ASK_TIMEOUT };
    Ok(products.ask(call, picture).await?)
}

/// The code of a yes is `00` in one sample and a conversation's id in another, so the picture
/// decides.
fn picture(body: &[u8]) -> Option<Vec<u8>> {
    let body: Answer<'_> = json::object_of_bytes(body)?;
    if body.error_code.is_some() {
        return None;
    }
    let picture = STANDARD.decode(json::text(body.picture)?).ok()?;
    picture.starts_with(PNG).then_some(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_the_yes_whatever_its_code() {
        let encoded = STANDARD.encode([PNG, b"..."].concat());
        for code in ["00", "AG_20191219_000043fdf61864fe9ff5"] {
            let body = format!(r#"{{"ResponseCode":"{code}","QRCode":"{encoded}"}}"#);
            assert!(picture(body.as_bytes()).unwrap().starts_with(PNG), "{code}");
        }
        for body in [
            r#"{"ResponseCode":"00"}"#.to_owned(),
            r#"{"ResponseCode":"00","QRCode":"!"}"#.to_owned(),
            r#"{"ResponseCode":"00","QRCode":"aGVsbG8="}"#.to_owned(),
            format!(r#"{{"errorCode":"400","QRCode":"{encoded}"}}"#),
        ] {
            assert_eq!(picture(body.as_bytes()), None, "{body}");
        }
    }
}
