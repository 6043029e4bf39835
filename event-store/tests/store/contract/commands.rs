//! Commands: together or not at all, alone when they fail, once under a key, and never a key twice.

use chrono::TimeDelta;
use domain::claim::{ClaimKey, ClaimKind};
use domain::payment::PUSH_LOCK_SECONDS;
use domain::user::User;
use domain::wallet::Wallet;
use event_store::Store;
use event_store::lane::{IdempotencyKey, Priority, QUEUE_COMMANDS_MAX, Reads, SubmitError};
use uuid::Uuid;

use super::ground::Ground;
use crate::support::commands::{
    Refusal, act, credit, credit_of, debit, debit_of, fail, initiate, look_at, pay, register,
    register_of, tell_in,
};
use crate::support::store::{at, key, new_id};

async fn balance(ground: &impl Ground, wallet: Uuid) -> i64 {
    ground.submit(look_at::<Wallet>(wallet)).await.unwrap().reply.balance().cents()
}

async fn holder(ground: &impl Ground, kind: ClaimKind, key: &str) -> Option<Uuid> {
    let key = ClaimKey::new(kind, key);
    let ask = act(Reads::default(), move |world| Ok(world.holder(&key)?.map(|held| held.owner)));
    ground.submit(ask).await.unwrap().reply
}

fn is_taken<T>(answer: &Result<T, SubmitError<Refusal>>) -> bool {
    matches!(answer, Err(SubmitError::Taken(_)))
}

pub(super) async fn a_command_on_several_aggregates_is_atomic(ground: impl Ground) {
    let [from, to, user] = [new_id(), new_id(), new_id()];
    ground.submit(credit(from, 100)).await.unwrap();
    let moves = |cents| {
        act(Reads::default(), move |world| {
            tell_in::<User>(world, user, register_of(user, "asha"))?;
            tell_in::<Wallet>(world, to, credit_of(to, cents))?;
            tell_in::<Wallet>(world, from, debit_of(from, cents))
        })
    };
    // Its last part cannot be, so nothing is left of the others, their claims included.
    let refused = ground.submit(moves(101)).await;
    assert!(matches!(refused, Err(SubmitError::Rejected(_))), "{refused:?}");
    assert_eq!(ground.store().head().await.unwrap(), 1);
    assert_eq!(holder(&ground, ClaimKind::Username, "asha").await, None);
    assert_eq!(balance(&ground, to).await, 0);

    assert_eq!(ground.submit(moves(40)).await.unwrap().position, 4);
    assert_eq!(holder(&ground, ClaimKind::Username, "asha").await, Some(user));
    assert_eq!((balance(&ground, from).await, balance(&ground, to).await), (60, 40));
}

pub(super) async fn a_command_that_cannot_be_fails_alone<G: Ground>(ground: G) {
    let wallet = new_id();
    let held = ground.hold().await;
    let opens = ground.enqueue(credit(new_id(), 1), Priority::Interactive).await;
    let first = ground.enqueue(credit(wallet, 10), Priority::Interactive).await;
    let poor = ground.enqueue(debit(wallet, 11), Priority::Interactive).await;
    let panics = act(Reads::default(), |_| -> Result<(), _> { panic!("on purpose") });
    let panics = ground.enqueue(panics, Priority::Interactive).await;
    let last = ground.enqueue(debit(wallet, 10), Priority::Interactive).await;
    G::release(held).await;

    let positions = [opens, first, last].map(async |waits| waits.await.unwrap().unwrap().position);
    let [opens, first, last] = positions;
    assert_eq!((opens.await, first.await, last.await), (1, 2, 3));
    let poor = poor.await.unwrap();
    assert!(matches!(poor, Err(SubmitError::Rejected(_))), "{poor:?}");
    let panics = panics.await.unwrap();
    assert!(matches!(panics, Err(SubmitError::Fault(_))), "{panics:?}");
    assert_eq!(balance(&ground, wallet).await, 0);
}

