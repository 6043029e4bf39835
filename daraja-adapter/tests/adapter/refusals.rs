//! What is refused, and what is not known to be.

use daraja_adapter::rejection;
use domain::money::Money;
use domain::outcome::QueryAnswer;
use domain::ports::{Stk, StkSent};

use crate::stub::{OAUTH, PUSH, QUERY, Stub, accepted, envelope, result};
use crate::support::{
    CHECKOUT_REQUEST_ID, PAYER, checkout_request_id, daraja, daraja_with_a_token, request,
};

async fn push_answered(status: u16, body: &str) -> StkSent {
    let stub = Stub::start().await;
    // What came too fast is sent again.
    let attempts = if body.to_lowercase().contains("spike arrest") { 3 } else { 1 };
    for _ in 0..attempts {
        stub.reply(PUSH, status, body);
    }
    let sent = daraja(&stub.url()).push(&request()).await;
    assert_eq!(stub.received(PUSH).len(), attempts, "{body}");
    sent
}

async fn query_answered(status: u16, body: &str) -> QueryAnswer {
    let stub = Stub::start().await;
    stub.reply(QUERY, status, body);
    daraja(&stub.url()).query(&checkout_request_id()).await
}

fn code(sent: StkSent) -> String {
    match sent {
        StkSent::Rejected { code, .. } => code,
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn an_accepted_prompt_has_its_ids_and_was_sent_as_daraja_wants_it() {
    let stub = Stub::start().await;
    stub.reply(PUSH, 200, accepted());
    let sent = daraja(&stub.url()).push(&request()).await;
    assert_eq!(
        sent,
        StkSent::Accepted {
            merchant_request_id: "2654-4b64-97ff-1".to_owned(),
            checkout_request_id: CHECKOUT_REQUEST_ID.parse().unwrap(),
        }
    );
    let asked = stub.received(OAUTH);
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].method.as_str(), asked[0].query.as_str()),
        ("GET", "grant_type=client_credentials")
    );
    // base64 of key-of-the-app:secret-of-the-app
    assert_eq!(asked[0].authorization, "Basic a2V5LW9mLXRoZS1hcHA6c2VjcmV0LW9mLXRoZS1hcHA=");
    let pushed = stub.received(PUSH);
    assert_eq!(pushed[0].method.as_str(), "POST");
    assert_eq!(pushed[0].authorization, "Bearer token-1");
    let body: serde_json::Value = serde_json::from_slice(&pushed[0].body).unwrap();
    assert_eq!(body["Timestamp"], "20261123120000");
    assert_eq!(body["PhoneNumber"], PAYER);
    assert_eq!(body["Amount"], 450);
}

#[tokio::test]
async fn what_safaricom_is_known_to_refuse_is_rejected() {
    for (status, body, expected) in [
        (400, envelope("400.002.02", "Bad Request - Invalid PhoneNumber"), "400.002.02"),
        (500, envelope("500.001.1001", "Merchant does not exist"), "500.001.1001"),
        (500, envelope("500.001.1001", "[MerchantValidate] - Wrong credentials"), "500.001.1001"),
        (500, envelope("500.003.02", "System is busy. Please try again in few minutes."), "500.003.02"),
        (500, envelope("500.003.02", "Error Occurred: Spike Arrest Violation"), "500.003.02"),
        (500, envelope("500.003.03", "Quota Violation"), "500.003.03"),
        // The body decides, not the status.
        (200, envelope("400.002.02", "Bad Request - Invalid Amount"), "400.002.02"),
        (
            500,
            envelope("500.001.1001", "Unable to lock subscriber, a transaction is already in process for the current subscriber"),
            rejection::SUBSCRIBER_LOCKED,
        ),
        (
            429,
            r#"{"fault":{"faultstring":"Spike arrest violation. Allowed rate : 5ps","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}"#.to_owned(),
            "policies.ratelimit.SpikeArrestViolation",
        ),
    ] {
        assert_eq!(code(push_answered(status, &body).await), expected, "{body}");
    }
}

#[tokio::test]
async fn what_is_not_known_to_be_refused_is_unconfirmed() {
    let long = "x".repeat(200 * 1024);
    for (status, body) in [
        (200, ""),
        (200, "<html><body>ok</body></html>"),
        (200, "{}"),
        (200, r#"{"ResponseCode":"0"}"#),
        (200, r#"{"ResponseCode":"1","ResponseDescription":"Rejected"}"#),
        (201, "not json"),
        (302, ""),
        (400, ""),
        (403, "<html><head><title>Incapsula</title></head></html>"),
        (500, ""),
        (500, r#"{"errorCode":"500.001.1001","errorMessage":"Boom"}"#),
        (500, r#"{"errorCode":"500.003.1001","errorMessage":"Internal Server Error"}"#),
        (502, "<html>Bad Gateway</html>"),
        (
            504,
            r#"{"fault":{"faultstring":"Gateway Timeout","detail":{"errorcode":"messaging.adaptors.http.flow.GatewayTimeout"}}}"#,
        ),
        (200, long.as_str()),
    ] {
        let sent = push_answered(status, body).await;
        assert!(matches!(sent, StkSent::Unconfirmed { .. }), "{status} {sent:?}");
    }
}

#[tokio::test]
async fn only_a_known_result_is_an_answer_to_a_query() {
    for (status, body, processing) in [
        (200, result("4999"), true),
        (500, envelope("500.001.1001", "The transaction is being processed"), true),
        (500, envelope("500.001.1001", "The transaction does not Exist"), false),
        (500, envelope("500.003.02", "System is busy. Please try again in few minutes."), false),
        (400, envelope("400.002.02", "Bad Request - Invalid CheckoutRequestID"), false),
        (200, result("7777"), false),
        (403, "<html>Incapsula</html>".to_owned(), false),
        (400, String::new(), false),
    ] {
        let answer = query_answered(status, &body).await;
        if processing {
            assert_eq!(answer, QueryAnswer::StillProcessing, "{body}");
        } else {
            assert!(matches!(answer, QueryAnswer::NoAnswer { .. }), "{body}: {answer:?}");
        }
    }
    // The body decides, not the status.
    let answer = query_answered(500, &result("1032")).await;
    assert!(matches!(answer, QueryAnswer::Outcome(_)), "{answer:?}");
}

#[tokio::test]
async fn what_breaks_a_limit_is_not_sent() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub.url());
    let mut with_cents = request();
    with_cents.amount = Money::from_cents(45_050);
    let mut wordy = request();
    wordy.description = "WiFi for a day".to_owned();
    for request in [with_cents, wordy] {
        assert_eq!(code(daraja.push(&request).await), rejection::INVALID_REQUEST);
    }
    assert_eq!((stub.received(OAUTH).len(), stub.received(PUSH).len()), (0, 0));
}

#[tokio::test]
async fn when_nobody_listens_nothing_was_sent() {
    let gone = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    assert_eq!(code(daraja_with_a_token(&gone).push(&request()).await), rejection::UNREACHABLE);
    assert_eq!(code(daraja(&gone).push(&request()).await), rejection::NO_TOKEN);
    let answer = daraja(&gone).query(&checkout_request_id()).await;
    assert!(matches!(answer, QueryAnswer::NoAnswer { .. }), "{answer:?}");
}
