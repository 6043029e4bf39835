//! What is derived from the events and stored beside them: claims, tiles and signed heads.

use domain::PaymentId;
use event_store::heads::{self, Step, When};
use event_store::note::{NoteError, Signer};
use event_store::verify::{
    ClaimFault, Fault, Finding, Request, SnapshotFault, TileFault, VerifyError, verify,
};

use super::{recompute, rows, tamper, verified};
use crate::snapshots::long_wallet;
use crate::support::audit::kinds;
use crate::support::commands::{credit, credit_for, fail, initiate, pay, register};
use crate::support::store::{Store, at, new_id};

/// Enough for a full tile, one that grows, and one above them.
const CREDITS: i64 = 300;

fn signer() -> Signer {
    Signer::new("daftari/test", &[7; 32])
}

fn everything() -> Request {
    let key = Some(signer().verifier().clone());
    Request { key, kinds: kinds(), ..Request::default() }
}

/// A store with claims that are for ever, one that ends by itself, and some that were given up, under
/// a signed head, and events after it.
async fn derived() -> Store {
    let store = Store::open().await;
    let [paid, failed, pending] = [new_id(), new_id(), new_id()];
    store.node.submit(register(new_id(), "asha")).await.unwrap();
    for (payment, phone) in [(paid, "one"), (failed, "two"), (pending, "three")] {
        store.node.submit(initiate(payment, phone)).await.unwrap();
    }
    store.node.submit(pay(paid, "UF10AAAAA1")).await.unwrap();
    store.node.submit(fail(failed)).await.unwrap();
    for cents in 1..=CREDITS {
        store.node.submit(credit(new_id(), cents)).await.unwrap();
    }
    let noon = at("2026-03-01T12:00:00Z");
    let signed = heads::advance(&store.pool, &signer(), noon, When::Now).await.unwrap();
    assert!(matches!(signed, Step::Signed(_)), "{signed:?}");
    let payment = PaymentId::new(paid);
    store.node.submit(credit_for(new_id(), 5, payment)).await.unwrap();
    let saved = "CREATE TABLE saved_claims AS TABLE claims;
         CREATE TABLE saved_tiles AS TABLE tree_tiles;
         CREATE TABLE saved_heads AS TABLE tree_heads";
    tamper(&store, saved).await;
    store
}

async fn number(store: &Store, query: &str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&store.pool).await.unwrap()
}

/// What is found after those statements; then all is as it was before.
async fn found_after(store: &Store, statements: &str) -> Finding {
    tamper(store, statements).await;
    let found = verified(store, everything()).await.expect_err(statements);
    let restore = "DELETE FROM claims; INSERT INTO claims TABLE saved_claims;
         DELETE FROM tree_tiles; INSERT INTO tree_tiles TABLE saved_tiles;
         DELETE FROM tree_heads; INSERT INTO tree_heads TABLE saved_heads";
    tamper(store, restore).await;
    found
}

#[tokio::test]
async fn what_nobody_touched_is_what_the_events_make_it() {
    let store = derived().await;
    let report = verified(&store, everything()).await.unwrap();
    let claims = number(&store, "SELECT count(*) FROM claims").await;
    assert_eq!(report.claims, Some(claims.unsigned_abs()));
    assert!(claims > 5, "{claims}");
    assert_eq!(report.tiles, Some(3), "two of leaves, and one above");
    assert_eq!(report.signatures, Some(1));

    let without = verified(&store, Request::default()).await.unwrap();
    assert_eq!((without.claims, without.signatures), (None, None), "nobody said how");
    // The claims and tiles of a part of the events are not known.
    for (from, to) in [(Some(2), None), (None, Some(report.to - 1))] {
        let part = verified(&store, Request { from, to, ..everything() }).await.unwrap();
        assert_eq!((part.claims, part.tiles), (None, None));
    }
}

