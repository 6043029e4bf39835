//! Recomputes everything that holds the events together, and names the first thing that does not
//! hold: the chain and the order of the events, the tree over them with its tiles and signed heads,
//! the claims that they take, and the states that are kept of long streams.
//!
//! The events come in one streaming read, in the order of their positions. Leaves are hashed and
//! payloads read chunk by chunk on other threads, and linked here in their order. Tiles, heads and
//! claims are read after them, in the same snapshot.

mod claims;
mod finding;
mod kinds;
mod leaves;
mod linker;
mod signed;
mod snapshots;
mod tree;
mod witness;

use std::collections::VecDeque;

use futures::TryStreamExt as _;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::task::{JoinError, JoinHandle};

use crate::chain::{self, Hash};
use crate::note::Verifier;

pub use finding::{ClaimFault, Fault, Finding, SnapshotFault, TileFault};
pub use kinds::Kind;
pub use witness::{Says, Witness};

use crate::copied::{Chunk, Framer};
use claims::{Derived, RANGES_TOGETHER};
use kinds::{Kinds, Unreadable};
use leaves::{COLUMNS, Linked};
use linker::Linker;

/// How many chunks wait for their hashes at most: enough for every core, and a bound on memory.
const CHUNKS_AHEAD: usize = 8;

/// What is to be verified.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The first position; 1 if none is given. The chain before it is taken as it is stored.
    pub from: Option<i64>,
    /// The last position; the last one there is if none is given.
    pub to: Option<i64>,
    /// What is known from outside the database.
    pub witnesses: Vec<Witness>,
    /// The key of the heads in the database; without it, their signatures are not verified.
    pub key: Option<Verifier>,
    /// Every kind of aggregate. With them, if all events are read, the claims are computed
    /// again, and the kept states.
    pub kinds: Vec<Kind>,
}

/// How far the work has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// The last position that holds.
    pub position: i64,
    /// The first position of the work.
    pub from: i64,
    /// The last position of the work.
    pub to: i64,
}

/// What holds.
#[derive(Debug, Clone)]
pub struct Report {
    /// The first position.
    pub from: i64,
    /// The last position; before the first if there are no events.
    pub to: i64,
    /// The chain at the last position.
    pub chain_hash: Hash,
    /// The root of the Merkle tree over all events, if they were read from the first on.
    pub root: Option<Hash>,
    /// How many times something that was noted elsewhere was compared and found the same.
    pub witnesses: usize,
    /// How many heads in the database are signed; none if that was not verified.
    pub signatures: Option<usize>,
    /// How many stored tiles are those of the events; none if not all events were read.
    pub tiles: Option<usize>,
    /// How many claims are as the events say; none if they were not computed again.
    pub claims: Option<u64>,
    /// How many states of streams are as the events say; none if they were not computed again.
    pub snapshots: Option<usize>,
}

