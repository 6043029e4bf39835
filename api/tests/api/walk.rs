//! A payment's whole walk, from the prompt to the service, as each payer plays it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::time::Clock;
use serde_json::Value;

use crate::support::{CallbacksGo, Setup, TestApp};

/// Asks Safaricom soon and often.
fn asking_often() -> Setup {
    let ask_after = (1..=500).map(|turn| Duration::from_millis(200 * turn)).collect();
    Setup { ask_after, ..Setup::default() }
}

async fn walks(app: &TestApp, phone: &str) -> Value {
    let package = app.sell("An hour", 50).await;
    app.initiate(&app.nobody(), package, phone).await
}

/// Walks to the end as that payer plays it, and returns the payment once nothing moves any more.
async fn ends(app: &TestApp, phone: &str, progress: &str) -> Value {
    let begun = walks(app, phone).await;
    let id = begun["payment_id"].as_str().unwrap();
    let guest = app.bearer(&begun["access"]);
    app.seen_as(&guest, id, progress).await;
    app.simulator_is_done().await;
    app.settles().await;
    app.payment(id).await
}

async fn fails(phone: &str, class: &str, code: &str) {
    let app = TestApp::start().await;
    let payment = ends(&app, phone, "FAILED").await;
    assert_eq!(payment["status"], "FAILED");
    assert_eq!(payment["failure"]["class"], class);
    assert_eq!(payment["failure"]["result_code"], code);
    assert_eq!(payment["subscription"], Value::Null);
    assert_eq!(payment["completed_at"], Value::Null);
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_neither_paid_nor_served();
    assert_eq!(story.count("PaymentFailed"), 1, "{:?}", story.types());
}

#[tokio::test]
async fn a_guest_pays_and_is_connected() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0712 345 678", "CONNECTED").await;
    assert_eq!(payment["status"], "COMPLETED");
    assert_eq!(payment["amount_cents"], 5_000);
    assert_eq!(payment["amount_paid_cents"], 5_000);
    assert_eq!(payment["phone_number"], "254712345678");
    assert_eq!(payment["needs_a_look"], false);
    let subscription = &payment["subscription"];
    assert_eq!(subscription["is_active"], true);
    assert_eq!(subscription["status"], "ACTIVE");
    assert_eq!(subscription["caused_by"], format!("payment:{}", payment["id"].as_str().unwrap()));

    let safaricom = &app.transactions().await[0];
    assert_eq!(payment["mpesa_receipt_number"], safaricom["receipt"]);
    assert_eq!(payment["account_reference"], safaricom["account_reference"]);
    assert_eq!(safaricom["amount_shillings"], 50);

    let story = app.story(payment["id"].as_str().unwrap()).await;
    assert_eq!(
        story.types(),
        [
            "UserRegistered",
            "LineAdded",
            "StkInitiated",
            "StkDispatched",
            "StkAccepted",
            "CallbackReceived",
            "PaymentCompleted",
            "WalletCredited",
            "WalletDebited",
            "SubscriptionActivated",
            "PackageTaken",
        ]
    );
    assert_eq!(story.fates(), [("ACCEPTED", "DONE")]);
}

#[tokio::test]
async fn every_event_of_the_walk_says_who_and_because_of_what() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0712345678", "CONNECTED").await;
    let id = payment["id"].as_str().unwrap();
    let story = app.story(id).await;
    for event in &story.events {
        assert_eq!(event["correlation_id"], id, "{event}");
    }
    let cause_of = |event_type: &str| story.event(event_type)["causation_id"].clone();
    let position_of = |event_type: &str| story.event(event_type)["position"].clone();
    let event_id = |event_type: &str| Value::from(format!("event:{}", position_of(event_type)));
    assert_eq!(story.event("StkInitiated")["actor"], "anonymous");
    assert_eq!(story.event("StkInitiated")["source"], "api");
    assert!(story.event("StkInitiated")["request_id"].is_string());
    assert_eq!(cause_of("StkDispatched"), event_id("StkInitiated"));
    assert_eq!(story.event("PaymentCompleted")["actor"], "safaricom");
    let delivery = story.deliveries[0]["id"].as_str().unwrap();
    assert_eq!(cause_of("PaymentCompleted"), format!("delivery:{delivery}"));
    assert_eq!(cause_of("SubscriptionActivated"), event_id("PaymentCompleted"));
    assert_eq!(story.event("SubscriptionActivated")["source"], "policy");
    // Personal fields are opened for people, and numbers show their ends only.
    assert_eq!(story.event("StkInitiated")["payload"]["StkInitiated"]["payer"], "2547•••••678");
}

