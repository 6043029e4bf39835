//! A command happens whole or not at all, and fails alone.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::claim::{ClaimKey, ClaimKind};
use domain::user::User;
use domain::wallet::{CreditCause, Wallet, WalletEvent};
use domain::{CustomerId, Money, PaymentId};
use event_store::lane::{Command, Halt, IdempotencyKey, Reads, Stop, SubmitError, World};
use uuid::Uuid;

use crate::support::audit::audited;
use crate::support::commands::{
    Refusal, act, credit, credit_for, credit_of, debit, debit_of, look_at, register, register_of,
    tell_in,
};
use crate::support::hold::HeldLane;
use crate::support::store::{Store, key, new_id};

/// Moves money between two wallets and makes a login, in one command.
fn move_and_register(
    from: Uuid,
    to: Uuid,
    user: Uuid,
    username: &'static str,
) -> impl Command<Reply = usize, Rejection = Refusal> {
    let reads = Reads::default().stream::<Wallet>(from).stream::<Wallet>(to).stream::<User>(user);
    act(reads, move |world| {
        Ok(tell_in::<Wallet>(world, to, credit_of(to, 40))?
            + tell_in::<User>(world, user, register_of(user, username))?
            + tell_in::<Wallet>(world, from, debit_of(from, 40))?)
    })
}

#[tokio::test]
async fn a_command_over_several_aggregates_happens_whole_or_not_at_all() {
    let store = Store::open().await;
    let (from, to, user) = (new_id(), new_id(), new_id());
    // The last of its three steps is rejected.
    let poor = store.node.submit(move_and_register(from, to, user, "asha")).await;
    assert!(matches!(poor, Err(SubmitError::Rejected(_))), "{poor:?}");
    assert_eq!(store.count_events().await, 0);
    store.node.submit(credit(from, 100)).await.unwrap();
    // The second of its three steps finds its claim taken.
    store.node.submit(register(new_id(), "asha")).await.unwrap();
    let taken = store.node.submit(move_and_register(from, to, user, "asha")).await;
    assert!(matches!(taken, Err(SubmitError::Taken(_))), "{taken:?}");
    assert_eq!(store.count_events().await, 2);
    // Nothing is in its way.
    let whole = store.node.submit(move_and_register(from, to, user, "juma")).await.unwrap();
    assert_eq!((whole.reply, whole.position), (3, 5));
    let wallets = [from, to].map(|wallet| store.node.submit(look_at::<Wallet>(wallet)));
    let mut balances = Vec::new();
    for wallet in wallets {
        balances.push(wallet.await.unwrap().reply.balance().cents());
    }
    assert_eq!(balances, [60, 40]);
    let rows = audited(&store.pool).await;
    assert_eq!(rows.len(), 5);
    let one_moment = rows[2..]
        .iter()
        .all(|row| row.recorded_at == rows[2].recorded_at && row.metadata == rows[2].metadata);
    assert!(one_moment, "events of one command share time and metadata");
}

/// Submits a bad command between two good ones of the same batch. Gives its answer, and asserts
/// that the others have not felt it.
async fn between_two_good_ones<C>(
    store: &Store,
    bad: C,
    under: Option<IdempotencyKey>,
) -> SubmitError<Refusal>
where
    C: Command<Rejection = Refusal>,
    C::Reply: std::fmt::Debug,
{
    let before = store.count_events().await;
    let wallet = new_id();
    let held = HeldLane::take(store).await;
    // The lane waits with the first; the others are drained into one batch behind it.
    let mut good = vec![store.node.enqueue(credit(wallet, 1)).await];
    good.push(store.node.enqueue(credit(wallet, 10)).await);
    let bad = match under {
        Some(under) => store.node.enqueue_under(under, bad).await,
        None => store.node.enqueue(bad).await,
    };
    good.push(store.node.enqueue(credit(wallet, 100)).await);
    held.release().await;
    for answer in good {
        assert_eq!(answer.await.unwrap().unwrap().reply, 1);
    }
    let answer = bad.await.unwrap().unwrap_err();
    let rows = audited(&store.pool).await;
    assert_eq!(rows.len(), usize::try_from(before).unwrap() + 3);
    let state = store.node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    assert_eq!(state.balance(), Money::from_cents(111));
    answer
}

