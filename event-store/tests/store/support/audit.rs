//! An audit of the whole store that shares no code with it: the chain as `docs/events.md`
//! specifies it, and the claims as the events say. The store's own `verify` has to agree.

use std::collections::{BTreeMap, HashMap};

use domain::books::Books;
use domain::claim::ClaimChange;
use domain::hold::Hold;
use domain::line::Line;
use domain::package::Package;
use domain::payment::Payment;
use domain::refund::Refund;
use domain::skips::Skips;
use domain::statement::Statement;
use domain::subscription::Subscription;
use domain::tax_invoice::{TaxInvoices, TaxRegister};
use domain::user::User;
use domain::wallet::Wallet;
use domain::{Decide, Timestamp};
use event_store::verify::{Kind, Request, verify};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

/// An event as it stands in the table.
#[derive(Debug, FromRow)]
pub(crate) struct Row {
    pub(crate) position: i64,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: String,
    pub(crate) sequence: i64,
    pub(crate) event_type: String,
    pub(crate) event_version: String,
    pub(crate) payload: String,
    pub(crate) metadata: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_at_us: i64,
    pub(crate) chain_hash: Vec<u8>,
}

/// Every event in order, after a check of positions, sequences, times, chain and claims.
pub(crate) async fn audited(pool: &PgPool) -> Vec<Row> {
    let rows = all(pool).await;
    let mut sequences = HashMap::new();
    let mut chain = first_link(pool).await;
    let mut last_us = i64::MIN;
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(usize::try_from(row.position).unwrap(), index + 1, "positions are 1..n");
        let sequence = sequences.entry((&row.aggregate_type, &row.aggregate_id)).or_insert(0);
        *sequence += 1;
        assert_eq!(row.sequence, *sequence, "sequence of event {}", row.position);
        assert!(row.recorded_at_us >= last_us, "event {} goes back in time", row.position);
        last_us = row.recorded_at_us;
        chain = sha256(&[&chain, &leaf(row)]);
        assert_eq!(row.chain_hash, chain, "chain at event {}", row.position);
    }
    assert_eq!(claims_of_table(pool).await, claims_of_events(&rows), "claims follow from events");
    let request = Request { kinds: kinds(), ..Request::default() };
    let report = verify(pool, request, |_| {}).await.unwrap().unwrap();
    assert!(report.claims.is_some());
    rows
}

/// Every kind of aggregate.
pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::of::<Books>(),
        Kind::of::<Hold>(),
        Kind::of::<Line>(),
        Kind::of::<Package>(),
        Kind::of::<Payment>(),
        Kind::of::<Refund>(),
        Kind::of::<Skips>(),
        Kind::of::<Statement>(),
        Kind::of::<Subscription>(),
        Kind::of::<TaxInvoices>(),
        Kind::of::<TaxRegister>(),
        Kind::of::<User>(),
        Kind::of::<Wallet>(),
    ]
}

pub(crate) async fn all(pool: &PgPool) -> Vec<Row> {
    sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                payload::text, metadata::text, recorded_at,
                (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_at_us, chain_hash
         FROM events ORDER BY position",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(Sha256::new(), Digest::chain_update).finalize().to_vec()
}

async fn first_link(pool: &PgPool) -> Vec<u8> {
    let store_id: Uuid =
        sqlx::query_scalar("SELECT store_id FROM store").fetch_one(pool).await.unwrap();
    sha256(&[b"daftari/chain/1", store_id.as_bytes()])
}

pub(crate) fn leaf(row: &Row) -> Vec<u8> {
    let mut bytes = vec![0_u8];
    let mut field = |field: &[u8]| {
        bytes.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        bytes.extend(field);
    };
    field(&row.position.to_be_bytes());
    field(row.aggregate_type.as_bytes());
    field(row.aggregate_id.as_bytes());
    field(&row.sequence.to_be_bytes());
    field(row.event_type.as_bytes());
    field(row.event_version.as_bytes());
    field(row.payload.as_bytes());
    field(row.metadata.as_bytes());
    field(&row.recorded_at_us.to_be_bytes());
    sha256(&[&bytes])
}

/// Owner, end in microseconds, and the position of the event that last took the key.
type Claims = BTreeMap<(String, String), (Uuid, Option<i64>, i64)>;

async fn claims_of_table(pool: &PgPool) -> Claims {
    let rows: Vec<(String, String, Uuid, Option<Timestamp>, i64)> =
        sqlx::query_as("SELECT kind, key, owner, until, position FROM claims")
            .fetch_all(pool)
            .await
            .unwrap();
    rows.into_iter()
        .map(|(kind, key, owner, until, position)| {
            ((kind, key), (owner, until.map(|until| until.timestamp_micros()), position))
        })
        .collect()
}

fn claims_of_events(rows: &[Row]) -> Claims {
    let mut claims = Claims::new();
    let mut wallets: States<Wallet> = States::new();
    let mut users: States<User> = States::new();
    let mut lines: States<Line> = States::new();
    let mut packages: States<Package> = States::new();
    let mut payments: States<Payment> = States::new();
    let mut subscriptions: States<Subscription> = States::new();
    for row in rows {
        let changes = match row.aggregate_type.as_str() {
            "wallet" => apply(&mut wallets, row),
            "user" => apply(&mut users, row),
            "line" => apply(&mut lines, row),
            "package" => apply(&mut packages, row),
            "payment" => apply(&mut payments, row),
            "subscription" => apply(&mut subscriptions, row),
            other => panic!("no aggregate is called {other}"),
        };
        for change in changes {
            change_claims(&mut claims, row, change);
        }
    }
    claims
}

type States<A> = HashMap<String, A>;

fn apply<A: Decide>(states: &mut States<A>, row: &Row) -> Vec<ClaimChange> {
    // All of the tests' events are written as today.
    let event: A::Event = serde_json::from_str(&row.payload).unwrap();
    let state = states.entry(row.aggregate_id.clone()).or_default();
    let changes = state.claim_changes(&event);
    state.apply(event);
    changes
}

fn change_claims(claims: &mut Claims, row: &Row, change: ClaimChange) {
    let owner = Uuid::parse_str(&row.aggregate_id).unwrap();
    let (ClaimChange::Take { key, .. } | ClaimChange::Release { key }) = &change;
    let name = (key.kind.as_str().to_owned(), key.key.clone());
    let held = claims.get(&name).copied();
    let live = held.filter(|(_, until, _)| until.is_none_or(|until| until > row.recorded_at_us));
    match change {
        ClaimChange::Take { until, .. } => {
            let by_another = live.is_some_and(|(holder, _, _)| holder != owner);
            assert!(!by_another, "event {} takes what another holds", row.position);
            let until = until.map(|until| until.timestamp_micros());
            claims.insert(name, (owner, until, row.position));
        }
        ClaimChange::Release { .. } => {
            if live.is_some_and(|(holder, _, _)| holder == owner) {
                claims.remove(&name);
            }
        }
    }
}
