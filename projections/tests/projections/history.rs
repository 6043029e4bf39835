//! The past: what was so by a moment, as far as it was known by another.

use domain::Money;
use domain::package::PackageEvent;
use domain::payment::PaymentEvent;
use domain::subscription::{ActivationCause, SubscriptionEvent};
use domain::user::Role;
use domain::wallet::{CreditCause, KeptReason, WalletEvent};
use projections::dashboard::{self, Figures};
use projections::history::{self, AsOf, figures};
use projections::subscriptions::{SubscriptionFilter, SubscriptionStatus};
use uuid::Uuid;

use crate::events::{Buyer, Fact, PRICE_CENTS, terms};
use crate::ground::{Ground, at};

fn past(effective: &str, known: &str) -> AsOf {
    AsOf { effective: at(effective), known: at(known) }
}

/// Appends the events at that moment, and shows them.
async fn happens(ground: &Ground, now: &str, facts: Vec<Fact>) {
    ground.clock.set(now);
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
}

async fn balance(ground: &Ground, buyer: Buyer, past: AsOf) -> Option<i64> {
    let id = Some(buyer.customer.uuid());
    let page = history::balances(&ground.pool, past, id, None, 10).await.unwrap();
    page.items.first().map(|wallet| wallet.balance_cents)
}

async fn active(ground: &Ground, past: AsOf) -> i64 {
    let filter = SubscriptionFilter {
        status: Some((SubscriptionStatus::Active, past.effective)),
        customer_id: None,
    };
    let found = history::subscriptions(&ground.pool, past, filter, None, 10).await.unwrap();
    i64::try_from(found.items.len()).unwrap()
}

/// A payment at ten to eight of which nobody hears until noon.
async fn learnt_late(ground: &Ground, buyer: Buyer) {
    let asked = [
        buyer.registered(Role::Customer),
        vec![
            buyer.created_package(),
            buyer.initiated(1, "2026-11-23T07:49:00Z"),
            buyer.dispatched(1, "2026-11-23T07:49:01Z"),
        ],
    ];
    happens(ground, "2026-11-23T07:49:02Z", asked.concat()).await;
    let given_up = vec![buyer.expired(1, "2026-11-23T09:00:00Z")];
    happens(ground, "2026-11-23T09:00:00Z", given_up).await;
    let learnt = vec![
        buyer.completed(1, "2026-11-23T07:50:00Z"),
        buyer.credited(1, PRICE_CENTS, Some(KeptReason::LearntLate)),
    ];
    happens(ground, "2026-11-23T12:00:00Z", learnt).await;
}

#[tokio::test]
async fn a_late_fact_is_so_from_when_it_was_and_known_from_when_it_was_recorded() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    learnt_late(&ground, buyer).await;
    let (eight, ten, noon) =
        ("2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z");

    // What was known at the time: it waits, and then it was given up.
    let then = figures(&ground.pool, past(eight, eight)).await.unwrap();
    assert_eq!((then.revenue_today_cents, then.payments_today), (0, 0));
    assert_eq!((then.pending_payments, then.oldest_pending_seconds), (1, Some(660)));
    assert_eq!((then.position, then.lag_positions), (5, 0));
    assert_eq!(balance(&ground, buyer, past(eight, eight)).await, None);
    let then = figures(&ground.pool, past(ten, ten)).await.unwrap();
    assert_eq!((then.pending_payments, then.revenue_today_cents, then.needs_a_look), (0, 0, 1));
    // As of eight, it was not known at ten that it would be paid: it was waiting.
    let then = figures(&ground.pool, past(eight, ten)).await.unwrap();
    assert_eq!((then.pending_payments, then.needs_a_look), (1, 0));

    // What is known since noon: it had been paid, and nobody was served for it.
    for moment in [eight, ten] {
        let known = figures(&ground.pool, past(moment, noon)).await.unwrap();
        assert_eq!((known.revenue_today_cents, known.payments_today), (PRICE_CENTS, 1));
        assert_eq!((known.pending_payments, known.paid_but_offline), (0, 1));
        assert_eq!(balance(&ground, buyer, past(moment, noon)).await, Some(PRICE_CENTS));
    }
    let known = figures(&ground.pool, past(eight, noon)).await.unwrap();
    assert_eq!(known.seconds_since_last_payment, Some(600));
    assert_eq!((known.position, known.lag_positions), (8, 0));
    // At noon it was decided to keep the money.
    let known = figures(&ground.pool, past(noon, noon)).await.unwrap();
    assert_eq!(known.paid_but_offline, 0);
    // A minute before it was paid, nothing that came later tells of it.
    let before = figures(&ground.pool, past("2026-11-23T07:49:30Z", noon)).await.unwrap();
    assert_eq!((before.pending_payments, before.revenue_today_cents), (1, 0));
    assert_eq!(balance(&ground, buyer, past("2026-11-23T07:49:30Z", noon)).await, None);
}

