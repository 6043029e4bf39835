//! Small commands over the aggregates of the domain.

use std::marker::PhantomData;

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Actor;
use domain::outcome::{FailureClass, NotPaid, OutcomeSource, Paid, StkOutcome};
use domain::package::{Duration, PackageSnapshot, PackageTerms, SoldAt, Unit};
use domain::payment::{Again, InitiateStk, Payment, PaymentCommand, RecordOutcome};
use domain::user::{Role, User, UserCommand};
use domain::wallet::{CreditCause, DebitCause, Wallet, WalletCommand, credit_key};
use domain::{
    CustomerId, Decide, LineId, Money, PackageId, PaymentId, Personal, SubscriptionId, UserId,
};
use event_store::lane::{Command, Reads, Stop, World};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::store::new_id;

/// A rule that said no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Refusal(pub(crate) String);

/// A command made of a closure.
pub(crate) struct Act<R, F> {
    reads: Reads,
    decide: F,
    reply: PhantomData<fn() -> R>,
}

/// A command that declares that and decides so.
pub(crate) fn act<R, F>(reads: Reads, decide: F) -> Act<R, F>
where
    F: Fn(&mut World<'_>) -> Result<R, Stop<Refusal>> + Send + 'static,
{
    Act { reads, decide, reply: PhantomData }
}

impl<R, F> Command for Act<R, F>
where
    R: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut World<'_>) -> Result<R, Stop<Refusal>> + Send + 'static,
{
    type Reply = R;
    type Rejection = Refusal;

    fn reads(&self) -> Reads {
        self.reads.clone()
    }

    fn decide(&self, world: &mut World<'_>) -> Result<R, Stop<Refusal>> {
        (self.decide)(world)
    }
}

/// Lets an aggregate decide, and appends what comes of it. Says how many events that were.
pub(crate) fn tell_in<A: Decide + Send>(
    world: &mut World<'_>,
    id: Uuid,
    command: A::Command,
) -> Result<usize, Stop<Refusal>> {
    let decided = world.state::<A>(id)?.decide(command);
    let events = decided.map_err(|error| Stop::Rejected(Refusal(error.to_string())))?;
    let count = events.len();
    world.append::<A>(id, events)?;
    Ok(count)
}

/// A command to one aggregate. It declares the stream and leaves claims to be found.
pub(crate) fn tell<A>(
    id: Uuid,
    command: A::Command,
) -> impl Command<Reply = usize, Rejection = Refusal>
where
    A: Decide + Send,
    A::Command: Clone + Send,
{
    act(Reads::default().stream::<A>(id), move |world| tell_in::<A>(world, id, command.clone()))
}

/// Asks for the state of an aggregate as the lane sees it.
pub(crate) fn look_at<A: Decide + Send>(id: Uuid) -> impl Command<Reply = A, Rejection = Refusal> {
    act(Reads::default().stream::<A>(id), move |world| Ok(world.state::<A>(id)?.clone()))
}

/// Puts money into a wallet, under no claim: done twice, it is there twice.
pub(crate) fn credit(wallet: Uuid, cents: i64) -> impl Command<Reply = usize, Rejection = Refusal> {
    tell::<Wallet>(wallet, credit_of(wallet, cents))
}

/// The same for a part of a larger command.
pub(crate) fn credit_of(wallet: Uuid, cents: i64) -> WalletCommand {
    WalletCommand::Credit {
        customer_id: CustomerId::new(wallet),
        amount: Money::from_cents(cents),
        cause: CreditCause::UnusedValue { subscription_id: SubscriptionId::new(wallet) },
    }
}

/// Takes money out of a wallet, if there is enough.
pub(crate) fn debit(wallet: Uuid, cents: i64) -> impl Command<Reply = usize, Rejection = Refusal> {
    tell::<Wallet>(wallet, debit_of(wallet, cents))
}

/// The same for a part of a larger command.
pub(crate) fn debit_of(wallet: Uuid, cents: i64) -> WalletCommand {
    WalletCommand::Debit {
        customer_id: CustomerId::new(wallet),
        amount: Money::from_cents(cents),
        cause: DebitCause::Purchase { subscription_id: SubscriptionId::new(wallet) },
    }
}

/// Credits a wallet with what a payment brought, under the declared claim of that credit.
pub(crate) fn credit_for(
    wallet: Uuid,
    cents: i64,
    payment_id: PaymentId,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    let claim = ClaimKey::new(ClaimKind::Credit, credit_key(payment_id, None));
    let command = WalletCommand::Credit {
        customer_id: CustomerId::new(wallet),
        amount: Money::from_cents(cents),
        cause: CreditCause::Payment { payment_id, receipt: None, kept: None },
    };
    let reads = Reads::default().stream::<Wallet>(wallet).claim(claim);
    act(reads, move |world| tell_in::<Wallet>(world, wallet, command.clone()))
}

/// Makes a login under that user name, whose hash is claimed.
pub(crate) fn register(
    user: Uuid,
    username: &str,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    tell::<User>(user, register_of(user, username))
}

/// The same for a part of a larger command.
pub(crate) fn register_of(user: Uuid, username: &str) -> UserCommand {
    let user_id = UserId::new(user);
    UserCommand::Register {
        user_id,
        role: Role::Customer,
        username: Some(Personal::from_parts(user_id, String::new(), username.to_owned())),
        phone: None,
        name: None,
    }
}

/// Asks to pay by a prompt on that phone, whose hash is claimed for ninety seconds.
pub(crate) fn initiate(
    payment: Uuid,
    phone: &str,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    let (phone, package) = (phone.to_owned(), package());
    act(Reads::default().stream::<Payment>(payment), move |world| {
        let customer_id = CustomerId::new(payment);
        let initiate = InitiateStk {
            payment_id: PaymentId::new(payment),
            customer_id,
            line_id: LineId::new(payment),
            package: package.clone(),
            wallet_balance: Money::ZERO,
            payer: Personal::from_parts(customer_id, String::new(), phone.clone()),
            callback_key_id: "1".to_owned(),
            phone_busy_until: None,
            bought_just_now_until: None,
            again: Again::Ask,
            now: world.now(),
        };
        tell_in::<Payment>(world, payment, PaymentCommand::InitiateStk(Box::new(initiate)))
    })
}

/// Records that nothing was paid, which frees the phone.
pub(crate) fn fail(payment: Uuid) -> impl Command<Reply = usize, Rejection = Refusal> {
    record(
        payment,
        StkOutcome::NotPaid(NotPaid {
            result_code: "1032".to_owned(),
            description: "Request cancelled by user".to_owned(),
            class: FailureClass::Cancelled,
        }),
    )
}

/// Records that it was paid, with that receipt.
pub(crate) fn pay(
    payment: Uuid,
    receipt: &str,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    record(
        payment,
        StkOutcome::Paid(Paid {
            result_code: "0".to_owned(),
            description: "The service request is processed successfully.".to_owned(),
            receipt: Some(receipt.parse().unwrap()),
            amount: Some(package().terms.price_cents),
            paid_at: None,
        }),
    )
}

fn record(payment: Uuid, outcome: StkOutcome) -> impl Command<Reply = usize, Rejection = Refusal> {
    act(Reads::default().stream::<Payment>(payment), move |world| {
        let record = RecordOutcome {
            source: OutcomeSource::Callback,
            outcome: outcome.clone(),
            delivery_id: None,
            receipt_held_by: None,
            now: world.now(),
        };
        tell_in::<Payment>(world, payment, PaymentCommand::RecordOutcome(Box::new(record)))
    })
}

/// A package of one hour.
pub(crate) fn package() -> PackageSnapshot {
    PackageSnapshot {
        package_id: PackageId::new(new_id()),
        terms: PackageTerms {
            name: "Hour".to_owned(),
            price_cents: Money::from_cents(2_000),
            duration: Duration { count: 1, unit: Unit::Hours },
            data_cap_mb: None,
            download_kbps: 5_000,
            upload_kbps: 1_000,
            devices_max: 1,
            sold_at: SoldAt::Hotspot,
            renews: false,
        },
    }
}

/// The actor of the tests' commands, as it is stored.
pub(crate) fn actor() -> String {
    Actor::Service.to_string()
}
