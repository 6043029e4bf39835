//! Much money and odd reports wait until Safaricom, asked by us, says that they are true.

use std::time::Duration;

use app::clock::SystemClock;
use axum::http::Method;
use chrono::TimeDelta;
use daraja_sim::{Moved, Past};
use domain::time::Clock;
use domain::user::Role;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{CallbacksGo, Caller, PATIENCE, Prompt, Setup, TestApp};
use crate::unprompted::{confirm, paid};

const PHONE: &str = "0712345678";
/// Whoever has it cancels the prompt.
const CANCELS: &str = "0700000002";
/// A receipt that Safaricom has never given.
const MADE_UP: &str = "UKN9ZZZZZ9";
const STATUS: &str = "/mpesa/transactionstatus/v1/query";

/// A service that believes reports up to KSh 40, and asks again soon.
fn doubting(ask_again_ms: u64) -> Setup {
    let ask_after = vec![Duration::from_millis(ask_again_ms)];
    Setup { ask_after, verify_above: Some(40), ..Setup::default() }
}

/// What Safaricom has in its books from before: KSh 50 that a customer paid with the first receipt,
/// and KSh 50 that a customer was paid with the second.
fn remembered(mut setup: Setup) -> Setup {
    let at = SystemClock.now() - TimeDelta::minutes(1);
    let moved = |receipt: &str, moved| {
        let receipt = receipt.to_owned();
        Past { receipt, at, amount_cents: 5_000, moved }
    };
    let payer = "254712345678".to_owned();
    let account_reference = "1".to_owned();
    let payment = Moved::Payment { payer: payer.clone(), account_reference, was_prompted: false };
    setup.past =
        vec![moved("UKN1AAAAA1", payment), moved("UKN1AAAAA2", Moved::Payout { receiver: payer })];
    setup
}

async fn trouble(app: &TestApp, body: Value) {
    let request = app.of_safaricom(Method::POST, "/sim/troubles").json(&body);
    assert!(request.send().await.unwrap().status().is_success(), "{body}");
}

async fn no_more_trouble(app: &TestApp) {
    let request = app.of_safaricom(Method::DELETE, "/sim/troubles");
    assert!(request.send().await.unwrap().status().is_success());
}

/// The one held report, once it has come that far.
async fn hold_becomes(finance: &Caller, stage: &str) -> Value {
    wait_until(&format!("the report to be {stage}"), PATIENCE, async || {
        let page = finance.get("/api/holds/").await.ok(200);
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= 1, "{items:?}");
        items.into_iter().find(|hold| hold["stage"] == stage)
    })
    .await
}

async fn balance_cents(caller: &Caller) -> i64 {
    let page = caller.get("/api/wallets/").await.ok(200);
    page["items"][0]["balance_cents"].as_i64().unwrap_or(0)
}

/// A prompt for KSh 50 whose callback Safaricom has delivered, and nothing of which is confirmed.
async fn paid_and_held(app: &TestApp, finance: &Caller) -> (Prompt, Value) {
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, PHONE).await;
    let hold = hold_becomes(finance, "HELD").await;
    assert_eq!(hold["payment_id"], json!(prompt.payment_id));
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_neither_paid_nor_served();
    (prompt, hold)
}

#[tokio::test]
async fn a_large_payment_waits_for_safaricoms_answer_and_is_served_then() {
    let app = TestApp::start_with(doubting(3_600_000)).await;
    let finance = app.staff("finance", Role::Finance).await;
    trouble(&app, json!({"trouble": "delay", "on": "result", "delay_seconds": 60})).await;

    let (prompt, hold) = paid_and_held(&app, &finance).await;
    assert_eq!(hold["doubts"], json!(["ABOVE_LIMIT"]));
    assert_eq!((&hold["amount_cents"], &hold["needs_a_look"]), (&json!(5_000), &json!(false)));
    let waiting = app.payment(&prompt.payment_id).await;
    assert_eq!((&waiting["status"], &waiting["receipt"]), (&json!("PENDING"), &Value::Null));

    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    let released = hold_becomes(&finance, "RELEASED").await;
    assert_eq!(released["released_by"], Value::Null);
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!((story.count("ReportHeld"), story.count("HoldReleased")), (1, 1));
    assert_eq!(app.requests_for(STATUS).await, 1);
}

