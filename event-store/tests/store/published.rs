//! The chain is what `docs/events.md` publishes: its example, computed by the store's own code.

use domain::Timestamp;
use event_store::chain::{self, Leaf};
use uuid::Uuid;

use crate::support::store::at;

const DOCUMENT: &str = include_str!("../../../docs/events.md");

/// The value of that row of the example's tables.
fn published(name: &str) -> &'static str {
    let row = DOCUMENT.lines().find_map(|line| line.strip_prefix(&format!("| {name} | `")));
    row.unwrap_or_else(|| panic!("the example has no {name}")).split('`').next().unwrap()
}

fn store_id() -> Uuid {
    let after = DOCUMENT.split("A store whose id is `").nth(1).unwrap();
    after.split('`').next().unwrap().parse().unwrap()
}

#[test]
fn the_example_of_the_document_holds() {
    let recorded_at: Timestamp = at(published("recorded at"));
    let leaf = Leaf {
        position: published("position").parse().unwrap(),
        aggregate_type: published("aggregate type"),
        aggregate_id: published("aggregate id"),
        sequence: published("sequence").parse().unwrap(),
        event_type: published("event type"),
        event_version: published("event version"),
        payload: published("payload"),
        metadata: published("metadata"),
        recorded_at,
    };
    let first = chain::genesis(store_id());
    let linked = chain::link(&first, &leaf.hash());
    assert_eq!(hex::encode(first), published("chain hash 0"));
    assert_eq!(hex::encode(leaf.hash()), published("leaf 1"));
    assert_eq!(hex::encode(linked), published("chain hash 1"));
}

#[test]
fn no_two_events_have_the_same_bytes() {
    let recorded_at = at("2026-03-01T06:00:00Z");
    let leaf = Leaf {
        position: 1,
        aggregate_type: "ab",
        aggregate_id: "c",
        sequence: 1,
        event_type: "d",
        event_version: "1",
        payload: "{}",
        metadata: "{}",
        recorded_at,
    };
    let moved = Leaf { aggregate_type: "a", aggregate_id: "bc", ..leaf };
    let later = Leaf { recorded_at: recorded_at + chrono::TimeDelta::microseconds(1), ..leaf };
    let others = [moved, later, Leaf { position: 2, ..leaf }, Leaf { sequence: 2, ..leaf }];
    for other in others {
        assert_ne!(leaf.hash(), other.hash(), "{other:?}");
    }
}
