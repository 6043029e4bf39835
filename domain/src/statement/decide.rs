use super::aggregate::{
    Import, KnownBreak, Statement, StatementCommand, StatementError, break_key, sole_movement_key,
};
use super::event::{StatementEvent, UPCASTERS};
use super::found::Difference;
use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::upcast::Upcaster;

impl Decide for Statement {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["BreakAssigned", "BreakResolved", "SweepArrived"];
    // 2: what a statement told of on its way to the bank.
    const FOLD: i32 = 2;

    fn decide(&self, command: StatementCommand) -> Result<Vec<StatementEvent>, StatementError> {
        match (command, &self.short_code) {
            (StatementCommand::Import(import), None) => Ok(vec![imported(*import)]),
            (StatementCommand::Import(_), Some(_)) => Err(StatementError::Exists),
            (_, None) => Err(StatementError::NotFound),
            (StatementCommand::RecordMovements { movements }, Some(short_code)) => {
                if movements.is_empty() {
                    return Ok(vec![]);
                }
                let short_code = short_code.clone();
                Ok(vec![StatementEvent::MovementsRecorded { short_code, movements }])
            }
            (StatementCommand::RecordArrival(arrival), Some(_)) => {
                let sweep = self.sweeps.get(&arrival.receipt);
                sweep.ok_or(StatementError::NotInTransit)?.arrive(*arrival)
            }
            (StatementCommand::RaiseBreak { break_id, found, now }, Some(_)) => {
                let same =
                    |known: &KnownBreak| known.kind == found.kind && known.receipt == found.receipt;
                // What has no receipt is told apart by its claim alone.
                if found.receipt.is_some() && self.breaks.values().any(same) {
                    return Ok(vec![]);
                }
                Ok(vec![StatementEvent::BreakRaised {
                    break_id,
                    kind: found.kind,
                    receipt: found.receipt,
                    row: found.row,
                    statement_cents: found.difference.statement,
                    ledger_cents: found.difference.ledger,
                    expected_cents: found.expected,
                    moved_at: found.moved_at,
                    at: now,
                }])
            }
            (StatementCommand::AssignBreak { break_id, to }, Some(_)) => {
                let known = self.breaks.get(&break_id).ok_or(StatementError::NoSuchBreak)?;
                match known.owner {
                    _ if !known.is_open => Err(StatementError::ResolvedBefore),
                    Some(owner) if owner == to => Ok(vec![]),
                    Some(_) | None => Ok(vec![StatementEvent::BreakAssigned { break_id, to }]),
                }
            }
            (StatementCommand::ResolveBreak { break_id, resolution }, Some(_)) => {
                let known = self.breaks.get(&break_id).ok_or(StatementError::NoSuchBreak)?;
                if !known.is_open {
                    return Ok(vec![]);
                }
                Ok(vec![StatementEvent::BreakResolved {
                    break_id,
                    by: resolution.by,
                    why: resolution.why,
                    at: resolution.now,
                }])
            }
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }

    fn upcasters() -> &'static [Upcaster] {
        UPCASTERS
    }

    fn claim_changes(&self, event: &StatementEvent) -> Vec<ClaimChange> {
        match event {
            StatementEvent::StatementImported { file_sha256, .. } => {
                vec![ClaimChange::take(ClaimKind::StatementFile, file_sha256)]
            }
            StatementEvent::MovementsRecorded { short_code, movements } => movements
                .iter()
                .map(|movement| sole_movement_key(short_code, movement))
                .map(|key| ClaimChange::take(ClaimKind::StatementMovement, key))
                .collect(),
            StatementEvent::BreakRaised {
                kind,
                receipt,
                moved_at,
                statement_cents,
                ledger_cents,
                ..
            } => {
                let difference = Difference { statement: *statement_cents, ledger: *ledger_cents };
                let key = break_key(*kind, receipt.as_ref(), *moved_at, difference);
                vec![ClaimChange::take(ClaimKind::Break, key)]
            }
            StatementEvent::SweepArrived { .. }
            | StatementEvent::BreakAssigned { .. }
            | StatementEvent::BreakResolved { .. } => vec![],
        }
    }
}

fn imported(import: Import) -> StatementEvent {
    StatementEvent::StatementImported {
        statement_id: import.statement_id,
        file_sha256: import.file_sha256,
        short_code: import.short_code,
        account: import.account,
        layout: import.layout,
        period: import.period,
        opening_cents: import.opening,
        closing_cents: import.closing,
        lines: import.lines,
        unreadable: import.unreadable,
        by: import.by,
        at: import.now,
    }
}
