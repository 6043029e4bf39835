//! Buying across aggregates: what a payment brought goes to the wallet, and the package is bought
//! from the wallet, in one decision.

use crate::aggregate::Decide;
use crate::codes::Receipt;
use crate::id::{CustomerId, LineId, PaymentId, SubscriptionId};
use crate::line::Line;
use crate::money::Money;
use crate::package::PackageSnapshot;
use crate::payment::{Payment, Settleable};
use crate::subscription::{
    ActivationCause, Buy, Subscription, SubscriptionCommand, SubscriptionError, SubscriptionEvent,
};
use crate::time::Timestamp;
use crate::wallet::{
    CreditCause, DebitCause, KeptReason, Wallet, WalletCommand, WalletError, WalletEvent,
};

/// What a payment brought, as the policy found it in an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Which payment.
    pub payment_id: PaymentId,
    /// The receipt, or none while it is to follow.
    pub receipt: Option<Receipt>,
    /// How much goes to the wallet.
    pub amount: Money,
    /// Whether the package is to be bought with it.
    pub intent: Intent,
}

/// What money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Buy what was chosen.
    Buy,
    /// Keep it: it is more than was asked.
    Keep,
}

/// Everything that a settlement looks at.
#[derive(Debug)]
pub struct Settlement<'a> {
    /// What came.
    pub brought: &'a Brought,
    /// The payment.
    pub payment: &'a Payment,
    /// The customer's wallet.
    pub wallet: &'a Wallet,
    /// The line.
    pub line: &'a Line,
    /// What an unprompted payment buys, at today's price, or why it buys nothing. A push buys what
    /// was chosen.
    pub renewal: Result<PackageSnapshot, KeptReason>,
    /// What serves the line now.
    pub current: Option<(SubscriptionId, &'a Subscription)>,
    /// The id of a subscription that may begin.
    pub new_subscription_id: SubscriptionId,
    /// The moment now.
    pub now: Timestamp,
}

/// The events of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purchased {
    /// Of the wallet, in order.
    pub wallet: Vec<WalletEvent>,
    /// Of subscriptions, in order: one whose time is over ends before another begins.
    pub subscriptions: Vec<(SubscriptionId, Vec<SubscriptionEvent>)>,
}

/// Why money cannot be settled, or a package not bought.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseError {
    /// The payment has brought nothing.
    #[error("this payment has brought no money")]
    NothingBrought,
    /// The wallet refused.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The subscription refused.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
}

/// Credits the wallet with what a payment brought and, unless a rule keeps the money there, buys
/// what was chosen. The money is credited in every case, and once: settled again, it is success
/// and no event.
pub fn settle(settlement: &Settlement<'_>) -> Result<Purchased, PurchaseError> {
    let settleable = settlement.payment.settleable().ok_or(PurchaseError::NothingBrought)?;
    let chosen = match settleable.package {
        Some(package) => Ok(package),
        None => settlement.renewal.as_ref(),
    };
    let kept = kept_reason(settlement, &settleable, chosen);
    let credited = credit(settlement, &settleable, kept)?;
    let (None, Ok(package), false) = (kept, chosen, credited.is_empty()) else {
        return Ok(Purchased { wallet: credited, ..Purchased::default() });
    };
    let order = Order {
        customer_id: settleable.customer_id,
        line_id: settleable.line_id,
        package: package.clone(),
        cause: ActivationCause::Payment { payment_id: settlement.brought.payment_id },
        current: settlement.current,
        new_subscription_id: settlement.new_subscription_id,
        now: settlement.now,
    };
    let mut after_credit = settlement.wallet.clone();
    for event in &credited {
        cqrs_es::Aggregate::apply(&mut after_credit, event.clone());
    }
    match buy(&after_credit, order) {
        Ok(bought) => Ok(Purchased {
            wallet: credited.into_iter().chain(bought.wallet).collect(),
            subscriptions: bought.subscriptions,
        }),
        // The money came, whatever keeps the purchase from being made.
        Err(_) => Ok(Purchased {
            wallet: credit(settlement, &settleable, Some(KeptReason::Refused))?,
            subscriptions: vec![],
        }),
    }
}

fn credit(
    settlement: &Settlement<'_>,
    settleable: &Settleable<'_>,
    kept: Option<KeptReason>,
) -> Result<Vec<WalletEvent>, WalletError> {
    let brought = settlement.brought;
    settlement.wallet.decide(WalletCommand::Credit {
        customer_id: settleable.customer_id,
        amount: brought.amount,
        cause: CreditCause::Payment {
            payment_id: brought.payment_id,
            receipt: brought.receipt.clone(),
            kept,
        },
    })
}

fn kept_reason(
    settlement: &Settlement<'_>,
    settleable: &Settleable<'_>,
    chosen: Result<&PackageSnapshot, &KeptReason>,
) -> Option<KeptReason> {
    let holds = settlement.wallet.balance().plus(settlement.brought.amount);
    let bought_again = settlement
        .current
        .and_then(|(_, subscription)| subscription.last_bought_at())
        .is_some_and(|at| at > settleable.initiated_at);
    if settlement.brought.intent == Intent::Keep {
        return Some(KeptReason::Extra);
    }
    if settlement.line.open_for().is_err() {
        return Some(KeptReason::LineClosed);
    }
    let terms = match chosen {
        Ok(package) => &package.terms,
        Err(reason) => return Some(*reason),
    };
    let long = terms.duration.is_a_day_or_longer();
    if bought_again {
        Some(KeptReason::BoughtAgain)
    } else if crate::payment::is_late(settleable.paid_at, settlement.now, long) {
        Some(KeptReason::LearntLate)
    } else if holds.is_none_or(|holds| holds < terms.price_cents) {
        Some(KeptReason::TooLittle)
    } else {
        None
    }
}

