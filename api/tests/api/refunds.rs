//! Money that goes back to customers: out of wallets, and by reversing payments.

use axum::http::Method;
use domain::user::Role;
use serde_json::{Value, json};
use std::time::Duration;
use testing::wait_until;

use crate::support::{Caller, PATIENCE, Setup, TestApp};
use crate::unprompted::{confirm, paid};

const PHONE: &str = "0712345678";

/// A customer, and what they bought by a prompt.
struct Bought {
    customer: Caller,
    customer_id: String,
    payment: String,
}

async fn bought(app: &TestApp) -> Bought {
    let package = app.sell("An hour", 50).await;
    let (customer, customer_id) = app.customer("wanjiku", PHONE).await;
    let wish = json!({"package_id": package, "phone_number": PHONE});
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    let payment = begun["payment_id"].as_str().unwrap().to_owned();
    app.progress_becomes(&payment, "CONNECTED").await;
    app.settles().await;
    Bought { customer, customer_id, payment }
}

/// A customer whose wallet holds that much, which was paid by hand.
async fn with_wallet(app: &TestApp, receipt: &str, shillings: &str) -> (Caller, String) {
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let number = app.home_of(&id).await;
    confirm(app, &paid(app, receipt, shillings, &number)).await;
    wait_until("the wallet to be credited", PATIENCE, async || {
        (balance_cents(&customer).await > 0).then_some(())
    })
    .await;
    (customer, id)
}

async fn balance_cents(caller: &Caller) -> i64 {
    let page = caller.get("/api/wallets/").await.ok(200);
    page["items"][0]["balance_cents"].as_i64().unwrap_or(0)
}

