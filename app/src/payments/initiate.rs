//! A customer, a guest, or an agent for a customer asks to pay by a prompt.

use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::AccountNumber;
use domain::context::Context;
use domain::id::Id;
use domain::line::{Line, LineCommand, LineError, LineKind};
use domain::package::{Package, PackageError};
use domain::payment::{Again, InitiateStk, Payment, PaymentCommand, PaymentError};
use domain::personal::{LineName, Personal};
use domain::subscription::bought_just_now_key;
use domain::user::{Role, User, UserCommand, UserError};
use domain::wallet::Wallet;
use domain::{CustomerId, Decide, LineId, Money, Msisdn, PackageId, PaymentId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};

use crate::{Ledger, ids};

/// Who the purchase is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Buyer {
    /// Somebody new, without a login.
    NewGuest,
    /// A customer or a known guest, on the line that every customer has from the start.
    Customer(CustomerId),
    /// Whoever has that account number.
    Account(AccountNumber),
}

/// A wish to pay.
#[derive(Debug, Clone)]
pub struct Initiate {
    /// For whom.
    pub buyer: Buyer,
    /// What.
    pub package_id: PackageId,
    /// Whose phone pays.
    pub payer: Msisdn,
    /// Whether it is wanted again.
    pub again: Again,
}

/// What the asker is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiated {
    /// The payment.
    pub payment_id: PaymentId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What the phone will be asked for.
    pub amount_cents: Money,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InitiateRejection {
    /// Of the package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Of the line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Of the customer.
    #[error(transparent)]
    User(#[from] UserError),
    /// Of the payment.
    #[error(transparent)]
    Payment(#[from] PaymentError),
}

/// Why a wish to pay did not become a payment.
#[derive(Debug, thiserror::Error)]
pub enum InitiateError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<InitiateRejection>),
    /// The vault.
    #[error("the customer's key could not be had")]
    Vault(#[from] vault::VaultError),
    /// The read model.
    #[error("the account could not be looked up")]
    Read(#[from] sqlx::Error),
    /// No line has that account number.
    #[error("no line has this account number; check it digit by digit")]
    UnknownAccount,
}

/// Makes the intent durable. Safaricom hears of it afterwards, from the dispatcher.
pub async fn initiate(
    ledger: &Ledger,
    wish: Initiate,
    context: impl FnOnce(PaymentId) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<Initiated>, InitiateError> {
    let payment_id: PaymentId = ids::new();
    let now = ledger.clock.now();
    let (customer_id, line_id, is_new) = match &wish.buyer {
        Buyer::NewGuest => {
            let customer_id: CustomerId = ids::new();
            (customer_id, first_line(customer_id), true)
        }
        Buyer::Customer(customer_id) => (*customer_id, first_line(*customer_id), false),
        Buyer::Account(number) => {
            let line = projections::users::line_by_account_number(&ledger.pool, number.as_str())
                .await?
                .ok_or(InitiateError::UnknownAccount)?;
            (line.customer_id.into_id(), line.id.into_id(), false)
        }
    };
    let key = ledger.vault.subject_key(customer_id, now).await?;
    let guest = is_new.then(|| Guest { line_name: ledger.vault.seal(&key, &hotspot_name()) });
    let command = InitiatePayment {
        payment_id,
        customer_id,
        line_id,
        package_id: wish.package_id,
        payer: ledger.vault.seal(&key, &wish.payer),
        callback_key_id: ledger.vault.callback_key_id().to_owned(),
        again: wish.again,
        guest,
    };
    let context = context(payment_id);
    Ok(ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?)
}

/// The line that a customer has from the start has the customer's own id, so that nobody needs
/// to look it up.
pub fn first_line(customer_id: CustomerId) -> LineId {
    Id::new(customer_id.uuid())
}

/// What the first line is called until its customer calls it something else.
pub(crate) fn hotspot_name() -> LineName {
    "Hotspot".parse().expect("it has 1 to 60 characters")
}

/// A UUID of a read model as the id that it is.
pub(crate) trait IntoId {
    fn into_id<K>(self) -> Id<K>;
}

impl IntoId for uuid::Uuid {
    fn into_id<K>(self) -> Id<K> {
        Id::new(self)
    }
}

struct Guest {
    line_name: Personal<LineName>,
}

struct InitiatePayment {
    payment_id: PaymentId,
    customer_id: CustomerId,
    line_id: LineId,
    package_id: PackageId,
    payer: Personal<Msisdn>,
    callback_key_id: String,
    again: Again,
    guest: Option<Guest>,
}

impl InitiatePayment {
    fn push_claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Push, self.payer.hash())
    }

    fn bought_claim(&self) -> ClaimKey {
        let key = bought_just_now_key(self.line_id, self.package_id);
        ClaimKey::new(ClaimKind::BoughtJustNow, key)
    }

    fn welcome_guest(
        &self,
        guest: &Guest,
        world: &mut World<'_>,
    ) -> Result<(), Stop<InitiateRejection>> {
        let register = UserCommand::Register {
            user_id: self.customer_id,
            role: Role::Guest,
            username: None,
            phone: None,
            name: None,
        };
        let events =
            world.state::<User>(self.customer_id.uuid())?.decide(register).map_err(reject)?;
        world.append::<User>(self.customer_id.uuid(), events)?;
        let add = LineCommand::Add {
            line_id: self.line_id,
            customer_id: self.customer_id,
            kind: LineKind::Hotspot {},
            name: guest.line_name.clone(),
        };
        let events = world.state::<Line>(self.line_id.uuid())?.decide(add).map_err(reject)?;
        Ok(world.append::<Line>(self.line_id.uuid(), events)?)
    }
}

fn reject<E: Into<InitiateRejection>>(error: E) -> Stop<InitiateRejection> {
    Stop::Rejected(error.into())
}

impl Command for InitiatePayment {
    type Reply = Initiated;
    type Rejection = InitiateRejection;

    fn reads(&self) -> Reads {
        Reads::default()
            .stream::<Payment>(self.payment_id.uuid())
            .stream::<Package>(self.package_id.uuid())
            .stream::<User>(self.customer_id.uuid())
            .stream::<Line>(self.line_id.uuid())
            .stream::<Wallet>(self.customer_id.uuid())
            .claim(self.push_claim())
            .claim(self.bought_claim())
            .claim(ClaimKey::new(
                ClaimKind::AccountReference,
                domain::codes::AccountReference::of(self.payment_id).as_str(),
            ))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Initiated, Stop<InitiateRejection>> {
        let package = world.state::<Package>(self.package_id.uuid())?.for_sale().map_err(reject)?;
        if let Some(guest) = &self.guest {
            self.welcome_guest(guest, world)?;
        }
        world.state::<User>(self.customer_id.uuid())?.active_role().map_err(reject)?;
        let owner = world.state::<Line>(self.line_id.uuid())?.open_for().map_err(reject)?;
        if owner != self.customer_id {
            return Err(reject(LineError::NotFound));
        }
        let until = |held: Option<event_store::lane::Held>| held.and_then(|held| held.until);
        let initiate = InitiateStk {
            payment_id: self.payment_id,
            customer_id: self.customer_id,
            line_id: self.line_id,
            package,
            wallet_balance: world.state::<Wallet>(self.customer_id.uuid())?.balance(),
            payer: self.payer.clone(),
            callback_key_id: self.callback_key_id.clone(),
            phone_busy_until: until(world.holder(&self.push_claim())?),
            bought_just_now_until: until(world.holder(&self.bought_claim())?),
            again: self.again,
            now: world.now(),
        };
        let events = world
            .state::<Payment>(self.payment_id.uuid())?
            .decide(PaymentCommand::InitiateStk(Box::new(initiate)))
            .map_err(reject)?;
        let amount_cents = events.iter().find_map(asked).unwrap_or(Money::ZERO);
        world.append::<Payment>(self.payment_id.uuid(), events)?;
        Ok(Initiated { payment_id: self.payment_id, customer_id: self.customer_id, amount_cents })
    }
}

fn asked(event: &domain::payment::PaymentEvent) -> Option<Money> {
    if let domain::payment::PaymentEvent::StkInitiated { amount_cents, .. } = event {
        Some(*amount_cents)
    } else {
        None
    }
}
