//! A person says whom money in suspense is for.

use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::AccountNumber;
use domain::context::Context;
use domain::line::{Line, LineError};
use domain::payment::{Allocate, Beneficiary, Payment, PaymentCommand, PaymentError};
use domain::reason::Reason;
use domain::user::{Role, User, UserError};
use domain::{CustomerId, Decide, LineId, PaymentId, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use super::initiate::first_line;
use crate::Ledger;

/// Whom the money is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// A customer, at the line that every customer has from the start.
    Customer(CustomerId),
    /// Whoever has that account number.
    Account(AccountNumber),
}

/// A person's word about money in suspense.
#[derive(Debug, Clone)]
pub struct AllocatePayment {
    /// Which payment.
    pub payment_id: PaymentId,
    /// For whom.
    pub to: To,
    /// Who says so.
    pub by: UserId,
    /// Why.
    pub why: Reason,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocateRejection {
    /// Of the payment.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// Of the customer.
    #[error(transparent)]
    User(#[from] UserError),
    /// Of the line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Staff have no wallets.
    #[error("only a customer has a wallet; choose a customer, or an account number")]
    NotCustomer,
    /// No line has that account number.
    #[error("no line has this account number; check it digit by digit")]
    UnknownAccount,
}

/// Gives money in suspense to a customer. The same again is success and changes nothing.
pub async fn allocate(
    ledger: &Ledger,
    wish: AllocatePayment,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, SubmitError<AllocateRejection>> {
    ledger.lane.submit(wish, context, idempotency, Priority::Interactive).await
}

fn reject<E: Into<AllocateRejection>>(error: E) -> Stop<AllocateRejection> {
    Stop::Rejected(error.into())
}

impl AllocatePayment {
    fn beneficiary(&self, world: &mut World<'_>) -> Result<Beneficiary, Stop<AllocateRejection>> {
        let line_id = match &self.to {
            To::Customer(customer_id) => first_line(*customer_id),
            To::Account(number) => {
                let held = world.holder(&number_claim(number))?;
                LineId::new(held.ok_or(reject(AllocateRejection::UnknownAccount))?.owner)
            }
        };
        let customer_id = match &self.to {
            To::Customer(customer_id) => *customer_id,
            To::Account(_) => {
                let owner = world.state::<Line>(line_id.uuid())?.customer_id();
                owner.ok_or(reject(LineError::NotFound))?
            }
        };
        match world.state::<User>(customer_id.uuid())?.role().map_err(reject)? {
            Role::Customer | Role::Guest => Ok(Beneficiary { customer_id, line_id }),
            Role::Admin | Role::Finance | Role::Agent => {
                Err(reject(AllocateRejection::NotCustomer))
            }
        }
    }
}

fn number_claim(number: &AccountNumber) -> ClaimKey {
    ClaimKey::new(ClaimKind::AccountNumber, number.as_str())
}

impl Command for AllocatePayment {
    type Reply = ();
    type Rejection = AllocateRejection;

    fn reads(&self) -> Reads {
        let reads = Reads::default().stream::<Payment>(self.payment_id.uuid());
        match &self.to {
            To::Customer(customer_id) => reads.stream::<User>(customer_id.uuid()),
            To::Account(number) => reads.owned::<Line>(number_claim(number)),
        }
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<AllocateRejection>> {
        let to = self.beneficiary(world)?;
        let allocate = Allocate { to, by: self.by, why: self.why.clone() };
        let id = self.payment_id.uuid();
        let events = world
            .state::<Payment>(id)?
            .decide(PaymentCommand::Allocate(Box::new(allocate)))
            .map_err(reject)?;
        Ok(world.append::<Payment>(id, events)?)
    }
}
