//! The way into the inbox: deliveries that come together are stored in one commit.
//!
//! A commit of its own for each would wait for the disk each time, and every one of them would
//! queue for the notification behind the others. While one commit is under way the next
//! deliveries gather, so a commit carries the more of them the more come.

use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use crate::inbox::{self, Delivery};

/// How many deliveries one commit carries at most.
const TOGETHER_MAX: usize = 256;
/// How many may wait for the next commit; whoever comes then waits for room. A delivery is at
/// most 64 KiB, so these take up to 32 MiB.
const WAITING_MAX: usize = 512;

/// A delivery could not be stored, so it must not be acknowledged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotStored {
    /// The database.
    #[error("the delivery could not be stored in the database")]
    Database(#[source] Arc<sqlx::Error>),
    /// The intake is gone. It may have been stored.
    #[error("the service is ending, so nobody says whether the delivery was stored")]
    Ended,
}

/// The way into the inbox. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    arrivals: mpsc::Sender<Arrival>,
}

#[derive(Debug)]
struct Arrival {
    delivery: Delivery,
    stored: oneshot::Sender<Result<(), NotStored>>,
}

impl Intake {
    /// Opens it. It stores what it was given to the last, also after every `Intake` is dropped.
    pub fn open(pool: PgPool) -> Self {
        let (arrivals, queue) = mpsc::channel(WAITING_MAX);
        tokio::spawn(store_all(pool, queue));
        Self { arrivals }
    }

    /// Stores a delivery. When this returns it is durable, and may be acknowledged. Whoever stops
    /// waiting does not keep it from being stored.
    pub async fn record(&self, delivery: Delivery) -> Result<(), NotStored> {
        let (stored, told) = oneshot::channel();
        let arrival = Arrival { delivery, stored };
        self.arrivals.send(arrival).await.map_err(|_| NotStored::Ended)?;
        told.await.map_err(|_| NotStored::Ended)?
    }
}

async fn store_all(pool: PgPool, mut queue: mpsc::Receiver<Arrival>) {
    let mut arrivals = Vec::new();
    while queue.recv_many(&mut arrivals, TOGETHER_MAX).await > 0 {
        let (deliveries, waiting): (Vec<_>, Vec<_>) =
            arrivals.drain(..).map(|arrival| (arrival.delivery, arrival.stored)).unzip();
        let stored = record_each(&pool, &deliveries).await;
        for (caller, stored) in waiting.into_iter().zip(stored) {
            // Whoever has stopped waiting does not want to know.
            let _ = caller.send(stored);
        }
    }
}

/// Stores deliveries in one commit; where the database refuses one of them, each in its own, so
/// that it is refused alone.
async fn record_each(pool: &PgPool, deliveries: &[Delivery]) -> Vec<Result<(), NotStored>> {
    match inbox::record(pool, deliveries).await {
        Ok(()) => vec![Ok(()); deliveries.len()],
        Err(error) if error.as_database_error().is_some() && deliveries.len() > 1 => {
            let mut stored = Vec::with_capacity(deliveries.len());
            for delivery in deliveries {
                stored.push(inbox::record(pool, std::slice::from_ref(delivery)).await);
            }
            stored.into_iter().map(|stored| stored.map_err(not_stored)).collect()
        }
        Err(error) => vec![Err(not_stored(error)); deliveries.len()],
    }
}

fn not_stored(error: sqlx::Error) -> NotStored {
    NotStored::Database(Arc::new(error))
}
