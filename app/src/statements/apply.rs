//! The safe actions: what a statement alone tells, and what was lost on the way here.

use domain::c2b::{C2bNotice, ShortCode};
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use domain::context::Context;
use domain::outcome::OutcomeSource;
use domain::statement::{
    LineKind, MovementKind, RecordedMovement, Statement, StatementCommand, StatementError,
    StatementLine, sole_movement_key,
};
use domain::time::seconds_later;
use domain::{Decide, StatementId};
use event_store::{Command, Priority, Reads, Stop, SubmitError, World};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;
use uuid::Uuid;

use super::compare::{CompareError, Compared};
use super::given::{Accounts, Given};
use crate::payments::learn::{LearnError, learn};
use crate::refunds::{RefundRejection, Reversal, reversed};
use crate::{Ledger, ids};

/// How many movements stand in one event.
const MOVEMENTS_AT_ONCE: usize = 200;
/// How many payments are recorded at a time.
const PAYMENTS_AT_ONCE: usize = 16;

/// What was taken into the books.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Payments that the ledger did not know.
    pub payments: u32,
    /// Reversals that it did not know.
    pub reversals: u32,
    /// Charges and movements to or from the bank, and what the account held at first.
    pub movements: u32,
    /// What was refused, and why.
    pub refused: Vec<Refused>,
}

/// A line that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its receipt.
    pub receipt: String,
    /// Why not.
    pub why: String,
}

