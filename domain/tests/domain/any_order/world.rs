//! One customer with one push, run through decisions, policy and purchases as the service does.

use cqrs_es::Aggregate;
use domain::line::Line;
use domain::payment::{Payment, PaymentEvent};
use domain::policy::react;
use domain::purchase::{Settlement, settle};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::wallet::{CreditCause, DebitCause, KeptReason, Wallet, WalletEvent};
use domain::{Decide, Money, SubscriptionId, Timestamp};

use super::deliveries::Delivery;
use crate::samples::{
    after_events, customer_id, dispatched, initiated, line_added, next_subscription_id, payment_id,
    subscription_id,
};

/// What the push asked for, which is the price.
pub(super) const ASKED_CENTS: i64 = 2_000;

pub(crate) struct World {
    pub(super) payment: Payment,
    pub(super) wallet: Wallet,
    line: Line,
    current: Option<(SubscriptionId, Subscription)>,
    feed: Vec<PaymentEvent>,
    settled: usize,
    /// What payments have brought to the wallet.
    pub(super) credited_cents: i64,
    /// How often something was bought.
    pub(super) activations: usize,
}

impl World {
    /// A push that was sent, and a wallet that holds something already.
    pub(crate) fn new(holds: Money) -> Self {
        let held = WalletEvent::WalletCredited {
            customer_id: customer_id(),
            amount_cents: holds,
            balance_cents: holds,
            cause: CreditCause::UnusedValue { subscription_id: subscription_id() },
        };
        let feed = vec![initiated(), dispatched()];
        Self {
            payment: after_events(feed.clone()),
            wallet: after_events([held]),
            line: after_events([line_added()]),
            current: None,
            feed,
            settled: 0,
            credited_cents: 0,
            activations: 0,
        }
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &PaymentEvent> {
        self.feed.iter()
    }

    /// Something is told about the push.
    pub(crate) fn deliver(&mut self, delivery: &Delivery, now: Timestamp) {
        for event in self.payment.decide(delivery.command(now)).unwrap() {
            self.payment.apply(event.clone());
            self.feed.push(event);
        }
    }

    /// The policy catches up with the feed.
    pub(super) fn settle(&mut self, now: Timestamp) {
        while let Some(event) = self.feed.get(self.settled).cloned() {
            self.settle_event(&event, now);
            self.settled += 1;
        }
    }

    /// The policy reads the whole feed again.
    pub(super) fn settle_from_the_beginning(&mut self, now: Timestamp) {
        self.settled = 0;
        self.settle(now);
    }

    fn settle_event(&mut self, event: &PaymentEvent, now: Timestamp) {
        let Some(brought) = react(payment_id(), event) else {
            return;
        };
        let purchased = settle(&Settlement {
            brought: &brought,
            payment: &self.payment,
            wallet: &self.wallet,
            line: &self.line,
            renewal: Err(KeptReason::NothingToRenew),
            current: self.current.as_ref().map(|(id, held)| (*id, held)),
            new_subscription_id: next_subscription_id(),
            now,
        })
        .unwrap();
        for event in purchased.wallet {
            match &event {
                WalletEvent::WalletCredited {
                    cause: CreditCause::Payment { .. },
                    amount_cents,
                    ..
                } => self.credited_cents += amount_cents.cents(),
                WalletEvent::WalletDebited { cause: DebitCause::Purchase { .. }, .. } => {
                    self.activations += 1;
                }
                WalletEvent::WalletDebited { cause: DebitCause::Merged { .. }, .. } => {
                    panic!("no payment came unprompted: {event:?}")
                }
                WalletEvent::WalletDebited {
                    cause: DebitCause::Refund { .. } | DebitCause::Reversed { .. },
                    ..
                }
                | WalletEvent::WalletCredited { cause: CreditCause::RefundFailed { .. }, .. }
                | WalletEvent::WalletShort { .. } => {
                    panic!("nobody gave anything back: {event:?}")
                }
                WalletEvent::WalletCredited { cause: CreditCause::UnusedValue { .. }, .. } => {
                    panic!("nothing was bought before, so nothing is unused: {event:?}")
                }
            }
            self.wallet.apply(event);
        }
        for (id, events) in purchased.subscriptions {
            self.serve(id, events);
        }
    }

    fn serve(&mut self, id: SubscriptionId, events: Vec<SubscriptionEvent>) {
        let same = self.current.take().filter(|(held, _)| *held == id);
        let mut subscription = same.map(|(_, held)| held).unwrap_or_default();
        for event in events {
            subscription.apply(event);
        }
        self.current = Some((id, subscription));
    }
}