#[tokio::test]
async fn a_kept_state_that_is_not_as_the_events_say_is_named() {
    let store = Store::open().await;
    let (wallet, _) = long_wallet(&store).await;
    let report = verified(&store, everything()).await.unwrap();
    assert_eq!(report.snapshots, Some(1));
    for (change, how) in [
        (
            "state = replace(state::text, '\"balance\":', '\"balance\":9')::json",
            SnapshotFault::Changed,
        ),
        ("state = '{}'", SnapshotFault::Changed),
        ("sequence = sequence - 1", SnapshotFault::Changed),
        ("sequence = sequence + 1000", SnapshotFault::NoneDue),
    ] {
        tamper(
            &store,
            &format!("CREATE TABLE saved AS TABLE snapshots; UPDATE snapshots SET {change}"),
        )
        .await;
        let Finding { position, fault } = verified(&store, everything()).await.expect_err(change);
        let kept = number(&store, "SELECT sequence FROM snapshots").await;
        let stream = format!("wallet {wallet}");
        assert_eq!(fault, Fault::Snapshot { stream, sequence: kept, how }, "{change}");
        assert!(position <= number(&store, "SELECT max(position) FROM events").await);
        tamper(&store, "TRUNCATE snapshots; INSERT INTO snapshots TABLE saved; DROP TABLE saved")
            .await;
    }
    // What another version of the fold made is not used, and so nothing is said of it.
    tamper(&store, "UPDATE snapshots SET fold = fold + 1, state = '{}'").await;
    assert_eq!(verified(&store, everything()).await.unwrap().snapshots, Some(0));
}

#[tokio::test]
async fn a_claim_that_is_not_as_its_event_says_is_named() {
    let store = derived().await;
    let receipt = "receipt UF10AAAAA1";
    for (change, kind, claim, how) in [
        ("DELETE FROM claims WHERE kind = 'receipt'", "receipt", receipt, ClaimFault::Missing),
        (
            "UPDATE claims SET owner = gen_random_uuid() WHERE kind = 'receipt'",
            "receipt",
            receipt,
            ClaimFault::Changed { column: "owner" },
        ),
        (
            "UPDATE claims SET until = now() WHERE kind = 'receipt'",
            "receipt",
            receipt,
            ClaimFault::Changed { column: "until" },
        ),
        (
            "UPDATE claims SET position = 300 WHERE kind = 'receipt'",
            "receipt",
            receipt,
            ClaimFault::Changed { column: "position" },
        ),
        ("DELETE FROM claims WHERE kind = 'push'", "push", "push three", ClaimFault::Missing),
        (
            "UPDATE claims SET until = NULL WHERE kind = 'push'",
            "push",
            "push three",
            ClaimFault::Changed { column: "until" },
        ),
    ] {
        let position =
            number(&store, &format!("SELECT position FROM claims WHERE kind = '{kind}'")).await;
        let fault = Fault::Claim { claim: claim.to_owned(), how };
        assert_eq!(found_after(&store, change).await, Finding { position, fault }, "{change}");
    }
}

#[tokio::test]
async fn a_claim_that_no_event_holds_is_named() {
    let store = derived().await;
    for (kind, key, position) in [
        ("receipt", "UF10AAAAA2", 3),
        // Taken by an event once, and given up by another.
        ("push", "two", 3),
        ("no such kind", "x", 300),
        ("receipt", "UF10AAAAA3", 1_000_000),
    ] {
        let extra = format!(
            "INSERT INTO claims VALUES ('{kind}', '{key}', gen_random_uuid(), NULL, {position})"
        );
        let fault = Fault::Claim { claim: format!("{kind} {key}"), how: ClaimFault::NoneDue };
        assert_eq!(found_after(&store, &extra).await, Finding { position, fault }, "{extra}");
    }
}

#[tokio::test]
async fn of_many_claims_that_are_gone_the_first_is_named() {
    let store = Store::open().await;
    for _ in 0..100 {
        store.node.submit(credit_for(new_id(), 5, PaymentId::new(new_id()))).await.unwrap();
    }
    tamper(&store, "DELETE FROM claims WHERE position > 3").await;
    let found = verified(&store, everything()).await.unwrap_err();
    assert_eq!(found.position, 4);
    assert!(matches!(found.fault, Fault::Claim { how: ClaimFault::Missing, .. }), "{found}");
}