/// A purchase from a wallet.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Whose wallet pays.
    pub customer_id: CustomerId,
    /// For which line.
    pub line_id: LineId,
    /// What is bought.
    pub package: PackageSnapshot,
    /// What caused it.
    pub cause: ActivationCause,
    /// What serves the line now.
    pub current: Option<(SubscriptionId, &'a Subscription)>,
    /// The id of a subscription that may begin.
    pub new_subscription_id: SubscriptionId,
    /// The moment now.
    pub now: Timestamp,
}

/// Buys a package from the wallet: debit and activation, or neither.
pub fn buy(wallet: &Wallet, order: Order<'_>) -> Result<Purchased, PurchaseError> {
    let fresh = Subscription::default();
    let (active, over) = match order.current {
        Some((id, held)) if held.active_until(order.now).is_some() => (Some((id, held)), None),
        other => (None, other),
    };
    let (subscription_id, subscription) = active.unwrap_or((order.new_subscription_id, &fresh));
    let price = order.package.terms.price_cents;
    let debit = WalletCommand::Debit {
        customer_id: order.customer_id,
        amount: price,
        cause: DebitCause::Purchase { subscription_id },
    };
    let mut wallet_events = wallet.decide(debit)?;
    let events = subscription.decide(SubscriptionCommand::Buy(Box::new(Buy {
        subscription_id,
        customer_id: order.customer_id,
        line_id: order.line_id,
        package: order.package,
        cause: order.cause,
        now: order.now,
    })))?;
    let mut after_debit = wallet.clone();
    for event in &wallet_events {
        cqrs_es::Aggregate::apply(&mut after_debit, event.clone());
    }
    for unused in events.iter().filter_map(unused_value) {
        wallet_events.extend(after_debit.decide(WalletCommand::Credit {
            customer_id: order.customer_id,
            amount: unused,
            cause: CreditCause::UnusedValue { subscription_id },
        })?);
    }
    let mut subscriptions = Vec::new();
    if let Some((id, held)) = over {
        // Its time is over but nobody has noted it yet. It ends first, because it holds the line.
        subscriptions.push((id, held.decide(SubscriptionCommand::Expire { now: order.now })?));
    }
    subscriptions.push((subscription_id, events));
    Ok(Purchased { wallet: wallet_events, subscriptions })
}

fn unused_value(event: &SubscriptionEvent) -> Option<Money> {
    match event {
        SubscriptionEvent::SubscriptionChanged { unused_value_cents, .. }
        | SubscriptionEvent::SubscriptionShortened { unused_value_cents, .. } => {
            Some(*unused_value_cents).filter(|unused| unused.is_positive())
        }
        SubscriptionEvent::SubscriptionActivated { .. }
        | SubscriptionEvent::SubscriptionExtended { .. }
        | SubscriptionEvent::SubscriptionExpired { .. } => None,
    }
}

/// A payment whose money went back to whoever paid it.
#[derive(Debug)]
pub struct TakingBack<'a> {
    /// Whose wallet the money had gone to.
    pub customer_id: CustomerId,
    /// Which payment.
    pub payment_id: PaymentId,
    /// Which receipt of it.
    pub receipt: &'a Receipt,
    /// How much went back.
    pub amount: Money,
    /// What serves the line that the payment was for, if the whole payment is undone.
    pub current: Option<(SubscriptionId, &'a Subscription)>,
    /// The moment now.
    pub now: Timestamp,
}

/// Ends what a reversed payment bought, returns what is unused of it to the wallet, and takes what
/// went back out of the wallet. What is short is owed.
pub fn take_back(wallet: &Wallet, back: &TakingBack<'_>) -> Result<Purchased, PurchaseError> {
    let mut purchased = Purchased::default();
    let mut held = wallet.clone();
    let mut tell = |command: WalletCommand| -> Result<(), WalletError> {
        let events = held.decide(command)?;
        for event in &events {
            cqrs_es::Aggregate::apply(&mut held, event.clone());
        }
        purchased.wallet.extend(events);
        Ok(())
    };
    if let Some((subscription_id, subscription)) = back.current {
        let shorten = SubscriptionCommand::Shorten { payment_id: back.payment_id, now: back.now };
        let events = subscription.decide(shorten)?;
        for unused in events.iter().filter_map(unused_value) {
            tell(WalletCommand::Credit {
                customer_id: back.customer_id,
                amount: unused,
                cause: CreditCause::UnusedValue { subscription_id },
            })?;
        }
        purchased.subscriptions.push((subscription_id, events));
    }
    tell(WalletCommand::Take {
        customer_id: back.customer_id,
        amount: back.amount,
        cause: DebitCause::Reversed { payment_id: back.payment_id, receipt: back.receipt.clone() },
    })?;
    Ok(purchased)
}