#[tokio::test]
async fn a_rejected_command_changes_nothing_and_is_rejected_alone() {
    let store = Store::open().await;
    let (wallet, user) = (new_id(), new_id());
    let answer =
        between_two_good_ones(&store, move_and_register(wallet, new_id(), user, "asha"), None)
            .await;
    assert!(matches!(answer, SubmitError::Rejected(_)), "{answer:?}");
    assert_eq!(store.node.submit(look_at::<User>(user)).await.unwrap().reply, User::default());
    // Its claim went with it.
    store.node.submit(register(new_id(), "asha")).await.unwrap();
}

#[tokio::test]
async fn a_decision_that_panics_fails_alone_in_its_batch() {
    let store = Store::open().await;
    let wallet = new_id();
    let panics = act(Reads::default(), move |world| -> Result<usize, _> {
        tell_in::<Wallet>(world, wallet, credit_of(wallet, 1))?;
        panic!("on purpose, after it has changed the world")
    });
    let answer = between_two_good_ones(&store, panics, None).await;
    assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    let state = store.node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    assert_eq!(state, Wallet::default());
}

/// A command whose declaration fails before it can decide.
struct DeclaresBadly;

impl Command for DeclaresBadly {
    type Reply = usize;
    type Rejection = Refusal;
    fn reads(&self) -> Reads {
        panic!("on purpose")
    }
    fn decide(&self, _: &mut World<'_>) -> Result<usize, Stop<Refusal>> {
        Err(Stop::Rejected(Refusal("it decided all the same".to_owned())))
    }
}

#[tokio::test]
async fn a_declaration_that_panics_leaves_the_lane_alive() {
    let store = Store::open().await;
    let answer = between_two_good_ones(&store, DeclaresBadly, None).await;
    assert_eq!(answer.to_string(), "it decided all the same");
}

#[tokio::test]
async fn a_command_that_the_database_refuses_is_found_and_fails_alone() {
    let store = Store::open().await;
    let user = new_id();
    let long_key = register(user, &"n".repeat(256));
    let answer = between_two_good_ones(&store, long_key, None).await;
    assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    assert_eq!(store.node.submit(look_at::<User>(user)).await.unwrap().reply, User::default());
    // Already refused where the claims are loaded.
    let zero_in_claim = register(new_id(), "as\0ha");
    let answer = between_two_good_ones(&store, zero_in_claim, None).await;
    assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    let zero_in_key = key("k\0k", 1);
    let answer = between_two_good_ones(&store, credit(user, 1), Some(zero_in_key)).await;
    assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    // Refused before the database is asked.
    for text in [String::new(), "k".repeat(256)] {
        let answer = between_two_good_ones(&store, credit(user, 1), Some(key(&text, 1))).await;
        assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn what_a_command_did_not_declare_is_found() {
    let store = Store::open().await;
    let wallets: Vec<Uuid> = (0..3).map(|_| new_id()).collect();
    store.node.submit(credit(wallets[0], 50)).await.unwrap();
    store.node.submit(register(wallets[1], "asha")).await.unwrap();
    let asked = wallets.clone();
    let undeclared = act(Reads::default(), move |world| {
        let asha = ClaimKey::new(ClaimKind::Username, "asha");
        let holder = world.holder(&asha)?.map(|held| held.owner);
        for wallet in &asked {
            tell_in::<Wallet>(world, *wallet, credit_of(*wallet, 1))?;
        }
        Ok((holder, world.state::<Wallet>(asked[0])?.balance().cents()))
    });
    let answer = store.node.submit(undeclared).await.unwrap();
    assert_eq!(answer.reply, (Some(wallets[1]), 51));
    assert_eq!(audited(&store.pool).await.len(), 5);
}

#[tokio::test]
async fn a_command_that_asks_for_ever_more_fails_alone() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let store = Store::open().await;
    let endless = act(Reads::default(), |world| -> Result<usize, _> {
        ASKED.fetch_add(1, Ordering::Relaxed);
        world.state::<Wallet>(new_id())?;
        Ok(0)
    });
    let answer = between_two_good_ones(&store, endless, None).await;
    assert!(matches!(answer, SubmitError::Fault(_)), "{answer:?}");
    assert!(ASKED.load(Ordering::Relaxed) < 100);
}

#[tokio::test]
async fn a_command_sees_the_earlier_ones_of_its_batch() {
    let store = Store::open().await;
    let (wallet, user) = (new_id(), new_id());
    let held = HeldLane::take(&store).await;
    let opens = store.node.enqueue(credit(new_id(), 1)).await;
    let first = store.node.enqueue(credit(wallet, 30)).await;
    let second = store.node.enqueue(debit(wallet, 20)).await;
    let third = store.node.enqueue(debit(wallet, 20)).await;
    let registers = store.node.enqueue(register(user, "asha")).await;
    let again = store.node.enqueue(register(new_id(), "asha")).await;
    held.release().await;
    for accepted in [opens, first, second, registers] {
        accepted.await.unwrap().unwrap();
    }
    assert!(matches!(third.await.unwrap(), Err(SubmitError::Rejected(_))));
    assert!(matches!(again.await.unwrap(), Err(SubmitError::Taken(_))));
    let rows = audited(&store.pool).await;
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1].recorded_at, rows[3].recorded_at, "they were of one batch");
}

