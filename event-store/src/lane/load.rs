//! Everything that a batch looks at, asked for in one statement.

use std::collections::HashMap;

use domain::Timestamp;
use domain::claim::ClaimKey;
use sqlx::PgConnection;
use uuid::Uuid;

use super::IdempotencyKey;
use super::job::AnyJob;
use super::known::Known;
use super::sql::{Head, STATEMENT_WITHIN, Saved, within};
use super::world::{Held, Kept, LoadedEvent, Reads, StreamKey, StreamKind};

/// Whose key, for what, and the key.
pub(super) type LogKey = (String, String, String);

pub(super) fn log_key(key: &IdempotencyKey) -> LogKey {
    (key.actor.clone(), key.route.clone(), key.key.clone())
}

/// A stream that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    pub(super) key: StreamKey,
    /// What comes after that sequence is wanted; what comes before is known.
    pub(super) after: i64,
}

/// What the commands of a batch say that they will look at, each thing once.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) streams: Vec<Asked>,
    pub(super) claims: Vec<ClaimKey>,
    pub(super) owned: Vec<(ClaimKey, StreamKind)>,
    pub(super) keys: Vec<IdempotencyKey>,
}

impl Declared {
    /// What these commands declare. Of the streams that the lane knows only the rest is asked for.
    pub(super) fn by(jobs: &[Box<dyn AnyJob>], known: &Known) -> Self {
        let mut all = Reads::default();
        for job in jobs {
            all.extend(job.reads());
        }
        let keys = jobs.iter().filter_map(|job| job.idempotency().cloned()).collect();
        Self { keys, ..Self::of(all, known) }
    }

    /// Those streams and claims.
    pub(super) fn of(reads: Reads, known: &Known) -> Self {
        let Reads { mut streams, mut claims, mut owned } = reads;
        claims.extend(owned.iter().map(|(key, _)| key.clone()));
        streams.sort_unstable();
        streams.dedup();
        claims.sort_unstable();
        claims.dedup();
        owned.sort_unstable();
        owned.dedup();
        let streams = streams.into_iter().map(|key| known.rest_of(key)).collect();
        Self { streams, claims, owned, keys: Vec::new() }
    }
}

/// Events of streams, each stream's in their order. One that was asked for and has none is there
/// too.
pub(super) type Tails = HashMap<StreamKey, Vec<LoadedEvent>>;

/// Who holds claims; none means that nobody does.
pub(super) type Claims = HashMap<ClaimKey, Option<Held>>;

/// What is recorded of that, and the last event.
pub(super) struct Found {
    /// None in an empty store.
    pub(super) head: Option<Head>,
    pub(super) streams: Tails,
    /// States that were kept, of those streams. What comes after is in `streams`.
    pub(super) kept: HashMap<StreamKey, Kept>,
    pub(super) claims: Claims,
    pub(super) log: HashMap<LogKey, Saved>,
}

/// One row of the answer; `load.sql` says what its columns are.
struct Row {
    part: i32,
    n: i64,
    number: i64,
    first: Option<String>,
    second: Option<String>,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
    at: Option<Timestamp>,
    owner: Option<Uuid>,
}

/// Asks. The lane's lock is held, taken by a statement before this one: its snapshot shows
/// everything that was committed by whoever had the lane before.
pub(super) async fn load(
    connection: &mut PgConnection,
    declared: &Declared,
) -> Result<Found, sqlx::Error> {
    let Declared { streams, claims, owned, keys } = declared;
    let types: Vec<&str> = streams.iter().map(|asked| asked.key.kind.aggregate_type).collect();
    let folds: Vec<i32> = streams.iter().map(|asked| asked.key.kind.fold).collect();
    let ids: Vec<String> = streams.iter().map(|asked| asked.key.id.to_string()).collect();
    let afters: Vec<i64> = streams.iter().map(|asked| asked.after).collect();
    let (kinds, texts) = columns(claims.iter());
    let actors: Vec<&str> = keys.iter().map(|key| key.actor.as_str()).collect();
    let routes: Vec<&str> = keys.iter().map(|key| key.route.as_str()).collect();
    let log_keys: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    let (owned_kinds, owned_texts) = columns(owned.iter().map(|(key, _)| key));
    let owner_types: Vec<&str> = owned.iter().map(|(_, kind)| kind.aggregate_type).collect();
    let owner_folds: Vec<i32> = owned.iter().map(|(_, kind)| kind.fold).collect();
    let answer = sqlx::query_file_as!(
        Row,
        "src/lane/load.sql",
        &types as &[&str],
        &ids,
        &afters,
        &folds,
        &kinds as &[&str],
        &texts as &[&str],
        &actors as &[&str],
        &routes as &[&str],
        &log_keys as &[&str],
        &owned_kinds as &[&str],
        &owned_texts as &[&str],
        &owner_types as &[&str],
        &owner_folds,
    )
    .fetch_all(connection);
    let rows = within(STATEMENT_WITHIN, answer).await?;
    sorted_out(rows, declared)
}

