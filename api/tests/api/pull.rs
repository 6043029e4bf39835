//! Payments that are asked for each hour, because nobody told of them.

use chrono::TimeDelta;
use domain::time::Clock as _;
use event_store::inbox::{Delivery, Trust};
use serde_json::json;
use testing::wait_until;

use crate::support::{CallbacksGo, PATIENCE, Setup, TestApp};

/// A service that pulls, and hears of nothing by itself.
async fn deaf() -> TestApp {
    let setup = Setup { callbacks: CallbacksGo::Nowhere, pulls: true, ..Setup::default() };
    TestApp::start_with(setup).await
}

/// Up to when payments were pulled, once that is another moment than before.
async fn pulled_after(app: &TestApp, before: &str) -> String {
    wait_until("payments to be pulled", PATIENCE, async || {
        let note: Option<String> =
            sqlx::query_scalar("SELECT note FROM vault.leases WHERE kind = 'PULL'")
                .fetch_optional(&app.app.ledger.pool)
                .await
                .unwrap();
        note.filter(|note| !note.is_empty() && note != before)
    })
    .await
}

#[tokio::test]
async fn a_payment_whose_callback_was_lost_is_found_within_the_hour_and_credited_once() {
    let app = deaf().await;
    let first = pulled_after(&app, "").await;
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("wanjiku", "0712345678").await;
    let wish = json!({"package_id": package, "phone_number": "0712345678"});
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    let id = begun["payment_id"].as_str().unwrap();
    let path = format!("/api/payments/{id}/");
    app.progress_becomes(id, "PROMPTED").await;
    // The payer enters the PIN, and the money moves.
    wait_until("the simulator to have the money", PATIENCE, async || {
        let entries = app.of_simulator("/sim/entries").await;
        (!entries.is_empty()).then_some(())
    })
    .await;

    app.clock.forward(TimeDelta::hours(1));
    let second = pulled_after(&app, &first).await;
    // Whoever signed in an hour ago has to do so again.
    let admin = app.sign_in("admin").await;
    let found = wait_until("the payment to be completed", PATIENCE, async || {
        let seen = admin.get(&path).await.ok(200);
        (seen["status"] == "COMPLETED").then_some(seen)
    })
    .await;
    assert!(found["mpesa_receipt_number"].is_string(), "{found}");
    app.settles().await;
    let settled = admin.get(&path).await.ok(200);
    assert_eq!(settled["kept_in_wallet"], "LEARNT_LATE", "nobody's time runs an hour later");
    let events = admin.get(&format!("{path}events/")).await.ok(200);
    let told = events.to_string();
    assert!(told.contains(r#""pull""#) || told.contains(r#"\"pull\""#), "{told}");

    // It is listed again, in the period that begins before the last one ended.
    app.clock.forward(TimeDelta::minutes(61));
    pulled_after(&app, &second).await;
    let (admin, customer) = (app.sign_in("admin").await, app.sign_in("wanjiku").await);
    assert_eq!(admin.get(&format!("{path}events/")).await.ok(200), events);
    let page = customer.get("/api/wallets/").await.ok(200);
    assert_eq!(page["items"][0]["balance_cents"], 5_000);
}

#[tokio::test]
async fn a_row_that_was_not_understood_stays_visible() {
    let app = TestApp::start().await;
    let why = "row 2: amount is missing";
    let delivery = Delivery {
        id: app::ids::new(),
        road: app::callbacks::PULLED_ROW,
        reference: None,
        received_at: app.clock.now(),
        source_address: None,
        trust: Trust::Accepted,
        sealed_body: app.app.ledger.vault.seal_delivery(why.as_bytes()),
    };
    app.app.intake.record(delivery).await.unwrap();
    let admin = app.admin().await;
    wait_until("the row to be shown", PATIENCE, async || {
        let inbox = admin.get("/api/audit/inbox/").await.ok(200);
        let shown = &inbox["items"][0];
        (shown["state"] == "UNREADABLE" && shown["note"] == why).then_some(())
    })
    .await;
}
