//! What left M-Pesa for the bank is seen on the bank's own statement.

use chrono::NaiveDate;
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use domain::context::Context;
use domain::statement::{
    Arrival, BankReference, Statement, StatementCommand, StatementError, sweep_keys,
};
use domain::{Decide, Money, UserId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// What somebody in finance read on the bank's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAtBank {
    /// Under which receipt it left M-Pesa, or came there.
    pub receipt: Receipt,
    /// How much, more than nothing in both directions.
    pub amount: Money,
    /// The bank's reference of it.
    pub bank_reference: BankReference,
    /// The day for which the bank counts it.
    pub value_date: NaiveDate,
    /// Who says so.
    pub by: UserId,
}

/// Records that the bank has what was on its way. The same again is success and changes nothing.
pub async fn arrive(
    ledger: &Ledger,
    seen: SeenAtBank,
    context: Context,
) -> Result<Accepted<()>, SubmitError<StatementError>> {
    ledger.lane.submit(seen, context, None, Priority::Interactive).await
}

impl SeenAtBank {
    /// The claims of both directions: money that went to another account of the organisation has both.
    fn claims(&self) -> [ClaimKey; 2] {
        sweep_keys(&self.receipt).map(|key| ClaimKey::new(ClaimKind::StatementMovement, key))
    }
}

impl Command for SeenAtBank {
    type Reply = ();
    type Rejection = StatementError;

    fn reads(&self) -> Reads {
        self.claims().into_iter().fold(Reads::default(), Reads::owned::<Statement>)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<StatementError>> {
        let mut told = vec![];
        for claim in self.claims() {
            told.extend(world.holder(&claim)?.map(|held| held.owner));
        }
        told.dedup();
        let Some(id) = told.first().copied() else {
            return Err(Stop::Rejected(StatementError::NotInTransit));
        };
        let mut elsewhere = Money::ZERO;
        for other in told.into_iter().skip(1) {
            let swept = world.state::<Statement>(other)?.swept(&self.receipt);
            elsewhere = elsewhere.plus(swept.unwrap_or_default()).unwrap_or(elsewhere);
        }
        let arrival = Arrival {
            receipt: self.receipt.clone(),
            amount: self.amount,
            elsewhere,
            bank_reference: self.bank_reference.clone(),
            value_date: self.value_date,
            by: self.by,
            now: world.now(),
        };
        let command = StatementCommand::RecordArrival(Box::new(arrival));
        let events = world.state::<Statement>(id)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<Statement>(id, events)?)
    }
}
