//! What a payment brought goes to the wallet, and the package is bought from the wallet, in one
//! atomic command.

use domain::claim::{ClaimKey, ClaimKind};
use domain::line::{Line, LineCommand};
use domain::package::{Package, PackageSnapshot};
use domain::payment::{Payment, Status};
use domain::purchase::{Brought, PurchaseError, Purchased, Settlement, settle};
use domain::subscription::{Subscription, bought_just_now_key};
use domain::wallet::{KeptReason, Wallet, credit_key};
use domain::{CustomerId, Decide, LineId, PackageId, SubscriptionId};
use event_store::{Command, Halt, Reads, Stop, World};
use serde::{Deserialize, Serialize};

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
        // Customer and line stand in the payment's own events, so the decision names the rest.
        let credit = credit_key(self.brought.payment_id, self.brought.receipt.as_ref());
        Reads::default()
            .stream::<Payment>(self.brought.payment_id.uuid())
            .stream::<Subscription>(self.new_subscription_id.uuid())
            .claim(ClaimKey::new(ClaimKind::Credit, credit))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Settled, Stop<PurchaseError>> {
        let payment = world.state::<Payment>(self.brought.payment_id.uuid())?.clone();
        let went_back = match &self.brought.receipt {
            Some(receipt) => payment.is_reversed(receipt),
            None => payment.status() == Some(Status::Reversed),
        };
        if payment.status() == Some(Status::Merged) || went_back {
            // Another payment brings the money now, or whoever paid it has it again.
            return Ok(Settled { subscription_id: None });
        }
        let settleable =
            payment.settleable().ok_or(Stop::Rejected(PurchaseError::NothingBrought))?;
        let (customer_id, line_id) = (settleable.customer_id, settleable.line_id);
        let credit = credit_key(self.brought.payment_id, self.brought.receipt.as_ref());
        if world.holder(&ClaimKey::new(ClaimKind::Credit, credit))?.is_some() {
            // Credited before, by the same event seen twice.
            return Ok(Settled { subscription_id: None });
        }
        let chosen = settleable.package.map(|package| package.package_id);
        world.need(purchase_reads(Reads::default(), customer_id, line_id, chosen))?;
        let wallet = world.state::<Wallet>(customer_id.uuid())?.clone();
        let line = world.state::<Line>(line_id.uuid())?.clone();
        let current = current_subscription(world, line_id)?;
        let renewal = match chosen {
            Some(_) => Err(KeptReason::NothingToRenew),
            None => renewal(world, &line, current.as_ref().map(|(_, serving)| serving))?,
        };
        let purchased = settle(&Settlement {
            brought: &self.brought,
            payment: &payment,
            wallet: &wallet,
            line: &line,
            renewal,
            current: current.as_ref().map(|(id, subscription)| (*id, subscription)),
            new_subscription_id: self.new_subscription_id,
            now: world.now(),
        })
        .map_err(Stop::Rejected)?;
        let subscription_id = append_purchase(world, customer_id, line_id, purchased)?;
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
) -> Result<Option<(SubscriptionId, Subscription)>, Halt> {
    let key = ClaimKey::new(ClaimKind::LineSubscription, line_id.to_string());
    let Some(held) = world.holder(&key)? else { return Ok(None) };
    let subscription = world.state::<Subscription>(held.owner)?.clone();
    Ok(Some((SubscriptionId::new(held.owner), subscription)))
}

/// What an unprompted payment for a line buys, as it is sold now, or why it buys nothing.
fn renewal(
    world: &mut World<'_>,
    line: &Line,
    serving: Option<&Subscription>,
) -> Result<Result<PackageSnapshot, KeptReason>, Halt> {
    let serving = serving.and_then(Subscription::package_id);
    let package_id = match line.to_renew(serving) {
        Ok(package_id) => package_id,
        Err(reason) => return Ok(Err(reason)),
    };
    let for_sale = world.state::<Package>(package_id.uuid())?.for_sale();
    Ok(for_sale.map_err(|_| KeptReason::PackageRetired))
}

/// Appends a purchase to its streams, and notes on the line which package it has from now on. The
/// reply names the subscription that serves now.
pub(crate) fn append_purchase(
    world: &mut World<'_>,
    customer_id: CustomerId,
    line_id: LineId,
    purchased: Purchased,
) -> Result<Option<SubscriptionId>, Halt> {
    world.append::<Wallet>(customer_id.uuid(), purchased.wallet)?;
    let mut last = None;
    for (id, events) in purchased.subscriptions {
        world.append::<Subscription>(id.uuid(), events)?;
        last = Some(id);
    }
    if let Some(id) = last {
        let package_id = world.state::<Subscription>(id.uuid())?.package_id();
        let note = package_id.map(|package_id| LineCommand::NotePackage { package_id });
        let noted = match note {
            Some(note) => world.state::<Line>(line_id.uuid())?.decide(note),
            None => Ok(vec![]),
        };
        // Whatever the line says, what was bought is bought.
        world.append::<Line>(line_id.uuid(), noted.unwrap_or_default())?;
    }
    Ok(last)
}

/// What a purchase for a line looks at, as far as it is known which package is bought.
pub(crate) fn purchase_reads(
    reads: Reads,
    customer_id: CustomerId,
    line_id: LineId,
    package_id: Option<PackageId>,
) -> Reads {
    let reads =
        reads
            .stream::<Wallet>(customer_id.uuid())
            .stream::<Line>(line_id.uuid())
            .owned::<Subscription>(ClaimKey::new(ClaimKind::LineSubscription, line_id.to_string()));
    match package_id {
        Some(package_id) => reads.claim(ClaimKey::new(
            ClaimKind::BoughtJustNow,
            bought_just_now_key(line_id, package_id),
        )),
        None => reads,
    }
}
