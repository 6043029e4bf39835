//! Payment rule 9: any order and any duplication of the same deliveries ends in the same state.

mod deliveries;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use domain::Money;
use domain::codes::Receipt;
use domain::payment::{PaymentEvent, Status};
use proptest::prelude::*;

use crate::samples::{after, cents};
pub(crate) use deliveries::histories;
use deliveries::{Delivery, Tells};
use world::ASKED_CENTS;
pub(crate) use world::World;

/// What a set of deliveries ends in, worked out without any order.
#[derive(Debug, PartialEq, Eq)]
struct End {
    status: Status,
    receipts: BTreeMap<Receipt, Money>,
    brought: Money,
    needs_a_look: bool,
}

impl End {
    fn of_the_set(deliveries: &[Delivery]) -> Self {
        let mut receipts = BTreeMap::new();
        let mut confirmed = false;
        let mut failures = BTreeSet::new();
        for delivery in deliveries {
            match delivery.tells() {
                Tells::Paid(receipt, amount) => drop(receipts.insert(receipt, amount)),
                Tells::Confirmed => confirmed = true,
                Tells::Failed(code) => drop(failures.insert(code)),
                Tells::Nothing => {}
            }
        }
        let paid = confirmed || !receipts.is_empty();
        let mismatch = receipts.values().any(|amount| *amount != cents(ASKED_CENTS));
        let sum = receipts.values().map(|amount| amount.cents()).sum();
        Self {
            status: match (paid, failures.is_empty()) {
                (true, _) => Status::Completed,
                (false, false) => Status::Failed,
                (false, true) => Status::Pending,
            },
            brought: match (receipts.is_empty(), confirmed) {
                (true, true) => cents(ASKED_CENTS),
                (true, false) | (false, _) => cents(sum),
            },
            needs_a_look: mismatch
                || receipts.len() > 1
                || failures.len() > 1
                || (paid && !failures.is_empty()),
            receipts,
        }
    }

    fn of(world: &World) -> Self {
        let mut receipts = BTreeMap::new();
        for event in world.events() {
            if let PaymentEvent::PaymentCompleted { receipt, amount_cents, .. }
            | PaymentEvent::ReceiptAttached { receipt, amount_cents, .. }
            | PaymentEvent::ExtraReceiptCredited { receipt, amount_cents, .. } = event
            {
                let before = receipts.insert(receipt.clone(), *amount_cents);
                assert_eq!(before, None, "{receipt} was taken twice");
            }
        }
        Self {
            status: world.payment.status().unwrap(),
            receipts,
            brought: world.payment.brought(),
            needs_a_look: world.payment.look_reasons().next().is_some(),
        }
    }
}

/// Events that say that money came for the first time.
fn first_money(world: &World) -> usize {
    world
        .events()
        .filter(|event| {
            matches!(
                event,
                PaymentEvent::PaymentCompleted { .. } | PaymentEvent::PaymentConfirmed { .. }
            )
        })
        .count()
}

/// By how much the receipt of a confirmed payment fell short of what Safaricom had confirmed.
fn shortfall_cents(world: &World) -> i64 {
    world
        .events()
        .filter_map(|event| {
            let PaymentEvent::ReceiptAttached { confirmed_cents, amount_cents, .. } = event else {
                return None;
            };
            Some((confirmed_cents.cents() - amount_cents.cents()).max(0))
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_order_and_any_duplication_of_the_same_deliveries_ends_in_the_same_state(
        (set, orders) in histories(),
        gap_seconds in 0_i64..2_000,
    ) {
        let expected = End::of_the_set(&set);
        for order in orders {
            let mut world = World::new(Money::ZERO);
            for (index, delivery) in (1_i64..).zip(&order) {
                world.deliver(delivery, after(2 + index * gap_seconds));
            }
            prop_assert_eq!(&End::of(&world), &expected, "{:?}", order);
        }
    }

    #[test]
    fn at_most_one_event_ever_says_that_the_money_came_and_completed_is_never_undone(
        (set, orders) in histories(),
    ) {
        for order in orders {
            let mut world = World::new(Money::ZERO);
            let mut was_completed = false;
            for delivery in &order {
                world.deliver(delivery, after(30));
                let completed = world.payment.status() == Some(Status::Completed);
                prop_assert!(completed || !was_completed, "{delivery:?} undid it");
                prop_assert_eq!(first_money(&world), usize::from(completed));
                was_completed = completed;
            }
            let events = world.events().count();
            for delivery in &set {
                world.deliver(delivery, after(60));
            }
            prop_assert_eq!(world.events().count(), events, "a repeat led to an event");
        }
    }

    #[test]
    fn settlement_credits_exactly_what_was_brought_and_activates_at_most_once(
        (_, orders) in histories(),
        held_cents in prop_oneof![Just(0), 0_i64..ASKED_CENTS],
        gap_seconds in prop_oneof![Just(1_i64), 0_i64..2_000],
        lags in any::<bool>(),
    ) {
        for order in orders {
            let mut world = World::new(cents(held_cents));
            let mut now = after(2);
            for (index, delivery) in (1_i64..).zip(&order) {
                now = after(2 + index * gap_seconds);
                world.deliver(delivery, now);
                if !lags {
                    world.settle(now);
                }
            }
            world.settle(now);
            // The feed may be read again after a crash; nothing is done twice.
            world.settle_from_the_beginning(now);

            // A wallet is never credited with less than was brought. It is credited with more only
            // where a receipt came to less than Safaricom had confirmed, and a person is shown it.
            let shortfall = shortfall_cents(&world);
            let brought = world.payment.brought().cents();
            prop_assert_eq!(world.credited_cents, brought + shortfall);
            prop_assert!(shortfall == 0 || world.payment.look_reasons().next().is_some());

            let paid = world.payment.status() == Some(Status::Completed);
            prop_assert!(world.activations <= usize::from(paid), "{}", world.activations);
            let spent = i64::try_from(world.activations).unwrap() * ASKED_CENTS;
            let left = held_cents + world.credited_cents - spent;
            prop_assert_eq!(world.wallet.balance(), cents(left));
            prop_assert!(left >= 0);
        }
    }
}