/// Nothing could be said about the events.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database.
    #[error("the events could not be read from the database")]
    Database(#[from] sqlx::Error),
    /// A thread that hashed has ended.
    #[error("the hashing did not end well")]
    Hashing(#[from] JoinError),
    /// A newer program wrote an event, so its claims are not known to this one.
    #[error("{0}")]
    Unreadable(String),
    /// The range is none.
    #[error("positions {from} to {to} are no part of the events; the last is at {head}")]
    Range {
        /// The first position asked for.
        from: i64,
        /// The last position asked for.
        to: i64,
        /// The last position there is.
        head: i64,
    },
}

/// Verifies the events of a database, as they were when it began, and what is derived from them. The
/// inner error is the first thing that does not hold.
///
/// Tiles, claims and kept states are what they are by all events, so a part of the events says nothing
/// of them.
pub async fn verify(
    pool: &PgPool,
    request: Request,
    progress: impl FnMut(Progress),
) -> Result<Result<Report, Finding>, VerifyError> {
    // A connection of its own: a read that is broken off leaves it in the middle of its rows.
    let mut connection = pool.acquire().await?.detach();
    let mut snapshot = connection.begin().await?;
    begin_snapshot(&mut snapshot).await?;
    let verified = verify_all(pool, &mut snapshot, request, progress).await?;
    // What does not hold was found in the middle of a read: the connection is given up with it.
    if verified.is_ok() {
        snapshot.rollback().await?;
        connection.close().await?;
    }
    Ok(verified)
}

async fn verify_all(
    pool: &PgPool,
    connection: &mut PgConnection,
    request: Request,
    mut progress: impl FnMut(Progress),
) -> Result<Result<Report, Finding>, VerifyError> {
    let from = request.from.unwrap_or(1);
    let head = head(connection).await?;
    let to = request.to.unwrap_or(head);
    if from < 1 || to > head || ((request.from.is_some() || request.to.is_some()) && from > to) {
        return Err(VerifyError::Range { from, to, head });
    }
    let Some(before) = chain_before(connection, from).await? else {
        return Ok(Err(Finding { position: from - 1, fault: Fault::Missing { next: None } }));
    };
    let whole = from == 1 && to == head;
    let kinds = if whole { request.kinds } else { Vec::new() };
    let kept = snapshots::kept(connection, &kinds).await?;
    let kinds = Kinds::new(kinds, kept);
    let mut derived = (!kinds.is_empty()).then(|| Derived::new(&kinds, head));
    let mut witnesses = witness::of_database(connection).await?;
    witnesses.extend(request.witnesses);
    let tiled = tree::tiled(connection).await?;
    let mut linker = Linker::new(from, before.clone(), witnesses).with_tiles_of(tiled);
    let range = (from, to);
    let read = Reading { kinds: &kinds, derived: derived.as_mut() };
    if let Err(finding) = link_all(connection, &mut linker, read, range, &mut progress).await? {
        let root = linker.root();
        return Ok(Err(row_or_events(pool, finding, root, request.key.as_ref()).await?));
    }
    let (report, tree) = match linker.end(request.to.is_none()) {
        Ok(ended) => (ended.report, ended.tree),
        Err(finding) => return Ok(Err(finding)),
    };
    let report = match compare_heads(connection, report, request.key.as_ref()).await? {
        Ok(report) => report,
        Err(finding) => return Ok(Err(finding)),
    };
    let Some(tree) = tree.filter(|_| whole) else { return Ok(Ok(report)) };
    if tiled > head {
        let fault = Fault::Cut { whose: "the tree in the database".to_owned(), noted: tiled };
        return Ok(Err(Finding { position: head + 1, fault }));
    }
    let tiles = match tree.compare(connection).await? {
        Ok(tiles) => Some(tiles),
        Err(finding) => return Ok(Err(finding)),
    };
    let Some(mut derived) = derived else { return Ok(Ok(Report { tiles, ..report })) };
    let folded = derived.take_folded();
    let claims = match compare_claims(connection, derived, &kinds, &before, head).await? {
        Ok(claims) => Some(claims),
        Err(finding) => return Ok(Err(finding)),
    };
    let snapshots = snapshots::compare(connection, kinds.all(), &folded, head).await?;
    Ok(snapshots.map(|snapshots| Report { tiles, claims, snapshots: Some(snapshots), ..report }))
}

/// Tells events that were changed from a head whose row was: its signed note is still of the tree as
/// it is. It is asked on another connection, since this one is in the middle of the events.
async fn row_or_events(
    pool: &PgPool,
    finding: Finding,
    root: Option<Hash>,
    key: Option<&Verifier>,
) -> Result<Finding, sqlx::Error> {
    let (Fault::OtherTree { .. }, Some(root), Some(key)) = (&finding.fault, root, key) else {
        return Ok(finding);
    };
    let size = finding.position;
    let head = sqlx::query!("SELECT root, note FROM tree_heads WHERE size = $1", size)
        .fetch_optional(pool)
        .await?;
    let signed = head.filter(|head| head.root != root).and_then(|head| key.open(&head.note).ok());
    if signed.is_some_and(|head| i64::try_from(head.size) == Ok(size) && head.root == root) {
        return Ok(Finding { position: size, fault: Fault::HeadNote { size } });
    }
    Ok(finding)
}

async fn compare_heads(
    connection: &mut PgConnection,
    report: Report,
    key: Option<&Verifier>,
) -> Result<Result<Report, Finding>, VerifyError> {
    let Some(key) = key else { return Ok(Ok(report)) };
    let compared = signed::compare(connection, key).await?;
    Ok(compared.map(|signatures| Report { signatures: Some(signatures), ..report }))
}

/// Compares the table of claims with those of the events. Only if they differ, the events are read
/// again to tell where.
async fn compare_claims(
    connection: &mut PgConnection,
    derived: Derived,
    kinds: &Kinds,
    genesis: &[u8],
    head: i64,
) -> Result<Result<u64, Finding>, VerifyError> {
    let (claims, differing) = derived.differing(connection).await?;
    for ranges in differing.chunks(RANGES_TOGETHER) {
        let mut again = Derived::again(kinds, head, ranges);
        let mut linker = Linker::new(1, genesis.to_vec(), Vec::new());
        let read = Reading { kinds, derived: Some(&mut again) };
        if let Err(finding) =
            link_all(connection, &mut linker, read, (1, head), &mut |_| {}).await?
        {
            return Ok(Err(finding));
        }
        if let Some(finding) = again.first_difference(connection).await? {
            return Ok(Err(finding));
        }
    }
    Ok(Ok(claims))
}

async fn begin_snapshot(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *connection)
        .await?;
    // Without statistics, a sort of the whole table could be planned.
    sqlx::query!("SET LOCAL enable_sort = off").execute(&mut *connection).await?;
    sqlx::query!("SET LOCAL statement_timeout = 0").execute(connection).await?;
    Ok(())
}

