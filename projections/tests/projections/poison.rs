//! An event that cannot be applied stops one projection alone, which says so, tries again when it
//! is told to, and goes on without the event when somebody decides that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use async_trait::async_trait;
use domain::package::PackageEvent;
use domain::personal::{Unseal, UnsealError};
use domain::skips::SkipsEvent;
use domain::user::Role;
use domain::{Money, PaymentId};
use event_store::{Recorded, checkpoint};
use projections::rebuild::Replay;
use projections::{ApplyError, Projection, Projector, Standing, packages, skips, standings};
use sqlx::PgConnection;
use testing::wait_until;
use uuid::Uuid;

use crate::events::{Buyer, Fact};
use crate::ground::{Ground, LONG, at};

pub(crate) async fn standing(ground: &Ground, projection: Projection) -> Standing {
    let all = standings(&ground.pool).await.unwrap();
    all.into_iter().find(|standing| standing.projection == projection).unwrap()
}

/// Waits until a projection says that it has stopped.
pub(crate) async fn stopped(ground: &Ground, projection: Projection) -> Standing {
    let look = async || {
        Some(standing(ground, projection).await).filter(|one| one.stopped_because.is_some())
    };
    wait_until("the projection to stop", LONG, look).await
}

/// Records an event about a package that no program of today knows.
pub(crate) async fn record_what_cannot_be_read(ground: &Ground, sequence: i64, metadata: &str) {
    sqlx::query(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                             event_version, payload, metadata, recorded_at, chain_hash)
         SELECT position + 1, 'package', $1, $2, 'PackageRetired', '2', '{\"PackageRetired\":{}}',
                $3::json, recorded_at, chain_hash
         FROM events ORDER BY position DESC LIMIT 1",
    )
    .bind(Uuid::from_u128(9 << 64).to_string())
    .bind(sequence)
    .bind(metadata)
    .execute(&ground.pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn an_event_of_a_newer_program_stops_its_projection_alone() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let story = [vec![buyer.created_package()], buyer.registered(Role::Customer)].concat();
    let before = ground.append(Uuid::nil(), story).await;
    record_what_cannot_be_read(&ground, 1, "{}").await;
    let after = ground.append(Uuid::nil(), Buyer::new(2).registered(Role::Customer)).await;
    assert_eq!(after, before + 3);

    let runner = ground.run();
    let others =
        [Projection::Users, Projection::Subscriptions, Projection::Payments, Projection::Dashboard];
    assert!(runner.progress().wait_for_all(&others, after, LONG).await);
    let standing = stopped(&ground, Projection::Packages).await;

    assert_eq!(standing.position, before, "everything before it is shown");
    assert!(packages::get(&ground.pool, buyer.package.uuid()).await.unwrap().is_some());
    assert_eq!(
        standing.stopped_because.unwrap(),
        format!(
            "event {} (PackageRetired, version 2) was written by a newer program; this one knows up to version 1: run the newer one",
            before + 1
        ),
    );
    for projection in others {
        assert_eq!(self::standing(&ground, projection).await.stopped_because, None);
    }
}

/// Cannot apply anything until it is repaired.
struct Broken {
    inner: Arc<dyn Projector>,
    repaired: Arc<AtomicBool>,
    attempts: Arc<AtomicU32>,
}

#[async_trait]
impl Projector for Broken {
    fn projection(&self) -> Projection {
        self.inner.projection()
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        if !self.repaired.load(Ordering::Relaxed) {
            Err(UnsealError { what: "the test says so".to_owned() })?;
        }
        self.inner.apply(connection, events, unseal).await
    }
}

#[tokio::test]
async fn a_projection_that_stopped_goes_on_by_itself_once_it_can() {
    let ground = Ground::new().await;
    let position = ground.append(Uuid::nil(), Buyer::new(1).registered(Role::Customer)).await;
    let (repaired, attempts) = (Arc::default(), Arc::default());
    let runner = ground.run_with(vec![broken_users(&repaired, &attempts)]);
    let standing = stopped(&ground, Projection::Users).await;
    assert_eq!(standing.position, 0);

    repaired.store(true, Ordering::Relaxed);
    assert!(runner.progress().wait_for(Projection::Users, position, LONG).await);
    assert_eq!(self::standing(&ground, Projection::Users).await.stopped_because, None);
}

/// A projector of users that can do nothing until it is repaired, and counts its attempts.
pub(crate) fn broken_users(
    repaired: &Arc<AtomicBool>,
    attempts: &Arc<AtomicU32>,
) -> Arc<dyn Projector> {
    let inner = projections::projectors()
        .into_iter()
        .find(|projector| projector.projection() == Projection::Users)
        .unwrap();
    Arc::new(Broken { inner, repaired: repaired.clone(), attempts: attempts.clone() })
}

