//! Subscriptions.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::claim::{ClaimChange, ClaimKind};
use domain::package::PackageSnapshot;
use domain::subscription::{
    ActivationCause, Buy, Subscription, SubscriptionCommand, SubscriptionError, SubscriptionEvent,
    bought_just_now_key,
};
use domain::time::months_later;
use domain::{LineId, Timestamp};

use crate::samples::{
    DAY, HOUR, after, after_events, cents, claims_of_last, customer_id, day_package, hour_package,
    line_id, month_package, other_payment_id, payment_id, release, start, subscription_id, take,
};

fn given(events: Vec<SubscriptionEvent>) -> AggregateTestExecutor<Subscription> {
    TestFramework::<Subscription>::with(()).given(events)
}

fn by_payment() -> ActivationCause {
    ActivationCause::Payment { payment_id: payment_id() }
}

fn by_wallet() -> ActivationCause {
    ActivationCause::Wallet { by: customer_id() }
}

fn buy_with(
    package: PackageSnapshot,
    cause: ActivationCause,
    now: Timestamp,
) -> SubscriptionCommand {
    SubscriptionCommand::Buy(Box::new(Buy {
        subscription_id: subscription_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        package,
        cause,
        now,
    }))
}

fn buy(package: PackageSnapshot, now: Timestamp) -> SubscriptionCommand {
    buy_with(package, by_payment(), now)
}

fn expire(now: Timestamp) -> SubscriptionCommand {
    SubscriptionCommand::Expire { now }
}

fn activated_until(package: PackageSnapshot, ends_at: Timestamp) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionActivated {
        subscription_id: subscription_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        package,
        starts_at: start(),
        ends_at,
        cause: by_payment(),
    }
}

/// The hour package, bought at the start.
fn activated() -> SubscriptionEvent {
    activated_until(hour_package(), after(HOUR))
}

/// Another hour, bought half an hour later.
fn extended() -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionExtended {
        package: hour_package(),
        from: after(HOUR),
        ends_at: after(2 * HOUR),
        bought_at: after(HOUR / 2),
        cause: by_payment(),
    }
}

fn changed_to_a_day(at: i64, unused_cents: i64) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionChanged {
        package: day_package(),
        starts_at: after(at),
        ends_at: after(at + DAY),
        unused_value_cents: cents(unused_cents),
        cause: by_payment(),
    }
}

fn shortened(from: i64, to: i64, ends_at: i64, unused_cents: i64) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionShortened {
        payment_id: payment_id(),
        package_id: hour_package().package_id,
        from: after(from),
        to: after(to),
        ends_at: after(ends_at),
        unused_value_cents: cents(unused_cents),
    }
}

/// Another hour, bought by another payment.
fn extended_by_another() -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionExtended {
        package: hour_package(),
        from: after(HOUR),
        ends_at: after(2 * HOUR),
        bought_at: after(HOUR / 2),
        cause: ActivationCause::Payment { payment_id: other_payment_id() },
    }
}

fn expired(ended_at: i64) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionExpired { ended_at: after(ended_at) }
}

/// What can become of a subscription.
pub(crate) fn every_story() -> Vec<Vec<SubscriptionEvent>> {
    let changed = || changed_to_a_day(60, 1_966);
    vec![
        vec![activated(), expired(HOUR)],
        vec![activated(), extended(), expired(2 * HOUR)],
        vec![activated(), changed(), expired(60 + DAY)],
        vec![activated(), extended(), changed(), changed(), expired(60 + DAY)],
        vec![activated(), shortened(60, HOUR, 60, 1_966), expired(60)],
        vec![activated(), extended(), shortened(60, HOUR, HOUR + 60, 1_966), changed()],
    ]
}

#[test]
fn what_is_bought_begins_at_once_and_lasts_as_long_as_was_sold() {
    given(vec![]).when(buy(hour_package(), start())).then_expect_events(vec![activated()]);
    let subscription = after_events::<Subscription>([activated()]);
    assert_eq!(subscription.active_until(start()), Some(after(HOUR)));
    assert_eq!(subscription.active_until(after(HOUR - 1)), Some(after(HOUR)));
    assert_eq!(subscription.active_until(after(HOUR)), None);
}

#[test]
fn a_month_is_a_calendar_month_in_nairobi() {
    let ends_at = months_later(start(), 1).unwrap();
    assert_eq!(ends_at, after(30 * DAY), "November has thirty days");
    given(vec![])
        .when(buy(month_package(), start()))
        .then_expect_events(vec![activated_until(month_package(), ends_at)]);
}

#[test]
fn renewing_the_same_line_while_active_adds_to_the_end_date() {
    for now in [after(HOUR / 2), after(HOUR - 1)] {
        let events =
            given(vec![activated()]).when(buy(hour_package(), now)).inspect_result().unwrap();
        let subscription = after_events::<Subscription>([vec![activated()], events].concat());
        assert_eq!(subscription.ends_at(), Some(after(2 * HOUR)), "no paid minute is lost");
    }
    given(vec![activated()])
        .when(buy(hour_package(), after(HOUR / 2)))
        .then_expect_events(vec![extended()]);
}

