//! An admin lets everything that is sold from now on be invoiced.

use std::convert::Infallible;

use domain::context::{Context, Source};
use domain::tax_invoice::{
    InvoiceNumber, Seller, TAX_REGISTER, TaxRegister, TaxRegisterCommand, TaxRegisterError,
};
use domain::{Decide, Timestamp, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use crate::{Ledger, by_service};

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

/// From when on sales are invoiced, if the register is open. It is asked in the lane.
pub(crate) async fn opened_at(
    ledger: &Ledger,
) -> Result<Option<Timestamp>, SubmitError<Infallible>> {
    let context = by_service(TAX_REGISTER, None, Source::Taxes);
    Ok(ledger.lane.submit(OpenedAt, context, None, Priority::Bulk).await?.reply)
}

struct OpenedAt;

impl Command for OpenedAt {
    type Reply = Option<Timestamp>;
    type Rejection = Infallible;

    fn reads(&self) -> Reads {
        Reads::default().stream::<TaxRegister>(TAX_REGISTER)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Option<Timestamp>, Stop<Infallible>> {
        Ok(world.state::<TaxRegister>(TAX_REGISTER)?.opened_at())
    }
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
