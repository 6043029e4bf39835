//! The past, asked for over HTTP.

use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta};
use domain::Timestamp;
use domain::time::Clock;
use domain::user::Role;
use serde_json::json;

use crate::support::{CallbacksGo, Setup, TestApp};
use crate::unprompted::{confirm, paid};

fn text(moment: Timestamp) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[tokio::test]
async fn what_was_learnt_late_is_shown_as_of_when_it_was_so() {
    // An hour is over before the outcome is told, and nobody asks for it meanwhile.
    let app = TestApp::start_with(Setup {
        callbacks: CallbacksGo::Nowhere,
        ask_after: vec![Duration::from_secs(86_400)],
        ..Setup::default()
    })
    .await;
    let package = app.sell("An hour", 50).await;
    let (payment, _) = app.prompt(package, "0712000001").await;
    app.settles().await;
    let paid_at = app.clock.now();
    app.clock.forward(TimeDelta::minutes(30));
    let between = text(app.clock.now());
    app.clock.forward(TimeDelta::minutes(30));
    app.deliver(&payment, &payment.paid("UKN1EEEEE1", paid_at)).await;
    app.settles().await;
    // Whoever signed in before the hour passed would have to do so again.
    let admin = app.staff("late", Role::Finance).await;
    app.settles().await;

    let known = admin.get(&format!("/api/dashboard/?as_of={between}")).await.ok(200);
    assert_eq!(known["revenue_30_days_cents"], 5_000);
    assert_eq!((&known["pending_payments"], &known["paid_but_offline"]), (&0.into(), &1.into()));
    let then = format!("as_of={between}&known_at={between}");
    let then_shown = admin.get(&format!("/api/dashboard/?{then}")).await.ok(200);
    assert_eq!(then_shown["revenue_30_days_cents"], 0);
    assert_eq!(then_shown["pending_payments"], 1);

    // It was learnt too late to buy anything, and is in the wallet from when it was paid.
    for (query, expected) in [(String::new(), 1), (format!("as_of={between}"), 1), (then, 0)] {
        let wallets = admin.get(&format!("/api/wallets/?{query}")).await.ok(200);
        let items = wallets["items"].as_array().unwrap();
        assert_eq!(items.len(), expected, "{query}");
        assert!(items.iter().all(|wallet| wallet["balance_cents"] == 5_000), "{query}");
        let subscriptions = admin.get(&format!("/api/subscriptions/?{query}")).await.ok(200);
        assert_eq!(subscriptions["items"].as_array().unwrap().len(), 0, "{query}");
    }
    app.read_models_are_there().await;
    let now = text(app.clock.now());
    let live = admin.get("/api/dashboard/").await.ok(200);
    let past = admin.get(&format!("/api/dashboard/?as_of={now}")).await.ok(200);
    for figures in ["by_day", "by_hour", "unallocated_payments", "open_breaks"] {
        assert_eq!(past[figures], live[figures], "{figures}");
    }
    assert_eq!(past["position"], live["position"]);
}

#[tokio::test]
async fn money_that_was_nobodys_is_so_until_it_is_allocated() {
    let app = TestApp::start().await;
    let (_, customer) = app.customer("wanjiru", "0712345678").await;
    let finance = app.staff("finance", Role::Finance).await;
    let before = text(app.clock.now() - TimeDelta::minutes(1));
    for (receipt, shillings) in [("UKN1FFFFF1", "30.00"), ("UKN1FFFFF2", "12.00")] {
        confirm(&app, &paid(&app, receipt, shillings, "shop")).await;
    }
    app.settles().await;
    app.clock.forward(TimeDelta::minutes(5));
    let between = text(app.clock.now());
    app.clock.forward(TimeDelta::minutes(5));
    let waiting = finance.get("/api/payments/?status=UNALLOCATED&sort=LARGEST").await.ok(200);
    let path = format!("/api/payments/{}/allocate/", waiting["items"][0]["id"].as_str().unwrap());
    let wish = json!({"customer_id": customer, "reason": "The payer read out the receipt"});
    finance.post(&path, &wish).await.ok(200);
    app.settles().await;
    app.read_models_are_there().await;

    let now = text(app.clock.now());
    for (query, cents, payments) in [
        (String::new(), 1_200, 1),
        (format!("as_of={now}"), 1_200, 1),
        (format!("as_of={between}"), 4_200, 2),
        (format!("as_of={between}&known_at={between}"), 4_200, 2),
        (format!("as_of={before}"), 0, 0),
    ] {
        let shown = finance.get(&format!("/api/dashboard/?{query}")).await.ok(200);
        let unallocated = (&shown["unallocated_cents"], &shown["unallocated_payments"]);
        assert_eq!(unallocated, (&json!(cents), &json!(payments)), "{query}");
    }
}

#[tokio::test]
async fn a_moment_that_cannot_be_is_refused() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let past = text(app.clock.now() - TimeDelta::hours(1));
    let future = text(app.clock.now() + TimeDelta::hours(1));
    for path in ["/api/dashboard/", "/api/subscriptions/", "/api/wallets/"] {
        for (query, status, code) in [
            (format!("as_of={future}"), 422, "moment_in_future"),
            (format!("as_of={past}&known_at={future}"), 422, "moment_in_future"),
            (format!("known_at={past}"), 422, "as_of_missing"),
            ("as_of=yesterday".to_owned(), 400, "invalid_query"),
            (format!("as_of={past}&known_at=2026"), 400, "invalid_query"),
        ] {
            admin.get(&format!("{path}?{query}")).await.problem(status, code);
        }
        admin.get(&format!("{path}?as_of={past}")).await.ok(200);
    }
}
