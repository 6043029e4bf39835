//! The tree over the events, its signed heads, and proofs by them.

use chrono::TimeDelta;
use domain::claim::{ClaimKey, ClaimKind};
use domain::{PaymentId, Timestamp};
use event_store::heads::{self, Head, Step, TreeError, When};
use event_store::merkle::Frontier;
use event_store::note::Signer;
use event_store::proof::{Proof, ProofError, ProveError, prove};
use event_store::verify::{Fault, Finding, Request, verify};
use sqlx::Executor;

use crate::support::audit::{all, leaf};
use crate::support::commands::{credit, credit_for};
use crate::support::store::{Store, at, new_id};
use crate::support::until;

fn signer() -> Signer {
    Signer::new("daftari/test", &[7; 32])
}

fn noon() -> Timestamp {
    at("2026-03-01T12:00:00Z")
}

/// Records so many events in one batch of them.
async fn record(store: &Store, events: i64) {
    for cents in 1..=events {
        store.node.submit(credit(new_id(), cents)).await.unwrap();
    }
}

async fn signed(store: &Store, now: Timestamp) -> Head {
    match heads::advance(&store.pool, &signer(), now, When::Due).await.unwrap() {
        Step::Signed(head) => head,
        other => panic!("{other:?}"),
    }
}

async fn plain_root(store: &Store, size: i64) -> [u8; 32] {
    let mut tree = Frontier::default();
    for row in all(&store.pool).await.iter().take(usize::try_from(size).unwrap()) {
        tree.push(leaf(row).try_into().unwrap());
    }
    tree.root()
}

async fn tamper(store: &Store, statements: &str) {
    let past = format!("SET LOCAL session_replication_role = replica; {statements}");
    store.pool.execute(sqlx::raw_sql(&past)).await.unwrap();
}

#[tokio::test]
async fn heads_are_signed_over_all_events_when_they_are_due() {
    let store = Store::open().await;
    assert_eq!(
        heads::advance(&store.pool, &signer(), noon(), When::Due).await.unwrap(),
        Step::Idle
    );
    record(&store, 3).await;
    let first = signed(&store, noon()).await;
    assert_eq!((first.size, first.root), (3, plain_root(&store, 3).await));

    // With nothing new, and before a minute is over, there is none.
    let later = noon() + heads::TIME_BETWEEN;
    assert_eq!(heads::advance(&store.pool, &signer(), later, When::Due).await.unwrap(), Step::Idle);
    record(&store, 300).await;
    let soon = later - TimeDelta::microseconds(1);
    assert_eq!(heads::advance(&store.pool, &signer(), soon, When::Due).await.unwrap(), Step::Idle);
    let second = signed(&store, later).await;
    record(&store, 1).await;
    let third = heads::advance(&store.pool, &signer(), later, When::Now).await.unwrap();
    assert!(matches!(third, Step::Signed(Head { size: 304, .. })), "{third:?}");
    assert_eq!((second.size, second.root), (303, plain_root(&store, 303).await));

    let head = signer().verifier().open(&second.note).unwrap();
    assert_eq!((head.size, head.root), (303, second.root));
    assert_eq!(heads::after(&store.pool, 0, 2).await.unwrap(), [first, second.clone()]);
    assert_eq!(heads::after(&store.pool, 3, 1).await.unwrap(), [second]);
    let verified = verify(&store.pool, Request::default(), |_| {}).await.unwrap().unwrap();
    assert_eq!(verified.witnesses, 3, "every head");
}

#[tokio::test]
async fn one_process_at_a_time_grows_the_tree() {
    let store = Store::open().await;
    record(&store, 3).await;
    let signer = signer();
    let (one, other) = tokio::join!(
        heads::advance(&store.pool, &signer, noon(), When::Due),
        heads::advance(&store.pool, &signer, noon(), When::Due),
    );
    let signed = [one.unwrap(), other.unwrap()];
    assert_eq!(signed.iter().filter(|step| **step == Step::Idle).count(), 1, "{signed:?}");
}

#[tokio::test]
async fn who_wants_a_head_now_waits_for_the_one_who_grows_the_tree() {
    let store = Store::open().await;
    record(&store, 3).await;
    // Another process is about to sign.
    let mut growing = store.pool.begin().await.unwrap();
    let lock = "SELECT pg_advisory_xact_lock(x'6461667461720002'::bigint)";
    growing.execute(lock).await.unwrap();
    let signer = signer();
    let due = heads::advance(&store.pool, &signer, noon(), When::Due).await.unwrap();
    assert_eq!(due, Step::Idle, "the other process does it");
    let wanted = tokio::spawn({
        let (pool, signer) = (store.pool.clone(), signer);
        async move { heads::advance(&pool, &signer, noon(), When::Now).await.unwrap() }
    });
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    until("whoever wants a head to wait for the lock", async || {
        sqlx::query_scalar::<_, i64>(waiting).fetch_one(&store.pool).await.unwrap() > 0
    })
    .await;
    assert!(!wanted.is_finished());
    growing.rollback().await.unwrap();
    let signed = wanted.await.unwrap();
    assert!(matches!(signed, Step::Signed(Head { size: 3, .. })), "{signed:?}");
}

#[tokio::test]
async fn no_head_is_signed_over_events_that_do_not_hold() {
    let store = Store::open().await;
    record(&store, 3).await;
    signed(&store, noon()).await;
    record(&store, 3).await;
    tamper(&store, "UPDATE events SET payload = '{}' WHERE position = 5").await;
    let later = noon() + heads::TIME_BETWEEN;
    let refused = heads::advance(&store.pool, &signer(), later, When::Due).await.unwrap_err();
    let TreeError::DoesNotHold(found) = refused else { panic!("{refused}") };
    assert_eq!(found, Finding { position: 5, fault: Fault::Chain });
}

