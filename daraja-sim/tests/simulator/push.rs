use axum::http::header;
use daraja_sim::{CallbackAddresses, Config, FieldLengths};
use serde_json::{Value, json};

use crate::support::{Daraja, PAYER, PUSH, Receiver, SOMEWHERE, fast, password, push_body, send};

/// A good push with one field changed, or left out.
fn with(field: &str, value: Option<Value>) -> Value {
    let mut body = push_body(PAYER, SOMEWHERE);
    let fields = body.as_object_mut().expect("a push is an object");
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    body
}

#[tokio::test]
async fn an_accepted_push_is_answered_with_both_ids() {
    let daraja = Daraja::start(fast()).await;
    let answer = daraja.push(&push_body(PAYER, SOMEWHERE)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let accepted = "Success. Request accepted for processing";
    assert_eq!(answer.field("ResponseCode"), "0");
    assert_eq!(answer.field("ResponseDescription"), accepted);
    assert_eq!(answer.field("CustomerMessage"), accepted);

    let checkout = answer.field("CheckoutRequestID");
    let digits = checkout.strip_prefix("ws_CO_").expect("the prefix");
    assert!((24..=26).contains(&digits.len()), "{checkout}");
    assert!(digits.bytes().all(|b| b.is_ascii_digit()), "{checkout}");
    assert!(digits.ends_with(&PAYER[3..]), "{checkout}");

    let merchant = answer.field("MerchantRequestID");
    assert_eq!(merchant.split('-').count(), 4, "{merchant}");
}

/// Each field, values that it can't have, and the name under which it is blamed.
fn bad_values() -> Vec<(&'static str, Vec<Value>, &'static str)> {
    vec![
        (
            "BusinessShortCode",
            vec![json!("1234"), json!("12345678"), json!("abcde")],
            "BusinessShortCode",
        ),
        ("Password", vec![json!("")], "Password"),
        (
            "Timestamp",
            vec![json!("2026060112000"), json!("20261301120000"), json!("now")],
            "Timestamp",
        ),
        ("TransactionType", vec![json!("CustomerPayBill")], "TransactionType"),
        (
            "Amount",
            vec![json!(0), json!(-1), json!(250_001), json!("10.5"), json!(10.5), json!("ten")],
            "Amount",
        ),
        ("PartyA", vec![json!("0712345678"), json!(174_379)], "PartyA"),
        ("PartyB", vec![json!("1"), json!(PAYER)], "PartyB"),
        (
            "PhoneNumber",
            vec![json!("0712345678"), json!("+254712345678"), json!("254212345678")],
            "PhoneNumber",
        ),
        (
            "CallBackURL",
            vec![
                json!("http://example.com/"),
                json!("example.com"),
                json!("https://Tunnel.example.com/"),
            ],
            "CallBackURL",
        ),
        ("AccountReference", vec![json!("")], "AccountReference"),
        ("TransactionDesc", vec![json!("")], "Remarks"),
    ]
}

#[tokio::test]
async fn each_field_is_blamed_by_name() {
    let daraja = Daraja::start(fast()).await;
    for (field, values, blamed) in bad_values() {
        let message = format!("Bad Request - Invalid {blamed}");
        for value in values.into_iter().map(Some).chain([None, Some(Value::Null)]) {
            daraja.push(&with(field, value)).await.assert_refused(400, "400.002.02", &message);
        }
    }
    assert!(daraja.items("/sim/transactions").await.is_empty());
}

#[tokio::test]
async fn what_clients_are_known_to_send_is_tolerated() {
    let tolerated = [
        ("Amount", json!(10)),
        ("Amount", json!(10.0)),
        ("Amount", json!("10.00")),
        ("BusinessShortCode", json!("174379")),
        ("PartyA", json!(254_712_345_678_u64)),
        ("PartyB", json!(174_379)),
        ("PhoneNumber", json!(254_712_345_678_u64)),
        ("Timestamp", json!(20_260_601_120_000_u64)),
        ("Passkey", json!("demo")),
        ("AccountReference", json!("Order#a4238071")),
        ("TransactionDesc", json!("longer than thirteen")),
    ];
    let daraja = Daraja::start(Config { repeat_rule: false, ..fast() }).await;
    for (payer, (field, value)) in (254_722_000_000_u64..).zip(tolerated) {
        let mut body = with(field, Some(value.clone()));
        // Each push has a payer of its own, so that none is locked by the one before.
        if !["PartyA", "PhoneNumber"].contains(&field) {
            body["PhoneNumber"] = json!(payer.to_string());
        } else if field == "PartyA" {
            body["PhoneNumber"] = json!("254733000000");
        }
        let answer = daraja.push(&body).await;
        assert_eq!(answer.status, 200, "{field} {value}: {}", answer.text);
    }
    for shown in daraja.items("/sim/transactions").await {
        assert_eq!(shown["amount_shillings"], 10);
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_an_invalid_payload() {
    let daraja = Daraja::start(fast()).await;
    for body in ["{\"Amount\":", "", "[]", "\"text\"", "null"] {
        let request = daraja.post(PUSH).header(header::CONTENT_TYPE, "application/json").body(body);
        send(request).await.assert_refused(400, "400.002.05", "Invalid Request Payload");
    }
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_has_no_fields() {
    let daraja = Daraja::start(fast()).await;
    let body = push_body(PAYER, SOMEWHERE).to_string();
    let undeclared = daraja.post(PUSH).body(body.clone());
    let as_form = daraja
        .post(PUSH)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.clone());
    for request in [undeclared, as_form] {
        send(request).await.assert_refused(
            400,
            "400.002.02",
            "Bad Request - Invalid BusinessShortCode",
        );
    }
    let with_charset = daraja
        .post(PUSH)
        .header(header::CONTENT_TYPE, "Application/JSON; charset=utf-8")
        .body(body);
    assert_eq!(send(with_charset).await.status, 200);
}

#[tokio::test]
async fn only_the_right_merchant_with_the_right_password_may_push() {
    let daraja = Daraja::start(fast()).await;
    let mut stranger = with("BusinessShortCode", Some(json!(600_000)));
    stranger["PartyB"] = json!(600_000);
    daraja.push(&stranger).await.assert_refused(500, "500.001.1001", "Merchant does not exist");

    for (field, value) in
        [("Password", json!(password("another"))), ("Timestamp", json!("20260601120001"))]
    {
        daraja.push(&with(field, Some(value))).await.assert_refused(
            500,
            "500.001.1001",
            "Wrong credentials",
        );
    }
}

#[tokio::test]
async fn the_documented_lengths_hold_only_when_told_to() {
    let config = Config { field_lengths: FieldLengths::Strict, ..fast() };
    let daraja = Daraja::start(config).await;
    for (field, text, message) in [
        ("AccountReference", "thirteen char", "Bad Request - Invalid AccountReference"),
        ("TransactionDesc", "fourteen chars", "Bad Request - Invalid Remarks"),
    ] {
        daraja.push(&with(field, Some(json!(text)))).await.assert_refused(
            400,
            "400.002.02",
            message,
        );
    }
    let mut longest = with("AccountReference", Some(json!("twelve chars")));
    longest["TransactionDesc"] = json!("thirteen char");
    assert_eq!(daraja.push(&longest).await.status, 200);
}

#[tokio::test]
async fn plain_http_is_for_loopback_and_can_be_refused_there_too() {
    let receiver = Receiver::start().await;
    let body = push_body(PAYER, &receiver.url());
    let config = Config { callback_addresses: CallbackAddresses::HttpsOnly, ..fast() };
    Daraja::start(config).await.push(&body).await.assert_refused(
        400,
        "400.002.02",
        "Bad Request - Invalid CallBackURL",
    );
    assert_eq!(Daraja::start(fast()).await.push(&body).await.status, 200);
}

#[tokio::test]
async fn a_second_push_to_a_payer_who_is_being_asked_is_refused() {
    // In real time, nobody answers for 26 seconds.
    let daraja = Daraja::start(Config::default()).await;
    let body = push_body("254700000003", SOMEWHERE);
    assert_eq!(daraja.push(&body).await.status, 200);
    daraja.push(&body).await.assert_refused(
        500,
        "500.001.1001",
        "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    );
    let another = push_body(PAYER, SOMEWHERE);
    assert_eq!(daraja.push(&another).await.status, 200);
}

#[tokio::test]
async fn other_methods_and_places_are_refused() {
    let daraja = Daraja::start(fast()).await;
    for path in [PUSH, "/mpesa/stkpushquery/v1/query"] {
        send(daraja.get(path).bearer_auth(&daraja.token)).await.assert_refused(
            405,
            "405.001",
            "Method Not Allowed",
        );
    }
    send(daraja.post("/oauth/v1/generate?grant_type=client_credentials")).await.assert_refused(
        405,
        "405.001",
        "Method Not Allowed",
    );
    send(daraja.post("/mpesa/stkpush/v2/processrequest")).await.assert_refused(
        404,
        "404.001.01",
        "Resource not found",
    );
}