/// By itself it would have waited for far longer than the test in the end: each time twice as long.
#[tokio::test]
async fn a_projection_that_stopped_tries_again_whenever_it_is_told_to() {
    let ground = Ground::new().await;
    ground.append(Uuid::nil(), Buyer::new(1).registered(Role::Customer)).await;
    let attempts = Arc::default();
    let _runner = ground.run_with(vec![broken_users(&Arc::default(), &attempts)]);
    stopped(&ground, Projection::Users).await;
    for _ in 0..12 {
        let before = attempts.load(Ordering::Relaxed);
        wait_until("another attempt", LONG, async || {
            let reader = Projection::Users.reader();
            assert!(checkpoint::retry(&ground.pool, reader).await.unwrap());
            (attempts.load(Ordering::Relaxed) > before).then_some(())
        })
        .await;
    }
}

pub(crate) fn skipped(projection: Projection, position: i64) -> Fact {
    let (projection, version) = (projection.name().to_owned(), projection.reader().version);
    let reason = "Written by a trial build".parse().unwrap();
    Fact::Skips(SkipsEvent::EventSkipped { projection, version, position, reason })
}

#[tokio::test]
async fn a_projection_goes_on_without_what_is_skipped_and_so_does_its_replay() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let before = ground.append(Uuid::nil(), vec![buyer.created_package()]).await;
    // One that the projector cannot read, and one of which nothing can be read.
    record_what_cannot_be_read(&ground, 1, "{}").await;
    record_what_cannot_be_read(&ground, 2, "[]").await;
    let repriced = PackageEvent::PackageRepriced { price_cents: Money::from_cents(6_000) };
    ground.append(Uuid::nil(), vec![Fact::Package(buyer.package.uuid(), repriced)]).await;
    let runner = ground.run();
    assert_eq!(stopped(&ground, Projection::Packages).await.position, before);

    let of_another = skipped(Projection::Users, before + 1);
    let first = skipped(Projection::Packages, before + 1);
    ground.append(Uuid::nil(), vec![of_another, first]).await;
    checkpoint::retry(&ground.pool, Projection::Packages.reader()).await.unwrap();
    let at_second = async || {
        let standing = standing(&ground, Projection::Packages).await;
        standing.stopped_because.filter(|because| because.contains("metadata"))
    };
    wait_until("the projection to stop at the second", LONG, at_second).await;
    let skips = skips::of(&ground.pool, Projection::Packages.reader()).await.unwrap();
    assert_eq!(skips::positions(&skips), [before + 1]);
    assert_eq!(skips::next_after(before, &skips), before + 2);

    let second = skipped(Projection::Packages, before + 2);
    let last = ground.append(Uuid::nil(), vec![second]).await;
    checkpoint::retry(&ground.pool, Projection::Packages.reader()).await.unwrap();
    assert!(runner.progress().wait_for(Projection::Packages, last, LONG).await);
    let standing = standing(&ground, Projection::Packages).await;
    assert_eq!((standing.stopped_because, standing.waiting_since), (None, None));
    let package = packages::get(&ground.pool, buyer.package.uuid()).await.unwrap().unwrap();
    assert_eq!(package.terms.price_cents, Money::from_cents(6_000));
    drop(runner);

    let skipping = packages_digest(&ground).await;
    sqlx::raw_sql("DROP SCHEMA packages_v1 CASCADE").execute(&ground.pool).await.unwrap();
    projections::prepare(&ground.pool).await.unwrap();
    let runner = ground.run();
    assert!(runner.progress().wait_for(Projection::Packages, last, LONG).await);
    assert_eq!(packages_digest(&ground).await, skipping);
    let replay = Replay::new(ground.pool.clone(), ground.keys.clone());
    let rebuilt = replay.rebuild(&[Projection::Packages]).await.unwrap();
    assert!(rebuilt.iter().all(|one| one.position == last), "{rebuilt:?}");
    assert_eq!(packages_digest(&ground).await, skipping);
}

async fn packages_digest(ground: &Ground) -> Vec<(String, String)> {
    let all = ground.digest().await;
    all.into_iter().filter(|(table, _)| table.starts_with("packages_v1.")).collect()
}

#[tokio::test]
async fn lag_is_counted_from_the_first_event_that_is_not_shown() {
    let ground = Ground::new().await;
    ground.clock.set("2026-11-23T06:00:00Z");
    let shown = ground.append(Uuid::nil(), Buyer::new(1).registered(Role::Customer)).await;
    ground.project(shown).await;
    ground.clock.set("2026-11-23T06:10:00Z");
    ground.append(Uuid::nil(), Buyer::new(2).registered(Role::Customer)).await;
    ground.clock.set("2026-11-23T06:20:00Z");
    let head = ground.append(Uuid::nil(), Buyer::new(3).registered(Role::Customer)).await;
    let standing = standing(&ground, Projection::Users).await;
    assert_eq!((standing.position, standing.head), (shown, head));
    assert_eq!(standing.lag_positions(), 4);
    let lag = standing.lag(at("2026-11-23T06:30:00Z"));
    assert_eq!(lag.num_minutes(), 20);
}
