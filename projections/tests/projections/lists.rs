//! The lists: every filter, and every page.

use std::future::Future;

use domain::package::PackageEvent;
use domain::payment::{LookReason, PaymentEvent, Status};
use domain::user::Role;
use domain::{Money, PackageId};
use projections::packages::Which;
use projections::payments::{PaymentFilter, PaymentOrder, PromptStage};
use projections::subscriptions::{SubscriptionFilter, SubscriptionStatus};
use projections::users::UserFilter;
use projections::{Cursor, Page, packages, payments, subscriptions, users};
use uuid::Uuid;

use crate::events::{Buyer, Fact, terms};
use crate::ground::{Ground, at};

/// Walks a list to its end in pages of two.
async fn walk<T, F>(page: impl Fn(Option<Cursor>) -> F) -> Vec<T>
where
    F: Future<Output = Result<Page<T>, sqlx::Error>>,
{
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let Page { items, next } = page(after).await.unwrap();
        assert!(items.len() <= 2);
        all.extend(items);
        // A cursor survives being shown to a client.
        after = next.map(|cursor| cursor.to_string().parse().unwrap());
        if after.is_none() {
            return all;
        }
    }
}

async fn found(ground: &Ground, filter: PaymentFilter) -> Vec<Uuid> {
    in_order(ground, filter, PaymentOrder::Newest).await
}

async fn in_order(ground: &Ground, filter: PaymentFilter, order: PaymentOrder) -> Vec<Uuid> {
    let all = walk(|after| payments::list(&ground.pool, &filter, order, after, 2)).await;
    all.into_iter().map(|payment| payment.id).collect()
}

/// Five payments that were asked for at the same moment, one a day before, and one a day after
/// that expired.
async fn some_payments() -> Ground {
    let ground = Ground::new().await;
    let mut facts = Vec::new();
    for number in 1..=5 {
        facts.push(Buyer::new(number).initiated(1, "2026-11-23T07:00:00Z"));
    }
    facts.push(Buyer::new(3).completed(1, "2026-11-23T07:00:30Z"));
    facts.extend(Buyer::new(6).whole_story(1, "2026-11-22"));
    facts.extend([
        Buyer::new(7).initiated(1, "2026-11-24T07:00:00Z"),
        Buyer::new(7).dispatched(1, "2026-11-24T07:00:02Z"),
        Buyer::new(7).expired(1, "2026-11-25T07:00:00Z"),
    ]);
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
    ground
}

fn ids(numbers: &[u32]) -> Vec<Uuid> {
    numbers.iter().map(|number| Buyer::new(*number).payment(1).uuid()).collect()
}

#[tokio::test]
async fn payments_are_listed_in_each_order_without_a_gap_or_a_repeat() {
    let ground = some_payments().await;
    let brought = |number, cents| {
        let amount_cents = Money::from_cents(cents);
        let (buyer, paid_at) = (Buyer::new(number), at("2026-11-23T07:00:40Z"));
        let receipt = buyer.receipt(1);
        buyer.of_payment(1, PaymentEvent::PaymentCompleted { receipt, amount_cents, paid_at })
    };
    let position = ground.append(Uuid::nil(), vec![brought(1, 7_000), brought(4, 4_000)]).await;
    ground.project(position).await;
    let none = PaymentFilter::default;
    let asked = PaymentFilter { needs_a_look: Some(false), ..none() };
    for (filter, order, expected) in [
        (none(), PaymentOrder::Newest, &[7, 5, 4, 3, 2, 1, 6][..]),
        (none(), PaymentOrder::Oldest, &[6, 1, 2, 3, 4, 5, 7]),
        (none(), PaymentOrder::Largest, &[1, 7, 5, 3, 2, 6, 4]),
        (none(), PaymentOrder::Smallest, &[4, 6, 2, 3, 5, 7, 1]),
        (asked, PaymentOrder::Largest, &[1, 5, 3, 2, 6, 4]),
        (PaymentFilter { amount_cents: Some(7_000), ..none() }, PaymentOrder::Oldest, &[1]),
    ] {
        assert_eq!(in_order(&ground, filter, order).await, ids(expected), "{order:?}");
    }
}