#[test]
fn renewal_takes_the_price_of_today() {
    let mut dearer = hour_package();
    dearer.terms.price_cents = cents(3_000);
    let events = given(vec![activated()])
        .when(buy(dearer.clone(), after(HOUR / 2)))
        .inspect_result()
        .unwrap();
    let renewed = [vec![activated()], events].concat();
    // A half of the first hour at the old price, and the whole second hour at the new one.
    given(renewed)
        .when(buy(day_package(), after(HOUR / 2)))
        .then_expect_events(vec![changed_to_a_day(HOUR / 2, 1_000 + 3_000)]);
}

#[test]
fn a_subscription_that_is_over_is_not_renewed() {
    for history in [vec![activated()], vec![activated(), expired(HOUR)]] {
        given(history)
            .when(buy(hour_package(), after(HOUR)))
            .then_expect_error(SubscriptionError::Over);
    }
}

#[test]
fn a_subscription_belongs_to_its_line() {
    let other: LineId = "019ab100-0000-7000-8000-00000000d002".parse().unwrap();
    let elsewhere = SubscriptionCommand::Buy(Box::new(Buy {
        subscription_id: subscription_id(),
        customer_id: customer_id(),
        line_id: other,
        package: hour_package(),
        cause: by_payment(),
        now: after(60),
    }));
    given(vec![activated()]).when(elsewhere).then_expect_error(SubscriptionError::OtherLine);
}

#[test]
fn nothing_is_expired_early() {
    for (history, ends_at) in
        [(vec![activated()], after(HOUR)), (vec![activated(), extended()], after(2 * HOUR))]
    {
        for now in [start(), ends_at - chrono::TimeDelta::seconds(1)] {
            given(history.clone())
                .when(expire(now))
                .then_expect_error(SubscriptionError::NotYet { ends_at });
        }
    }
}

#[test]
fn a_subscription_expires_at_its_end_date() {
    given(vec![activated()]).when(expire(after(HOUR))).then_expect_events(vec![expired(HOUR)]);
    let subscription = after_events::<Subscription>([activated(), expired(HOUR)]);
    assert_eq!(subscription.active_until(start()), None);
}

#[test]
fn after_downtime_the_true_end_date_is_kept() {
    given(vec![activated()]).when(expire(after(3 * DAY))).then_expect_events(vec![expired(HOUR)]);
}

#[test]
fn nothing_is_expired_twice() {
    given(vec![activated(), expired(HOUR)]).when(expire(after(3 * DAY))).then_expect_events(vec![]);
}

#[test]
fn every_activation_names_what_caused_it() {
    for cause in [by_payment(), by_wallet()] {
        for (history, package) in [
            (vec![], hour_package()),
            (vec![activated()], hour_package()),
            (vec![activated()], day_package()),
        ] {
            let events = given(history)
                .when(buy_with(package, cause.clone(), after(60)))
                .inspect_result()
                .unwrap();
            let named = match events.as_slice() {
                [
                    SubscriptionEvent::SubscriptionActivated { cause, .. }
                    | SubscriptionEvent::SubscriptionExtended { cause, .. }
                    | SubscriptionEvent::SubscriptionChanged { cause, .. },
                ] => cause,
                other => panic!("one activation was expected, not {other:?}"),
            };
            assert_eq!(*named, cause);
        }
    }
}

#[test]
fn another_package_begins_at_once_and_returns_the_unused_share_of_the_first_rounded_down() {
    for (at, unused_cents) in [(0, 2_000), (HOUR / 2, 1_000), (2_400, 666), (HOUR - 1, 0)] {
        given(vec![activated()])
            .when(buy(day_package(), after(at)))
            .then_expect_events(vec![changed_to_a_day(at, unused_cents)]);
    }
}

#[test]
fn the_unused_value_counts_every_term_that_was_paid_for_and_none_twice() {
    given(vec![activated(), extended()])
        .when(buy(day_package(), after(HOUR / 2)))
        .then_expect_events(vec![changed_to_a_day(HOUR / 2, 1_000 + 2_000)]);
    given(vec![activated(), extended()])
        .when(buy(day_package(), after(HOUR + HOUR / 2)))
        .then_expect_events(vec![changed_to_a_day(HOUR + HOUR / 2, 1_000)]);
}

#[test]
fn what_was_returned_at_a_change_is_not_returned_again() {
    let changed = vec![activated(), changed_to_a_day(0, 2_000)];
    let events =
        given(changed).when(buy(hour_package(), after(HOUR / 2))).inspect_result().unwrap();
    // 80 shillings for a day of which half an hour is gone; nothing for the hour of before.
    let [SubscriptionEvent::SubscriptionChanged { unused_value_cents, .. }] = events.as_slice()
    else {
        panic!("one change was expected, not {events:?}")
    };
    assert_eq!(*unused_value_cents, cents(7_833));
}

