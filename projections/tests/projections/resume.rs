//! Wherever a projector is interrupted, it goes on without a gap and without a repeat.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::PaymentId;
use domain::personal::{Unseal, UnsealError};
use domain::user::Role;
use event_store::Recorded;
use projections::{ApplyError, Projection, Projector, Runner};
use sqlx::PgConnection;
use tokio::sync::Notify;

use crate::events::Buyer;
use crate::ground::{Ground, LONG};

/// Enough for several batches.
const BUYERS: u32 = 150;

async fn append_many(ground: &Ground) -> i64 {
    let mut position =
        ground.append(uuid::Uuid::nil(), vec![Buyer::new(1).created_package()]).await;
    for number in 1..=BUYERS {
        let buyer = Buyer::new(number);
        let story = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
        position = ground.append(buyer.payment(1).uuid(), story).await;
    }
    position
}

/// Fails after its rows are written and before they are committed, in one way after another.
struct Fails {
    inner: Arc<dyn Projector>,
    attempts: AtomicUsize,
}

#[async_trait]
impl Projector for Fails {
    fn projection(&self) -> Projection {
        self.inner.projection()
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let changed = self.inner.apply(connection, events, unseal).await?;
        match self.attempts.fetch_add(1, Ordering::Relaxed) {
            // The events seem to be at fault.
            1 | 4 => Err(UnsealError { what: "the test says so".to_owned() })?,
            // The connection is lost, as if the database had been restarted.
            2 => {
                let lost = sqlx::query("SELECT pg_terminate_backend(pg_backend_pid())");
                lost.execute(connection).await?;
                Ok(changed)
            }
            _ => Ok(changed),
        }
    }
}

#[tokio::test]
async fn after_every_sort_of_failure_the_rows_are_those_of_a_clean_replay() {
    let ground = Ground::new().await;
    let failing = projections::projectors()
        .into_iter()
        .map(|inner| Arc::new(Fails { inner, attempts: AtomicUsize::new(0) }) as Arc<dyn Projector>)
        .collect();
    // The projectors follow while the events come, so that the batches are of every size.
    let runner = ground.run_with(failing);
    let position = append_many(&ground).await;
    assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    drop(runner);

    let after_failures = ground.digest().await;
    ground.replay(position).await;
    assert_eq!(after_failures, ground.digest().await);
    let rows_of = |table: &str| {
        let digest = &after_failures.iter().find(|(name, _)| name == table).unwrap().1;
        digest.split(' ').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(rows_of("payments_v6.payments"), BUYERS);
    assert_eq!(rows_of("payments_v6.timeline"), 9 * BUYERS + 1);
    assert_eq!(rows_of("dashboard_v1.money_by_day"), 1);
}

/// Writes its rows and then never comes back, as a process does that is frozen or about to be
/// killed.
struct Hangs {
    inner: Arc<dyn Projector>,
    hanging: Arc<Notify>,
}

#[async_trait]
impl Projector for Hangs {
    fn projection(&self) -> Projection {
        self.inner.projection()
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        self.inner.apply(connection, events, unseal).await?;
        self.hanging.notify_one();
        std::future::pending().await
    }
}

/// A runner that has written rows of every projection and commits none of them.
async fn hanging(ground: &Ground) -> Runner {
    let hanging: Vec<Arc<Notify>> = Projection::ALL.map(|_| Arc::default()).to_vec();
    let projectors = projections::projectors()
        .into_iter()
        .zip(&hanging)
        .map(|(inner, hanging)| {
            Arc::new(Hangs { inner, hanging: hanging.clone() }) as Arc<dyn Projector>
        })
        .collect();
    let runner = ground.run_with(projectors);
    for hanging in hanging {
        tokio::time::timeout(LONG, hanging.notified()).await.unwrap();
    }
    runner
}

#[tokio::test]
async fn what_a_killed_runner_had_not_committed_is_done_once_by_the_next() {
    let ground = Ground::new().await;
    let position = append_many(&ground).await;
    drop(hanging(&ground).await);

    ground.project(position).await;
    let after_kill = ground.digest().await;
    ground.replay(position).await;
    assert_eq!(after_kill, ground.digest().await);
}

#[tokio::test]
async fn a_runner_that_is_frozen_while_it_leads_is_replaced() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let position = ground.append(buyer.payment(1).uuid(), buyer.whole_story(1, "2026-11-23")).await;
    let frozen = hanging(&ground).await;

    ground.project(position).await;
    let after_freeze = ground.digest().await;
    drop(frozen);
    ground.replay(position).await;
    assert_eq!(after_freeze, ground.digest().await);
}

#[tokio::test]
async fn no_table_hides_another_in_the_search_path() {
    let ground = Ground::new().await;
    let twice: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = ANY(string_to_array($1, ',')) GROUP BY table_name HAVING count(*) > 1",
    )
    .bind(projections::SEARCH_PATH)
    .fetch_all(&ground.pool)
    .await
    .unwrap();
    assert_eq!(twice, Vec::<String>::new());
}

#[tokio::test]
async fn preparing_twice_at_once_makes_every_schema_once_and_keeps_what_is_there() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let position = ground.append(buyer.payment(1).uuid(), buyer.whole_story(1, "2026-11-23")).await;
    ground.project(position).await;
    let before = ground.digest().await;
    sqlx::raw_sql("DROP SCHEMA users_v1 CASCADE").execute(&ground.pool).await.unwrap();

    let (one, other) =
        tokio::join!(projections::prepare(&ground.pool), projections::prepare(&ground.pool));
    one.unwrap();
    other.unwrap();
    ground.project(position).await;
    assert_eq!(before, ground.digest().await);
}

#[tokio::test]
async fn a_read_model_with_other_tables_under_the_same_version_is_refused() {
    let ground = Ground::new().await;
    sqlx::raw_sql("COMMENT ON SCHEMA users_v1 IS 'made from something else'")
        .execute(&ground.pool)
        .await
        .unwrap();
    let refused = projections::prepare(&ground.pool).await.unwrap_err();
    assert!(refused.to_string().contains("users_v1"), "{refused}");
}
