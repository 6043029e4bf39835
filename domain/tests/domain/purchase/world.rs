//! One customer, one line and one paid push, and the events that come of it.

use domain::line::Line;
use domain::package::PackageSnapshot;
use domain::payment::Payment;
use domain::purchase::{Brought, Intent, PurchaseError, Purchased, Settlement, settle};
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};
use domain::wallet::{CreditCause, DebitCause, KeptReason, Wallet, WalletEvent};
use domain::{SubscriptionId, Timestamp};

use crate::samples::{
    HOUR, after, after_events, cents, completed, customer_id, hour_package, initiated_for,
    line_added, line_id, next_subscription_id, payment_id, receipt_a, subscription_id,
};

/// What a settlement looks at, owned.
pub(super) struct World {
    pub(super) payment: Payment,
    pub(super) wallet: Wallet,
    pub(super) line: Line,
    pub(super) current: Option<Subscription>,
    pub(super) renewal: Result<PackageSnapshot, KeptReason>,
    pub(super) now: Timestamp,
}

/// A push for that package, paid twenty seconds later and learnt of ten seconds after that.
pub(super) fn paid_for(package: PackageSnapshot, amount_cents: i64) -> World {
    World {
        payment: after_events([initiated_for(package), completed(receipt_a(), amount_cents)]),
        wallet: Wallet::default(),
        line: after_events([line_added()]),
        current: None,
        renewal: Err(KeptReason::NothingToRenew),
        now: after(30),
    }
}

pub(super) fn completed_with(amount_cents: i64) -> Brought {
    Brought {
        payment_id: payment_id(),
        receipt: Some(receipt_a()),
        amount: cents(amount_cents),
        intent: Intent::Buy,
    }
}

impl World {
    pub(super) fn settle(&self, brought: &Brought) -> Result<Purchased, PurchaseError> {
        settle(&Settlement {
            brought,
            payment: &self.payment,
            wallet: &self.wallet,
            line: &self.line,
            renewal: self.renewal.clone(),
            current: self.current.as_ref().map(|held| (subscription_id(), held)),
            new_subscription_id: next_subscription_id(),
            now: self.now,
        })
    }

    pub(super) fn kept_because(&self, brought: &Brought) -> Option<KeptReason> {
        let purchased = self.settle(brought).unwrap();
        let kept = match purchased.wallet.first() {
            Some(WalletEvent::WalletCredited {
                cause: CreditCause::Payment { kept, .. },
                amount_cents,
                ..
            }) if *amount_cents == brought.amount => *kept,
            other => panic!("the money was not credited first, but {other:?}"),
        };
        assert_eq!(kept.is_some(), purchased.subscriptions.is_empty());
        kept
    }
}

pub(super) fn credited(
    amount_cents: i64,
    balance_cents: i64,
    kept: Option<KeptReason>,
) -> WalletEvent {
    WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause: CreditCause::Payment { payment_id: payment_id(), receipt: Some(receipt_a()), kept },
    }
}

pub(super) fn returned(amount_cents: i64, balance_cents: i64) -> WalletEvent {
    WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause: CreditCause::UnusedValue { subscription_id: subscription_id() },
    }
}

pub(super) fn debited(
    amount_cents: i64,
    balance_cents: i64,
    subscription_id: SubscriptionId,
) -> WalletEvent {
    WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause: DebitCause::Purchase { subscription_id },
    }
}

pub(super) fn by_payment() -> ActivationCause {
    ActivationCause::Payment { payment_id: payment_id() }
}

pub(super) fn activated(
    subscription_id: SubscriptionId,
    package: PackageSnapshot,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionActivated {
        subscription_id,
        customer_id: customer_id(),
        line_id: line_id(),
        package,
        starts_at,
        ends_at,
        cause: by_payment(),
    }
}

/// The hour package, bought an hour before the start less that many seconds.
pub(super) fn an_hour_ending_at(seconds: i64) -> Subscription {
    let began = after(seconds - HOUR);
    after_events([activated(subscription_id(), hour_package(), began, after(seconds))])
}