#[test]
fn an_end_date_beyond_the_calendar_is_refused() {
    let endless = activated_until(hour_package(), Timestamp::MAX_UTC);
    given(vec![endless])
        .when(buy(hour_package(), after(60)))
        .then_expect_error(SubscriptionError::TooLong);
}

#[test]
fn a_subscription_that_does_not_exist_does_not_expire() {
    given(vec![]).when(expire(after(HOUR))).then_expect_error(SubscriptionError::NotFound);
}

#[test]
fn the_line_is_claimed_while_it_is_served_and_the_purchase_for_two_minutes() {
    let line = line_id().to_string();
    let key = bought_just_now_key(line_id(), hour_package().package_id);
    let just_now = |key: &str, from: i64| {
        ClaimChange::take_until(ClaimKind::BoughtJustNow, key, after(from + 120))
    };
    assert_eq!(
        claims_of_last::<Subscription>(vec![activated()]),
        vec![take(ClaimKind::LineSubscription, &line), just_now(&key, 0)],
    );
    assert_eq!(
        claims_of_last::<Subscription>(vec![activated(), extended()]),
        vec![just_now(&key, HOUR / 2)],
    );
    let day_key = bought_just_now_key(line_id(), day_package().package_id);
    assert_eq!(
        claims_of_last::<Subscription>(vec![activated(), changed_to_a_day(60, 1_966)]),
        vec![just_now(&day_key, 60)],
    );
}

#[test]
fn what_has_ended_gives_up_its_line_and_the_purchase_that_was_just_made() {
    let key = bought_just_now_key(line_id(), hour_package().package_id);
    assert_eq!(
        claims_of_last::<Subscription>(vec![activated(), expired(HOUR)]),
        vec![
            release(ClaimKind::LineSubscription, &line_id().to_string()),
            release(ClaimKind::BoughtJustNow, &key),
        ],
    );
}

#[test]
fn what_a_reversed_payment_bought_ends_and_its_unused_value_is_told() {
    let shorten = |payment_id, now| SubscriptionCommand::Shorten { payment_id, now };
    let mine = payment_id();
    given(vec![activated()])
        .when(shorten(mine, after(HOUR / 2)))
        .then_expect_events(vec![shortened(HOUR / 2, HOUR, HOUR / 2, 1_000)]);
    // Time that another payment bought begins sooner.
    given(vec![activated(), extended_by_another()])
        .when(shorten(mine, after(HOUR / 2)))
        .then_expect_events(vec![shortened(HOUR / 2, HOUR, HOUR + HOUR / 2, 1_000)]);
    // And time that has not begun goes back whole.
    let later = SubscriptionEvent::SubscriptionShortened {
        payment_id: other_payment_id(),
        package_id: hour_package().package_id,
        from: after(HOUR),
        to: after(2 * HOUR),
        ends_at: after(HOUR),
        unused_value_cents: cents(2_000),
    };
    given(vec![activated(), extended_by_another()])
        .when(shorten(other_payment_id(), after(HOUR / 2)))
        .then_expect_events(vec![later.clone()]);
    // Nothing is left, or there is nothing any more.
    for (events, now) in [
        (vec![activated()], HOUR),
        (vec![activated(), expired(HOUR)], HOUR / 2),
        (vec![activated(), changed_to_a_day(60, 1_966)], HOUR / 2),
        (vec![activated(), shortened(HOUR / 2, HOUR, HOUR / 2, 1_000)], HOUR / 2),
        (vec![activated(), extended_by_another(), later], HOUR / 2),
    ] {
        let payment = if events.len() == 3 { other_payment_id() } else { mine };
        let is_changed =
            matches!(events.last(), Some(SubscriptionEvent::SubscriptionChanged { .. }));
        let payment = if is_changed { other_payment_id() } else { payment };
        given(events).when(shorten(payment, after(now))).then_expect_events(vec![]);
    }
    given(vec![]).when(shorten(mine, start())).then_expect_error(SubscriptionError::NotFound);
}

#[test]
fn what_is_left_after_time_was_taken_out_is_what_was_left_before() {
    let shorten = SubscriptionCommand::Shorten { payment_id: payment_id(), now: after(HOUR / 2) };
    let both = vec![activated(), extended_by_another()];
    let events = given(both.clone()).when(shorten).inspect_result().unwrap();
    let subscription = after_events::<Subscription>([both, events].concat());
    assert_eq!(subscription.ends_at(), Some(after(HOUR + HOUR / 2)));
    let change = buy(day_package(), after(HOUR));
    let events = cqrs_decide(&subscription, change);
    assert!(
        matches!(
            &events[0],
            SubscriptionEvent::SubscriptionChanged { unused_value_cents, .. }
                if *unused_value_cents == cents(1_000)
        ),
        "half of the other hour: {events:?}"
    );
}

fn cqrs_decide(
    subscription: &Subscription,
    command: SubscriptionCommand,
) -> Vec<SubscriptionEvent> {
    domain::Decide::decide(subscription, command).unwrap()
}