#[tokio::test]
async fn no_head_is_signed_that_leaves_out_what_was_signed_before() {
    let tiles = "UPDATE tree_tiles SET hashes = overlay(hashes placing sha256('x') from 1)";
    let note = "UPDATE tree_heads SET note = replace(note, '3', '2')";
    for change in [tiles, note, "UPDATE tree_heads SET root = sha256('x')"] {
        let store = Store::open().await;
        record(&store, 3).await;
        signed(&store, noon()).await;
        record(&store, 3).await;
        tamper(&store, change).await;
        let later = noon() + heads::TIME_BETWEEN;
        let refused = heads::advance(&store.pool, &signer(), later, When::Due).await.unwrap_err();
        assert!(matches!(refused, TreeError::Inconsistent { size: 3 }), "{change}: {refused}");
    }
}

#[tokio::test]
async fn a_head_that_other_events_were_signed_by_is_found() {
    let store = Store::open().await;
    record(&store, 3).await;
    signed(&store, noon()).await;
    tamper(&store, "UPDATE tree_heads SET root = sha256('x')").await;
    let found = verify(&store.pool, Request::default(), |_| {}).await.unwrap().unwrap_err();
    let whose = "the head over 3 events in the database".to_owned();
    assert_eq!(found, Finding { position: 3, fault: Fault::OtherTree { whose, after: 0 } });
}

#[tokio::test]
async fn heads_and_tiles_are_not_changed() {
    let store = Store::open().await;
    record(&store, 3).await;
    signed(&store, noon()).await;
    for statement in [
        "UPDATE tree_heads SET root = sha256('x')",
        "DELETE FROM tree_heads",
        "TRUNCATE tree_heads",
        "UPDATE tree_tiles SET hashes = overlay(hashes placing sha256('x') from 1)",
        "UPDATE tree_tiles SET width = 2, hashes = substring(hashes for 64)",
        "UPDATE tree_tiles SET index = 1",
        "DELETE FROM tree_tiles",
        "TRUNCATE tree_tiles",
    ] {
        let error = store.pool.execute(sqlx::raw_sql(statement)).await.unwrap_err();
        let code = error.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{statement}");
    }
}

/// A store with a claimed key among other events, under a head.
async fn with_credit() -> (Store, ClaimKey) {
    let store = Store::open().await;
    record(&store, 5).await;
    let payment = PaymentId::new(new_id());
    store.node.submit(credit_for(new_id(), 5, payment)).await.unwrap();
    record(&store, 5).await;
    let key: String = sqlx::query_scalar("SELECT key FROM claims WHERE kind = 'credit'")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    (store, ClaimKey::new(ClaimKind::Credit, key))
}

async fn proven(store: &Store, claim: &ClaimKey) -> Result<Proof, ProveError> {
    prove(&store.pool, claim.clone(), &signer().verifier().to_string()).await
}

#[tokio::test]
async fn an_event_is_proven_by_a_bundle_alone() {
    let (store, claim) = with_credit().await;
    let early = proven(&store, &claim).await.unwrap_err();
    assert!(matches!(early, ProveError::NotYet { position: 6 }), "{early}");
    signed(&store, noon()).await;
    let text = serde_json::to_string(&proven(&store, &claim).await.unwrap()).unwrap();
    let proof = Proof::parse(&text).unwrap();
    assert_eq!(proof.event.position, 6);
    let head = proof.check(Some(signer().verifier())).unwrap();
    assert_eq!(head.size, 11);
    assert_eq!(proof.check(None).unwrap(), head);
    let unknown = proven(&store, &ClaimKey::new(ClaimKind::Receipt, "NOTHING")).await.unwrap_err();
    assert!(matches!(unknown, ProveError::Unknown(_)), "{unknown}");
}

#[tokio::test]
async fn an_altered_bundle_and_another_key_are_refused() {
    let (store, claim) = with_credit().await;
    signed(&store, noon()).await;
    let proof = proven(&store, &claim).await.unwrap();
    let verifier = signer();
    let refused = |change: &dyn Fn(&mut Proof)| {
        let mut altered = proof.clone();
        change(&mut altered);
        altered.check(Some(verifier.verifier())).unwrap_err()
    };
    let not_included = ProofError::NotIncluded { position: 6, size: 11 };
    assert_eq!(refused(&|proof| proof.event.payload.push(' ')), not_included);
    assert_eq!(refused(&|proof| proof.event.recorded_at_us += 1), not_included);
    assert_eq!(refused(&|proof| drop(proof.path.pop())), not_included);
    assert_eq!(refused(&|proof| proof.path.swap(0, 1)), not_included);
    assert_eq!(refused(&|proof| proof.path[0] = "00".repeat(32)), not_included);
    for position in [5, 12, 0, -1] {
        let other = ProofError::NotIncluded { position, size: 11 };
        assert_eq!(refused(&|proof| proof.event.position = position), other);
    }
    let head = refused(&|proof| proof.head = proof.head.replacen("11", "12", 1));
    assert!(matches!(head, ProofError::Head(_)), "{head}");
    let other = Signer::new("daftari/test", &[8; 32]);
    let head = proof.check(Some(other.verifier())).unwrap_err();
    assert!(matches!(head, ProofError::Head(_)), "{head}");
}
