//! Rates of taxes, set for days to come.

use chrono::NaiveDate;
use domain::books::{BOOKS, Books, BooksCommand, BooksError};
use domain::context::Context;
use domain::ledger::TaxRates;
use domain::{Decide, UserId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// Lets other rates hold from a day on.
pub async fn set_taxes(
    ledger: &Ledger,
    (from, rates): (NaiveDate, TaxRates),
    by: UserId,
    context: Context,
) -> Result<Accepted<()>, SubmitError<BooksError>> {
    let command = SetTaxes { from, rates, by };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

struct SetTaxes {
    from: NaiveDate,
    rates: TaxRates,
    by: UserId,
}

impl Command for SetTaxes {
    type Reply = ();
    type Rejection = BooksError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Books>(BOOKS)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<BooksError>> {
        let Self { from, rates, by } = *self;
        let command = BooksCommand::SetTaxes { from, rates, by, now: world.now() };
        let events = world.state::<Books>(BOOKS)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<Books>(BOOKS, events)?)
    }
}