#[tokio::test]
async fn each_filter_of_payments_finds_what_it_says() {
    let ground = some_payments().await;
    let none = PaymentFilter::default;
    let cases = [
        (PaymentFilter { status: Some(Status::Pending), ..none() }, ids(&[5, 4, 2, 1])),
        (PaymentFilter { status: Some(Status::Completed), ..none() }, ids(&[3, 6])),
        (PaymentFilter { receipt: Some("UK00000301".to_owned()), ..none() }, ids(&[3])),
        (PaymentFilter { receipt: Some("UK00009999".to_owned()), ..none() }, vec![]),
        (PaymentFilter { phone: Some("254700000004".to_owned()), ..none() }, ids(&[4])),
        (
            PaymentFilter { from: Some(at("2026-11-23T07:00:00Z")), ..none() },
            ids(&[7, 5, 4, 3, 2, 1]),
        ),
        (PaymentFilter { to: Some(at("2026-11-23T07:00:00Z")), ..none() }, ids(&[6])),
        (
            PaymentFilter {
                amount_cents: Some(5_000),
                to: Some(at("2026-11-23T00:00:00Z")),
                ..none()
            },
            ids(&[6]),
        ),
        (PaymentFilter { amount_cents: Some(4_999), ..none() }, vec![]),
        (PaymentFilter { needs_a_look: Some(true), ..none() }, ids(&[7])),
        (PaymentFilter { needs_a_look: Some(false), ..none() }, ids(&[5, 4, 3, 2, 1, 6])),
        (PaymentFilter { customer_id: Some(Buyer::new(2).customer.uuid()), ..none() }, ids(&[2])),
        (
            PaymentFilter {
                customer_id: Some(Buyer::new(2).customer.uuid()),
                status: Some(Status::Failed),
                ..none()
            },
            vec![],
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(found(&ground, filter.clone()).await, expected, "{filter:?}");
    }
    let looked = payments::get(&ground.pool, ids(&[7])[0]).await.unwrap().unwrap();
    assert_eq!(looked.look_reasons, [LookReason::EndedUnknown]);
}

#[tokio::test]
async fn pending_payments_come_oldest_first_and_once_they_are_due() {
    let ground = Ground::new().await;
    let mut facts = Vec::new();
    for number in 1..=3 {
        facts.push(Buyer::new(number).initiated(1, "2026-11-23T07:00:00Z"));
        facts.push(Buyer::new(number).dispatched(1, "2026-11-23T07:00:05Z"));
    }
    facts.push(Buyer::new(2).completed(1, "2026-11-23T07:00:30Z"));
    facts.push(Buyer::new(4).initiated(1, "2026-11-23T06:00:00Z"));
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;

    let due = |before: &'static str| {
        let pool = &ground.pool;
        async move { walk(|after| payments::pending(pool, at(before), after, 2)).await }
    };
    let ids_of =
        |found: &[payments::Pending]| -> Vec<Uuid> { found.iter().map(|one| one.id).collect() };
    let all = due("2026-11-23T07:00:06Z").await;
    assert_eq!(ids_of(&all), ids(&[4, 1, 3]));
    assert_eq!(all[0].stage, PromptStage::Waiting);
    assert_eq!(
        (all[1].stage, all[1].dispatched_at),
        (PromptStage::Sent, Some(at("2026-11-23T07:00:05Z")))
    );
    let early = due("2026-11-23T07:00:05Z").await;
    assert_eq!(ids_of(&early), ids(&[4]), "the others were not sent before that moment");

    let unsent = payments::undispatched(&ground.pool, 10).await.unwrap();
    assert_eq!(unsent.len(), 1);
    assert_eq!((unsent[0].id, unsent[0].position), (ids(&[4])[0], position));
}

#[tokio::test]
async fn subscriptions_are_listed_by_status_and_customer_and_end_in_order() {
    let ground = Ground::new().await;
    let mut facts = Vec::new();
    for (number, ends_at) in [
        (1, "2026-11-23T10:00:00Z"),
        (2, "2026-11-23T09:00:00Z"),
        (3, "2026-11-23T08:00:00Z"),
        (4, "2026-11-23T11:00:00Z"),
    ] {
        facts.push(Buyer::new(number).initiated(1, "2026-11-23T07:00:00Z"));
        facts.push(Buyer::new(number).activated(1, "2026-11-23T07:00:00Z", ends_at));
    }
    facts.push(Buyer::new(3).ended("2026-11-23T08:00:00Z"));
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
    let now = at("2026-11-23T09:00:00Z");
    let of = |number| Buyer::new(number).subscription().uuid();
    let listed = |filter: SubscriptionFilter| {
        let pool = &ground.pool;
        async move {
            let all = walk(|after| subscriptions::list(pool, filter, after, 2)).await;
            all.into_iter().map(|one| one.id).collect::<Vec<_>>()
        }
    };

    assert_eq!(listed(SubscriptionFilter::default()).await, [of(4), of(3), of(2), of(1)]);
    let active =
        SubscriptionFilter { status: Some((SubscriptionStatus::Active, now)), customer_id: None };
    assert_eq!(listed(active).await, [of(4), of(1)]);
    let over =
        SubscriptionFilter { status: Some((SubscriptionStatus::Expired, now)), customer_id: None };
    assert_eq!(listed(over).await, [of(3)]);
    let own = SubscriptionFilter { status: None, customer_id: Some(Buyer::new(2).customer.uuid()) };
    assert_eq!(listed(own).await, [of(2)]);

    let due = subscriptions::due(&ground.pool, at("2026-11-23T10:00:00Z"), 10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [of(2), of(1)]);
    assert_eq!(subscriptions::next_end(&ground.pool).await.unwrap(), Some(now));
    let line = Buyer::new(4).line.uuid();
    let last = subscriptions::of_line(&ground.pool, line).await.unwrap().unwrap();
    assert_eq!((last.id, last.line_id), (of(4), line));
    let lines = [line, Buyer::new(1).line.uuid(), Uuid::nil()];
    assert_eq!(subscriptions::of_lines(&ground.pool, &lines).await.unwrap().len(), 2);
}

