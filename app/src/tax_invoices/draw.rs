//! What an event of a subscription sold or gave back is drawn on tax documents, in one atomic command
//! with the numbers that they take.

use domain::books::{BOOKS, Books};
use domain::ledger::TaxRates;
use domain::package::PackageSnapshot;
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::tax_invoice::{
    DrawInvoice, TAX_REGISTER, TaxInvoiceCommand, TaxInvoiceError, TaxInvoiceEvent, TaxInvoices,
    TaxRegister, TaxRegisterCommand, TaxRegisterError, Taxable, TaxedItem, taxable,
};
use domain::user::User;
use domain::{CustomerId, Decide, SubscriptionId, Timestamp};
use event_store::{Command, Halt, Reads, Stop, World};

/// Draws the documents of one event.
pub(crate) struct DrawDocuments {
    pub(crate) subscription_id: SubscriptionId,
    pub(crate) event: SubscriptionEvent,
    pub(crate) recorded_at: Timestamp,
}

/// Why nothing was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DrawError {
    #[error(transparent)]
    Document(#[from] TaxInvoiceError),
    #[error(transparent)]
    Register(#[from] TaxRegisterError),
    #[error("it is not known whose subscription {0} is")]
    NobodyS(SubscriptionId),
    #[error("the price of what was sold is beyond counting")]
    TooMuch,
}

type Decided<T> = Result<T, Stop<DrawError>>;

impl Command for DrawDocuments {
    type Reply = ();
    type Rejection = DrawError;

    fn reads(&self) -> Reads {
        // The buyer stands in the subscription, so the rest is found as it goes.
        Reads::default()
            .stream::<TaxRegister>(TAX_REGISTER)
            .stream::<Books>(BOOKS)
            .stream::<Subscription>(self.subscription_id.uuid())
            .stream::<TaxInvoices>(self.subscription_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Decided<()> {
        let is_open = world.state::<TaxRegister>(TAX_REGISTER)?.is_open_at(self.recorded_at);
        if !is_open {
            return Ok(());
        }
        let subscription = world.state::<Subscription>(self.subscription_id.uuid())?;
        let nobody = Stop::Rejected(DrawError::NobodyS(self.subscription_id));
        let customer_id = subscription.customer_id().ok_or(nobody)?;
        let rates = world.state::<Books>(BOOKS)?.taxes().at(self.recorded_at);
        for taxable in taxable(&self.event) {
            match taxable {
                Taxable::Sold { package, starts_at, ends_at } => {
                    let item = Self::item(world, package, rates)?;
                    self.invoice(world, customer_id, item, (starts_at, ends_at))?;
                }
                Taxable::Returned { value, cut } => {
                    let first = world.state::<TaxRegister>(TAX_REGISTER)?.next_number();
                    let at = self.recorded_at;
                    self.append(world, TaxInvoiceCommand::Credit { first, value, cut, at })?;
                }
            }
        }
        Ok(())
    }
}

impl DrawDocuments {
    /// The package among the items of the register, with its price taken apart.
    fn item(
        world: &mut World<'_>,
        package: &PackageSnapshot,
        rates: TaxRates,
    ) -> Decided<TaxedItem> {
        let package_id = package.package_id;
        register(world, TaxRegisterCommand::NumberItem { package_id })?;
        let known = world.state::<TaxRegister>(TAX_REGISTER)?.item_number(package_id);
        let item_number = known.ok_or(reject(TaxRegisterError::Full))?;
        let price = package.terms.price_cents;
        let parts = rates.of(price).ok_or(Stop::Rejected(DrawError::TooMuch))?;
        Ok(TaxedItem {
            package_id,
            item_number,
            name: package.terms.name.clone(),
            rates,
            net_cents: parts.net,
            excise_cents: parts.excise,
            vat_cents: parts.vat,
        })
    }

    fn invoice(
        &self,
        world: &mut World<'_>,
        customer_id: CustomerId,
        item: TaxedItem,
        (starts_at, ends_at): (Timestamp, Timestamp),
    ) -> Decided<()> {
        let number = world.state::<TaxRegister>(TAX_REGISTER)?.next_number();
        let buyer = world.state::<User>(customer_id.uuid())?.kra_pin().cloned();
        let sold_at = self.recorded_at;
        let draw = DrawInvoice { number, customer_id, buyer, item, starts_at, ends_at, sold_at };
        self.append(world, TaxInvoiceCommand::Draw(Box::new(draw)))
    }

    /// Appends documents, and takes as many numbers as there are.
    fn append(&self, world: &mut World<'_>, command: TaxInvoiceCommand) -> Decided<()> {
        let id = self.subscription_id.uuid();
        let decided = world.state::<TaxInvoices>(id)?.decide(command);
        let events: Vec<TaxInvoiceEvent> = decided.map_err(|error| Stop::Rejected(error.into()))?;
        let count = u32::try_from(events.len()).map_err(|_| reject(TaxRegisterError::Full))?;
        let subscription_id = self.subscription_id;
        register(world, TaxRegisterCommand::TakeNumbers { count, subscription_id })?;
        Ok(world.append::<TaxInvoices>(id, events)?)
    }
}

fn register(world: &mut World<'_>, command: TaxRegisterCommand) -> Decided<()> {
    let events = world.state::<TaxRegister>(TAX_REGISTER)?.decide(command).map_err(reject)?;
    let appended: Result<(), Halt> = world.append::<TaxRegister>(TAX_REGISTER, events);
    Ok(appended?)
}

fn reject(error: TaxRegisterError) -> Stop<DrawError> {
    Stop::Rejected(error.into())
}
