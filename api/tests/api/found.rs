//! "I have paid": a payment is found by its receipt, and whoever paid it is recognised.

use std::time::Duration;

use axum::http::Method;
use chrono::TimeDelta;
use domain::time::Clock;
use domain::user::Role;
use serde_json::{Value, json};

use testing::wait_until;

use crate::support::{Answer, CallbacksGo, Caller, PATIENCE, Prompt, Setup, TestApp};
use crate::unprompted::{confirm, paid};

const PHONE: &str = "0712345678";
const OTHER_PHONE: &str = "0712345679";
const RECEIPT: &str = "UKN5AAAAA1";
const PATH: &str = "/api/payments/find/";

async fn find_as(caller: &Caller, receipt: &str, phone: &str) -> Answer {
    caller.post(PATH, &json!({"receipt": receipt, "phone_number": phone})).await
}

async fn find(app: &TestApp, receipt: &str, phone: &str) -> Value {
    find_as(&app.nobody(), receipt, phone).await.ok(200)
}

/// The answer to a receipt that is not known, or that another phone paid, without what names the request.
async fn not_seen(app: &TestApp, receipt: &str, phone: &str) -> Value {
    let mut problem = find_as(&app.nobody(), receipt, phone).await.problem(404, "payment_not_seen");
    problem["request_id"] = Value::Null;
    problem
}

#[track_caller]
fn assert_opens_nothing(found: &Value, standing: &str) {
    assert_eq!(found["standing"], standing, "{found}");
    for field in ["payment", "access", "device_token"] {
        assert_eq!(found[field], Value::Null, "{field} of {found}");
    }
}