#[tokio::test]
async fn a_subscription_is_over_at_its_end_whenever_that_was_recorded() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let begun = [buyer.registered(Role::Customer), buyer.whole_story(1, "2026-11-23")].concat();
    happens(&ground, "2026-11-23T07:00:30Z", begun).await;
    let again = SubscriptionEvent::SubscriptionExtended {
        package: buyer.snapshot(),
        from: at("2026-11-23T10:00:21Z"),
        ends_at: at("2026-11-23T13:00:21Z"),
        bought_at: at("2026-11-23T09:00:00Z"),
        cause: ActivationCause::Wallet { by: buyer.customer },
    };
    let again = vec![buyer.of_subscription(again)];
    happens(&ground, "2026-11-23T09:00:00Z", again).await;
    let ended = vec![buyer.ended("2026-11-23T13:00:21Z")];
    happens(&ground, "2026-11-23T15:00:00Z", ended).await;

    let now = "2026-11-23T16:00:00Z";
    for (moment, known, expected) in [
        ("2026-11-23T07:00:20Z", now, 0),
        ("2026-11-23T07:00:21Z", now, 1),
        // The end that was known before the extension, and the one after it.
        ("2026-11-23T10:00:21Z", "2026-11-23T08:00:00Z", 0),
        ("2026-11-23T10:00:21Z", now, 1),
        ("2026-11-23T13:00:20Z", now, 1),
        ("2026-11-23T13:00:21Z", now, 0),
        ("2026-11-23T14:00:00Z", "2026-11-23T14:00:00Z", 0),
        (now, now, 0),
    ] {
        let past = past(moment, known);
        let shown = figures(&ground.pool, past).await.unwrap().active_subscriptions;
        assert_eq!(shown, expected, "as of {moment}, known at {known}");
        assert_eq!(active(&ground, past).await, expected, "as of {moment}, known at {known}");
    }
    let shown = history::subscriptions(
        &ground.pool,
        past("2026-11-23T08:00:00Z", now),
        SubscriptionFilter::default(),
        None,
        10,
    );
    let shown = shown.await.unwrap().items;
    assert_eq!(shown[0].end_date, at("2026-11-23T10:00:21Z"), "as it was before the extension");
    assert_eq!((shown[0].customer_name.as_deref(), shown[0].ended_at), (Some("Wanjiku 1"), None));
}

#[tokio::test]
async fn the_present_is_the_past_of_this_moment() {
    let ground = Ground::new().await;
    let (first, second) = (Buyer::new(1), Buyer::new(2));
    learnt_late(&ground, first).await;
    let confirmed = vec![
        second.initiated(1, "2026-11-23T12:01:00Z"),
        second.dispatched(1, "2026-11-23T12:01:01Z"),
        second.of_payment(
            1,
            PaymentEvent::PaymentConfirmed {
                amount_cents: Money::from_cents(PRICE_CENTS),
                at: at("2026-11-23T12:02:00Z"),
            },
        ),
    ];
    happens(&ground, "2026-11-23T12:02:00Z", confirmed).await;
    let attached = vec![
        second.of_payment(
            1,
            PaymentEvent::ReceiptAttached {
                receipt: second.receipt(1),
                confirmed_cents: Money::from_cents(PRICE_CENTS),
                amount_cents: Money::from_cents(PRICE_CENTS + 1_000),
                paid_at: at("2026-11-23T12:01:20Z"),
            },
        ),
        second.of_payment(
            1,
            PaymentEvent::ExtraReceiptCredited {
                receipt: second.receipt(2),
                amount_cents: Money::from_cents(700),
                // Safaricom's clock is ahead of ours, and shows the next day in Nairobi.
                paid_at: at("2026-11-23T21:00:01Z"),
            },
        ),
        Fact::Wallet(
            second.customer.uuid(),
            WalletEvent::WalletCredited {
                customer_id: second.customer,
                amount_cents: Money::from_cents(PRICE_CENTS),
                balance_cents: Money::from_cents(PRICE_CENTS),
                cause: CreditCause::Payment {
                    payment_id: second.payment(1),
                    receipt: None,
                    kept: Some(KeptReason::Refused),
                },
            },
        ),
    ];
    happens(&ground, "2026-11-23T20:59:59Z", attached).await;
    let renamed =
        Fact::Package(first.package.uuid(), PackageEvent::PackageChanged { terms: terms("3h", 1) });
    happens(&ground, "2026-11-23T21:30:00Z", vec![renamed]).await;

    let minutes = ["2026-11-23T21:30:00Z", "2026-11-24T12:00:30Z", "2026-12-24T00:00:00Z"];
    for now in minutes {
        let live = dashboard::figures(&ground.pool, at(now)).await.unwrap();
        assert_eq!(figures(&ground.pool, past(now, now)).await.unwrap(), live, "{now}");
    }
    let named = |figures: Figures| figures.by_package[0].name.clone();
    let before = figures(&ground.pool, past("2026-11-23T21:00:00Z", "2026-11-24T00:00:00Z")).await;
    assert_eq!(named(before.unwrap()), "3 hours", "it was called so then");
}
