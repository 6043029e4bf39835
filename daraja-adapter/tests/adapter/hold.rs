//! When Safaricom does not answer, or is asked too fast, callers are held back before anything is
//! sent, and are told so.

use std::time::Duration;

use daraja_adapter::{Daraja, rejection};
use domain::outcome::QueryAnswer;
use domain::ports::{CircuitState, Circuits, Stk, StkSent};

use crate::stub::{OAUTH, PUSH, QUERY, Stub, accepted, envelope, result};
use crate::support::{checkout_request_id, daraja, request};

/// As many failures in a row as it takes.
const FAILURES: usize = 5;

fn circuit(daraja: &Daraja, product: &str) -> (CircuitState, u32) {
    let circuits = daraja.circuits();
    let circuit = circuits.iter().find(|circuit| circuit.product == product).unwrap();
    (circuit.state, circuit.failures)
}

fn code(sent: StkSent) -> String {
    match sent {
        StkSent::Rejected { code, .. } => code,
        other @ (StkSent::Accepted { .. } | StkSent::Unconfirmed { .. }) => panic!("{other:?}"),
    }
}

async fn fail(stub: &Stub, daraja: &Daraja) {
    for _ in 0..FAILURES {
        stub.reply(PUSH, 503, "");
        let sent = daraja.push(&request()).await;
        assert!(matches!(sent, StkSent::Unconfirmed { .. }), "{sent:?}");
    }
}

/// Lets that time pass. Nothing is under way, so no answer is lost by it.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_product_that_breaks_down_is_left_alone_and_the_others_are_not() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub.url());
    fail(&stub, &daraja).await;
    assert!(matches!(circuit(&daraja, "stk_push").0, CircuitState::Open { .. }));
    let sent = daraja.push(&request()).await;
    let StkSent::Rejected { code, message } = sent else { panic!("{sent:?}") };
    assert_eq!(code, rejection::UNAVAILABLE);
    assert!(message.contains("nothing was sent; try again in"), "{message}");
    assert_eq!(stub.received(PUSH).len(), FAILURES);
    stub.reply(QUERY, 200, result("0"));
    let answer = daraja.query(&checkout_request_id()).await;
    assert!(matches!(answer, QueryAnswer::Outcome(_)), "{answer:?}");
    assert_eq!(circuit(&daraja, "stk_query"), (CircuitState::Closed, 0));
}

#[tokio::test]
async fn after_a_while_one_call_tries_it() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub.url());
    fail(&stub, &daraja).await;
    pass(Duration::from_secs(31)).await;
    assert_eq!(circuit(&daraja, "stk_push").0, CircuitState::HalfOpen);
    stub.reply(PUSH, 503, "");
    daraja.push(&request()).await;
    assert_eq!(code(daraja.push(&request()).await), rejection::UNAVAILABLE);
    assert_eq!(stub.received(PUSH).len(), FAILURES + 1);
    pass(Duration::from_secs(31)).await;
    stub.reply(PUSH, 200, accepted());
    let sent = daraja.push(&request()).await;
    assert!(matches!(sent, StkSent::Accepted { .. }), "{sent:?}");
    assert_eq!(circuit(&daraja, "stk_push"), (CircuitState::Closed, 0));
}

#[tokio::test]
async fn when_nobody_listens_it_is_soon_left_alone() {
    let gone = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let daraja = crate::support::daraja_with_a_token(&gone);
    for _ in 0..FAILURES {
        assert_eq!(code(daraja.push(&request()).await), rejection::UNREACHABLE);
    }
    assert_eq!(code(daraja.push(&request()).await), rejection::UNAVAILABLE);
}

#[tokio::test]
async fn refusals_with_the_status_of_a_crash_never_stop_anybody() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub.url());
    for _ in 0..3 * FAILURES {
        let message = "Unable to lock subscriber, a transaction is already in process for the current subscriber";
        stub.reply(PUSH, 500, envelope("500.001.1001", message));
        assert_eq!(code(daraja.push(&request()).await), rejection::SUBSCRIBER_LOCKED);
    }
    assert_eq!(stub.received(PUSH).len(), 3 * FAILURES);
    assert_eq!(circuit(&daraja, "stk_push"), (CircuitState::Closed, 0));
}

#[tokio::test]
async fn without_tokens_nothing_is_asked_for_long() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub.url());
    for _ in 0..FAILURES + 3 {
        stub.reply(OAUTH, 503, "");
        assert_eq!(code(daraja.push(&request()).await), rejection::NO_TOKEN);
    }
    assert_eq!(stub.received(OAUTH).len(), FAILURES);
    assert!(stub.received(PUSH).is_empty());
}

#[tokio::test]
async fn a_push_that_came_too_fast_is_sent_again_and_prompts_once() {
    let gateway = r#"{"fault":{"faultstring":"Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=1000000, maxBurstMessageCount=1.0}","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}"#;
    let stub = Stub::start().await;
    stub.reply(PUSH, 500, envelope("500.003.02", "Error Occurred: Spike Arrest Violation"));
    stub.reply(PUSH, 429, gateway);
    stub.reply(PUSH, 200, accepted());
    let daraja = daraja(&stub.url());
    let sent = daraja.push(&request()).await;
    assert!(matches!(sent, StkSent::Accepted { .. }), "{sent:?}");
    assert_eq!((stub.received(OAUTH).len(), stub.received(PUSH).len()), (1, 3));
    assert_eq!(circuit(&daraja, "stk_push"), (CircuitState::Closed, 0));
}
