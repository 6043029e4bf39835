//! Whoever is the database's superuser can change what no trigger and no right protects from them.
//! What they change is found, and named.

mod derived;

use event_store::chain::{self, Hash};
use event_store::checkpoint::{self, Reader};
use event_store::merkle::Frontier;
use event_store::verify::{Fault, Finding, Report, Request, Says, VerifyError, Witness, verify};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::audit::{Row, audited, leaf};
use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

const READER: Reader = Reader { name: "some reader", version: 1 };
const WALLETS: usize = 3;
const EVENTS: i64 = 30;

/// A store with ten events in each of three streams, in turns.
async fn recorded() -> Store {
    let store = Store::open().await;
    let wallets: [Uuid; WALLETS] = std::array::from_fn(|_| new_id());
    for (number, wallet) in (1..=EVENTS).zip(wallets.iter().cycle()) {
        store.node.submit(credit(*wallet, number)).await.unwrap();
    }
    store
}

/// The same, and a reader has worked all of it off.
async fn read() -> Store {
    let store = recorded().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let hash = audited(&store.pool).await.pop().unwrap().chain_hash;
    let mut connection = store.connect().await;
    checkpoint::advance(&mut connection, READER, EVENTS, &hash).await.unwrap();
    store
}

async fn verified(store: &Store, request: Request) -> Result<Report, Finding> {
    verify(&store.pool, request, |_| {}).await.unwrap()
}

async fn finding(store: &Store) -> Finding {
    verified(store, Request::default()).await.unwrap_err()
}

/// Does it as the superuser, past the triggers.
async fn tamper(store: &Store, statements: &str) {
    let past = format!("SET LOCAL session_replication_role = replica; {statements}");
    store.pool.execute(sqlx::raw_sql(&past)).await.unwrap();
}

/// Gives two positions to each other's events.
const SWAP: &str = "UPDATE events SET position = 1000 WHERE position = 10;
     UPDATE events SET position = 10 WHERE position = 14;
     UPDATE events SET position = 14 WHERE position = 1000";

/// Computes every chain hash anew, as the store itself would.
async fn recompute(store: &Store, rows: &[Row]) -> Hash {
    let store_id = event_store::schema::store_id(&store.pool).await.unwrap();
    let mut hash = chain::genesis(store_id);
    for row in rows {
        hash = chain::link(&hash, &leaf(row).try_into().unwrap());
        let hash = hex::encode(hash);
        let position = row.position;
        tamper(
            store,
            &format!("UPDATE events SET chain_hash = '\\x{hash}' WHERE position = {position}"),
        )
        .await;
    }
    hash
}

async fn rows(store: &Store) -> Vec<Row> {
    crate::support::audit::all(&store.pool).await
}

fn tree(rows: &[Row]) -> Hash {
    let mut tree = Frontier::default();
    for row in rows {
        tree.push(leaf(row).try_into().unwrap());
    }
    tree.root()
}

fn root_at(position: i64, root: Hash) -> Witness {
    Witness { position, whose: "a published head".to_owned(), says: Says::Root(root) }
}

#[tokio::test]
async fn what_nobody_touched_holds() {
    let store = read().await;
    let rows = audited(&store.pool).await;
    let root = tree(&rows);
    let request = Request {
        witnesses: vec![root_at(EVENTS, root), root_at(7, tree(&rows[..7]))],
        ..Request::default()
    };
    let report = verified(&store, request).await.unwrap();
    assert_eq!((report.from, report.to), (1, EVENTS));
    assert_eq!(report.chain_hash.to_vec(), rows.last().unwrap().chain_hash);
    assert_eq!(report.root, Some(root));
    assert_eq!(report.witnesses, 3, "the checkpoint and two heads");
}

#[tokio::test]
async fn an_empty_store_holds() {
    let store = Store::open().await;
    let report = verified(&store, Request::default()).await.unwrap();
    assert_eq!((report.from, report.to), (1, 0));
    assert_eq!(report.root, Some(event_store::merkle::empty_root()));
}

#[tokio::test]
async fn a_part_of_the_events_is_verified_alone() {
    let store = read().await;
    tamper(&store, "UPDATE events SET payload = '{}' WHERE position = 20").await;
    for (from, to) in [(1, 19), (5, 19), (21, 30), (30, 30)] {
        let request = Request { from: Some(from), to: Some(to), ..Request::default() };
        let report = verified(&store, request).await.unwrap();
        assert_eq!((report.from, report.to), (from, to));
        assert_eq!(report.root.is_some(), from == 1);
    }
    let request = Request { from: Some(12), ..Request::default() };
    let found = verified(&store, request).await.unwrap_err();
    assert_eq!(found, Finding { position: 20, fault: Fault::Chain });
    for (from, to) in [(9, Some(8)), (31, None)] {
        let request = Request { from: Some(from), to, ..Request::default() };
        let refused = verify(&store.pool, request, |_| {}).await.unwrap_err();
        assert!(matches!(refused, VerifyError::Range { head: EVENTS, .. }), "{refused}");
    }
    let request = Request { to: Some(31), ..Request::default() };
    let refused = verify(&store.pool, request, |_| {}).await.unwrap_err();
    assert!(matches!(refused, VerifyError::Range { to: 31, .. }), "{refused}");
}

