//! A key: the same request under it is carried out once, and answered the same each time.

use domain::user::{Role, User, UserCommand};
use domain::wallet::Wallet;
use event_store::lane::{IdempotencyKey, SubmitError};

use crate::support::audit::audited;
use crate::support::commands::{actor, credit, debit, look_at, register, tell};
use crate::support::hold::HeldLane;
use crate::support::store::{Store, key, new_id};

#[tokio::test]
async fn the_same_request_under_a_key_is_done_once_and_answered_the_same() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let wallet = new_id();
    let first = store.node.submit_under(key("k", 1), credit(wallet, 5)).await.unwrap();
    assert!(!first.repeated);
    store.node.submit(credit(wallet, 7)).await.unwrap();
    for node in [&store.node, &other] {
        let again = node.submit_under(key("k", 1), credit(wallet, 5)).await.unwrap();
        assert!(again.repeated);
        assert_eq!((again.reply, again.position), (first.reply, first.position));
    }
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn another_request_under_a_used_key_is_told_so() {
    let store = Store::open().await;
    let wallet = new_id();
    store.node.submit_under(key("k", 1), credit(wallet, 5)).await.unwrap();
    let reused = store.node.submit_under(key("k", 2), credit(wallet, 6)).await;
    assert!(matches!(reused, Err(SubmitError::KeyReused)), "{reused:?}");
    assert_eq!(audited(&store.pool).await.len(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_actor_and_its_route() {
    let store = Store::open().await;
    let wallet = new_id();
    let mine = IdempotencyKey { actor: actor(), ..key("k", 1) };
    let elsewhere = IdempotencyKey { route: "elsewhere".to_owned(), ..key("k", 2) };
    let anothers = IdempotencyKey { actor: "anonymous".to_owned(), ..key("k", 3) };
    for key in [mine, elsewhere, anothers] {
        assert!(!store.node.submit_under(key, credit(wallet, 1)).await.unwrap().repeated);
    }
    assert_eq!(audited(&store.pool).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_all_who_ask_at_once_on_two_lanes_one_is_carried_out() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let wallet = new_id();
    for round in 0..10 {
        let key = key(&format!("k{round}"), 1);
        let mut asking = Vec::new();
        for _ in 0..4 {
            asking.push(store.node.enqueue_under(key.clone(), credit(wallet, 1)).await);
            asking.push(other.enqueue_under(key.clone(), credit(wallet, 1)).await);
        }
        let mut answers = Vec::new();
        for answer in asking {
            answers.push(answer.await.unwrap().unwrap());
        }
        assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
        assert!(answers.iter().all(|answer| answer.position == answers[0].position));
    }
    assert_eq!(audited(&store.pool).await.len(), 10);
}

#[tokio::test]
async fn of_all_who_ask_in_one_batch_the_first_is_carried_out() {
    let store = Store::open().await;
    let wallet = new_id();
    let held = HeldLane::take(&store).await;
    let opens = store.node.enqueue(credit(new_id(), 1)).await;
    let before = store.node.enqueue(credit(wallet, 1)).await;
    let first = store.node.enqueue_under(key("k", 1), credit(wallet, 10)).await;
    let again = store.node.enqueue_under(key("k", 1), credit(wallet, 10)).await;
    let reused = store.node.enqueue_under(key("k", 2), credit(wallet, 100)).await;
    let after = store.node.enqueue(credit(wallet, 1_000)).await;
    held.release().await;
    for unkeyed in [opens, before, after] {
        unkeyed.await.unwrap().unwrap();
    }
    let (first, again) = (first.await.unwrap().unwrap(), again.await.unwrap().unwrap());
    assert_eq!((first.repeated, again.repeated), (false, true));
    assert_eq!((first.reply, first.position), (again.reply, again.position));
    assert!(matches!(reused.await.unwrap(), Err(SubmitError::KeyReused)));
    let rows = audited(&store.pool).await;
    assert_eq!(rows[1].recorded_at, rows[3].recorded_at, "they were of one batch");
    let state = store.node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    assert_eq!(state.balance().cents(), 1_011);
}

#[tokio::test]
async fn a_key_under_which_nothing_was_done_is_free() {
    let store = Store::open().await;
    let wallet = new_id();
    let poor = store.node.submit_under(key("k", 1), debit(wallet, 5)).await;
    assert!(matches!(poor, Err(SubmitError::Rejected(_))), "{poor:?}");
    store.node.submit(credit(wallet, 5)).await.unwrap();
    let paid = store.node.submit_under(key("k", 1), debit(wallet, 5)).await.unwrap();
    assert!(!paid.repeated);
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn a_success_without_events_is_remembered_too() {
    let store = Store::open().await;
    let user = new_id();
    store.node.submit(register(user, "asha")).await.unwrap();
    let same_role = || tell::<User>(user, UserCommand::ChangeRole { role: Role::Customer });
    let first = store.node.submit_under(key("k", 1), same_role()).await.unwrap();
    assert_eq!((first.reply, first.position, first.repeated), (0, 1, false));
    let agent = tell::<User>(user, UserCommand::ChangeRole { role: Role::Agent });
    store.node.submit(agent).await.unwrap();
    // Carried out now it would change the role back.
    let again = store.node.submit_under(key("k", 1), same_role()).await.unwrap();
    assert_eq!((again.reply, again.position, again.repeated), (0, 1, true));
    assert_eq!(audited(&store.pool).await.len(), 2);
}
