//! A projection that has stopped: what operators see of it, and what they can do.

use projections::Projection;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{Caller, PATIENCE, TestApp};

/// Records an event about a package that this program does not know, and gives its position.
async fn record_what_cannot_be_read(app: &TestApp) -> i64 {
    let position = sqlx::query_scalar(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                             event_version, payload, metadata, recorded_at, chain_hash)
         SELECT position + 1, 'package', gen_random_uuid()::text, 1, 'PackageBlessed', '9',
                '{\"PackageBlessed\":{}}', metadata, recorded_at, chain_hash
         FROM events ORDER BY position DESC LIMIT 1 RETURNING position",
    );
    position.fetch_one(&app.app.ledger.pool).await.unwrap()
}

async fn packages(admin: &Caller) -> Value {
    let shown = admin.get("/api/projections/").await.ok(200);
    let all = shown["projections"].as_array().unwrap();
    assert_eq!(all.len(), Projection::ALL.len());
    all.iter().find(|one| one["name"] == "packages").unwrap().clone()
}

async fn stopped(admin: &Caller) -> Value {
    let look = async || Some(packages(admin).await).filter(|one| !one["stopped_at"].is_null());
    wait_until("the projection to stop", PATIENCE, look).await
}

const SKIP: &str = "/api/projections/packages/skip/";

fn wish(position: i64) -> Value {
    json!({"position": position, "reason": "Written by a trial build"})
}

#[tokio::test]
async fn a_projection_that_has_stopped_goes_on_without_what_an_admin_skips() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let package = app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    let shown = packages(&admin).await;
    assert_eq!((&shown["version"], &shown["lag_positions"]), (&json!(1), &json!(0)));
    assert_eq!((&shown["stopped_because"], &shown["skipped"]), (&Value::Null, &json!([])));

    let poison = record_what_cannot_be_read(&app).await;
    let path = format!("/api/packages/{package}/");
    let priced = admin.patch(&path, &json!({"price_cents": 6_000})).await.ok(200);
    let shown = stopped(&admin).await;
    assert_eq!((&shown["stopped_at"], &shown["position"]), (&json!(poison), &json!(poison - 1)));
    assert!(shown["stopped_because"].as_str().unwrap().contains("PackageBlessed"), "{shown}");
    assert_eq!((&shown["head"], &shown["lag_positions"]), (&priced["position"], &json!(2)));
    // The others go on, and nobody waits in vain for this one.
    admin.read(&format!("/api/me/?min_position={}", priced["position"])).await;
    let list = format!("/api/packages/?min_position={}", priced["position"]);
    app.nobody().get(&list).await.problem(503, "projection_stopped");
    app.nobody().get("/api/packages/").await.ok(200);

    what_may_not_be_skipped(&app, &admin, poison).await;
    stopped(&admin).await;
    let skipped = admin.post_once(SKIP, "key", &wish(poison)).await.ok(200);
    let list = format!("/api/packages/?min_position={}", skipped["position"]);
    assert_eq!(admin.read(&list).await["items"][0]["price_cents"], 6_000);
    let again = admin.post_once(SKIP, "key", &wish(poison)).await.ok(200);
    assert_eq!(again, skipped, "the same answer under the same key");
    let again = admin.post(SKIP, &wish(poison)).await.ok(200);
    assert_eq!(app.head().await, skipped["position"], "a repeat is no event: {again}");

    let shown = packages(&admin).await;
    assert_eq!((&shown["stopped_at"], &shown["lag_positions"]), (&Value::Null, &json!(0)));
    let skips = shown["skipped"].as_array().unwrap();
    assert_eq!((skips.len(), &skips[0]["position"]), (1, &json!(poison)));
    assert_eq!(skips[0]["reason"], "Written by a trial build");
    let me = admin.get("/api/me/").await.ok(200);
    assert_eq!(skips[0]["actor"], format!("user:{}", me["id"].as_str().unwrap()));
}

async fn what_may_not_be_skipped(app: &TestApp, admin: &Caller, poison: i64) {
    let head = app.head().await;
    for position in [i64::MIN, poison - 1, poison + 1, i64::MAX] {
        admin.post(SKIP, &wish(position)).await.problem(409, "projection_not_stopped");
    }
    let elsewhere = "/api/projections/users/skip/";
    admin.post(elsewhere, &wish(poison)).await.problem(409, "projection_not_stopped");
    let nowhere = "/api/projections/nonsense/skip/";
    admin.post(nowhere, &wish(poison)).await.problem(404, "projection_not_found");
    for reason in ["", "two\nlines", &"long ".repeat(101)] {
        let wish = json!({"position": poison, "reason": reason});
        admin.post(SKIP, &wish).await.problem(422, "invalid_reason");
    }
    admin.post(SKIP, &json!({"position": poison})).await.problem(422, "invalid_body");
    let retry = admin.request(Method::POST, "/api/projections/packages/retry/");
    assert_eq!(retry.send().await.unwrap().status(), 204);
    assert_eq!(app.head().await, head, "nothing of this is recorded");
}
