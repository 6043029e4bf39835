//! A customer gets another line.

use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::AccountNumber;
use domain::context::Context;
use domain::line::{Line, LineCommand, LineError, LineKind};
use domain::personal::{LineName, Personal};
use domain::user::{Role, User, UserError};
use domain::{CustomerId, Decide, LineId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};

use crate::{Ledger, ids};

/// How many account numbers are offered for one home. With a million homes of nine million
/// numbers, all of these are taken once in forty million times.
const NUMBERS_OFFERED: usize = 8;
/// By how many bits the random part is turned for the next number: odd, so that every one of its
/// turns comes up once.
const TURN_BITS: u32 = 27;
/// The digits before the check digit of the first number, and how many numbers there are.
const FIRST_BASE: u32 = 1_000_000;
const BASES: u64 = 9_000_000;

/// What sort of line is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// For a device at a hotspot.
    Hotspot,
    /// For a home, with an account number that nobody else has.
    Home,
}

/// A wish for a line.
#[derive(Debug, Clone)]
pub struct AddLine {
    /// Whose it will be.
    pub customer_id: CustomerId,
    /// What sort.
    pub wanted: Wanted,
    /// What its customer calls it.
    pub name: LineName,
}

/// What the asker is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The line.
    pub line_id: LineId,
    /// The number that a home is paid for under.
    pub account_number: Option<AccountNumber>,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddRejection {
    /// Of the customer.
    #[error(transparent)]
    User(#[from] UserError),
    /// Of the line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Staff and guests have no lines of their own.
    #[error("only a registered customer can get another line; register a customer first")]
    NotCustomer,
    /// Every number that was offered belongs to another home.
    #[error("no free account number was found; try again")]
    NumbersTaken,
}

/// Why a wish did not become a line.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<AddRejection>),
    /// The vault.
    #[error("the customer's key could not be had")]
    Vault(#[from] vault::VaultError),
}

/// Adds a line to a customer.
pub async fn add(
    ledger: &Ledger,
    wish: AddLine,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<Added>, AddError> {
    let key = ledger.vault.subject_key(wish.customer_id, ledger.clock.now()).await?;
    let line_id: LineId = ids::new();
    let numbers = match wish.wanted {
        Wanted::Hotspot => None,
        Wanted::Home => Some(offered(line_id)),
    };
    let command = NewLine {
        line_id,
        customer_id: wish.customer_id,
        numbers,
        name: ledger.vault.seal(&key, &wish.name),
    };
    Ok(ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?)
}

/// The account numbers that are tried for a line, in order. They come from the random part of its
/// id, so that nobody can tell from a number how many customers there are.
fn offered(line_id: LineId) -> Vec<AccountNumber> {
    let (_, random) = line_id.uuid().as_u64_pair();
    (0..u64::BITS)
        .filter_map(|turn| {
            // Each turn is a long way from the last, and all of them are different.
            let base = random.rotate_left(turn.wrapping_mul(TURN_BITS) % u64::BITS) % BASES;
            AccountNumber::from_base(FIRST_BASE + u32::try_from(base).ok()?)
        })
        .take(NUMBERS_OFFERED)
        .collect()
}

struct NewLine {
    line_id: LineId,
    customer_id: CustomerId,
    /// For a home, the account numbers that it may get.
    numbers: Option<Vec<AccountNumber>>,
    name: Personal<LineName>,
}

fn number_claim(number: &AccountNumber) -> ClaimKey {
    ClaimKey::new(ClaimKind::AccountNumber, number.as_str())
}

fn reject<E: Into<AddRejection>>(error: E) -> Stop<AddRejection> {
    Stop::Rejected(error.into())
}

impl NewLine {
    fn kind(&self, world: &World<'_>) -> Result<LineKind, Stop<AddRejection>> {
        let Some(numbers) = &self.numbers else { return Ok(LineKind::Hotspot {}) };
        for number in numbers {
            if world.holder(&number_claim(number))?.is_none() {
                return Ok(LineKind::Home { account_number: number.clone() });
            }
        }
        Err(reject(AddRejection::NumbersTaken))
    }
}

impl Command for NewLine {
    type Reply = Added;
    type Rejection = AddRejection;

    fn reads(&self) -> Reads {
        let reads = Reads::default()
            .stream::<Line>(self.line_id.uuid())
            .stream::<User>(self.customer_id.uuid());
        self.numbers.iter().flatten().map(number_claim).fold(reads, Reads::claim)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Added, Stop<AddRejection>> {
        let role = world.state::<User>(self.customer_id.uuid())?.active_role().map_err(reject)?;
        if role != Role::Customer {
            return Err(reject(AddRejection::NotCustomer));
        }
        let kind = self.kind(world)?;
        let account_number = match &kind {
            LineKind::Hotspot {} => None,
            LineKind::Home { account_number } => Some(account_number.clone()),
        };
        let add = LineCommand::Add {
            line_id: self.line_id,
            customer_id: self.customer_id,
            kind,
            name: self.name.clone(),
        };
        let events = world.state::<Line>(self.line_id.uuid())?.decide(add).map_err(reject)?;
        world.append::<Line>(self.line_id.uuid(), events)?;
        Ok(Added { line_id: self.line_id, account_number })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_home_is_offered_different_numbers_that_people_can_type() {
        let line_id = LineId::new(uuid::Uuid::from_u128(0x0198_f0a2_7c11_7abc_9def_0123_4567_89ab));
        let numbers = offered(line_id);
        assert_eq!(numbers.len(), 8);
        let texts: BTreeSet<&str> = numbers.iter().map(AccountNumber::as_str).collect();
        assert_eq!(texts.len(), 8, "{texts:?}");
        for text in texts {
            assert!(text.len() == 8 && text.parse::<AccountNumber>().is_ok(), "{text}");
        }
    }

    #[test]
    fn the_same_line_is_offered_the_same_numbers() {
        let line_id: LineId = ids::new();
        assert_eq!(offered(line_id), offered(line_id));
        assert_ne!(offered(line_id), offered(ids::new()));
    }
}