#[tokio::test]
async fn time_that_is_added_is_shown_with_both_payments() {
    let ground = Ground::new().await;
    let buyer = Buyer::new(1);
    let mut facts = buyer.whole_story(1, "2026-11-23");
    facts.extend([
        buyer.initiated(2, "2026-11-23T09:00:00Z"),
        buyer.completed(2, "2026-11-23T09:00:10Z"),
        buyer.bought_again(2, at("2026-11-23T10:00:21Z"), "2026-11-23T13:00:21Z"),
    ]);
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
    for n in [1, 2] {
        let payment = payments::get(&ground.pool, buyer.payment(n).uuid()).await.unwrap().unwrap();
        let subscription = payment.subscription.unwrap();
        assert_eq!(subscription.end_date, at("2026-11-23T13:00:21Z"));
        assert_eq!(subscription.start_date, at("2026-11-23T07:00:21Z"));
        assert_eq!(subscription.caused_by, format!("payment:{}", buyer.payment(2)));
    }
}

#[tokio::test]
async fn users_are_listed_newest_first_by_role_and_phone() {
    let ground = Ground::new().await;
    let mut position = 0;
    for (number, role) in
        [(1, Role::Admin), (2, Role::Customer), (3, Role::Customer), (4, Role::Customer)]
    {
        let seconds = format!("2026-11-23T07:00:0{number}Z");
        ground.clock.set(&seconds);
        position = ground.append(Uuid::nil(), Buyer::new(number).registered(role)).await;
    }
    ground.project(position).await;
    let listed = |filter: UserFilter| {
        let pool = &ground.pool;
        async move {
            let all = walk(|after| users::list(pool, &filter, after, 2)).await;
            all.into_iter().map(|one| one.phone.unwrap()[11..].to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(UserFilter::default()).await, ["4", "3", "2", "1"]);
    let customers = UserFilter { role: Some(Role::Customer), phone: None };
    assert_eq!(listed(customers).await, ["4", "3", "2"]);
    let phone = UserFilter { role: None, phone: Some("254700000002".to_owned()) };
    assert_eq!(listed(phone).await, ["2"]);
}

#[tokio::test]
async fn packages_are_listed_by_price_as_they_are_now() {
    let ground = Ground::new().await;
    let id = |number: u128| PackageId::new(Uuid::from_u128(number)).uuid();
    let package = |number, event| Fact::Package(id(number), event);
    let created = |number, name, price_cents| {
        let package_id = PackageId::new(Uuid::from_u128(number));
        package(
            number,
            PackageEvent::PackageCreated { package_id, terms: terms(name, price_cents) },
        )
    };
    let facts = vec![
        created(1, "Day", 5_000),
        created(2, "Hour", 1_000),
        created(3, "Month", 150_000),
        created(4, "Week", 5_000),
        package(1, PackageEvent::PackageRepriced { price_cents: Money::from_cents(6_000) }),
        package(2, PackageEvent::PackageChanged { terms: terms("One hour", 1_000) }),
        package(3, PackageEvent::PackageRetired {}),
    ];
    let position = ground.append(Uuid::nil(), facts).await;
    ground.project(position).await;
    let listed = |which| {
        let pool = &ground.pool;
        async move {
            let all = walk(|after| packages::list(pool, which, after, 2)).await;
            all.into_iter().map(|one| one.terms.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(Which::Sold).await, ["One hour", "Week", "Day"]);
    assert_eq!(listed(Which::All).await, ["One hour", "Week", "Day", "Month"]);
    let day = packages::get(&ground.pool, id(1)).await.unwrap().unwrap();
    assert_eq!(day.terms, terms("Day", 6_000));
    let month = packages::get(&ground.pool, id(3)).await.unwrap().unwrap();
    assert!(!month.is_active);
}