async fn refund(finance: &Caller, id: &Value) -> Value {
    let page = finance.get("/api/refunds/").await.ok(200);
    let items = page["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == *id).cloned().unwrap_or_default()
}

async fn refund_becomes(finance: &Caller, id: &Value, stage: &str) -> Value {
    wait_until(&format!("the refund to be {stage}"), PATIENCE, async || {
        Some(refund(finance, id).await).filter(|found| found["stage"] == stage)
    })
    .await
}

async fn trouble(app: &TestApp, body: Value) {
    let request = app.of_safaricom(Method::POST, "/sim/troubles").json(&body);
    assert!(request.send().await.unwrap().status().is_success(), "{body}");
}

/// What the simulator paid out or gave back.
async fn went_back(app: &TestApp) -> Vec<Value> {
    let entries = app.of_simulator("/sim/entries").await;
    entries.into_iter().filter(|entry| entry["amount_cents"].as_i64().unwrap() < 0).collect()
}

/// What each account of the chart holds.
async fn holds(app: &TestApp, finance: &Caller, code: i64) -> i64 {
    app.settles().await;
    let trial = finance.get("/api/finance/trial-balance/").await.ok(200);
    assert_eq!(trial["debits_cents"], trial["credits_cents"]);
    let accounts = trial["accounts"].as_array().unwrap().clone();
    let found = accounts.iter().find(|one| one["code"] == code);
    found.map_or(0, |one| one["balance_cents"].as_i64().unwrap())
}

#[tokio::test]
async fn a_reversed_payment_ends_what_it_bought_and_what_is_short_is_owed() {
    let app = TestApp::start().await;
    let Bought { customer, customer_id, payment } = bought(&app).await;
    let finance = app.staff("finance", Role::Finance).await;
    let path = format!("/api/payments/{payment}/");
    let wish = json!({"reason": "Paid for the neighbour's line"});

    let asked = finance.post(&format!("{path}reverse/"), &wish).await.ok(202);
    assert_eq!(asked["amount_cents"], 5_000);
    assert_eq!(asked["awaits_approval"], false);
    let done = refund_becomes(&finance, &asked["refund_id"], "COMPLETED").await;
    assert_eq!((&done["way"], &done["payment_id"]), (&json!("REVERSAL"), &json!(payment)));
    assert_eq!(done["reason"], wish["reason"]);
    app.settles().await;

    let reversed = finance.get(&path).await.ok(200);
    assert_eq!(
        (&reversed["status"], &reversed["progress"]),
        (&json!("REVERSED"), &json!("REVERSED"))
    );
    assert_eq!((&reversed["reversed_cents"], &reversed["receipt"]), (&json!(5_000), &Value::Null));
    let given = went_back(&app).await;
    assert_eq!(given.len(), 1, "{given:?}");
    assert_eq!(done["outgoing_receipt"], given[0]["receipt"]);

    // The time that was bought is over, and the wallet was emptied for what went back.
    let serving = wait_until("the subscription to end", PATIENCE, async || {
        let page = customer.get("/api/subscriptions/").await.ok(200);
        page["items"].as_array()?.first().cloned().filter(|one| one["is_active"] == false)
    })
    .await;
    assert!(serving["end_date"].is_string(), "{serving}");
    assert_eq!(balance_cents(&customer).await, 0);
    assert_eq!(holds(&app, &finance, 1110).await, 0);
    assert_eq!(holds(&app, &finance, 2190).await, 0);
    assert_eq!(holds(&app, &finance, 2210).await, 0);
    // What was used of the hour is earned, and owed.
    let (owed, earned) = (holds(&app, &finance, 1310).await, holds(&app, &finance, 4110).await);
    assert_eq!(owed, -earned);
    let owes =
        finance.get(&format!("/api/finance/accounts/1310/?part={customer_id}")).await.ok(200);
    assert_eq!(owes["closing_cents"], owed);

    // It is told in the payment's story, and cannot be done again.
    let events = finance.get(&format!("{path}events/")).await.ok(200).to_string();
    for name in [
        "RefundRequested",
        "RefundSent",
        "RefundReversed",
        "PaymentReversed",
        "SubscriptionShortened",
    ] {
        assert!(events.contains(name), "{name}");
    }
    finance.post(&format!("{path}reverse/"), &wish).await.problem(409, "not_reversible");
    let listed = finance.get("/api/payments/?status=REVERSED").await.ok(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_in_a_wallet_is_paid_out_once() {
    let app = TestApp::start().await;
    let (customer, id) = with_wallet(&app, "UKN1AAAAA1", "30.00").await;
    let finance = app.staff("finance", Role::Finance).await;
    let path = format!("/api/wallets/{id}/refund/");
    let of = |amount: i64| json!({"amount_cents": amount, "reason": "Moved away"});

    for (amount, status, code) in [
        (900, 422, "invalid_amount"),
        (1_050, 422, "invalid_amount"),
        (-2_000, 422, "invalid_amount"),
        (4_000, 409, "wallet_too_low"),
    ] {
        finance.post(&path, &of(amount)).await.problem(status, code);
    }
    let asked = finance.post(&path, &of(2_000)).await.ok(202);
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 1_000, "it is debited at once");
    let done = refund_becomes(&finance, &asked["refund_id"], "COMPLETED").await;
    assert_eq!((&done["way"], &done["phone_number"]), (&json!("PAYOUT"), &json!("254712345678")));
    let given = went_back(&app).await;
    assert_eq!(given.len(), 1, "{given:?}");
    assert_eq!(
        (&given[0]["amount_cents"], &given[0]["receipt"]),
        (&json!(-2_000), &done["outgoing_receipt"])
    );
    assert_eq!(holds(&app, &finance, 1110).await, 1_000);
    assert_eq!(holds(&app, &finance, 2195).await, 0);
    assert_eq!(holds(&app, &finance, 2110).await, -1_000);
}

#[tokio::test]
async fn a_large_refund_waits_for_a_second_person() {
    let app = TestApp::start().await;
    let (customer, id) = with_wallet(&app, "UKN1AAAAA1", "12000.00").await;
    let (first, second) =
        (app.staff("first", Role::Finance).await, app.staff("second", Role::Finance).await);
    let path = format!("/api/wallets/{id}/refund/");
    let wish = json!({"amount_cents": 600_000, "reason": "Moved away"});

    let asked = first.post(&path, &wish).await.ok(202);
    assert_eq!(asked["awaits_approval"], true);
    second.post(&path, &wish).await.problem(409, "refund_under_way");
    let word =
        |what: &str| format!("/api/refunds/{}/{what}/", asked["refund_id"].as_str().unwrap());
    first.post(&word("approve"), &json!({})).await.problem(409, "second_person_needed");
    app.settles().await;
    assert_eq!(refund(&first, &asked["refund_id"]).await["stage"], "AWAITS_APPROVAL");
    second.post(&word("approve"), &json!({})).await.ok(200);
    refund_becomes(&first, &asked["refund_id"], "COMPLETED").await;
    first.post(&word("withdraw"), &json!({})).await.problem(409, "refund_over");

    // One that is taken back leaves the wallet as it was.
    let asked = first.post(&path, &wish).await.ok(202);
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 0);
    let withdraw = format!("/api/refunds/{}/withdraw/", asked["refund_id"].as_str().unwrap());
    first.post(&withdraw, &json!({})).await.ok(200);
    let over = refund_becomes(&first, &asked["refund_id"], "FAILED").await;
    assert_eq!(over["failure_code"], "WITHDRAWN");
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 600_000);
    assert_eq!(holds(&app, &first, 2195).await, 0);
    assert_eq!(went_back(&app).await.len(), 1);
}