#[tokio::test]
async fn what_is_believed_is_served_at_once() {
    let app = TestApp::start_with(Setup { verify_above: Some(50), ..doubting(3_600_000) }).await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, PHONE).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    assert_eq!(app.requests_for(STATUS).await, 0);
}

#[tokio::test]
async fn a_forged_confirmation_with_a_made_up_receipt_is_never_credited() {
    let app = TestApp::start_with(doubting(100)).await;
    let finance = app.staff("finance", Role::Finance).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    for _ in 0..2 {
        confirm(&app, &paid(&app, MADE_UP, "60000.00", &number)).await;
    }
    let refuted = hold_becomes(&finance, "REFUTED").await;
    assert_eq!((&refuted["road"], &refuted["needs_a_look"]), (&json!("C2B"), &json!(true)));
    assert!(refuted["note"].as_str().unwrap().starts_with("2033"), "{refuted}");
    app.settles().await;

    // Told again it changes nothing, and nobody can release it.
    let head = app.head().await;
    confirm(&app, &paid(&app, MADE_UP, "60000.00", &number)).await;
    app.settles().await;
    assert_eq!(app.head().await, head);
    let path = format!("/api/holds/{}/release/", refuted["id"].as_str().unwrap());
    let wish = json!({"reason": "It looks right"});
    finance.post(&path, &wish).await.problem(409, "hold_over");
    assert_eq!(balance_cents(&customer).await, 0);
    let payments = finance.get("/api/payments/").await.ok(200);
    assert_eq!(payments["items"], json!([]));
    let trial = finance.get("/api/finance/trial-balance/").await.ok(200);
    assert_eq!(trial["debits_cents"], 0, "nothing stands in the books");
}

#[tokio::test]
async fn a_forged_callback_with_the_right_secret_is_never_served() {
    let app = TestApp::start_with(Setup { verify_above: Some(1_000), ..doubting(100) }).await;
    let finance = app.staff("finance", Role::Finance).await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, CANCELS).await;
    app.progress_becomes(&prompt.payment_id, "FAILED").await;

    // Little money, but the prompt was cancelled.
    app.deliver(&prompt, &prompt.paid(MADE_UP, app.clock.now())).await;
    let refuted = hold_becomes(&finance, "REFUTED").await;
    assert_eq!(refuted["doubts"], json!(["AFTER_FAILURE"]));
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_neither_paid_nor_served();
    assert_eq!(app.payment(&prompt.payment_id).await["status"], "FAILED");
}

/// The body of a callback that says that so much was paid, and names no receipt.
fn without_receipt(prompt: &Prompt, app: &TestApp, shillings: i64) -> Value {
    let mut body = prompt.paid_with(shillings, MADE_UP, app.clock.now());
    let items = &mut body["Body"]["stkCallback"]["CallbackMetadata"]["Item"];
    items.as_array_mut().unwrap().retain(|item| item["Name"] != "MpesaReceiptNumber");
    body
}

