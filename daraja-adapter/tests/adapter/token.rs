//! One token for all calls, fetched by one of them, replaced once where it is refused.

use std::sync::Arc;

use daraja_adapter::{Daraja, MemoryTokens, rejection};
use domain::outcome::QueryAnswer;
use domain::ports::{Stk, StkSent};

use crate::stub::{OAUTH, PUSH, QUERY, Stub, accepted, envelope, result};
use crate::support::{checkout_request_id, config, daraja, noon, request};

const CALLERS: usize = 20;

async fn ask(daraja: &Daraja) -> QueryAnswer {
    daraja.query(&checkout_request_id()).await
}

#[tokio::test]
async fn callers_at_once_share_one_request_for_a_token() {
    let mut stub = Stub::start().await;
    stub.reply_at_the_gate(OAUTH, 200, r#"{"access_token":"shared","expires_in":3599}"#);
    let daraja = Arc::new(daraja(&stub.url()));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            stub.reply(QUERY, 200, result("0"));
            let daraja = Arc::clone(&daraja);
            tokio::spawn(async move { ask(&daraja).await })
        })
        .collect();
    stub.asked(OAUTH).await;
    stub.open_the_gate();
    for caller in callers {
        assert!(matches!(caller.await.unwrap(), QueryAnswer::Outcome(_)));
    }
    assert_eq!(stub.received(OAUTH).len(), 1);
    let asked = stub.received(QUERY);
    assert_eq!(asked.len(), CALLERS);
    assert!(asked.iter().all(|request| request.authorization == "Bearer shared"));
}

#[tokio::test]
async fn callers_at_once_share_one_failure() {
    let mut stub = Stub::start().await;
    stub.reply_at_the_gate(OAUTH, 503, "");
    let daraja = Arc::new(daraja(&stub.url()));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let daraja = Arc::clone(&daraja);
            tokio::spawn(async move { ask(&daraja).await })
        })
        .collect();
    stub.asked(OAUTH).await;
    stub.open_the_gate();
    for caller in callers {
        assert!(matches!(caller.await.unwrap(), QueryAnswer::NoAnswer { .. }));
    }
    assert_eq!(stub.received(OAUTH).len(), 1);
    // Whoever comes later tries again.
    stub.reply(QUERY, 200, result("0"));
    assert!(matches!(ask(&daraja).await, QueryAnswer::Outcome(_)));
    assert_eq!(stub.received(OAUTH).len(), 2);
}

#[tokio::test]
async fn it_is_kept_until_a_minute_before_its_end() {
    let stub = Stub::start().await;
    let clock = noon();
    let store = Arc::new(MemoryTokens::new());
    let daraja = Daraja::new(config(&stub.url()), clock.clone(), store).unwrap();
    ask(&daraja).await;
    clock.forward(3_599 - 61);
    ask(&daraja).await;
    assert_eq!(stub.received(OAUTH).len(), 1);
    clock.forward(1);
    ask(&daraja).await;
    assert_eq!(stub.received(OAUTH).len(), 2);
}

#[tokio::test]
async fn each_known_refusal_of_a_token_is_retried_once_with_another() {
    let gateway = r#"{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}"#;
    for (status, body) in [
        (404, envelope("404.001.03", "Invalid Access Token")),
        (400, envelope("400.003.01", "Invalid Access Token")),
        (401, envelope("401.002.01", "Error Occurred - Invalid Access Token - token-1")),
        (401, envelope("401.003.01", "Error Occurred - Invalid Access Token - token-1")),
        (401, envelope("401.001", "Error Occurred - Invalid Access Token - token-1")),
        // The body decides, not the status.
        (200, envelope("404.001.03", "Invalid Access Token")),
        (401, gateway.to_owned()),
        (401, String::new()),
    ] {
        let stub = Stub::start().await;
        let daraja = daraja(&stub.url());
        stub.reply(PUSH, status, body.clone());
        stub.reply(PUSH, 200, accepted());
        let sent = daraja.push(&request()).await;
        assert!(matches!(sent, StkSent::Accepted { .. }), "{body}: {sent:?}");
        stub.reply(QUERY, status, body.clone());
        stub.reply(QUERY, 200, result("0"));
        assert!(matches!(ask(&daraja).await, QueryAnswer::Outcome(_)), "{body}");
        let bearers: Vec<String> = [PUSH, QUERY]
            .iter()
            .flat_map(|path| stub.received(path))
            .map(|request| request.authorization)
            .collect();
        assert_eq!(
            bearers,
            ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"],
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_second_refusal_is_final_and_tells_no_token() {
    let stub = Stub::start().await;
    for token in ["token-1", "token-2"] {
        let message = format!("Error Occurred - Invalid Access Token - {token}");
        stub.reply(PUSH, 401, envelope("401.002.01", &message));
    }
    let sent = daraja(&stub.url()).push(&request()).await;
    let StkSent::Rejected { code, message } = sent else { panic!("{sent:?}") };
    assert_eq!(code, "401.002.01");
    assert!(!message.contains("token-"), "{message}");
    assert_eq!(stub.received(PUSH).len(), 2);
}

#[tokio::test]
async fn a_product_that_the_app_lacks_is_not_retried() {
    let stub = Stub::start().await;
    let message =
        "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found";
    stub.reply(PUSH, 401, envelope("401.003.01", message));
    let sent = daraja(&stub.url()).push(&request()).await;
    let StkSent::Rejected { code, message } = sent else { panic!("{sent:?}") };
    assert_eq!(code, "401.003.01");
    assert!(message.contains("add the product"), "{message}");
    assert_eq!((stub.received(OAUTH).len(), stub.received(PUSH).len()), (1, 1));
}

#[tokio::test]
async fn wrong_credentials_are_told_as_what_they_are() {
    for body in [String::new(), envelope("400.008.01", "Invalid Authentication passed")] {
        let stub = Stub::start().await;
        stub.reply(OAUTH, 400, body);
        let sent = daraja(&stub.url()).push(&request()).await;
        let StkSent::Rejected { code, message } = sent else { panic!("{sent:?}") };
        assert_eq!(code, rejection::NO_TOKEN);
        assert!(message.contains("consumer key and secret"), "{message}");
        assert!(stub.received(PUSH).is_empty());
    }
}
