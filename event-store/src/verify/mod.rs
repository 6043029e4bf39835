//! Recomputes everything that holds the events together, and names the first thing that does not
//! hold.
//!
//! The events come in one streaming read, in the order of their positions. Leaves are hashed chunk
//! by chunk on other threads, and linked here in their order.

mod finding;
mod leaves;
mod linker;
mod rows;
mod witness;

use std::collections::VecDeque;

use futures::TryStreamExt as _;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::task::{JoinError, JoinHandle};

use crate::chain::{self, Hash};

pub use finding::{Fault, Finding};
pub use witness::{Says, Witness};

use leaves::Linked;
use linker::Linker;
use rows::{Chunk, Framer};

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

/// Verifies the events of a database, as they were when it began. The inner error is the first
/// thing that does not hold.
pub async fn verify(
    pool: &PgPool,
    request: Request,
    mut progress: impl FnMut(Progress),
) -> Result<Result<Report, Finding>, VerifyError> {
    // A connection of its own: a read that is broken off leaves it in the middle of its rows.
    let mut connection = pool.acquire().await?.detach();
    let mut snapshot = connection.begin().await?;
    begin_snapshot(&mut snapshot).await?;
    let from = request.from.unwrap_or(1);
    let head = head(&mut snapshot).await?;
    let to = request.to.unwrap_or(head);
    if from < 1 || to > head || ((request.from.is_some() || request.to.is_some()) && from > to) {
        return Err(VerifyError::Range { from, to, head });
    }
    let Some(before) = chain_before(&mut snapshot, from).await? else {
        return Ok(Err(Finding { position: from - 1, fault: Fault::Missing { next: None } }));
    };
    let mut witnesses = witness::of_database(&mut snapshot).await?;
    witnesses.extend(request.witnesses);
    let mut linker = Linker::new(from, before, witnesses);
    if let Err(finding) = link_all(&mut snapshot, &mut linker, from, to, &mut progress).await? {
        return Ok(Err(finding));
    }
    snapshot.rollback().await?;
    connection.close().await?;
    Ok(linker.end(request.to.is_none()).map(|(report, _leaves)| report))
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
    let linked = link_all(connection, &mut linker, from, to, &mut |_| {}).await?;
    Ok(linked.and_then(|()| linker.end(false)).and_then(|(report, leaves)| {
        if report.to == to {
            Ok(leaves)
        } else {
            Err(Finding { position: report.to + 1, fault: Fault::Missing { next: None } })
        }
    }))
}

/// Reads, hashes and links. The inner error is what does not hold.
async fn link_all(
    connection: &mut PgConnection,
    linker: &mut Linker,
    from: i64,
    to: i64,
    progress: &mut impl FnMut(Progress),
) -> Result<Result<(), Finding>, VerifyError> {
    let statement = format!(
        "COPY (SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                      payload, metadata, recorded_at, chain_hash
               FROM events WHERE position BETWEEN {from} AND {to} ORDER BY position)
         TO STDOUT (FORMAT binary)"
    );
    let mut stream = connection.copy_out_raw(&statement).await?;
    let mut framer = Framer::default();
    let mut ahead: VecDeque<JoinHandle<Linked>> = VecDeque::new();
    loop {
        let bytes = stream.try_next().await?;
        let ended = bytes.is_none();
        let chunk = match bytes {
            Some(bytes) => framer.push(&bytes)?,
            None => framer.end()?,
        };
        ahead.extend(chunk.map(hash));
        while ahead.len() > CHUNKS_AHEAD || (ended && !ahead.is_empty()) {
            let Some(oldest) = ahead.pop_front() else { break };
            if let Err(finding) = linker.link(&oldest.await?) {
                return Ok(Err(finding));
            }
            progress(Progress { position: linker.position(), from, to });
        }
        if ended {
            return Ok(Ok(()));
        }
    }
}

fn hash(chunk: Chunk) -> JoinHandle<Linked> {
    tokio::task::spawn_blocking(move || leaves::of(&chunk))
}
