//! The figures of the dashboard.

use domain::Money;
use domain::payment::PaymentEvent;
use domain::wallet::KeptReason;
use projections::dashboard::{DAYS, Day, figures};
use uuid::Uuid;

use crate::events::{Buyer, PRICE_CENTS};
use crate::ground::{Ground, at};

#[tokio::test]
async fn an_empty_service_has_figures_too() {
    let ground = Ground::new().await;
    let shown = figures(&ground.pool, at("2026-11-23T08:00:00Z")).await.unwrap();
    assert_eq!(shown.by_day.len() as u64, DAYS);
    assert_eq!((shown.revenue_30_days_cents, shown.payments_today), (0, 0));
    assert_eq!((shown.position, shown.lag_positions), (0, 0));
    assert_eq!(shown.seconds_since_last_payment, None);
    assert_eq!(shown.normal_seconds_between_payments, None);
    assert_eq!(shown.oldest_pending_seconds, None);
}

#[tokio::test]
async fn money_stands_on_the_nairobi_day_on_which_it_was_paid() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let extra = buyer.of_payment(
        1,
        PaymentEvent::ExtraReceiptCredited {
            receipt: buyer.receipt(9),
            amount_cents: Money::from_cents(700),
            paid_at: at("2026-11-23T07:00:00Z"),
        },
    );
    let facts = vec![
        buyer.created_package(),
        buyer.initiated(1, "2026-11-22T20:59:00Z"),
        // Two minutes to midnight in Nairobi, and a minute past it.
        buyer.completed(1, "2026-11-22T20:58:00Z"),
        Buyer::new(2).initiated(1, "2026-11-22T21:00:00Z"),
        Buyer::new(2).completed(1, "2026-11-22T21:01:00Z"),
        extra,
        // Before the thirty days.
        Buyer::new(3).initiated(1, "2026-10-24T10:00:00Z"),
        Buyer::new(3).completed(1, "2026-10-24T10:00:00Z"),
    ];
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;

    let shown = figures(&ground.pool, at("2026-11-23T08:00:00Z")).await.unwrap();
    let day = |text: &str, revenue_cents, payments| Day {
        day: text.parse().unwrap(),
        revenue_cents,
        payments,
    };
    assert_eq!(shown.by_day.first(), Some(&day("2026-10-25", 0, 0)));
    assert_eq!(
        shown.by_day[28..],
        [day("2026-11-22", PRICE_CENTS, 1), day("2026-11-23", PRICE_CENTS + 700, 1)]
    );
    assert_eq!((shown.revenue_today_cents, shown.payments_today), (PRICE_CENTS + 700, 1));
    assert_eq!(shown.revenue_30_days_cents, 2 * PRICE_CENTS + 700);
    assert_eq!(shown.by_package.len(), 1);
    let sales = &shown.by_package[0];
    assert_eq!(
        (sales.name.as_str(), sales.revenue_cents, sales.payments),
        ("3 hours", 2 * PRICE_CENTS + 700, 2)
    );
    assert_eq!((shown.position, shown.lag_positions), (position, 0));
}

#[tokio::test]
async fn who_paid_and_is_not_served_is_counted_until_the_money_is_settled() {
    let ground = Ground::new().await;
    let (offline, served, kept, long_ago) =
        (Buyer::new(1), Buyer::new(2), Buyer::new(3), Buyer::new(4));
    ground.clock.set("2026-11-21T07:00:30Z");
    let before = vec![
        long_ago.initiated(1, "2026-11-21T07:00:00Z"),
        long_ago.completed(1, "2026-11-21T07:00:20Z"),
    ];
    ground.append(Uuid::nil(), before).await;
    ground.clock.set("2026-11-23T07:00:30Z");
    let mut facts = vec![
        offline.initiated(1, "2026-11-23T07:00:00Z"),
        offline.completed(1, "2026-11-23T07:00:20Z"),
        kept.initiated(1, "2026-11-23T07:00:00Z"),
        kept.completed(1, "2026-11-23T07:00:20Z"),
        kept.credited(1, PRICE_CENTS, Some(KeptReason::TooLittle)),
        Buyer::new(5).initiated(1, "2026-11-23T06:58:00Z"),
        Buyer::new(6).initiated(1, "2026-11-23T06:59:00Z"),
        Buyer::new(7).initiated(1, "2026-11-22T06:00:00Z"),
        Buyer::new(7).dispatched(1, "2026-11-22T06:00:00Z"),
        Buyer::new(7).expired(1, "2026-11-23T06:00:00Z"),
    ];
    facts.extend(served.whole_story(1, "2026-11-23"));
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;

    let shown = figures(&ground.pool, at("2026-11-23T08:00:00Z")).await.unwrap();
    assert_eq!(shown.paid_but_offline, 1);
    assert_eq!((shown.pending_payments, shown.oldest_pending_seconds), (2, Some(3_720)));
    assert_eq!(shown.needs_a_look, 1);
    assert_eq!((shown.active_subscriptions, shown.expiring_within_24h), (1, 1));
    assert_eq!(shown.seconds_since_last_payment, Some(3_580));

    let settled = vec![
        offline.credited(1, PRICE_CENTS, None),
        offline.debited(0),
        offline.activated(1, "2026-11-23T08:00:00Z", "2026-11-25T08:00:00Z"),
    ];
    let position = ground.append(Uuid::nil(), settled).await;
    ground.project(position).await;
    let shown = figures(&ground.pool, at("2026-11-23T08:00:01Z")).await.unwrap();
    assert_eq!(shown.paid_but_offline, 0);
    assert_eq!((shown.active_subscriptions, shown.expiring_within_24h), (2, 1));
}

#[tokio::test]
async fn the_normal_of_an_hour_is_that_of_the_same_hour_in_the_weeks_before() {
    let ground = Ground::new().await;
    let mut facts = Vec::new();
    // Two weeks ago three payments in this hour, last week five; in the hour before many more.
    let hours =
        [("2026-11-09T08", 3), ("2026-11-16T08", 5), ("2026-11-16T07", 9), ("2026-11-23T08", 1)];
    let mut number = 0;
    for (hour, payments) in hours {
        for minute in 0..payments {
            number += 1;
            let buyer = Buyer::new(number);
            facts.push(buyer.initiated(1, &format!("{hour}:{minute:02}:00Z")));
            facts.push(buyer.completed(1, &format!("{hour}:{minute:02}:30Z")));
        }
    }
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;

    let shown = figures(&ground.pool, at("2026-11-23T08:20:00Z")).await.unwrap();
    // Eight payments in the two hours that there were since the first.
    assert_eq!(shown.normal_seconds_between_payments, Some(900));
    assert_eq!(shown.seconds_since_last_payment, Some(1_170));
    let shown = figures(&ground.pool, at("2026-11-23T03:20:00Z")).await.unwrap();
    assert_eq!(shown.normal_seconds_between_payments, None, "nobody pays at that hour");

    let shown = figures(&ground.pool, at("2026-11-16T08:20:00Z")).await.unwrap();
    assert_eq!(shown.by_hour.len(), 24);
    assert_eq!(shown.by_hour[0].hour, at("2026-11-15T09:00:00Z"));
    let last = shown.by_hour.iter().rev().map(|hour| hour.payments).take(3).collect::<Vec<_>>();
    assert_eq!(last, [5, 9, 0]);
}