#[tokio::test]
async fn a_wrong_pin_fails() {
    fails("0700000001", "WRONG_PIN", "2001").await;
}

#[tokio::test]
async fn a_cancelled_prompt_fails() {
    fails("0700000002", "CANCELLED", "1032").await;
}

#[tokio::test]
async fn a_prompt_without_a_reply_fails() {
    fails("0700000003", "NO_RESPONSE", "1037").await;
}

#[tokio::test]
async fn an_empty_account_fails() {
    fails("0700000004", "INSUFFICIENT_FUNDS", "1").await;
}

#[tokio::test]
async fn a_prompt_that_safaricom_refuses_fails() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0700000010", "FAILED").await;
    assert_eq!(payment["failure"]["class"], "REJECTED");
    assert_eq!(payment["failure"]["result_code"], "500.003.02");
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_neither_paid_nor_served();
    assert_eq!(story.count("StkRejected"), 1, "{:?}", story.types());
}

#[tokio::test]
async fn a_callback_that_comes_twice_pays_once() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0700000005", "CONNECTED").await;
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("WalletCredited"), 1, "{:?}", story.types());
    assert_eq!(story.fates(), [("ACCEPTED", "DONE"), ("ACCEPTED", "DONE")]);
    assert_eq!(payment["needs_a_look"], false);
}

#[tokio::test]
async fn a_callback_before_the_answer_to_the_push_pays_once() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0700000007", "CONNECTED").await;
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_paid_and_served_once();
    let moment = |text: &Value| text.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let accepted_at = moment(&story.event("StkAccepted")["recorded_at"]);
    assert!(moment(&story.deliveries[0]["received_at"]) < accepted_at);
    assert_eq!(payment["needs_a_look"], false);
}

#[tokio::test]
async fn a_push_whose_answer_is_lost_is_paid_by_its_callback() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0700000009", "CONNECTED").await;
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("StkUnconfirmed"), 1, "{:?}", story.types());
    assert_eq!(app.transactions().await.len(), 1, "an unconfirmed push is never sent again");
}

#[tokio::test]
async fn a_lost_callback_is_found_by_asking() {
    let app = TestApp::start_with(asking_often()).await;
    let payment = ends(&app, "0700000008", "CONNECTED").await;
    assert_eq!(payment["status"], "COMPLETED");
    assert_eq!(payment["mpesa_receipt_number"], Value::Null, "a query tells no receipt");
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("PaymentConfirmed"), 1, "{:?}", story.types());
    assert_eq!(story.event("PaymentConfirmed")["source"], "janitor");
    assert_eq!(story.deliveries.len(), 0);
}

#[tokio::test]
async fn a_callback_after_the_answer_to_a_question_brings_only_the_receipt() {
    let setup = Setup { callbacks: CallbacksGo::Nowhere, ..asking_often() };
    let app = TestApp::start_with(setup).await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, "0700000008").await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    let paid = prompt.paid("UKN1AAAAA9", app.clock.now());
    for _ in 0..2 {
        app.deliver(&prompt, &paid).await;
        app.settles().await;
    }
    let payment = app.payment(&prompt.payment_id).await;
    assert_eq!(payment["mpesa_receipt_number"], "UKN1AAAAA9");
    assert_eq!(payment["needs_a_look"], false);
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("PaymentConfirmed"), 1, "{:?}", story.types());
    assert_eq!(story.count("ReceiptAttached"), 1, "{:?}", story.types());
    assert_eq!(story.count("WalletCredited"), 1, "{:?}", story.types());
}

#[tokio::test]
async fn a_late_callback_alone_pays_once() {
    let app = TestApp::start().await;
    let payment = ends(&app, "0700000006", "CONNECTED").await;
    app.story(payment["id"].as_str().unwrap()).await.assert_paid_and_served_once();
}

#[tokio::test]
async fn a_failure_whose_callback_is_lost_is_found_by_asking() {
    let app = TestApp::start_with(asking_often()).await;
    let payment = ends(&app, "0700000011", "FAILED").await;
    assert_eq!(payment["failure"]["class"], "CANCELLED");
    let story = app.story(payment["id"].as_str().unwrap()).await;
    story.assert_neither_paid_nor_served();
    assert_eq!(story.event("PaymentFailed")["source"], "janitor");
}