#[tokio::test]
async fn a_forged_callback_without_a_receipt_credits_nothing_that_is_doubted() {
    let limit = |shillings| Setup {
        verify_above: Some(shillings),
        callbacks: CallbacksGo::Nowhere,
        ..Setup::default()
    };
    // Much was asked for, and little is reported: what would be credited is what was asked for.
    for (limit_shillings, shillings, is_refused) in
        [(40, 1, true), (1_000, 1, true), (1_000, 50, false)]
    {
        let app = TestApp::start_with(limit(limit_shillings)).await;
        let package = app.sell("An hour", 50).await;
        let (prompt, _) = app.prompt(package, PHONE).await;
        app.deliver(&prompt, &without_receipt(&prompt, &app, shillings)).await;
        app.settles().await;
        let story = app.story(&prompt.payment_id).await;
        if is_refused {
            story.assert_neither_paid_nor_served();
            assert_eq!(story.fates(), [("ACCEPTED", "REFUSED")]);
        } else {
            story.assert_paid_and_served_once();
        }
    }
    // Nor does it bring a prompt to life that was cancelled.
    let app = TestApp::start_with(Setup { verify_above: Some(1_000), ..Setup::default() }).await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, CANCELS).await;
    app.progress_becomes(&prompt.payment_id, "FAILED").await;
    app.deliver(&prompt, &without_receipt(&prompt, &app, 50)).await;
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_neither_paid_nor_served();
}

#[tokio::test]
async fn a_forged_callback_does_not_take_another_customers_money() {
    let setup =
        Setup { callbacks: CallbacksGo::Nowhere, verify_above: Some(1_000), ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    let package = app.sell("An hour", 50).await;
    let (victim, id) = app.customer("wanjiku", "0712345679").await;
    let number = app.home_of(&id).await;
    confirm(&app, &paid(&app, "UKN1AAAAA7", "50.00", &number)).await;
    app.settles().await;
    assert_eq!(balance_cents(&victim).await, 5_000);

    let (prompt, _) = app.prompt(package, PHONE).await;
    app.deliver(&prompt, &prompt.paid("UKN1AAAAA7", app.clock.now())).await;
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_neither_paid_nor_served();
    assert_eq!(balance_cents(&victim).await, 5_000);
    assert_eq!(app.payment(&prompt.payment_id).await["needs_a_look"], true);
}

#[tokio::test]
async fn what_is_credited_is_what_safaricom_says_was_paid() {
    let app = TestApp::start_with(remembered(doubting(3_600_000))).await;
    let finance = app.staff("finance", Role::Finance).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    confirm(&app, &paid(&app, "UKN1AAAAA1", "60000.00", &number)).await;
    let released = hold_becomes(&finance, "RELEASED").await;
    assert_eq!(released["amount_cents"], 5_000);
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 5_000);
    let payments = finance.get("/api/payments/").await.ok(200);
    assert_eq!(payments["items"][0]["id"], released["payment_id"]);
}

#[tokio::test]
async fn a_receipt_of_little_money_does_not_bring_much() {
    let setup = Setup { verify_above: Some(1_000), ..remembered(doubting(3_600_000)) };
    let app = TestApp::start_with(setup).await;
    let finance = app.staff("finance", Role::Finance).await;
    // KSh 50 came, and nobody knows whose they are.
    confirm(&app, &paid(&app, "UKN1AAAAA1", "50.00", "none")).await;
    app.settles().await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, CANCELS).await;
    app.progress_becomes(&prompt.payment_id, "FAILED").await;
    trouble(&app, json!({"trouble": "delay", "on": "result", "delay_seconds": 90})).await;

    // Whoever paid them knows their receipt, and reports more.
    let forged = prompt.paid_with(60_000, "UKN1AAAAA1", app.clock.now());
    app.deliver(&prompt, &forged).await;
    let held = hold_becomes(&finance, "HELD").await;
    assert_eq!(held["doubts"], json!(["AMOUNT_DIFFERS"]));
    let path = format!("/api/holds/{}/release/", held["id"].as_str().unwrap());
    let wish = json!({"reason": "It looks right"});
    finance.post(&path, &wish).await.problem(409, "other_amount");
    let released = hold_becomes(&finance, "RELEASED").await;
    assert_eq!(released["amount_cents"], 5_000);
    app.settles().await;
    let story = app.story(&prompt.payment_id).await;
    assert_eq!(story.count("PaymentCompleted"), 1);
    assert_eq!(app.payment(&prompt.payment_id).await["amount_paid_cents"], 5_000);
}

