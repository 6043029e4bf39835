//! A projection that has stopped: what operators see of it, and what they can do.

use projections::Projection;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{Caller, PATIENCE, Setup, TestApp, Work};

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

    a_load_balancer_leaves_the_node_in(&app).await;
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

/// Of the gauges of a scrape, the value of one.
async fn gauge(app: &TestApp, name: &str) -> String {
    let scraped = app.nobody().get("/metrics").await;
    assert_eq!(scraped.status, 200);
    assert_eq!(scraped.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = scraped.text();
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("{name} is not in {text}")).to_owned()
}

async fn a_load_balancer_leaves_the_node_in(app: &TestApp) {
    let ready = app.nobody().get("/health/ready").await.ok(200);
    assert_eq!(ready["status"], "degraded");
    let degraded = ready["degraded"].as_array().unwrap();
    // The packages' own, and the other one that reads of packages.
    assert_eq!(degraded.len(), 2, "{ready}");
    for (found, projection) in degraded.iter().zip(["packages", "history"]) {
        let expected = (&json!(projection), &json!(true), &json!(2));
        assert_eq!((&found["projection"], &found["stopped"], &found["lag_positions"]), expected);
    }

    let of = |gauge: &str, projection: &str| {
        format!("daftari_projection_{gauge}{{projection=\"{projection}\",version=\"1\"}}")
    };
    assert_eq!(gauge(app, "daftari_head_position").await, app.head().await.to_string());
    for (projection, stopped, lag) in [("packages", "1", "2"), ("users", "0", "0")] {
        assert_eq!(gauge(app, &of("stopped", projection)).await, stopped, "{projection}");
        assert_eq!(gauge(app, &of("lag_positions", projection)).await, lag, "{projection}");
    }
    assert_eq!(gauge(app, &of("lag_seconds", "users")).await, "0.000");
    assert_ne!(gauge(app, &of("lag_seconds", "packages")).await, "0.000");
    assert_eq!(gauge(app, &of("skipped_events", "packages")).await, "0");
}

/// Records so many events, an hour ago, of which no read model shows anything.
async fn record_many(app: &TestApp, count: i64) {
    let recorded = sqlx::query(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                             event_version, payload, metadata, recorded_at, chain_hash)
         SELECT head + number, 'other', gen_random_uuid()::text, 1, 'SomethingHappened', '1',
                '{}', '{}', now() - interval '1 hour', decode(repeat('00', 32), 'hex')
         FROM (SELECT COALESCE(max(position), 0) AS head FROM events) events,
              generate_series(1, $1::bigint) number",
    );
    recorded.bind(count).execute(&app.app.ledger.pool).await.unwrap();
}

#[tokio::test]
async fn a_node_is_ready_once_its_read_models_were_built() {
    let idle = Setup { work: Work::Nothing, ..Setup::default() };
    let node = TestApp::start_with(idle).await;
    record_many(&node, 1_001).await;
    let not_ready = node.nobody().get("/health/ready").await.problem(503, "not_ready");
    let detail = not_ready["detail"].as_str().unwrap();
    assert!(detail.contains("users shows 0 of 1001 events"), "{detail}");
    node.nobody().get("/health/live").await.ok(200);

    let builder = Setup { work: Work::ReadModels, ..Setup::default() };
    let builder = node.another_node(builder).await;
    builder.read_models_are_there().await;
    assert_eq!(node.nobody().get("/health/ready").await.ok(200)["status"], "ready");

    // Nobody builds any more. That is said, and the node stays.
    drop(builder);
    record_many(&node, 1_001).await;
    let degraded = node.nobody().get("/health/ready").await.ok(200);
    assert_eq!(degraded["status"], "degraded");
    let behind = degraded["degraded"].as_array().unwrap();
    assert_eq!(behind.len(), Projection::ALL.len(), "{degraded}");
    assert_eq!((&behind[0]["stopped"], &behind[0]["lag_positions"]), (&json!(false), &json!(1001)));
    assert!(behind[0]["lag_seconds"].as_i64().unwrap() >= 3_600, "{degraded}");
}
