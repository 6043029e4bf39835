//! A read model that an admin has built again: asked for once, carried out by whichever node works, and
//! gone on with after that node has ended.

use app::read_models::rebuild;
use chrono::TimeDelta;
use event_store::checkpoint;
use projections::Projection;
use serde_json::{Value, json};
use sqlx::Connection as _;
use testing::wait_until;
use uuid::Uuid;
use vault::{AskedRebuild, LeaseKind};

use crate::support::{Caller, PATIENCE, Setup, TestApp, Work};

const PACKAGES: &str = "/api/projections/packages/rebuild/";
const USERS: &str = "/api/projections/users/rebuild/";
/// The advisory lock of a replay: the letters `replay` as a number.
const REPLAY_LOCK: i64 = 0x7265_706c_6179;

async fn rebuild_of(admin: &Caller, name: &str) -> Value {
    let shown = admin.get("/api/projections/").await.ok(200);
    let all = shown["projections"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()["rebuild"].clone()
}

async fn becomes(admin: &Caller, name: &str, status: &str) -> Value {
    wait_until(&format!("the rebuild of {name} to be {status}"), PATIENCE, async || {
        Some(rebuild_of(admin, name).await).filter(|rebuild| rebuild["status"] == status)
    })
    .await
}

async fn ask(admin: &Caller, path: &str) -> Value {
    admin.post(path, &json!({})).await.ok(202)
}

async fn kept(app: &TestApp, name: &str) -> AskedRebuild {
    let all = app.app.ledger.vault.last_rebuilds().await.unwrap();
    all.into_iter().find(|one| one.projection == name).unwrap()
}

#[tokio::test]
async fn a_read_model_that_somebody_has_altered_is_what_the_events_lead_to_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    assert_eq!(rebuild_of(&admin, "packages").await, Value::Null);
    let honest = app.nobody().get("/api/packages/").await.ok(200);
    let altered = sqlx::query("UPDATE packages SET price_cents = 1");
    altered.execute(&app.app.ledger.pool).await.unwrap();
    assert_ne!(app.nobody().get("/api/packages/").await.ok(200), honest);

    let asked = ask(&admin, PACKAGES).await;
    let me = admin.get("/api/me/").await.ok(200);
    assert_eq!(asked["asked_by"], me["id"]);
    let done = becomes(&admin, "packages", "DONE").await;
    assert_eq!(app.nobody().get("/api/packages/").await.ok(200), honest);
    assert_eq!((&done["id"], &done["asked_at"]), (&asked["id"], &asked["asked_at"]));
    assert!(done["position"].as_i64().unwrap() > 0, "{done}");
    assert_eq!(
        (&done["events_done"], &done["events_total"]),
        (&done["position"], &done["position"])
    );
    assert_eq!((&done["note"], &done["remaining_seconds"]), (&Value::Null, &Value::Null));
    assert!(done["ended_at"].is_string() && done["begun_at"].is_string(), "{done}");

    // The last one stays to be seen until the next is asked for.
    let next = ask(&admin, PACKAGES).await;
    assert_ne!(next["id"], asked["id"]);
    let done = becomes(&admin, "packages", "DONE").await;
    assert_eq!(done["id"], next["id"]);
    let nowhere = admin.post("/api/projections/nonsense/rebuild/", &json!({})).await;
    nowhere.problem(404, "projection_not_found");
}

