use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::support::{Daraja, fast};

const QR: &str = "/mpesa/qrcode/v1/generate";

fn body() -> Value {
    json!({
        "MerchantName": "DEMO WIFI",
        "RefNo": "A1",
        "Amount": 50,
        "TrxCode": "PB",
        "CPI": "174379",
        "Size": "300",
    })
}

/// Width and height, from the header of a PNG.
fn size(picture: &[u8]) -> (u32, u32) {
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| {
        let bytes = picture[at..at + 4].try_into().expect("four bytes are four bytes");
        u32::from_be_bytes(bytes)
    };
    (number(16), number(20))
}

#[tokio::test]
async fn a_code_is_a_picture_of_the_size_asked_for() {
    let daraja = Daraja::start(fast()).await;
    let answer = daraja.call(QR, &body()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.field("ResponseCode").starts_with("AG_"), "success is not 0");
    assert_eq!(answer.field("ResponseDescription"), "QR Code Successfully Generated.");
    let picture = STANDARD.decode(answer.field("QRCode")).unwrap();
    assert_eq!(size(&picture), (300, 300));
}

#[tokio::test]
async fn another_payment_is_another_picture() {
    let daraja = Daraja::start(fast()).await;
    let one = daraja.call(QR, &body()).await.field("QRCode");
    let again = daraja.call(QR, &body()).await.field("QRCode");
    assert_eq!(one, again);
    let mut other = body();
    other["Amount"] = json!(51);
    assert_ne!(daraja.call(QR, &other).await.field("QRCode"), one);
}

#[tokio::test]
async fn a_bad_request_is_refused_in_qr_s_own_code() {
    let daraja = Daraja::start(fast()).await;
    for (field, value) in [
        ("MerchantName", Value::Null),
        ("Amount", json!(0)),
        ("TrxCode", json!("XX")),
        ("CPI", json!("")),
        ("Size", json!(100_000)),
    ] {
        let mut asked = body();
        asked[field] = value;
        daraja.call(QR, &asked).await.assert_refused(
            400,
            "400",
            &format!("Bad Request - Invalid {field}"),
        );
    }
}
