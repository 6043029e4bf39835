//! Buying from the wallet: payment rule 4, subscription rule 1.

use domain::SubscriptionId;
use domain::package::{Package, PackageEvent};
use domain::payment::PaymentEvent;
use domain::purchase::{Order, PurchaseError, Purchased, buy};
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};
use domain::wallet::{Wallet, WalletError};

use super::world::*;
use crate::samples::{
    DAY, HOUR, after, after_events, cents, customer_id, day_package, failed, hour_package, line_id,
    next_subscription_id, prompted, subscription_id,
};

#[test]
fn money_goes_to_the_wallet_first_and_the_subscription_is_bought_from_it() {
    let purchased = paid_for(hour_package(), 2_000).settle(&completed_with(2_000));
    assert_eq!(
        purchased,
        Ok(Purchased {
            wallet: vec![credited(2_000, 2_000, None), debited(2_000, 0, next_subscription_id()),],
            subscriptions: vec![(
                next_subscription_id(),
                vec![activated(
                    next_subscription_id(),
                    hour_package(),
                    after(30),
                    after(30 + HOUR)
                )],
            )],
        }),
    );
}

#[test]
fn what_is_left_stays_in_the_wallet_and_is_used_next_time() {
    let mut world = paid_for(hour_package(), 3_000);
    let first = world.settle(&completed_with(3_000)).unwrap();
    assert_eq!(first.wallet.last(), Some(&debited(2_000, 1_000, next_subscription_id())));
    world = paid_for(hour_package(), 1_000);
    world.wallet = after_events([returned(1_000, 1_000)]);
    let next = world.settle(&completed_with(1_000)).unwrap();
    assert_eq!(next.wallet.last(), Some(&debited(2_000, 0, next_subscription_id())));
}

#[test]
fn what_was_bought_is_the_snapshot_even_if_repriced_or_retired_since() {
    let created = PackageEvent::PackageCreated {
        package_id: hour_package().package_id,
        terms: hour_package().terms,
    };
    let repriced = PackageEvent::PackageRepriced { price_cents: cents(9_000) };
    let bought = after_events::<Package>([created.clone()]).for_sale().unwrap();
    let package = after_events::<Package>([created, repriced, PackageEvent::PackageRetired {}]);
    assert!(package.for_sale().is_err());
    let purchased = paid_for(bought, 2_000).settle(&completed_with(2_000)).unwrap();
    assert_eq!(purchased.wallet.last(), Some(&debited(2_000, 0, next_subscription_id())));
}

#[test]
fn settled_again_is_success_and_no_event() {
    let mut world = paid_for(hour_package(), 2_000);
    let first = world.settle(&completed_with(2_000)).unwrap();
    world.wallet = after_events(first.wallet);
    assert_eq!(world.settle(&completed_with(2_000)), Ok(Purchased::default()));
    // Not even if the wallet could pay for another.
    world.wallet = after_events([credited(2_000, 9_000, None)]);
    assert_eq!(world.settle(&completed_with(2_000)), Ok(Purchased::default()));
}

#[test]
fn a_payment_that_has_brought_nothing_is_not_settled() {
    let over: Vec<PaymentEvent> = prompted().into_iter().chain([failed("1032")]).collect();
    for history in [vec![], prompted(), over] {
        let mut world = paid_for(hour_package(), 2_000);
        world.payment = after_events(history);
        let refused = world.settle(&completed_with(2_000));
        assert_eq!(refused, Err(PurchaseError::NothingBrought));
    }
}

#[test]
fn the_same_package_while_active_adds_time_to_what_serves_the_line() {
    let mut world = paid_for(hour_package(), 2_000);
    world.current = Some(an_hour_ending_at(HOUR / 2));
    let purchased = world.settle(&completed_with(2_000)).unwrap();
    assert_eq!(
        purchased.subscriptions,
        vec![(
            subscription_id(),
            vec![SubscriptionEvent::SubscriptionExtended {
                package: hour_package(),
                from: after(HOUR / 2),
                ends_at: after(HOUR / 2 + HOUR),
                bought_at: after(30),
                cause: by_payment(),
            }],
        )],
    );
    assert_eq!(purchased.wallet.last(), Some(&debited(2_000, 0, subscription_id())));
}

#[test]
fn another_package_while_active_returns_the_unused_value_to_the_wallet() {
    let mut world = paid_for(day_package(), 8_000);
    world.current = Some(an_hour_ending_at(30 + HOUR / 2));
    let purchased = world.settle(&completed_with(8_000)).unwrap();
    assert_eq!(
        purchased.wallet,
        vec![
            credited(8_000, 8_000, None),
            debited(8_000, 0, subscription_id()),
            returned(1_000, 1_000),
        ],
    );
    assert_eq!(
        purchased.subscriptions,
        vec![(
            subscription_id(),
            vec![SubscriptionEvent::SubscriptionChanged {
                package: day_package(),
                starts_at: after(30),
                ends_at: after(30 + DAY),
                unused_value_cents: cents(1_000),
                cause: by_payment(),
            }],
        )],
    );
}

#[test]
fn what_is_over_but_not_noted_ends_before_another_begins() {
    let mut world = paid_for(hour_package(), 2_000);
    world.current = Some(an_hour_ending_at(30));
    let purchased = world.settle(&completed_with(2_000)).unwrap();
    let ended = SubscriptionEvent::SubscriptionExpired { ended_at: after(30) };
    assert_eq!(
        purchased.subscriptions,
        vec![
            (subscription_id(), vec![ended]),
            (
                next_subscription_id(),
                vec![activated(
                    next_subscription_id(),
                    hour_package(),
                    after(30),
                    after(30 + HOUR)
                )],
            ),
        ],
    );
}

fn order(current: Option<(SubscriptionId, &Subscription)>) -> Order<'_> {
    Order {
        customer_id: customer_id(),
        line_id: line_id(),
        package: hour_package(),
        cause: ActivationCause::Wallet { by: customer_id() },
        current,
        new_subscription_id: next_subscription_id(),
        now: after(30),
    }
}

#[test]
fn one_buys_from_the_wallet_without_a_push() {
    let wallet = after_events::<Wallet>([returned(2_500, 2_500)]);
    let purchased = buy(&wallet, order(None)).unwrap();
    assert_eq!(purchased.wallet, vec![debited(2_000, 500, next_subscription_id())]);
    let [(id, events)] = purchased.subscriptions.as_slice() else {
        panic!("one subscription was expected")
    };
    assert_eq!(*id, next_subscription_id());
    assert!(matches!(
        events.as_slice(),
        [SubscriptionEvent::SubscriptionActivated { cause: ActivationCause::Wallet { by }, .. }]
            if *by == customer_id()
    ));
}

#[test]
fn a_wallet_that_holds_too_little_buys_nothing() {
    let wallet = after_events::<Wallet>([returned(1_999, 1_999)]);
    let too_low = WalletError::TooLow { balance: cents(1_999), asked: cents(2_000) };
    assert_eq!(buy(&wallet, order(None)), Err(PurchaseError::Wallet(too_low)));
}