#[tokio::test]
async fn a_wish_waits_for_a_worker_and_for_a_replay_of_the_command_line() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    let first = ask(&admin, PACKAGES).await;
    assert_eq!((&first["status"], &first["waits_for"]), (&json!("WAITING"), &json!("WORKER")));
    assert_eq!((&first["begun_at"], &first["events_total"]), (&Value::Null, &json!(0)));
    let again = ask(&admin, PACKAGES).await;
    assert_eq!((&again["id"], &again["asked_at"]), (&first["id"], &first["asked_at"]));
    assert_eq!(rebuild_of(&admin, "packages").await["id"], first["id"]);
    assert_eq!(rebuild_of(&admin, "users").await, Value::Null);

    let url = app.app.ledger.pool.connect_options();
    let mut replay = sqlx::PgConnection::connect_with(&url).await.unwrap();
    let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(REPLAY_LOCK);
    lock.execute(&mut replay).await.unwrap();
    let node = app.another_node(Setup::default()).await;
    let put_off = wait_until("the rebuild to be put off", PATIENCE, async || {
        let rebuild = rebuild_of(&admin, "packages").await;
        let note = rebuild["note"].as_str()?.to_owned();
        Some((rebuild["status"].clone(), note))
    });
    let (status, note) = put_off.await;
    assert_eq!(status, "WAITING");
    assert!(note.contains("another replay is at work"), "{note}");

    replay.close().await.unwrap();
    app.clock.forward(TimeDelta::minutes(1));
    let done = becomes(&admin, "packages", "DONE").await;
    assert_eq!((&done["id"], &done["note"]), (&first["id"], &Value::Null));
    assert_eq!(kept(&node, "packages").await.attempts, 1, "to be put off is no attempt");
}

#[tokio::test]
async fn what_a_node_has_left_in_the_middle_is_begun_again_by_another() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    let asked = ask(&admin, PACKAGES).await;

    // A node takes it, comes half the way, and is never heard of again.
    let (vault, now) = (&app.app.ledger.vault, app.app.ledger.clock.now());
    let (dead, id) = (Uuid::from_u128(1), kept(&app, "packages").await.id);
    let taken =
        vault.take_leases(LeaseKind::Rebuild, &[rebuild::KEY], dead, now, 60).await.unwrap();
    assert_eq!(taken.len(), 1);
    vault.begin_rebuild(id, now).await.unwrap();
    vault.note_rebuild_progress(id, 50, 100).await.unwrap();
    sqlx::raw_sql(
        "CREATE SCHEMA packages_v1_rebuild; CREATE TABLE packages_v1_rebuild.packages ()",
    )
    .execute(&app.app.ledger.pool)
    .await
    .unwrap();
    let running = ask(&admin, PACKAGES).await;
    assert_eq!((&running["status"], &running["id"]), (&json!("RUNNING"), &asked["id"]));
    assert_eq!((&running["events_done"], &running["events_total"]), (&json!(50), &json!(100)));
    let other = ask(&admin, USERS).await;
    assert_eq!((&other["status"], &other["waits_for"]), (&json!("WAITING"), &json!("TURN")));

    let _node = app.another_node(Setup::default()).await;
    app.clock.forward(TimeDelta::minutes(2));
    let done = becomes(&admin, "packages", "DONE").await;
    assert_eq!(done["id"], asked["id"]);
    assert_eq!(kept(&app, "packages").await.attempts, 2);
    becomes(&admin, "users", "DONE").await;
}

#[tokio::test]
async fn what_cannot_be_built_has_failed_and_says_why() {
    let app = TestApp::start_with(Setup { work: Work::Nothing, ..Setup::default() }).await;
    let admin = app.admin().await;
    app.sell("An hour", 50).await;
    // It says that it shows more than was ever recorded.
    let head = app.head().await;
    let mut transaction = app.app.ledger.pool.begin().await.unwrap();
    let hash = [0; 32];
    let reader = Projection::Packages.reader();
    checkpoint::advance(&mut transaction, reader, head + 7, &hash).await.unwrap();
    transaction.commit().await.unwrap();

    ask(&admin, PACKAGES).await;
    // Each attempt was the end of its process.
    ask(&admin, USERS).await;
    let deadly = kept(&app, "users").await.id;
    for _ in 0..5 {
        let (vault, now) = (&app.app.ledger.vault, app.app.ledger.clock.now());
        vault.begin_rebuild(deadly, now).await.unwrap();
    }
    let _node = app.another_node(Setup::default()).await;
    let failed = becomes(&admin, "packages", "FAILED").await;
    let note = failed["note"].as_str().unwrap();
    assert!(note.contains("daftari verify"), "{note}");
    assert_eq!((&failed["position"], &failed["waits_for"]), (&Value::Null, &Value::Null));

    let failed = becomes(&admin, "users", "FAILED").await;
    let note = failed["note"].as_str().unwrap();
    assert!(note.starts_with("it was begun 5 times"), "{note}");
    assert_ne!(ask(&admin, USERS).await["id"], failed["id"], "it can be asked for again");
}
