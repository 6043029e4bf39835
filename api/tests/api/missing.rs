//! A read model that somebody has dropped: who is answered, and what the others are told.

use projections::Projection;
use projections::rebuild::Replay;
use sqlx::Executor as _;
use std::sync::Arc;

use crate::support::TestApp;

/// Drops something, and gives the answers to that question before and after the read model is built
/// again.
async fn is_told_and_mended(app: &TestApp, drop: &str, path: &str, projection: Projection) {
    let admin = app.admin().await;
    admin.get(path).await.ok(200);
    let pool = &app.app.ledger.pool;
    pool.execute(sqlx::raw_sql(drop)).await.unwrap();
    let answer = admin.get(path).await;
    let problem = answer.problem(503, "read_model_missing");
    let detail = problem["detail"].as_str().unwrap();
    let remedy = format!("daftari replay --projection {}", projection.name());
    assert!(detail.contains(&remedy), "{drop}: {detail}");
    assert_eq!(answer.header("retry-after"), Some("30"));

    let replay = Replay::new(pool.clone(), Arc::new(app.app.ledger.vault.clone()));
    replay.rebuild(&[projection]).await.unwrap();
    admin.get(path).await.ok(200);
}

#[tokio::test]
async fn a_read_model_that_was_dropped_is_named_with_its_remedy() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    app.initiate(&app.nobody(), package, "0712000001").await;
    app.read_models_are_there().await;
    for (drop, path, projection) in [
        ("DROP TABLE payments_v6.payments CASCADE", "/api/payments/", Projection::Payments),
        ("DROP SCHEMA packages_v1 CASCADE", "/api/packages/", Projection::Packages),
        // Payments are shown with their customers.
        ("DROP SCHEMA users_v1 CASCADE", "/api/payments/", Projection::Users),
        (
            "DROP SCHEMA history_v2 CASCADE",
            "/api/wallets/?as_of=2026-11-01T08:00:00Z",
            Projection::History,
        ),
    ] {
        is_told_and_mended(&app, drop, path, projection).await;
    }
}

#[tokio::test]
async fn what_does_not_need_a_dropped_read_model_is_answered() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    app.app.ledger.pool.execute("DROP SCHEMA payments_v6 CASCADE").await.unwrap();
    admin.get("/api/payments/").await.problem(503, "read_model_missing");
    for path in ["/api/packages/", "/api/users/", "/api/audit/events/", "/api/projections/"] {
        admin.get(path).await.ok(200);
    }
}