fn columns<'a>(keys: impl Iterator<Item = &'a ClaimKey>) -> (Vec<&'a str>, Vec<&'a str>) {
    keys.map(|key| (key.kind.as_str(), key.key.as_str())).unzip()
}

fn sorted_out(rows: Vec<Row>, declared: &Declared) -> Result<Found, sqlx::Error> {
    let mut found = Found {
        head: None,
        streams: declared.streams.iter().map(|asked| (asked.key, Vec::new())).collect(),
        kept: HashMap::new(),
        claims: declared.claims.iter().map(|key| (key.clone(), None)).collect(),
        log: HashMap::new(),
    };
    for row in rows {
        match row.part {
            0 => found.head = Some(head(row)?),
            1 => {
                let key = named(&declared.streams, row.n)?.key;
                found.streams.entry(key).or_default().push(event(row));
            }
            2 => {
                let key = named(&declared.claims, row.n)?.clone();
                let held = row.owner.map(|owner| Held { owner, until: row.at });
                found.claims.insert(key, held);
            }
            3 => {
                let key = log_key(named(&declared.keys, row.n)?);
                let saved = Saved {
                    request_hash: row.bytes.unwrap_or_default(),
                    response: row.text.unwrap_or_default(),
                    position: row.number,
                };
                found.log.insert(key, saved);
            }
            4 => {
                let key = owned_stream(declared, &row)?;
                found.streams.entry(key).or_default().push(event(row));
            }
            5 => {
                let key = named(&declared.streams, row.n)?.key;
                found.kept.insert(key, kept(row));
            }
            _ => {
                let key = owned_stream(declared, &row)?;
                found.streams.entry(key).or_default();
                found.kept.insert(key, kept(row));
            }
        }
    }
    Ok(found)
}

/// A key by its number in the statement, from 1.
fn named<T>(keys: &[T], n: i64) -> Result<&T, sqlx::Error> {
    let index = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
    index.and_then(|index| keys.get(index)).ok_or_else(|| {
        sqlx::Error::Protocol(format!("an answer to question {n}, which was not asked"))
    })
}

fn head(row: Row) -> Result<Head, sqlx::Error> {
    let hash = row.bytes.unwrap_or_default();
    let chain_hash = hash.as_slice().try_into().map_err(|_| sqlx::Error::ColumnDecode {
        index: "chain_hash".to_owned(),
        source: "a hash has 32 bytes".into(),
    })?;
    Ok(Head { position: row.number, chain_hash, recorded_at: row.at })
}

fn owned_stream(declared: &Declared, row: &Row) -> Result<StreamKey, sqlx::Error> {
    let (_, kind) = *named(&declared.owned, row.n)?;
    Ok(StreamKey { kind, id: row.owner.unwrap_or_default() })
}

fn kept(row: Row) -> Kept {
    Kept { sequence: row.number, state: row.text.unwrap_or_default() }
}

fn event(row: Row) -> LoadedEvent {
    LoadedEvent {
        sequence: row.number,
        event_type: row.first.unwrap_or_default(),
        event_version: row.second.unwrap_or_default(),
        payload: row.text.unwrap_or_default(),
    }
}