/// A service whose callbacks are delivered by hand, and a guest who has paid with that receipt.
async fn bought(app: &TestApp) -> Prompt {
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.paid(RECEIPT, app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    prompt
}

/// A customer with a login who asked to pay for themselves, with that phone.
async fn bought_as(app: &TestApp, customer: &Caller, wish: Value) -> Prompt {
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    let prompt = app.prompt_of(&begun).await;
    app.deliver(&prompt, &prompt.paid(RECEIPT, app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    prompt
}

async fn block(app: &TestApp, id: &str, change: Value) {
    app.admin().await.patch(&format!("/api/users/{id}/"), &change).await.ok(200);
    app.settles().await;
}

#[tokio::test]
async fn a_guest_on_another_device_is_reconnected_and_sees_what_they_have() {
    let app = TestApp::start_without_callbacks().await;
    let prompt = bought(&app).await;
    for typed in ["0712 345 678", "+254712345678"] {
        let found = find(&app, &RECEIPT.to_lowercase(), typed).await;
        assert_eq!(found["standing"], "CONNECTED");
        assert_eq!(found["payment"]["id"], json!(prompt.payment_id));

        let device = app.bearer(&found["device_token"]);
        let me = device.get("/api/me/").await.ok(200);
        assert_eq!(me["role"], "GUEST");
        assert_eq!(me["lines"][0]["subscription"]["is_active"], true);
        let own = device.ids("/api/payments/").await;
        assert_eq!(own, std::slice::from_ref(&prompt.payment_id));
        let access = app.bearer(&found["access"]);
        app.seen_as(&access, &prompt.payment_id, "CONNECTED").await;
        access.get("/api/me/").await.problem(403, "forbidden");
    }
    assert_eq!(app.transactions().await.len(), 1, "they are reconnected, and not charged");
}

#[tokio::test]
async fn an_unknown_receipt_and_anothers_phone_are_answered_alike() {
    let app = TestApp::start_without_callbacks().await;
    bought(&app).await;
    let head = app.head().await;
    let unknown = not_seen(&app, "UKN5ZZZZZ9", PHONE).await;
    assert_eq!(not_seen(&app, RECEIPT, OTHER_PHONE).await, unknown);
    assert_eq!(app.head().await, head, "a question changes nothing");
}

#[tokio::test]
async fn time_that_is_over_is_told_as_over() {
    let app = TestApp::start_without_callbacks().await;
    bought(&app).await;
    app.clock.forward(TimeDelta::hours(2));
    app.settles().await;
    assert_eq!(find(&app, RECEIPT, PHONE).await["standing"], "ENDED");
}

#[tokio::test]
async fn a_customer_is_recognised_by_the_phone_of_their_login_alone() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    bought_as(&app, &customer, json!({"package_id": package, "phone_number": PHONE})).await;

    let found = find(&app, RECEIPT, PHONE).await;
    let me = app.bearer(&found["device_token"]).get("/api/me/").await.ok(200);
    assert_eq!(me["id"], json!(id));
    let again = find_as(&customer, RECEIPT, PHONE).await.ok(200);
    assert_eq!(again["device_token"], Value::Null, "who has signed in stays who they are");
}

#[tokio::test]
async fn a_friend_who_paid_sees_that_payment_alone() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("wanjiku", PHONE).await;
    let wish = json!({"package_id": package, "phone_number": OTHER_PHONE});
    let prompt = bought_as(&app, &customer, wish).await;
    let found = find(&app, RECEIPT, OTHER_PHONE).await;
    assert_eq!(found["device_token"], Value::Null);
    app.seen_as(&app.bearer(&found["access"]), &prompt.payment_id, "CONNECTED").await;
}

#[tokio::test]
async fn whoever_pays_anothers_bill_is_not_taken_for_the_other() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (_, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    app.settles().await;
    // A stranger asks to pay the bill, and types the phone of the customer's own login.
    let wish = json!({"package_id": package, "phone_number": PHONE, "account_number": number});
    let begun = app.nobody().post("/api/payments/initiate/", &wish).await.ok(202);
    let prompt = app.prompt_of(&begun).await;
    // They pay by hand to the reference that they see, and so have a receipt of that payment.
    let reference = app.payment(&prompt.payment_id).await["account_reference"].clone();
    confirm(&app, &paid(&app, RECEIPT, "50.00", reference.as_str().unwrap())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    let found = find(&app, RECEIPT, PHONE).await;
    assert_eq!(found["payment"]["id"], json!(prompt.payment_id));
    assert_eq!(found["device_token"], Value::Null);
}

#[tokio::test]
async fn the_blocked_and_the_staff_get_no_session_by_a_receipt() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    bought_as(&app, &customer, json!({"package_id": package, "phone_number": PHONE})).await;
    block(&app, &id, json!({"is_active": false})).await;
    assert_opens_nothing(&find(&app, RECEIPT, PHONE).await, "CONNECTED");
    block(&app, &id, json!({"is_active": true, "role": "AGENT"})).await;
    assert_opens_nothing(&find(&app, RECEIPT, PHONE).await, "CONNECTED");
}

#[tokio::test]
async fn money_in_suspense_is_told_of_to_the_phone_that_safaricom_shows() {
    let app = TestApp::start_without_callbacks().await;
    // Safaricom shows 2547 ***** 126.
    confirm(&app, &paid(&app, RECEIPT, "30.00", "JANE")).await;
    app.settles().await;
    assert_opens_nothing(&find(&app, RECEIPT, "0712345126").await, "IN_SUSPENSE");
    let unknown = not_seen(&app, "UKN5ZZZZZ9", "0712345126").await;
    assert_eq!(not_seen(&app, RECEIPT, "0712345127").await, unknown);
}

#[tokio::test]
async fn money_that_came_by_hand_opens_no_account_however_whole_the_phone_is() {
    let app = TestApp::start_without_callbacks().await;
    let (_, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    let mut body = paid(&app, RECEIPT, "30.00", &number);
    body["MSISDN"] = json!("254712345678");
    confirm(&app, &body).await;
    app.settles().await;
    assert_opens_nothing(&find(&app, RECEIPT, PHONE).await, "IN_WALLET");
}

#[tokio::test]
async fn a_held_report_is_said_to_be_verified_and_recognises_nobody() {
    let nowhere = CallbacksGo::Nowhere;
    let app = TestApp::start_with(Setup {
        callbacks: nowhere,
        verify_above: Some(40),
        ..Setup::default()
    })
    .await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.paid(RECEIPT, app.clock.now())).await;
    confirm(&app, &paid(&app, "UKN5BBBBB2", "60000.00", "JANE")).await;
    app.settles().await;
    assert_opens_nothing(&find(&app, RECEIPT, PHONE).await, "VERIFYING");
    not_seen(&app, RECEIPT, OTHER_PHONE).await;
    assert_opens_nothing(&find(&app, "UKN5BBBBB2", "0712345126").await, "VERIFYING");
    not_seen(&app, "UKN5BBBBB2", PHONE).await;
}

#[tokio::test]
async fn a_payment_that_went_back_is_told_as_returned() {
    let app = TestApp::start().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let paid = app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    let finance = app.staff("finance", Role::Finance).await;
    let path = format!("/api/payments/{}/reverse/", prompt.payment_id);
    finance.post(&path, &json!({"reason": "Paid by mistake"})).await.ok(202);
    app.progress_becomes(&prompt.payment_id, "REVERSED").await;
    let receipt = paid["mpesa_receipt_number"].as_str().unwrap();
    assert_eq!(find(&app, receipt, PHONE).await["standing"], "RETURNED");
}

#[tokio::test]
async fn a_prompt_whose_callback_was_lost_is_asked_about_at_once() {
    let app = TestApp::start_with(Setup {
        callbacks: CallbacksGo::Nowhere,
        // At once, without an answer, and then not again in this test.
        ask_after: vec![Duration::from_millis(1), Duration::from_secs(86_400)],
        ..Setup::default()
    })
    .await;
    let lost = json!({"trouble": "unknown-transaction", "on": "stk-query", "times": 1});
    let request = app.of_safaricom(Method::POST, "/sim/troubles").json(&lost);
    assert!(request.send().await.unwrap().status().is_success());
    let begun = app.initiate(&app.nobody(), app.sell("An hour", 50).await, PHONE).await;
    // Where staff look, Safaricom would be asked for that reason; the payer only sees.
    let payer = app.bearer(&begun["access"]);
    let payment_id: uuid::Uuid = begun["payment_id"].as_str().unwrap().parse().unwrap();
    wait_until("the question without an answer", PATIENCE, async || {
        let asked = "SELECT holder IS NULL FROM vault.leases WHERE key = $1 AND attempt > 0";
        let asked = sqlx::query_scalar::<_, bool>(asked).bind(payment_id);
        let is_over = asked.fetch_optional(&app.app.ledger.pool).await.unwrap();
        is_over.unwrap_or_default().then_some(())
    })
    .await;
    app.simulator_is_done().await;
    let payment = payer.get(&format!("/api/payments/{payment_id}/")).await.ok(200);
    assert_eq!(payment["status"], "PENDING");
    not_seen(&app, "UKN5ZZZZZ9", PHONE).await;
    app.seen_as(&payer, &payment_id.to_string(), "CONNECTED").await;
}

#[tokio::test]
async fn nobody_finds_one_of_the_two_by_trying() {
    let app = TestApp::start_without_callbacks().await;
    bought(&app).await;
    for last in 0..10 {
        not_seen(&app, RECEIPT, &format!("072200000{last}")).await;
    }
    let limited = find_as(&app.nobody(), RECEIPT, PHONE).await.problem(429, "rate_limited");
    assert!(limited["retry_after_seconds"].as_u64().unwrap() > 0);
    for last in 0..10 {
        not_seen(&app, &format!("UKN5BBBBB{last}"), "0733000000").await;
    }
    find_as(&app.nobody(), "UKN5CCCCC1", "0733000000").await.problem(429, "rate_limited");

    app.clock.forward(TimeDelta::minutes(11));
    assert_eq!(find(&app, RECEIPT, PHONE).await["standing"], "CONNECTED");
}

#[tokio::test]
async fn what_is_no_receipt_or_no_phone_is_refused() {
    let app = TestApp::start_idle().await;
    for (receipt, phone, code, field) in [
        ("", PHONE, "invalid_receipt", "receipt"),
        ("UKN5 AAAA", PHONE, "invalid_receipt", "receipt"),
        ("UKN5AAAAA1UKN5AAAAA1X", PHONE, "invalid_receipt", "receipt"),
        (RECEIPT, "0812345678", "invalid_phone_number", "phone_number"),
    ] {
        let problem = find_as(&app.nobody(), receipt, phone).await.problem(422, code);
        assert!(problem["errors"][field].is_array(), "{problem}");
    }
    let too_much = json!({"receipt": "U".repeat(70_000), "phone_number": PHONE});
    app.nobody().post(PATH, &too_much).await.problem(413, "body_too_large");
}

#[tokio::test]
async fn everybody_is_told_what_is_paid_to() {
    let app = TestApp::start_idle().await;
    let provider = app.nobody().get("/api/provider/").await.ok(200);
    assert_eq!(provider, json!({"name": "Mtaa WiFi", "pay_to": "PAYBILL", "short_code": "174379"}));
}