#[tokio::test]
async fn a_tile_that_is_not_the_one_of_the_events_is_named() {
    let store = derived().await;
    let changed = |place| {
        format!(
            "UPDATE tree_tiles SET hashes = overlay(hashes placing sha256('x') from 1)
             WHERE (level, index) = {place}"
        )
    };
    for (change, (level, index), how) in [
        (changed("(0, 0)"), (0, 0), TileFault::Changed),
        (changed("(0, 1)"), (0, 1), TileFault::Changed),
        (changed("(1, 0)"), (1, 0), TileFault::Changed),
        ("DELETE FROM tree_tiles WHERE (level, index) = (0, 0)".into(), (0, 0), TileFault::Missing),
        ("DELETE FROM tree_tiles WHERE (level, index) = (0, 1)".into(), (0, 1), TileFault::Missing),
        ("DELETE FROM tree_tiles".into(), (0, 0), TileFault::Missing),
        (
            "UPDATE tree_tiles SET width = width - 1, hashes = substring(hashes for 32 * (width - 1))
             WHERE (level, index) = (0, 1)"
                .into(),
            (0, 1),
            TileFault::Changed,
        ),
        (
            "INSERT INTO tree_tiles VALUES (1, 1, 1, sha256('x'))".into(),
            (1, 1),
            TileFault::NoneDue,
        ),
    ] {
        let position = i64::try_from(256_u64.pow(level + 1) * index).unwrap() + 1;
        let found = found_after(&store, &change).await;
        assert_eq!(found, Finding { position, fault: Fault::Tile { level, index, how } }, "{change}");
    }
    // Tiles over events that are not there.
    let longer = "INSERT INTO tree_tiles SELECT 0, 2, 256, decode(repeat('00', 8192), 'hex')";
    let found = found_after(&store, longer).await;
    let whose = "the tree in the database".to_owned();
    assert_eq!(found.fault, Fault::Cut { whose, noted: 768 });
}

#[tokio::test]
async fn a_stored_head_that_is_not_as_it_was_signed_is_named() {
    let store = derived().await;
    let size = number(&store, "SELECT size FROM tree_heads").await;
    let not_of_its_note = Finding { position: size, fault: Fault::HeadNote { size } };
    let found = found_after(&store, "UPDATE tree_heads SET root = sha256('x')").await;
    assert_eq!(found, not_of_its_note, "the note says that the events hold");

    let key = signer().verifier().id();
    let why = NoteError::NotSigned { key };
    let not_signed = Finding { position: size, fault: Fault::HeadSignature { size, why } };
    let strange = Signer::new("daftari/test", &[8; 32]).sign(size.unsigned_abs(), [0; 32]);
    for note in [
        format!("replace(note, '{size}', '{}')", size + 1),
        "overlay(note placing '0' from length(note) - 20)".to_owned(),
        format!("'{strange}'"),
    ] {
        let change = format!("UPDATE tree_heads SET note = {note}");
        assert_eq!(found_after(&store, &change).await, not_signed, "{change}");
    }
    // Signed, but of another head.
    let other = signer().sign(size.unsigned_abs(), [0; 32]);
    let found = found_after(&store, &format!("UPDATE tree_heads SET note = '{other}'")).await;
    assert_eq!(found, not_of_its_note);

    // With both changed, nothing in the database tells whether it was the head or the events.
    let both = format!("UPDATE tree_heads SET root = sha256('x'), note = '{strange}'");
    let found = found_after(&store, &both).await;
    let whose = format!("the head over {size} events in the database");
    assert_eq!(found, Finding { position: size, fault: Fault::OtherTree { whose, after: 0 } });
}

#[tokio::test]
async fn claims_of_an_event_of_a_newer_program_are_not_guessed() {
    for change in ["event_version = '2'", "aggregate_type = 'voucher'"] {
        let store = Store::open().await;
        store.node.submit(credit_for(new_id(), 5, PaymentId::new(new_id()))).await.unwrap();
        tamper(&store, &format!("UPDATE events SET {change}")).await;
        recompute(&store, &rows(&store).await).await;
        let error = verify(&store.pool, everything(), |_| {}).await.unwrap_err();
        let VerifyError::Unreadable(why) = error else { panic!("{error}") };
        assert!(why.starts_with("the event at position 1 (") && why.contains("newer"), "{why}");
    }
}
