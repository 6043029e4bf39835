//! Breaks: raising what differs, and resolving what is explained or gone.

use std::collections::HashSet;

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::reason::Reason;
use domain::statement::{
    Break, BreakKind, Resolution, Statement, StatementCommand, StatementError, break_key,
};
use domain::user::{Role, User, UserError};
use domain::{BreakId, Decide, StatementId, UserId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};
use projections::ledger::{BreakRow, open_breaks};
use uuid::Uuid;

use super::apply::ApplyError;
use super::compare::{CompareError, Compared};
use super::given::Given;
use crate::{Ledger, ids};

/// How many breaks are raised in one step.
const BREAKS_AT_ONCE: usize = 100;

/// What is said of a break that is gone.
const GONE: &str = "Statement and ledger agree by now";

/// Raises the breaks that a comparison found, each once, and resolves those that are gone. Breaks
/// that can be taken in without a person are left to that, if `but_safe`.
pub(super) async fn settle_breaks(
    ledger: &Ledger,
    (statement_id, given): (StatementId, &Given),
    compared: &Compared,
    but_safe: bool,
    context: impl Fn(Uuid) -> Context,
) -> Result<(), ApplyError> {
    resolve_gone(ledger, (statement_id, given), compared, &context).await?;
    let found: Vec<(BreakId, Break)> = compared
        .found
        .breaks
        .iter()
        .filter(|one| !but_safe || !one.is_safe())
        .map(|one| (ids::new(), one.clone()))
        .collect();
    for some in found.chunks(BREAKS_AT_ONCE) {
        let command = RaiseBreaks { statement_id, found: some.to_vec() };
        let context = context(statement_id.uuid());
        ledger.lane.submit(command, context, None, Priority::Bulk).await?;
    }
    Ok(())
}

type Known = (BreakKind, Option<String>);

async fn resolve_gone(
    ledger: &Ledger,
    (statement_id, given): (StatementId, &Given),
    compared: &Compared,
    context: &impl Fn(Uuid) -> Context,
) -> Result<(), ApplyError> {
    let text = |one: &Break| one.receipt.as_ref().map(|receipt| receipt.as_str().to_owned());
    let current: HashSet<Known> =
        compared.found.breaks.iter().map(|one| (one.kind, text(one))).collect();
    let listed: HashSet<&str> = given.file.lines.iter().map(|line| line.receipt.as_str()).collect();
    let is_gone = |row: &BreakRow| {
        let here = row.statement_id == statement_id.uuid();
        // What another statement lacked may stand on this one.
        let lacked = matches!(row.kind, BreakKind::Timing | BreakKind::MissingInStatement);
        let found = row.receipt.as_deref().is_some_and(|receipt| listed.contains(receipt));
        (here || lacked && found) && !current.contains(&(row.kind, row.receipt.clone()))
    };
    let open = open_breaks(&ledger.pool).await.map_err(CompareError::from)?;
    for row in open.into_iter().filter(is_gone) {
        let command = StatementCommand::ResolveBreak {
            break_id: BreakId::new(row.id),
            resolution: Resolution {
                by: None,
                why: GONE.parse().unwrap_or_else(|_| unreachable!("it is a reason")),
                now: ledger.clock.now(),
            },
        };
        let of = StatementId::new(row.statement_id);
        let command = OnStatement { statement_id: of, command };
        ledger.lane.submit(command, context(of.uuid()), None, Priority::Bulk).await?;
    }
    Ok(())
}

/// Why a break stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BreakRejection {
    /// Of the statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// Of the person who is to look at it.
    #[error(transparent)]
    User(#[from] UserError),
    /// That person does not see the books.
    #[error("this person does not see the books; choose an admin or somebody in finance")]
    NotInFinance,
}

/// Somebody explains a break.
pub async fn resolve(
    ledger: &Ledger,
    (statement_id, break_id): (StatementId, BreakId),
    (by, why): (UserId, Reason),
    context: Context,
) -> Result<Accepted<()>, SubmitError<StatementError>> {
    let resolution = Resolution { by: Some(by), why, now: ledger.clock.now() };
    let command = StatementCommand::ResolveBreak { break_id, resolution };
    let command = OnStatement { statement_id, command };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

/// Somebody is to look at a break.
pub async fn assign(
    ledger: &Ledger,
    (statement_id, break_id): (StatementId, BreakId),
    to: UserId,
    context: Context,
) -> Result<Accepted<()>, SubmitError<BreakRejection>> {
    let command = AssignBreak { statement_id, break_id, to };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

struct RaiseBreaks {
    statement_id: StatementId,
    found: Vec<(BreakId, Break)>,
}

fn claim(found: &Break) -> ClaimKey {
    let key = break_key(found.kind, found.receipt.as_ref(), found.moved_at, found.difference);
    ClaimKey::new(ClaimKind::Break, key)
}

impl Command for RaiseBreaks {
    type Reply = ();
    type Rejection = StatementError;

    fn reads(&self) -> Reads {
        let reads = Reads::default().stream::<Statement>(self.statement_id.uuid());
        self.found.iter().map(|(_, found)| claim(found)).fold(reads, Reads::claim)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<StatementError>> {
        let id = self.statement_id.uuid();
        for (break_id, found) in &self.found {
            if world.holder(&claim(found))?.is_some() {
                continue;
            }
            let command = StatementCommand::RaiseBreak {
                break_id: *break_id,
                found: found.clone(),
                now: world.now(),
            };
            let events = world.state::<Statement>(id)?.decide(command).map_err(Stop::Rejected)?;
            world.append::<Statement>(id, events)?;
        }
        Ok(())
    }
}

struct OnStatement {
    statement_id: StatementId,
    command: StatementCommand,
}

impl Command for OnStatement {
    type Reply = ();
    type Rejection = StatementError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Statement>(self.statement_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<StatementError>> {
        let id = self.statement_id.uuid();
        let state = world.state::<Statement>(id)?;
        let events = state.decide(self.command.clone()).map_err(Stop::Rejected)?;
        Ok(world.append::<Statement>(id, events)?)
    }
}

struct AssignBreak {
    statement_id: StatementId,
    break_id: BreakId,
    to: UserId,
}

impl Command for AssignBreak {
    type Reply = ();
    type Rejection = BreakRejection;

    fn reads(&self) -> Reads {
        Reads::default()
            .stream::<Statement>(self.statement_id.uuid())
            .stream::<User>(self.to.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<BreakRejection>> {
        let reject = |error: BreakRejection| Stop::Rejected(error);
        let role = world.state::<User>(self.to.uuid())?.role();
        let role = role.map_err(|error| reject(error.into()))?;
        if !matches!(role, Role::Admin | Role::Finance) {
            return Err(reject(BreakRejection::NotInFinance));
        }
        let id = self.statement_id.uuid();
        let command = StatementCommand::AssignBreak { break_id: self.break_id, to: self.to };
        let state = world.state::<Statement>(id)?;
        let events = state.decide(command).map_err(|error| reject(error.into()))?;
        Ok(world.append::<Statement>(id, events)?)
    }
}