#[tokio::test]
async fn the_receipt_of_money_that_we_paid_out_brings_nothing() {
    let app = TestApp::start_with(remembered(doubting(3_600_000))).await;
    let finance = app.staff("finance", Role::Finance).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    confirm(&app, &paid(&app, "UKN1AAAAA2", "50.00", &number)).await;
    let refuted = hold_becomes(&finance, "REFUTED").await;
    assert!(refuted["note"].as_str().unwrap().contains("paid by us"), "{refuted}");
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 0);
}

#[tokio::test]
async fn while_safaricom_does_not_answer_a_person_should_look_and_its_answer_serves_later() {
    let app = TestApp::start_with(doubting(100)).await;
    let finance = app.staff("finance", Role::Finance).await;
    let down = json!({"trouble": "unavailable", "on": "transaction-status", "times": 4});
    trouble(&app, down).await;
    // Nor does it say anything of the prompt.
    let query = json!({"trouble": "unknown-transaction", "on": "stk-query", "for_seconds": 86_400});
    trouble(&app, query).await;

    let (prompt, _) = paid_and_held(&app, &finance).await;
    let unanswered = hold_becomes(&finance, "UNANSWERED").await;
    assert_eq!(unanswered["needs_a_look"], true);
    assert!(!unanswered["note"].as_str().unwrap().is_empty());
    // It is asked on, and is there again.
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    hold_becomes(&finance, "RELEASED").await;
    app.settles().await;
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("HoldUnanswered"), 1);
}

#[tokio::test]
async fn a_person_may_release_it_and_what_safaricom_says_later_changes_nothing() {
    let app = TestApp::start_with(doubting(3_600_000)).await;
    let finance = app.staff("finance", Role::Finance).await;
    trouble(&app, json!({"trouble": "lost-answer", "on": "transaction-status"})).await;
    trouble(&app, json!({"trouble": "delay", "on": "result", "delay_seconds": 3_600})).await;
    let (prompt, hold) = paid_and_held(&app, &finance).await;

    let path = format!("/api/holds/{}/release/", hold["id"].as_str().unwrap());
    finance.post(&path, &json!({"reason": " "})).await.problem(422, "invalid_reason");
    let wish = json!({"reason": "Seen on the portal"});
    for _ in 0..2 {
        finance.post(&path, &wish).await.ok(200);
    }
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    let released = hold_becomes(&finance, "RELEASED").await;
    assert_eq!(released["reason"], wish["reason"]);
    assert!(released["released_by"].is_string());
    no_more_trouble(&app).await;
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_paid_and_served_once();
}

#[tokio::test]
async fn a_receipt_that_comes_by_another_road_is_not_asked_about_any_more() {
    let app = TestApp::start_with(Setup { pulls: true, ..doubting(200) }).await;
    let finance = app.staff("finance", Role::Finance).await;
    let down = json!({"trouble": "unavailable", "on": "transaction-status", "for_seconds": 86_400});
    trouble(&app, down).await;
    let query = json!({"trouble": "unknown-transaction", "on": "stk-query", "for_seconds": 86_400});
    trouble(&app, query).await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, PHONE).await;
    hold_becomes(&finance, "UNANSWERED").await;

    app.clock.forward(TimeDelta::hours(1));
    // Whoever signed in an hour ago has to do so again.
    let finance = app.sign_in("finance").await;
    let released = hold_becomes(&finance, "RELEASED").await;
    assert_eq!((&released["released_by"], &released["reason"]), (&Value::Null, &Value::Null));
    app.settles().await;
    let admin = app.sign_in("admin").await;
    let story = app.story_as(&admin, &prompt.payment_id).await;
    assert_eq!((story.count("PaymentCompleted"), story.count("WalletCredited")), (1, 1));

    // What the ledger has is not doubted when it is told again.
    let receipt = released["receipt"].as_str().unwrap();
    confirm(&app, &paid(&app, receipt, "50.00", "1")).await;
    app.deliver(&prompt, &prompt.paid(receipt, app.clock.now())).await;
    app.settles().await;
    hold_becomes(&finance, "RELEASED").await;
}
