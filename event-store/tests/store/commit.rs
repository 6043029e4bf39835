//! A commit whose answer is lost: it is found out what became of it, and nothing is doubled.

use domain::user::{Role, User, UserCommand};
use domain::wallet::Wallet;
use event_store::lane::SubmitError;
use sqlx::{Connection, Executor};

use crate::support::audit::audited;
use crate::support::commands::{credit, debit, look_at, register, tell};
use crate::support::hold::HeldLane;
use crate::support::proxy::{AtCommit, Proxy};
use crate::support::store::{Node, Store, key, new_id};
use crate::support::until;

/// A batch with a success, a rejection and a success under a key, of which that commit is lost.
async fn lose_the_commit_of_a_batch(lost: AtCommit) {
    let store = Store::open().await;
    let (proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    let wallet = new_id();
    node.submit(credit(wallet, 100)).await.unwrap();
    let held = HeldLane::take(&store).await;
    let paid = node.enqueue(debit(wallet, 30)).await;
    let too_much = node.enqueue(debit(wallet, 80)).await;
    let keyed = node.enqueue_under(key("k", 1), debit(wallet, 5)).await;
    proxy.at_next_commits([lost, lost]);
    held.release().await;
    assert_eq!(paid.await.unwrap().unwrap().position, 2);
    assert!(matches!(too_much.await.unwrap(), Err(SubmitError::Rejected(_))));
    let keyed = keyed.await.unwrap().unwrap();
    let again = node.submit_under(key("k", 1), debit(wallet, 5)).await.unwrap();
    assert_eq!((again.reply, again.position), (keyed.reply, keyed.position));
    // The second loss meets another command.
    node.submit(credit(wallet, 1)).await.unwrap();
    assert!(proxy.has_done_all());
    assert_eq!(audited(&store.pool).await.len(), 4);
    let state = node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    assert_eq!(state.balance().cents(), 66);
}

#[tokio::test]
async fn a_commit_that_the_database_never_heard_of_is_carried_out_again() {
    lose_the_commit_of_a_batch(AtCommit::LoseRequest).await;
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_not_repeated() {
    lose_the_commit_of_a_batch(AtCommit::LoseAnswer).await;
}

#[tokio::test]
async fn a_commit_whose_answer_never_comes_is_not_repeated() {
    lose_the_commit_of_a_batch(AtCommit::SwallowAnswer).await;
}

#[tokio::test]
async fn an_answer_without_events_is_saved_though_its_commit_was_lost() {
    let store = Store::open().await;
    let (proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    let user = new_id();
    node.submit(register(user, "asha")).await.unwrap();
    for (name, lost) in [("a", AtCommit::LoseRequest), ("b", AtCommit::LoseAnswer)] {
        proxy.at_next_commits([lost]);
        let same_role = || tell::<User>(user, UserCommand::ChangeRole { role: Role::Customer });
        assert_eq!(node.submit_under(key(name, 1), same_role()).await.unwrap().reply, 0);
        assert!(proxy.has_done_all());
        assert!(store.node.submit_under(key(name, 1), same_role()).await.unwrap().repeated);
    }
    assert_eq!(audited(&store.pool).await.len(), 1);
}

#[tokio::test]
async fn a_caller_is_told_when_nobody_knows_and_may_repeat_with_the_same_key() {
    let store = Store::open().await;
    let (mut proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    let [wallet, lost] = [new_id(), new_id()];
    node.submit(credit(wallet, 1)).await.unwrap();
    // The database commits, and cannot be reached any more before the lane could ask it.
    proxy.at_next_commits([AtCommit::SwallowAnswer]);
    let unknown = node.enqueue_under(key("k", 1), credit(wallet, 10)).await;
    until("the commit has taken place", async || store.count_events().await == 2).await;
    proxy.close().await;
    // What comes behind it was certainly not recorded.
    let behind = node.enqueue(credit(lost, 1)).await;
    let answer = unknown.await.unwrap();
    assert!(matches!(answer, Err(SubmitError::OutcomeUnknown)), "{answer:?}");
    let answer = behind.await.unwrap();
    assert!(matches!(answer, Err(SubmitError::Unavailable)), "{answer:?}");
    proxy.reopen().await;
    let again = node.submit_under(key("k", 1), credit(wallet, 10)).await.unwrap();
    assert!(again.repeated);
    assert_eq!(audited(&store.pool).await.len(), 2);
    assert_eq!(node.submit(look_at::<Wallet>(lost)).await.unwrap().reply, Wallet::default());
}

/// Lets commits that append events wait for a lock of the test, inside the commit.
const WAIT_INSIDE_COMMIT: &str = "
    CREATE FUNCTION wait_inside_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER wait_inside_commit AFTER INSERT ON events
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_inside_commit();";

#[tokio::test]
async fn a_lane_that_is_terminated_inside_its_commit_carries_its_batch_out_again() {
    let store = Store::open().await;
    store.pool.execute(sqlx::raw_sql(WAIT_INSIDE_COMMIT)).await.unwrap();
    let wallet = new_id();
    for _ in 0..3 {
        let mut barrier = store.connect().await;
        sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut barrier).await.unwrap();
        let commits = store.node.enqueue(credit(wallet, 1)).await;
        until("the lane is terminated inside its commit", async || {
            store.terminate_lanes("query = 'COMMIT' AND wait_event_type = 'Lock'").await > 0
        })
        .await;
        barrier.close().await.unwrap();
        commits.await.unwrap().unwrap();
    }
    assert_eq!(audited(&store.pool).await.len(), 3);
}

#[tokio::test]
async fn another_lane_goes_on_while_one_has_lost_its_commit() {
    let store = Store::open().await;
    let (mut proxy, road) = Proxy::open(&store.options).await;
    let cut_off: Node = store.node_through(road).await;
    let wallet = new_id();
    cut_off.submit(credit(wallet, 1)).await.unwrap();
    proxy.at_next_commits([AtCommit::LoseRequest]);
    let lost = cut_off.enqueue(credit(wallet, 10)).await;
    until("the commit was lost", async || proxy.has_done_all()).await;
    proxy.close().await;
    for _ in 0..5 {
        store.node.submit(credit(wallet, 100)).await.unwrap();
    }
    proxy.reopen().await;
    lost.await.unwrap().unwrap();
    assert_eq!(audited(&store.pool).await.len(), 7);
}
