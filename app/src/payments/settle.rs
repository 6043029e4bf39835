//! What a payment brought goes to the wallet, and the package is bought from the wallet, in one
//! atomic command.

use domain::claim::{ClaimKey, ClaimKind};
use domain::line::Line;
use domain::payment::Payment;
use domain::purchase::{Brought, PurchaseError, Purchased, Settlement, settle};
use domain::subscription::{Subscription, bought_just_now_key};
use domain::wallet::{Wallet, credit_key};
use domain::{CustomerId, LineId, PackageId, SubscriptionId};
use event_store::{Command, Reads, Stop, World};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Settles one payment.
pub(crate) struct SettlePayment {
    pub(crate) brought: Brought,
    pub(crate) new_subscription_id: SubscriptionId,
}

/// What became of the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The subscription that was begun, extended or changed; none if the money stays in the wallet.
    pub subscription_id: Option<SubscriptionId>,
}

impl Command for SettlePayment {
    type Reply = Settled;
    type Rejection = PurchaseError;

    fn reads(&self) -> Reads {
        // Customer and line stand in the payment's own events, so the rest is found as it goes.
        let credit = credit_key(self.brought.payment_id, self.brought.receipt.as_ref());
        Reads::default()
            .stream::<Payment>(self.brought.payment_id.uuid())
            .stream::<Subscription>(self.new_subscription_id.uuid())
            .claim(ClaimKey::new(ClaimKind::Credit, credit))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Settled, Stop<PurchaseError>> {
        let payment = world.state::<Payment>(self.brought.payment_id.uuid())?.clone();
        let settleable =
            payment.settleable().ok_or(Stop::Rejected(PurchaseError::NothingBrought))?;
        let (customer_id, line_id) = (settleable.customer_id, settleable.line_id);
        let credit = credit_key(self.brought.payment_id, self.brought.receipt.as_ref());
        if world.holder(&ClaimKey::new(ClaimKind::Credit, credit))?.is_some() {
            // Credited before, by the same event seen twice.
            return Ok(Settled { subscription_id: None });
        }
        let wallet = world.state::<Wallet>(customer_id.uuid())?.clone();
        let line = world.state::<Line>(line_id.uuid())?.clone();
        let current = current_subscription(world, line_id)?;
        let purchased = settle(&Settlement {
            brought: &self.brought,
            payment: &payment,
            wallet: &wallet,
            line: &line,
            current: current.as_ref().map(|(id, subscription)| (*id, subscription)),
            new_subscription_id: self.new_subscription_id,
            now: world.now(),
        })
        .map_err(Stop::Rejected)?;
        let subscription_id = append_purchase(world, customer_id, purchased)?;
        Ok(Settled { subscription_id })
    }
}

/// The idempotency key under which an event is settled: its position. The later parts of an event
/// that an upcaster tells as several have keys of their own.
pub(crate) fn settlement_key(position: i64, part: usize) -> String {
    if part == 0 { position.to_string() } else { format!("{position}.{part}") }
}

/// What serves a line now.
pub(crate) fn current_subscription(
    world: &mut World<'_>,
    line_id: LineId,
) -> Result<Option<(SubscriptionId, Subscription)>, event_store::Halt> {
    let key = ClaimKey::new(ClaimKind::LineSubscription, line_id.to_string());
    let Some(held) = world.holder(&key)? else { return Ok(None) };
    let subscription = world.state::<Subscription>(held.owner)?.clone();
    Ok(Some((SubscriptionId::new(held.owner), subscription)))
}

/// Appends a purchase to its streams. The reply names the subscription that serves now.
pub(crate) fn append_purchase(
    world: &mut World<'_>,
    customer_id: CustomerId,
    purchased: Purchased,
) -> Result<Option<SubscriptionId>, event_store::Halt> {
    world.append::<Wallet>(customer_id.uuid(), purchased.wallet)?;
    let mut last = None;
    for (id, events) in purchased.subscriptions {
        world.append::<Subscription>(id.uuid(), events)?;
        last = Some(id);
    }
    Ok(last)
}

/// The claims that a purchase for a line looks at.
pub(crate) fn purchase_reads(
    reads: Reads,
    customer: Uuid,
    line_id: LineId,
    package_id: PackageId,
) -> Reads {
    reads
        .stream::<Wallet>(customer)
        .stream::<Line>(line_id.uuid())
        .owned::<Subscription>(ClaimKey::new(ClaimKind::LineSubscription, line_id.to_string()))
        .claim(ClaimKey::new(ClaimKind::BoughtJustNow, bought_just_now_key(line_id, package_id)))
}