/// The safe actions were not all done. What was done stays, and doing them again goes on.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A payment.
    #[error(transparent)]
    Payment(#[from] LearnError),
    /// A reversal.
    #[error("a reversal was not recorded: {0}")]
    Reversal(#[source] SubmitError<RefundRejection>),
    /// The movements.
    #[error("movements were not recorded: {0}")]
    Movements(#[from] SubmitError<StatementError>),
    /// The ledger could not be read.
    #[error(transparent)]
    Compare(#[from] CompareError),
}

enum Outcome {
    Payment,
    Reversal,
    Refused(Refused),
}

/// Takes in what a comparison found to be safe. Doing it again changes nothing.
pub async fn apply(
    ledger: &Ledger,
    accounts: &Accounts,
    (statement_id, given): (StatementId, &Given),
    compared: &Compared,
    context: impl Fn(Uuid) -> Context + Sync,
) -> Result<Applied, ApplyError> {
    let mut applied = Applied::default();
    let safe: Vec<&StatementLine> = compared
        .found
        .breaks
        .iter()
        .filter_map(|one| given.file.lines.get(one.safe_line?))
        .collect();
    let alone = safe.iter().filter_map(|line| movement(line));
    let movements: Vec<RecordedMovement> =
        opening(given, compared).into_iter().chain(alone).collect();
    for some in movements.chunks(MOVEMENTS_AT_ONCE) {
        let command = RecordMovements {
            statement_id,
            short_code: given.account.short_code.clone(),
            movements: some.to_vec(),
        };
        let context = context(statement_id.uuid());
        let taken = ledger.lane.submit(command, context, None, Priority::Bulk).await?.reply;
        applied.movements = applied.movements.saturating_add(taken);
    }
    let short_code = &given.account.short_code;
    // Payments before what was given back of them.
    for kind in [LineKind::Payment, LineKind::Reversal] {
        let mut lines: Vec<StatementLine> = safe.iter().map(|line| (*line).clone()).collect();
        lines.retain(|line| line.kind == kind);
        let outcomes: Vec<Outcome> = stream::iter(lines)
            .map(|line| one(ledger, accounts, short_code, line, &context))
            .buffered(PAYMENTS_AT_ONCE)
            .try_collect()
            .await?;
        for outcome in outcomes {
            match outcome {
                Outcome::Payment => applied.payments += 1,
                Outcome::Reversal => applied.reversals += 1,
                Outcome::Refused(refused) => applied.refused.push(refused),
            }
        }
    }
    Ok(applied)
}

async fn one(
    ledger: &Ledger,
    accounts: &Accounts,
    short_code: &ShortCode,
    line: StatementLine,
    context: &(impl Fn(Uuid) -> Context + Sync),
) -> Result<Outcome, ApplyError> {
    let refused = |why: String| {
        let receipt = line.receipt.as_str().to_owned();
        Ok(Outcome::Refused(Refused { receipt, why }))
    };
    if line.kind == LineKind::Payment {
        let notice = C2bNotice {
            receipt: line.receipt.clone(),
            amount: line.amount,
            paid_at: line.at.min(ledger.clock.now()),
            short_code: short_code.clone(),
            account_typed: line.account_typed.clone(),
            payer: line.payer.clone(),
            payer_name: line.payer_name.clone(),
        };
        let (words, source) = ("Paid, as a statement says", OutcomeSource::Statement);
        let context = |payment: domain::PaymentId| context(payment.uuid());
        let ours = &accounts.collecting;
        return match learn(ledger, ours, notice, words.to_owned(), source, context).await {
            Ok(()) => Ok(Outcome::Payment),
            Err(LearnError::Refused(why)) => refused(why.to_string()),
            Err(error) => Err(error.into()),
        };
    }
    let Some(reversal) = reversal(&line) else {
        return refused("it does not say what it gives back".to_owned());
    };
    match reversed(ledger, reversal, context(ids::new_uuid())).await {
        Ok(_accepted) => Ok(Outcome::Reversal),
        Err(SubmitError::Rejected(why)) => refused(why.to_string()),
        Err(error) => Err(ApplyError::Reversal(error)),
    }
}

fn reversal(line: &StatementLine) -> Option<Reversal> {
    Some(Reversal {
        receipt: line.linked.clone()?,
        own_receipt: line.receipt.clone(),
        amount: line.amount.negated()?,
        at: line.at,
    })
}

fn movement(line: &StatementLine) -> Option<RecordedMovement> {
    let kind = match line.kind {
        LineKind::Charge => MovementKind::Charge,
        LineKind::Sweep => MovementKind::Sweep,
        LineKind::Payment | LineKind::Reversal | LineKind::Payout | LineKind::Other => return None,
    };
    let receipt: Option<Receipt> = Some(line.receipt.clone());
    Some(RecordedMovement { kind, receipt, amount_cents: line.amount, at: line.at })
}

/// What the account held before the books began. Later statements go on where an earlier one ended,
/// so a difference is a question for a person then.
fn opening(given: &Given, compared: &Compared) -> Option<RecordedMovement> {
    let found = compared.found.breaks.iter().find(|one| one.is_first_opening())?;
    let from = given.file.span()?.from;
    Some(RecordedMovement {
        kind: MovementKind::Opening,
        receipt: None,
        amount_cents: found.difference.amount(),
        at: seconds_later(from, -1).unwrap_or(from),
    })
}

struct RecordMovements {
    statement_id: StatementId,
    short_code: ShortCode,
    movements: Vec<RecordedMovement>,
}

impl RecordMovements {
    fn claim(&self, movement: &RecordedMovement) -> ClaimKey {
        let key = sole_movement_key(&self.short_code, movement);
        ClaimKey::new(ClaimKind::StatementMovement, key)
    }
}

impl Command for RecordMovements {
    type Reply = u32;
    type Rejection = StatementError;

    fn reads(&self) -> Reads {
        let reads = Reads::default().stream::<Statement>(self.statement_id.uuid());
        self.movements.iter().map(|movement| self.claim(movement)).fold(reads, Reads::claim)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<u32, Stop<StatementError>> {
        let mut movements = vec![];
        for movement in &self.movements {
            if world.holder(&self.claim(movement))?.is_none() {
                movements.push(movement.clone());
            }
        }
        let taken = u32::try_from(movements.len()).unwrap_or(u32::MAX);
        let id = self.statement_id.uuid();
        let command = StatementCommand::RecordMovements { movements };
        let events = world.state::<Statement>(id)?.decide(command).map_err(Stop::Rejected)?;
        world.append::<Statement>(id, events)?;
        Ok(taken)
    }
}
