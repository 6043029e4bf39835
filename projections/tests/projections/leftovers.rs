//! What stands beside the live read models is dropped when somebody says so, and nothing else.

use std::time::Duration;

use domain::user::Role;
use projections::Projection;
use projections::rebuild::{Leftover, Replay, Until};
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::Ground;

fn replay(ground: &Ground) -> Replay {
    Replay::new(ground.pool.clone(), ground.keys.clone())
}

async fn run(ground: &Ground, statement: &str) {
    sqlx::raw_sql(statement).execute(&ground.pool).await.unwrap();
}

async fn append(ground: &Ground, number: u32) -> i64 {
    ground.append(Uuid::nil(), Buyer::new(number).registered(Role::Customer)).await
}

/// Makes what is live an earlier version, as a newer program finds it.
pub(crate) async fn make_users_earlier(ground: &Ground) {
    run(
        ground,
        "ALTER SCHEMA users_v1 RENAME TO users_v0;
         UPDATE checkpoints SET version = 0 WHERE projection = 'users'",
    )
    .await;
    projections::prepare(&ground.pool).await.unwrap();
}

fn gone(found: &[Leftover]) -> Vec<&str> {
    let gone = found.iter().filter(|one| one.kept_because.is_none());
    gone.map(|one| one.schema.as_str()).collect()
}

async fn stands(ground: &Ground, schema: &str) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)")
        .bind(schema)
        .fetch_one(&ground.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn scratch_and_what_was_replaced_are_dropped_apart_and_what_is_live_stays() {
    let ground = Ground::new().await;
    let position = append(&ground, 1).await;
    ground.project(position).await;
    let live = ground.digest().await;
    let replay = replay(&ground);
    replay.until(&[Projection::Users], Until::Position(1)).await.unwrap();
    run(
        &ground,
        "CREATE SCHEMA payments_v6_rebuild; CREATE SCHEMA payments_v6_old;
         CREATE SCHEMA users_v2; CREATE SCHEMA users_v1_reports",
    )
    .await;

    let scratch = replay.drop_scratch().await.unwrap();
    assert_eq!(gone(&scratch), ["payments_v6_rebuild", "users_v1_past_1"]);
    assert!(stands(&ground, "payments_v6_old").await);
    let old = replay.drop_old().await.unwrap();
    assert_eq!(gone(&old), ["payments_v6_old"]);

    for schema in ["users_v2", "users_v1_reports"] {
        assert!(stands(&ground, schema).await, "{schema}");
    }
    assert_eq!(ground.digest().await, live);
    assert_eq!(replay.drop_scratch().await.unwrap(), []);
    assert_eq!(replay.drop_old().await.unwrap(), []);
}

#[tokio::test]
async fn an_earlier_version_is_dropped_once_nobody_follows_it() {
    let ground = Ground::new().await;
    let position = append(&ground, 1).await;
    ground.project(position).await;
    make_users_earlier(&ground).await;
    let replay = replay(&ground);

    let found = replay.drop_old().await.unwrap();
    let [kept] = found.as_slice() else { panic!("{found:?}") };
    let because = kept.kept_because.as_deref().unwrap();
    assert!(because.contains("may follow it"), "{because}");
    assert!(stands(&ground, "users_v0").await);

    append(&ground, 2).await;
    let found = replay.drop_old().await.unwrap();
    assert_eq!(gone(&found), ["users_v0"]);
    assert!(stands(&ground, "users_v1").await);
    let versions: Vec<i32> =
        sqlx::query_scalar("SELECT version FROM checkpoints WHERE projection = 'users'")
            .fetch_all(&ground.pool)
            .await
            .unwrap();
    assert_eq!(versions, [1], "its checkpoint is gone too");
}

#[tokio::test]
async fn an_earlier_version_that_a_program_follows_is_kept() {
    let ground = Ground::new().await;
    make_users_earlier(&ground).await;
    for number in 1..=40 {
        append(&ground, number).await;
    }
    let pool = ground.pool.clone();
    let older_program = tokio::spawn(async move {
        loop {
            sqlx::query("UPDATE checkpoints SET position = position + 1 WHERE version = 0")
                .execute(&pool)
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let found = replay(&ground).drop_old().await.unwrap();
    older_program.abort();
    let [kept] = found.as_slice() else { panic!("{found:?}") };
    assert!(kept.kept_because.is_some(), "{kept:?}");
    assert!(stands(&ground, "users_v0").await);
}
