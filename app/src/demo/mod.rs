//! Demonstration data: the last months of a small provider, made by the very commands that the
//! product uses, at times that a clock of its own tells.
//!
//! The demonstration plays everybody around the ledger: customers who want to buy, Safaricom that
//! answers, and the policy and the timer that follow. Nothing here writes to a table by itself.
//!
//! It is whole or it is nothing: nobody can sign in before the last event stands, and what was
//! interrupted is recognised ([`Standing::HalfMade`]), to be thrown away and made anew.

mod act;
mod agenda;
mod catalogue;
mod chance;
mod clock;
mod enrol;
mod login;
mod people;
mod policy;
mod read_models;
mod rhythm;
mod season;
mod story;
mod tariffs;

use std::error::Error;

use chrono::Days;
use domain::Timestamp;
use domain::context::Source;
use event_store::checkpoint::{self, Reader};
use event_store::{Recorded, feed};
use sqlx::PgPool;

pub use clock::DemoClock;
pub use login::{LOGINS, Login};

use crate::Ledger;
use season::{Season, midnight_of};

/// The demonstration follows the feed too. Its checkpoint is made when it is whole.
const DEMO: Reader = Reader { name: "demo", version: 1 };
/// The workers that have nothing to do with what the demonstration did itself.
const WORKERS: [Reader; 2] =
    [Reader { name: "stk_dispatch", version: 1 }, Reader { name: "policy_settle", version: 1 }];

/// How many events are looked at at once, to tell whose they are.
const EVENTS_AT_ONCE: i64 = 1_000;

/// How much is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Whole days before the one on which it ends.
    pub days: u32,
    /// How many people buy.
    pub customers: usize,
    /// How many visits the hotspot has on a day of the first week.
    pub visits_a_day: u32,
    /// Every so many payments one goes in a rare way.
    pub odd_every: u32,
    /// Another seed makes another history.
    pub seed: u64,
}

impl Plan {
    /// Three months of three hundred people.
    pub const fn three_months() -> Self {
        Self { days: 91, customers: 300, visits_a_day: 20, odd_every: 90, seed: 2_547 }
    }

    /// The moment when the history that ends then begins: a midnight in Nairobi.
    pub fn begin(&self, end: Timestamp) -> Timestamp {
        midnight_of(end) - Days::new(u64::from(self.days))
    }
}

/// The demonstration could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the demonstration could not {doing}")]
pub struct DemoError {
    doing: &'static str,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

impl DemoError {
    fn new(doing: &'static str, why: &'static str) -> Self {
        Self { doing, source: why.into() }
    }
}

fn failed<E: Into<Box<dyn Error + Send + Sync>>>(
    doing: &'static str,
) -> impl FnOnce(E) -> DemoError {
    move |error| DemoError { doing, source: error.into() }
}

/// What a store holds of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The store is empty.
    Nothing,
    /// The demonstration was interrupted before it was whole, and nothing else is there.
    HalfMade,
    /// All of it, and what has happened since.
    Whole,
    /// Something else.
    OtherData,
}

/// Tells what a store holds.
pub async fn standing(pool: &PgPool) -> Result<Standing, DemoError> {
    const DOING: &str = "tell what the store holds";
    let whole = checkpoint::of(pool, DEMO).await.map_err(failed(DOING))?;
    if whole.is_some_and(|checkpoint| checkpoint.position > 0) {
        return Ok(Standing::Whole);
    }
    let mut seen = 0;
    loop {
        let events = feed::read_after(pool, seen, EVENTS_AT_ONCE).await.map_err(failed(DOING))?;
        let Some(last) = events.last() else { break };
        seen = last.position;
        let of_the_demo = |event: &Recorded| {
            event.metadata.get("source").is_some_and(|source| source == Source::Demo.as_str())
        };
        // Half a demonstration may be thrown away, so one fact of another source is enough.
        if !events.iter().all(of_the_demo) {
            return Ok(Standing::OtherData);
        }
    }
    Ok(if seen == 0 { Standing::Nothing } else { Standing::HalfMade })
}

/// Fills an empty store with a history that ends then. The ledger's clock must be `clock`.
/// Progress is told to `say`, in lines for people.
pub async fn fill(
    ledger: &Ledger,
    clock: &DemoClock,
    plan: Plan,
    end: Timestamp,
    say: &(dyn Fn(&str) + Sync),
) -> Result<(), DemoError> {
    let season = Season::begin(ledger, clock, plan, end, say).await?;
    let users = season.run().await?;
    login::set_passwords(ledger, &users).await?;
    mark_whole(ledger).await
}

/// The workers begin after the history; that the demonstration is whole is noted last.
async fn mark_whole(ledger: &Ledger) -> Result<(), DemoError> {
    const DOING: &str = "move the workers to its end";
    let head = feed::head_of(&ledger.pool).await.map_err(failed(DOING))?;
    let last =
        feed::read_after(&ledger.pool, head.saturating_sub(1), 1).await.map_err(failed(DOING))?;
    let Some(last) = last.first() else { return Err(DemoError::new(DOING, "there are no events")) };
    for reader in WORKERS.into_iter().chain([DEMO]) {
        checkpoint::ensure(&ledger.pool, reader).await.map_err(failed(DOING))?;
        let mut connection = ledger.pool.acquire().await.map_err(failed(DOING))?;
        checkpoint::advance(&mut connection, reader, last.position, &last.chain_hash)
            .await
            .map_err(failed(DOING))?;
    }
    Ok(())
}