pub(crate) async fn head(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let head = sqlx::query_scalar!("SELECT position FROM events ORDER BY position DESC LIMIT 1")
        .fetch_optional(connection)
        .await?;
    Ok(head.unwrap_or(0))
}

/// The chain before that position. None if the event before it is missing.
async fn chain_before(
    connection: &mut PgConnection,
    from: i64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    if from == 1 {
        let store_id =
            sqlx::query_scalar!("SELECT store_id FROM store").fetch_one(connection).await?;
        return Ok(Some(chain::genesis(store_id).to_vec()));
    }
    sqlx::query_scalar!("SELECT chain_hash FROM events WHERE position = $1", from - 1)
        .fetch_optional(connection)
        .await
}

/// The leaves of a part of the events, each verified to follow from the one before.
pub(crate) async fn leaves(
    connection: &mut PgConnection,
    from: i64,
    to: i64,
) -> Result<Result<Vec<Hash>, Finding>, VerifyError> {
    let Some(before) = chain_before(connection, from).await? else {
        return Ok(Err(Finding { position: from - 1, fault: Fault::Missing { next: None } }));
    };
    let mut linker = Linker::new(from, before, Vec::new()).collecting();
    let read = Reading { kinds: &Kinds::default(), derived: None };
    let linked = link_all(connection, &mut linker, read, (from, to), &mut |_| {}).await?;
    Ok(linked.and_then(|()| linker.end(false)).and_then(|ended| {
        let last = ended.report.to;
        if last == to {
            Ok(ended.leaves)
        } else {
            Err(Finding { position: last + 1, fault: Fault::Missing { next: None } })
        }
    }))
}

/// What is read of the events besides their leaves.
struct Reading<'a> {
    kinds: &'a Kinds,
    derived: Option<&'a mut Derived>,
}

/// Reads, hashes and links. The inner error is what does not hold.
async fn link_all(
    connection: &mut PgConnection,
    linker: &mut Linker,
    mut read: Reading<'_>,
    (from, to): (i64, i64),
    progress: &mut impl FnMut(Progress),
) -> Result<Result<(), Finding>, VerifyError> {
    let statement = format!(
        "COPY (SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                      payload, metadata, recorded_at, chain_hash
               FROM events WHERE position BETWEEN {from} AND {to} ORDER BY position)
         TO STDOUT (FORMAT binary)"
    );
    let mut stream = connection.copy_out_raw(&statement).await?;
    let mut framer = Framer::<COLUMNS>::default();
    let mut ahead: VecDeque<JoinHandle<Linked>> = VecDeque::new();
    loop {
        let bytes = stream.try_next().await?;
        let ended = bytes.is_none();
        let chunk = match bytes {
            Some(bytes) => framer.push(&bytes)?,
            None => framer.end()?,
        };
        ahead.extend(chunk.map(|chunk| hash(chunk, read.kinds.clone())));
        while ahead.len() > CHUNKS_AHEAD || (ended && !ahead.is_empty()) {
            let Some(oldest) = ahead.pop_front() else { break };
            let chunk = oldest.await?;
            if let Err(finding) = linker.link(&chunk) {
                return Ok(Err(finding));
            }
            if let Some(derived) = &mut read.derived {
                derived.go_on(chunk.read.map_err(|Unreadable(why)| VerifyError::Unreadable(why))?);
            }
            progress(Progress { position: linker.position(), from, to });
        }
        if ended {
            return Ok(Ok(()));
        }
    }
}

fn hash(chunk: Chunk<COLUMNS>, kinds: Kinds) -> JoinHandle<Linked> {
    tokio::task::spawn_blocking(move || leaves::of(&chunk, &kinds))
}
