//! Claims: one holder at a time, released by events or by time, and derived from events alone.

use chrono::TimeDelta;
use domain::claim::{ClaimKey, ClaimKind};
use domain::line::{Line, LineCommand, LineKind};
use domain::package::{Package, PackageCommand};
use domain::payment::PUSH_LOCK_SECONDS;
use domain::subscription::{ActivationCause, Buy, Subscription, SubscriptionCommand};
use domain::{CustomerId, LineId, PaymentId, Personal, SubscriptionId};
use event_store::lane::{Command, Reads, SubmitError};
use uuid::Uuid;

use crate::support::audit::audited;
use crate::support::commands::{
    Refusal, act, credit, credit_for, fail, initiate, package, pay, register, tell, tell_in,
};
use crate::support::store::{Store, at, new_id};

/// Who holds that key, as the lane sees it.
async fn holder(store: &Store, kind: ClaimKind, key: &str) -> Option<Uuid> {
    let key = ClaimKey::new(kind, key);
    let reads = Reads::default().claim(key.clone());
    let ask = act(reads, move |world| Ok(world.holder(&key)?.map(|held| held.owner)));
    store.node.submit(ask).await.unwrap().reply
}

fn is_taken<T>(answer: &Result<T, SubmitError<Refusal>>) -> bool {
    matches!(answer, Err(SubmitError::Taken(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_goes_to_one_of_all_who_race_for_it_on_two_lanes() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let nodes = [&store.node, &other];
    for round in 0..10 {
        let username = format!("asha{round}");
        let mut racing = Vec::new();
        for racer in 0..8 {
            let user = new_id();
            racing.push((user, nodes[racer % 2].enqueue(register(user, &username)).await));
        }
        let mut winners = Vec::new();
        for (user, answer) in racing {
            match answer.await.unwrap() {
                Ok(_) => winners.push(user),
                Err(SubmitError::Taken(key)) => assert_eq!(key.key, username),
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(winners.len(), 1);
        assert_eq!(holder(&store, ClaimKind::Username, &username).await, Some(winners[0]));
    }
    assert_eq!(audited(&store.pool).await.len(), 10);
}

#[tokio::test]
async fn a_key_is_free_again_after_the_event_that_gives_it_up() {
    let store = Store::open().await;
    let [first, second, third] = [new_id(), new_id(), new_id()];
    store.node.submit(initiate(first, "phone")).await.unwrap();
    assert!(is_taken(&store.node.submit(initiate(second, "phone")).await));
    store.node.submit(fail(first)).await.unwrap();
    assert_eq!(holder(&store, ClaimKind::Push, "phone").await, None);
    store.node.submit(initiate(second, "phone")).await.unwrap();
    assert_eq!(holder(&store, ClaimKind::Push, "phone").await, Some(second));
    store.node.submit(pay(second, "UF10AAAAA1")).await.unwrap();
    store.node.submit(initiate(third, "phone")).await.unwrap();
    audited(&store.pool).await;
}

#[tokio::test]
async fn a_receipt_credits_once_whoever_brings_it() {
    let store = Store::open().await;
    let [first, second, wallet] = [new_id(), new_id(), new_id()];
    for (payment, phone) in [(first, "one"), (second, "two")] {
        store.node.submit(initiate(payment, phone)).await.unwrap();
    }
    store.node.submit(pay(first, "UF10AAAAA1")).await.unwrap();
    assert!(is_taken(&store.node.submit(pay(second, "UF10AAAAA1")).await));
    let credit = || credit_for(wallet, 2_000, PaymentId::new(first));
    store.node.submit(credit()).await.unwrap();
    // Its own key again is no theft; the rule against a second credit is the aggregate's.
    store.node.submit(credit()).await.unwrap();
    let into_another = credit_for(new_id(), 2_000, PaymentId::new(first));
    assert!(is_taken(&store.node.submit(into_another).await));
    audited(&store.pool).await;
}

#[tokio::test]
async fn a_key_ends_by_time_and_not_a_moment_earlier() {
    let store = Store::open().await;
    let begun = at("2026-03-01T08:00:00Z");
    let ends = begun + TimeDelta::seconds(PUSH_LOCK_SECONDS);
    let [first, second] = [new_id(), new_id()];
    store.clock.set(begun);
    store.node.submit(initiate(first, "phone")).await.unwrap();
    store.clock.set(ends - TimeDelta::microseconds(1));
    assert!(is_taken(&store.node.submit(initiate(second, "phone")).await));
    store.clock.set(ends);
    assert_eq!(holder(&store, ClaimKind::Push, "phone").await, None);
    store.clock.set(ends);
    store.node.submit(initiate(second, "phone")).await.unwrap();
    assert_eq!(holder(&store, ClaimKind::Push, "phone").await, Some(second));
    // Who held it before has nothing to give up any more.
    store.node.submit(fail(first)).await.unwrap();
    assert_eq!(holder(&store, ClaimKind::Push, "phone").await, Some(second));
    audited(&store.pool).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_has_ended_goes_to_one_of_all_who_race_for_it() {
    let store = Store::open().await;
    let other = store.another_node().await;
    store.node.submit(initiate(new_id(), "phone")).await.unwrap();
    store.clock.set(at("2026-03-02T00:00:00Z"));
    let mut racing = Vec::new();
    for _ in 0..5 {
        racing.push(store.node.enqueue(initiate(new_id(), "phone")).await);
        racing.push(other.enqueue(initiate(new_id(), "phone")).await);
    }
    let mut winners = 0;
    for answer in racing {
        let answer = answer.await.unwrap();
        winners += usize::from(answer.is_ok());
        assert!(answer.is_ok() || is_taken(&answer), "{answer:?}");
    }
    assert_eq!(winners, 1);
    assert_eq!(audited(&store.pool).await.len(), 2);
}

/// Buys an hour for a line.
fn buy(
    subscription: Uuid,
    line: Uuid,
    owner: Uuid,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    let package = package();
    act(Reads::default().stream::<Subscription>(subscription), move |world| {
        let buy = Buy {
            subscription_id: SubscriptionId::new(subscription),
            customer_id: CustomerId::new(owner),
            line_id: LineId::new(line),
            package: package.clone(),
            cause: ActivationCause::Wallet { by: CustomerId::new(owner) },
            now: world.now(),
        };
        tell_in::<Subscription>(world, subscription, SubscriptionCommand::Buy(Box::new(buy)))
    })
}

#[tokio::test]
async fn the_claims_table_is_what_the_events_of_every_aggregate_say() {
    let store = Store::open().await;
    let [user, line, first, second, sold] = [new_id(), new_id(), new_id(), new_id(), new_id()];
    store.node.submit(register(user, "asha")).await.unwrap();
    let snapshot = package();
    let create = PackageCommand::Create { package_id: snapshot.package_id, terms: snapshot.terms };
    store.node.submit(tell::<Package>(sold, create)).await.unwrap();
    let owner = CustomerId::new(user);
    let add = LineCommand::Add {
        line_id: LineId::new(line),
        customer_id: owner,
        kind: LineKind::Home { account_number: "1234566".parse().unwrap() },
        name: Personal::from_parts(owner, String::new(), "home".to_owned()),
    };
    store.node.submit(tell::<Line>(line, add)).await.unwrap();
    store.node.submit(buy(first, line, user)).await.unwrap();
    assert!(is_taken(&store.node.submit(buy(second, line, user)).await));
    // Ended and begun in one command: the same key is given up and taken again.
    store.clock.set(at("2026-03-05T00:00:00Z"));
    let begin = buy(second, line, user);
    let end_and_begin = act(Reads::default(), move |world| {
        let now = world.now();
        tell_in::<Subscription>(world, first, SubscriptionCommand::Expire { now })?;
        begin.decide(world)
    });
    store.node.submit(end_and_begin).await.unwrap();
    store.node.submit(initiate(new_id(), "phone")).await.unwrap();
    store.node.submit(credit(user, 1)).await.unwrap();
    audited(&store.pool).await;
    let kinds: Vec<String> = sqlx::query_scalar("SELECT DISTINCT kind FROM claims ORDER BY kind")
        .fetch_all(&store.pool)
        .await
        .unwrap();
    let expected = [
        "account_number",
        "account_reference",
        "bought_just_now",
        "line_subscription",
        "push",
        "username",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(holder(&store, ClaimKind::LineSubscription, &line.to_string()).await, Some(second));
}
