//! An admin lets everything that is sold from now on be invoiced.

use domain::context::Context;
use domain::tax_invoice::{
    InvoiceNumber, Seller, TAX_REGISTER, TaxRegister, TaxRegisterCommand, TaxRegisterError,
};
use domain::{Decide, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// Whose invoices they are, and where their numbers begin.
#[derive(Debug, Clone)]
pub struct OpenRegister {
    /// The provider.
    pub seller: Seller,
    /// The last number that was used elsewhere; 0 if none was.
    pub last_number: InvoiceNumber,
    /// Who opens it.
    pub by: UserId,
}

/// Opens the register.
pub async fn open(
    ledger: &Ledger,
    wish: OpenRegister,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, SubmitError<TaxRegisterError>> {
    ledger.lane.submit(wish, context, idempotency, Priority::Interactive).await
}

impl Command for OpenRegister {
    type Reply = ();
    type Rejection = TaxRegisterError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<TaxRegister>(TAX_REGISTER)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<TaxRegisterError>> {
        let Self { seller, last_number, by } = self.clone();
        let command = TaxRegisterCommand::Open { seller, last_number, by, now: world.now() };
        let register = world.state::<TaxRegister>(TAX_REGISTER)?;
        let events = register.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<TaxRegister>(TAX_REGISTER, events)?)
    }
}