#[tokio::test]
async fn an_edited_field_is_found_at_its_event() {
    for edit in [
        "payload = replace(payload::text, '17', '18')::json",
        "payload = (payload::text || ' ')::json",
        "metadata = '{}'",
        "event_type = 'WalletDebited'",
        "event_version = '2'",
        "aggregate_type = 'line', sequence = 1",
        "chain_hash = sha256('x')",
        "recorded_at = recorded_at + interval '1 microsecond'",
    ] {
        let store = recorded().await;
        tamper(&store, &format!("UPDATE events SET {edit} WHERE position = 17")).await;
        assert_eq!(finding(&store).await, Finding { position: 17, fault: Fault::Chain }, "{edit}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_found_at_its_event() {
    let store = recorded().await;
    tamper(&store, "UPDATE events SET recorded_at = '2020-01-01' WHERE position = 17").await;
    assert_eq!(finding(&store).await, Finding { position: 17, fault: Fault::TimeBack });

    let store = recorded().await;
    tamper(&store, "UPDATE events SET aggregate_id = 'x' WHERE position = 17").await;
    let fault = Fault::Damaged { column: "aggregate_id" };
    assert_eq!(finding(&store).await, Finding { position: 17, fault });

    let store = recorded().await;
    tamper(
        &store,
        "ALTER TABLE events DROP CONSTRAINT events_position_key;
         CREATE INDEX ON events (position);
         UPDATE events SET position = 16 WHERE position = 17",
    )
    .await;
    assert_eq!(finding(&store).await.position, 16);
}

#[tokio::test]
async fn two_events_swapped_are_found_at_the_first() {
    let store = recorded().await;
    tamper(&store, SWAP).await;
    assert_eq!(finding(&store).await.position, 10);

    // What they say is swapped, and not where they stand.
    let store = recorded().await;
    tamper(
        &store,
        "UPDATE events e SET payload = o.payload FROM events o
         WHERE (e.position, o.position) IN ((10, 13), (13, 10))",
    )
    .await;
    assert_eq!(finding(&store).await, Finding { position: 10, fault: Fault::Chain });
}

#[tokio::test]
async fn an_event_that_is_gone_is_found_at_its_position() {
    let store = recorded().await;
    tamper(&store, "DELETE FROM events WHERE position = 12").await;
    let fault = Fault::Missing { next: Some(13) };
    assert_eq!(finding(&store).await, Finding { position: 12, fault });
}

#[tokio::test]
async fn an_event_dropped_and_the_others_renumbered_is_found_at_its_position() {
    let store = recorded().await;
    tamper(
        &store,
        "DELETE FROM events WHERE position = 12;
         UPDATE events SET position = position + 1000 WHERE position > 12;
         UPDATE events SET position = position - 1001 WHERE position > 12",
    )
    .await;
    assert_eq!(finding(&store).await, Finding { position: 12, fault: Fault::Chain });
}

#[tokio::test]
async fn a_tail_that_was_cut_is_found_by_whoever_has_read_it() {
    let store = read().await;
    tamper(&store, "DELETE FROM events WHERE position > 25").await;
    let found = finding(&store).await;
    let Finding { position: 26, fault: Fault::Cut { whose, noted: EVENTS } } = found else {
        panic!("{found}")
    };
    assert!(whose.contains("some reader"), "{whose}");

    // Without its readers' checkpoints only what is published tells.
    tamper(&store, "DELETE FROM checkpoints").await;
    assert!(verified(&store, Request::default()).await.is_ok());
    let request = Request { witnesses: vec![root_at(EVENTS, [0; 32])], ..Request::default() };
    let found = verified(&store, request).await.unwrap_err();
    let whose = "a published head".to_owned();
    assert_eq!(found, Finding { position: 26, fault: Fault::Cut { whose, noted: EVENTS } });
}

#[tokio::test]
async fn a_chain_computed_anew_is_found_by_what_was_noted_before() {
    let store = read().await;
    let before = rows(&store).await;
    tamper(&store, "UPDATE events SET payload = '{}' WHERE position = 17").await;
    let last = recompute(&store, &rows(&store).await).await;
    let fault = Fault::OtherChain { whose: "the checkpoint of `some reader` 1".to_owned() };
    assert_eq!(finding(&store).await, Finding { position: EVENTS, fault });

    // The checkpoints too.
    tamper(&store, &format!("UPDATE checkpoints SET chain_hash = '\\x{}'", hex::encode(last)))
        .await;
    assert!(verified(&store, Request::default()).await.is_ok(), "nothing in the database tells");
    let heads = [10, 16, 20, EVENTS]
        .map(|position| root_at(position, tree(&before[..usize::try_from(position).unwrap()])));
    let request = Request { witnesses: heads.to_vec(), ..Request::default() };
    let found = verified(&store, request).await.unwrap_err();
    let fault = Fault::OtherTree { whose: "a published head".to_owned(), after: 16 };
    assert_eq!(found, Finding { position: 20, fault: fault.clone() });
    assert!(found.to_string().contains("among positions 17 to 20"), "{found}");
}
