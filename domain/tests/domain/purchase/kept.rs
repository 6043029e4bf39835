//! Money that stays in the wallet instead of buying what was chosen: payment rules 3 and 4.

use domain::Timestamp;
use domain::line::LineEvent;
use domain::purchase::{Brought, Intent, Purchased};
use domain::subscription::SubscriptionEvent;
use domain::wallet::KeptReason;

use super::world::*;
use crate::samples::{
    DAY, HOUR, after, after_events, cents, confirmed, day_package, hour_package, initiated_for,
    line_added, month_package, start, subscription_id,
};

#[test]
fn it_activates_only_if_the_wallet_then_covers_the_price() {
    let world = paid_for(hour_package(), 1_999);
    assert_eq!(world.kept_because(&completed_with(1_999)), Some(KeptReason::TooLittle));
    let world = paid_for(hour_package(), 2_000);
    assert_eq!(world.kept_because(&completed_with(2_000)), None);
}

#[test]
fn learnt_of_more_than_fifteen_minutes_after_it_was_paid_it_stays_in_the_wallet() {
    let mut world = paid_for(hour_package(), 2_000);
    world.now = after(20 + 15 * 60);
    assert_eq!(world.kept_because(&completed_with(2_000)), None);
    world.now = after(20 + 15 * 60 + 1);
    assert_eq!(world.kept_because(&completed_with(2_000)), Some(KeptReason::LearntLate));
}

#[test]
fn a_package_of_a_day_or_longer_may_be_learnt_of_a_day_after_it_was_paid() {
    for package in [day_package(), month_package()] {
        let price_cents = package.terms.price_cents.cents();
        let mut world = paid_for(package, price_cents);
        world.now = after(20 + DAY);
        assert_eq!(world.kept_because(&completed_with(price_cents)), None);
        world.now = after(20 + DAY + 1);
        let kept = world.kept_because(&completed_with(price_cents));
        assert_eq!(kept, Some(KeptReason::LearntLate));
    }
}

#[test]
fn a_query_an_hour_later_is_late_although_it_does_not_say_when_it_was_paid() {
    let confirmed_at = |at: Timestamp| World {
        payment: after_events([initiated_for(hour_package()), confirmed(2_000, at)]),
        now: at,
        ..paid_for(hour_package(), 2_000)
    };
    let brought = Brought { receipt: None, ..completed_with(2_000) };
    let world = confirmed_at(after(30));
    assert_eq!(world.kept_because(&brought), None);
    let world = confirmed_at(after(HOUR));
    assert_eq!(world.kept_because(&brought), Some(KeptReason::LearntLate));
}

#[test]
fn after_the_customer_has_bought_again_it_stays_in_the_wallet() {
    let bought_at = |at: Timestamp| World {
        current: Some(after_events([activated(
            subscription_id(),
            hour_package(),
            at,
            after(2 * HOUR),
        )])),
        ..paid_for(hour_package(), 2_000)
    };
    let world = bought_at(after(10));
    assert_eq!(world.kept_because(&completed_with(2_000)), Some(KeptReason::BoughtAgain));
    let world = bought_at(start());
    assert_eq!(world.kept_because(&completed_with(2_000)), None);
}

#[test]
fn money_for_a_closed_line_stays_in_the_wallet() {
    let mut world = paid_for(hour_package(), 2_000);
    world.line = after_events([line_added(), LineEvent::LineClosed {}]);
    assert_eq!(world.kept_because(&completed_with(2_000)), Some(KeptReason::LineClosed));
}

#[test]
fn money_beyond_what_was_asked_stays_in_the_wallet() {
    let brought = Brought { intent: Intent::Keep, ..completed_with(2_000) };
    let world = paid_for(hour_package(), 2_000);
    assert_eq!(world.kept_because(&brought), Some(KeptReason::Extra));
}

#[test]
fn the_money_is_credited_even_if_the_purchase_is_refused() {
    let endless = activated(subscription_id(), hour_package(), start(), Timestamp::MAX_UTC);
    let mut world = paid_for(hour_package(), 2_000);
    world.current = Some(after_events([endless]));
    assert_eq!(
        world.settle(&completed_with(2_000)),
        Ok(Purchased {
            wallet: vec![credited(2_000, 2_000, Some(KeptReason::Refused))],
            subscriptions: vec![],
        }),
    );
}

#[test]
fn adding_time_or_changing_the_package_is_buying_again_too() {
    let before = activated(subscription_id(), hour_package(), after(-60), after(HOUR - 60));
    let extended = SubscriptionEvent::SubscriptionExtended {
        package: hour_package(),
        from: after(HOUR - 60),
        ends_at: after(2 * HOUR - 60),
        bought_at: after(10),
        cause: by_payment(),
    };
    let changed = SubscriptionEvent::SubscriptionChanged {
        package: day_package(),
        starts_at: after(10),
        ends_at: after(10 + DAY),
        unused_value_cents: cents(0),
        cause: by_payment(),
    };
    for (again, kept) in [
        (vec![], None),
        (vec![extended], Some(KeptReason::BoughtAgain)),
        (vec![changed], Some(KeptReason::BoughtAgain)),
    ] {
        let mut world = paid_for(hour_package(), 2_000);
        world.current = Some(after_events([vec![before.clone()], again].concat()));
        assert_eq!(world.kept_because(&completed_with(2_000)), kept);
    }
}
