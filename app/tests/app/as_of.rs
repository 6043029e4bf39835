//! The past, asked for later, is what the read models said when it was the present.

use std::sync::Arc;

use app::demo::{DemoClock, Plan, fill};
use chrono::TimeDelta;
use domain::Timestamp;
use domain::time::Clock;
use event_store::feed;
use projections::dashboard::{self, Figures};
use projections::history::{self, AsOf};
use projections::page::PAGE_MAX;
use projections::subscriptions::{self, Subscription, SubscriptionFilter, SubscriptionStatus};
use projections::users::{self, Balance};
use projections::{Cursor, Page, projectors};
use sqlx::PgPool;

use crate::ground::{Ground, at};

const PLAN: Plan = Plan { days: 4, customers: 14, visits_a_day: 14, odd_every: 5, seed: 23 };
const END: &str = "2026-03-14T17:45:00Z";
/// How far apart the moments are; no divisor of a day, so that every hour has its turn.
const EVERY: TimeDelta = TimeDelta::minutes(317);

/// What there is to read at a moment.
#[derive(Debug, PartialEq)]
struct Seen {
    figures: Figures,
    balances: Vec<Balance>,
    subscriptions: Vec<Subscription>,
    active: Vec<Subscription>,
    expired: Vec<Subscription>,
}

/// Every item of a list, page by page.
async fn whole<T>(mut page: impl AsyncFnMut(Option<Cursor>) -> Page<T>) -> Vec<T> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let found = page(after).await;
        items.extend(found.items);
        after = found.next;
        if after.is_none() {
            return items;
        }
    }
}

fn filter(status: Option<SubscriptionStatus>, now: Timestamp) -> SubscriptionFilter {
    SubscriptionFilter { status: status.map(|status| (status, now)), customer_id: None }
}

/// What the live read models say.
async fn seen_now(pool: &PgPool, now: Timestamp) -> Seen {
    let list = async |status| {
        let filter = filter(status, now);
        whole(async |after| subscriptions::list(pool, filter, after, 7).await.unwrap()).await
    };
    Seen {
        // The whole demonstration is in the store already; what trails behind is the future.
        figures: Figures { lag_positions: 0, ..dashboard::figures(pool, now).await.unwrap() },
        balances: whole(async |after| users::balances(pool, None, after, PAGE_MAX).await.unwrap())
            .await,
        subscriptions: list(None).await,
        active: list(Some(SubscriptionStatus::Active)).await,
        expired: list(Some(SubscriptionStatus::Expired)).await,
    }
}

/// What the history says of a past moment.
async fn seen_in(pool: &PgPool, past: AsOf) -> Seen {
    let list = async |status| {
        let filter = filter(status, past.effective);
        whole(async |after| history::subscriptions(pool, past, filter, after, 7).await.unwrap())
            .await
    };
    Seen {
        figures: history::figures(pool, past).await.unwrap(),
        balances: whole(async |after| history::balances(pool, past, None, after, 3).await.unwrap())
            .await,
        subscriptions: list(None).await,
        active: list(Some(SubscriptionStatus::Active)).await,
        expired: list(Some(SubscriptionStatus::Expired)).await,
    }
}

#[tokio::test]
async fn as_of_a_past_moment_is_what_was_shown_then() {
    let end = at(END);
    let clock = Arc::new(DemoClock::at(PLAN.begin(end)));
    let ground = Ground::with_clock(clock.clone()).await;
    // The demonstration itself needs one read model; the rest are built as the time goes by.
    fill(&ground.ledger, &clock, PLAN, end, &|_| ()).await.unwrap();
    let pool = &ground.ledger.pool;
    forget_read_models(pool).await;
    let end = clock.now().max(end);

    let mut shown = Vec::new();
    let mut now = PLAN.begin(end);
    while now < end {
        ground.project(feed::position_at(pool, now).await.unwrap()).await;
        shown.push((now, seen_now(pool, now).await));
        now += EVERY;
    }
    ground.project(feed::head_of(pool).await.unwrap()).await;
    let at_the_end = seen_now(pool, end).await;

    let busy = shown.iter().filter(|(_, seen)| !seen.active.is_empty() && !seen.expired.is_empty());
    assert!(busy.count() > 5, "too little happens to show anything");
    assert!(at_the_end.figures.needs_a_look > 0 && at_the_end.figures.by_package.len() > 1);
    for (moment, seen) in shown {
        let past = AsOf { effective: moment, known: moment };
        let later = seen_in(pool, past).await;
        assert_eq!(later, seen, "as of {moment}");
        let total: i64 = seen.balances.iter().map(|wallet| wallet.balance_cents).sum();
        assert_eq!(history::total(pool, past).await.unwrap(), total);
    }
    assert_eq!(seen_in(pool, AsOf { effective: end, known: end }).await, at_the_end);
}

/// Throws the read models away and makes them empty again.
async fn forget_read_models(pool: &PgPool) {
    for projector in projectors() {
        let reader = projector.projection().reader();
        let statement = format!("DROP SCHEMA {}_v{} CASCADE", reader.name, reader.version);
        sqlx::raw_sql(&statement).execute(pool).await.unwrap();
    }
    projections::prepare(pool).await.unwrap();
}
