//! Who applies what: one process leads a projection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::PaymentId;
use domain::personal::Unseal;
use domain::user::Role;
use event_store::Recorded;
use projections::{ApplyError, Projection, Projector, users};
use sqlx::PgConnection;
use testing::wait_until;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::{Ground, LONG, SHORT};

/// Notes what it applies, and waits until it may.
struct Watched {
    inner: Arc<dyn Projector>,
    may: Arc<Semaphore>,
    applied: Arc<Mutex<Vec<(Projection, i64)>>>,
}

#[async_trait]
impl Projector for Watched {
    fn projection(&self) -> Projection {
        self.inner.projection()
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let _may = self.may.acquire().await.unwrap();
        let positions = events.iter().map(|event| (self.projection(), event.position));
        self.applied.lock().unwrap().extend(positions);
        self.inner.apply(connection, events, unseal).await
    }
}

fn watched(
    may: &Arc<Semaphore>,
    applied: &Arc<Mutex<Vec<(Projection, i64)>>>,
) -> Vec<Arc<dyn Projector>> {
    let watch = |inner| {
        let (may, applied) = (may.clone(), applied.clone());
        Arc::new(Watched { inner, may, applied }) as Arc<dyn Projector>
    };
    projections::projectors().into_iter().map(watch).collect()
}

#[tokio::test]
async fn two_runners_apply_every_event_once_between_them() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let position = ground.append(buyer.payment(1).uuid(), buyer.whole_story(1, "2026-11-23")).await;
    let by_first = Arc::default();
    let by_second = Arc::default();
    let closed = Arc::new(Semaphore::new(0));
    let first = ground.run_with(watched(&closed, &by_first));
    // The first leads every projection before the second begins.
    for projection in Projection::ALL {
        let leads = async || is_led(&ground, projection).await.then_some(());
        wait_until("the first to lead", LONG, leads).await;
    }
    let second = ground.run_with(watched(&Arc::new(Semaphore::new(100)), &by_second));

    assert!(!second.progress().wait_for(Projection::Payments, position, SHORT).await);
    assert_eq!(*by_second.lock().unwrap(), [], "it does not touch what another leads");
    closed.add_permits(100);
    for runner in [&first, &second] {
        assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    }
    let last = ground.append(Uuid::nil(), Buyer::new(2).registered(Role::Customer)).await;
    for runner in [&first, &second] {
        assert!(runner.progress().wait_for_all(&Projection::ALL, last, LONG).await);
    }
    for projection in Projection::ALL {
        let of = |applied: &Mutex<Vec<(Projection, i64)>>| -> Vec<i64> {
            let applied = applied.lock().unwrap();
            applied
                .iter()
                .filter(|(of, _)| *of == projection)
                .map(|(_, position)| *position)
                .collect()
        };
        let mut all = [of(&by_first), of(&by_second)].concat();
        all.sort_unstable();
        assert_eq!(all, (1..=last).collect::<Vec<_>>(), "{}", projection.name());
    }
}

async fn is_led(ground: &Ground, projection: Projection) -> bool {
    let mut transaction = ground.pool.begin().await.unwrap();
    let free = event_store::checkpoint::lead(&mut transaction, projection.reader()).await.unwrap();
    transaction.rollback().await.unwrap();
    free.is_none()
}

#[tokio::test]
async fn whoever_waits_for_a_write_then_reads_it() {
    let ground = Ground::new().await;
    let runner = ground.run();
    let progress = runner.progress();
    for number in 1..=50 {
        let buyer = Buyer::new(number);
        let position = ground.append(Uuid::nil(), buyer.registered(Role::Customer)).await;
        assert!(progress.wait_for(Projection::Users, position, LONG).await);
        assert!(progress.position_of(Projection::Users) >= position);
        let user = users::get(&ground.pool, buyer.customer.uuid()).await.unwrap();
        assert!(user.is_some(), "{number}");
    }
    let beyond = progress.position_of(Projection::Users) + 1;
    assert!(!progress.wait_for(Projection::Users, beyond, Duration::from_millis(10)).await);
}

#[tokio::test]
async fn a_runner_that_is_told_to_end_does() {
    let ground = Ground::new().await;
    let shutdown = tokio_util::sync::CancellationToken::new();
    let keys = ground.keys.clone();
    let runner =
        projections::Runner::start(ground.pool.clone(), &ground.feed, keys, shutdown.clone());
    shutdown.cancel();
    tokio::time::timeout(LONG, runner.join()).await.unwrap();
}