/// The credits of two payments.
fn credits_of(wallet: Uuid, payments: [PaymentId; 2]) -> Vec<WalletEvent> {
    let credited = |(payment_id, cents)| WalletEvent::WalletCredited {
        customer_id: CustomerId::new(wallet),
        amount_cents: Money::from_cents(10),
        balance_cents: Money::from_cents(cents),
        cause: CreditCause::Payment { payment_id, receipt: None, kept: None },
    };
    payments.into_iter().zip([10, 20]).map(credited).collect()
}

#[tokio::test]
async fn a_decision_may_do_something_else_when_a_claim_is_taken() {
    let store = Store::open().await;
    let wallet = new_id();
    let [free, taken] = [PaymentId::new(new_id()), PaymentId::new(new_id())];
    store.node.submit(credit_for(new_id(), 10, taken)).await.unwrap();
    let falls_back = act(Reads::default(), move |world| {
        // The first event takes a claim that is free, the second one that is not.
        match world.append::<Wallet>(wallet, credits_of(wallet, [free, taken])) {
            Err(Halt::Taken(_)) => tell_in::<Wallet>(world, wallet, credit_of(wallet, 1)),
            appended => Ok(appended.map(|()| 2)?),
        }
    });
    assert_eq!(store.node.submit(falls_back).await.unwrap().reply, 1);
    assert_eq!(audited(&store.pool).await.len(), 2, "nothing of the first attempt is there");
    // Nor its claim.
    store.node.submit(credit_for(new_id(), 10, free)).await.unwrap();
    let state = store.node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    assert_eq!(state.balance(), Money::from_cents(1));
    audited(&store.pool).await;
}

#[tokio::test]
async fn an_event_that_cannot_be_read_fails_every_command_on_its_stream() {
    let store = Store::open().await;
    let (wallet, other) = (new_id(), new_id());
    store.node.submit(credit(wallet, 70)).await.unwrap();
    // An event of a later program.
    sqlx::query(
        "INSERT INTO events SELECT 2, aggregate_type, aggregate_id, 2, 'WalletFrozen', '1',
                '{\"WalletFrozen\":{}}', metadata, recorded_at, chain_hash FROM events",
    )
    .execute(&store.pool)
    .await
    .unwrap();
    let held = HeldLane::take(&store).await;
    let opens = store.node.enqueue(credit(other, 1)).await;
    let commands = [
        store.node.enqueue(credit(wallet, 1)).await,
        store.node.enqueue(debit(wallet, 1)).await,
        store.node.enqueue(credit(wallet, 1)).await,
    ];
    let closes = store.node.enqueue(credit(other, 1)).await;
    held.release().await;
    for command in commands {
        let answer = command.await.unwrap();
        assert!(matches!(answer, Err(SubmitError::Fault(_))), "{answer:?}");
    }
    opens.await.unwrap().unwrap();
    closes.await.unwrap().unwrap();
    assert_eq!(store.count_events().await, 4);
}