#[tokio::test]
async fn a_refund_that_fails_is_in_the_wallet_again() {
    let app = TestApp::start().await;
    let (customer, id) = with_wallet(&app, "UKN1AAAAA1", "30.00").await;
    let finance = app.staff("finance", Role::Finance).await;
    trouble(&app, json!({"trouble": "fail", "on": "b2c", "failure": "insufficient-funds"})).await;
    let wish = json!({"amount_cents": 2_000, "reason": "Moved away"});
    let asked = finance.post(&format!("/api/wallets/{id}/refund/"), &wish).await.ok(202);
    let over = refund_becomes(&finance, &asked["refund_id"], "FAILED").await;
    assert_eq!(over["failure_code"], "1", "{over}");
    app.settles().await;
    assert_eq!(balance_cents(&customer).await, 3_000);
    assert_eq!(went_back(&app).await, Vec::<Value>::new());
    assert_eq!(holds(&app, &finance, 2195).await, 0);
}

#[tokio::test]
async fn a_lost_result_or_answer_is_asked_about_and_nothing_goes_back_twice() {
    let ask_after = vec![Duration::from_millis(500)];
    let app = TestApp::start_with(Setup { ask_after, ..Setup::default() }).await;
    let Bought { customer, customer_id, payment } = bought(&app).await;
    let number = app.home_of(&customer_id).await;
    confirm(&app, &paid(&app, "UKN1AAAAA1", "30.00", &number)).await;
    wait_until("the wallet to be credited", PATIENCE, async || {
        (balance_cents(&customer).await == 3_000).then_some(())
    })
    .await;
    let finance = app.staff("finance", Role::Finance).await;

    // Of the payout both the answer and the result are lost, of the reversal the result.
    trouble(&app, json!({"trouble": "lost-answer", "on": "b2c"})).await;
    trouble(&app, json!({"trouble": "drop", "on": "result"})).await;
    let wish = json!({"amount_cents": 2_000, "reason": "Moved away"});
    let path = format!("/api/wallets/{customer_id}/refund/");
    let asked = finance.post(&path, &wish).await.ok(202);
    let done = refund_becomes(&finance, &asked["refund_id"], "COMPLETED").await;
    assert_eq!(went_back(&app).await.len(), 1, "{done}");

    trouble(&app, json!({"trouble": "drop", "on": "result"})).await;
    let path = format!("/api/payments/{payment}/reverse/");
    let asked = finance.post(&path, &json!({"reason": "Moved away"})).await.ok(202);
    refund_becomes(&finance, &asked["refund_id"], "COMPLETED").await;
    assert_eq!(went_back(&app).await.len(), 2);
    app.settles().await;
    assert_eq!(
        finance.get(&format!("/api/payments/{payment}/")).await.ok(200)["status"],
        "REVERSED"
    );
    assert_eq!(holds(&app, &finance, 2195).await, 0);
    assert_eq!(holds(&app, &finance, 1110).await, 1_000);
}

#[tokio::test]
async fn what_cannot_be_given_back_is_refused() {
    let app = TestApp::start_without_callbacks().await;
    let finance = app.staff("finance", Role::Finance).await;
    let package = app.sell("An hour", 50).await;
    let wish = json!({"package_id": package, "phone_number": PHONE});
    let begun = app.nobody().post("/api/payments/initiate/", &wish).await.ok(202);
    let payment = begun["payment_id"].as_str().unwrap();
    let reason = json!({"reason": "A test"});
    let nobody = "019ab100-0000-7000-8000-00000000dead";
    for (path, body, status, code) in [
        (format!("/api/payments/{payment}/reverse/"), reason.clone(), 422, "which_receipt"),
        (format!("/api/payments/{nobody}/reverse/"), reason.clone(), 404, "payment_not_found"),
        (
            format!("/api/payments/{payment}/reverse/"),
            json!({"reason": "A test", "receipt": "UKN1AAAAA1"}),
            409,
            "not_reversible",
        ),
        (
            format!("/api/payments/{payment}/reverse/"),
            json!({"reason": "A test", "receipt": "no receipt"}),
            422,
            "invalid_receipt",
        ),
        (
            format!("/api/payments/{payment}/reverse/"),
            json!({"reason": " "}),
            422,
            "invalid_reason",
        ),
        (
            format!("/api/wallets/{nobody}/refund/"),
            json!({"amount_cents": 2_000, "reason": "A test"}),
            404,
            "customer_not_found",
        ),
        (format!("/api/refunds/{nobody}/approve/"), json!({}), 404, "refund_not_found"),
        (format!("/api/refunds/{nobody}/withdraw/"), json!({}), 404, "refund_not_found"),
    ] {
        finance.post(&path, &body).await.problem(status, code);
    }
}
