//! What Safaricom charges, set from a day on.

use chrono::NaiveDate;
use domain::books::{BOOKS, Books, BooksCommand, BooksError};
use domain::context::Context;
use domain::ledger::{ChargedFor, Tariff};
use domain::{Decide, UserId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// A tariff that holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetTariff {
    /// For which movements.
    pub charged_for: ChargedFor,
    /// A calendar day in Nairobi, which may be past.
    pub from: NaiveDate,
    /// The bands; none of them if nothing is known from then on.
    pub tariff: Tariff,
    /// Who sets it.
    pub by: UserId,
}

/// Lets another tariff hold from a day on. Statements are judged by it, and nothing is posted.
pub async fn set_tariff(
    ledger: &Ledger,
    wish: SetTariff,
    context: Context,
) -> Result<Accepted<()>, SubmitError<BooksError>> {
    ledger.lane.submit(wish, context, None, Priority::Interactive).await
}

impl Command for SetTariff {
    type Reply = ();
    type Rejection = BooksError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Books>(BOOKS)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<BooksError>> {
        let Self { charged_for, from, tariff, by } = self.clone();
        let command = BooksCommand::SetTariff { charged_for, from, tariff, by, now: world.now() };
        let events = world.state::<Books>(BOOKS)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<Books>(BOOKS, events)?)
    }
}