pub(super) async fn a_key_is_answered_once_for_one_request(ground: impl Ground) {
    let wallet = new_id();
    // What was refused leaves its key free.
    let poor = ground.submit_under(key("k", 1), debit(wallet, 5)).await;
    assert!(matches!(poor, Err(SubmitError::Rejected(_))), "{poor:?}");
    let first = ground.submit_under(key("k", 1), credit(wallet, 5)).await.unwrap();
    ground.submit(credit(wallet, 7)).await.unwrap();

    let again = ground.submit_under(key("k", 1), credit(wallet, 5)).await.unwrap();
    assert_eq!((first.repeated, again.repeated), (false, true));
    assert_eq!((again.reply, again.position), (first.reply, first.position));
    let reused = ground.submit_under(key("k", 2), credit(wallet, 6)).await;
    assert!(matches!(reused, Err(SubmitError::KeyReused)), "{reused:?}");
    let elsewhere = IdempotencyKey { route: "elsewhere".to_owned(), ..key("k", 2) };
    assert!(!ground.submit_under(elsewhere, credit(wallet, 1)).await.unwrap().repeated);
    for length in [0, 256] {
        let bad = ground.submit_under(key(&"k".repeat(length), 1), credit(wallet, 1)).await;
        assert!(matches!(bad, Err(SubmitError::Fault(_))), "{bad:?}");
    }
    assert_eq!(balance(&ground, wallet).await, 13);
}

pub(super) async fn a_claim_is_taken_released_and_ends_by_time(ground: impl Ground) {
    let [first, second, third] = [new_id(), new_id(), new_id()];
    // Taken, and given up by an event.
    ground.submit(initiate(first, "phone")).await.unwrap();
    assert!(is_taken(&ground.submit(initiate(second, "phone")).await));
    ground.submit(fail(first)).await.unwrap();
    assert_eq!(holder(&ground, ClaimKind::Push, "phone").await, None);
    // Taken, and moved to another once its time is over.
    let begun = at("2026-03-01T08:00:00Z");
    let ends = begun + TimeDelta::seconds(PUSH_LOCK_SECONDS);
    ground.clock().set(begun);
    ground.submit(initiate(second, "phone")).await.unwrap();
    ground.clock().set(ends - TimeDelta::microseconds(1));
    assert!(is_taken(&ground.submit(initiate(third, "phone")).await));
    ground.clock().set(ends);
    ground.submit(initiate(third, "phone")).await.unwrap();
    assert_eq!(holder(&ground, ClaimKind::Push, "phone").await, Some(third));
    // Who held it before has nothing to give up any more.
    ground.submit(fail(second)).await.unwrap();
    assert_eq!(holder(&ground, ClaimKind::Push, "phone").await, Some(third));
    // For ever.
    ground.submit(pay(third, "UF10AAAAA1")).await.unwrap();
    ground.submit(register(first, "asha")).await.unwrap();
    ground.clock().set(at("2036-03-01T08:00:00Z"));
    assert!(is_taken(&ground.submit(register(second, "asha")).await));
}

pub(super) async fn a_full_queue_says_so<G: Ground>(ground: G) {
    let held = ground.hold().await;
    let mut queued = Vec::new();
    let busy = loop {
        match ground.try_enqueue(act(Reads::default(), |_| Ok(true))).await {
            Ok(waits) => queued.push(waits),
            Err(answer) => break answer,
        }
    };
    assert!(matches!(busy, Err(SubmitError::Busy)), "{busy:?}");
    assert!(queued.len() >= QUEUE_COMMANDS_MAX);
    G::release(held).await;
    for answer in queued {
        assert!(answer.await.unwrap().unwrap().reply);
    }
    ground.submit(credit(new_id(), 1)).await.unwrap();
}

pub(super) async fn bulk_work_waits_behind_interactive_work<G: Ground>(ground: G) {
    let held = ground.hold().await;
    let opens = ground.enqueue(credit(new_id(), 1), Priority::Interactive).await;
    let (mut bulk, mut interactive) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        bulk.push(ground.enqueue(credit(new_id(), 1), Priority::Bulk).await);
        interactive.push(ground.enqueue(credit(new_id(), 1), Priority::Interactive).await);
    }
    G::release(held).await;
    opens.await.unwrap().unwrap();
    let mut positions = Vec::new();
    for answer in interactive.into_iter().chain(bulk) {
        positions.push(answer.await.unwrap().unwrap().position);
    }
    assert_eq!(positions, (2..=41).collect::<Vec<i64>>());
}
