//! The tree over the events: it is grown from the last event that it holds, and its heads are
//! signed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::Timestamp;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::chain::Hash;
use crate::note::Signer;
use crate::tiles::{self, Growing, Leaves, Place};
use crate::verify::{self, Finding, VerifyError};

/// A head is signed after so many events …
pub const EVENTS_BETWEEN: i64 = 10_000;
/// … or so long after the last one, if there are new events.
pub const TIME_BETWEEN: TimeDelta = TimeDelta::minutes(1);
/// How far the tree grows in one SQL transaction: a crash repeats this at most.
const GROWS_BY: i64 = 65_536;
/// Whoever grows the tree holds this advisory lock: `daftari`, and a 2 for the tree.
const TREE_LOCK: i64 = 0x6461_6674_6172_0002;

/// A signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Over how many events: up to and with the position of that number.
    pub size: i64,
    /// The root of the tree.
    pub root: Hash,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub recorded_at: Timestamp,
}

/// When a head is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// After a minute or ten thousand events.
    Due,
    /// At once, if there are new events, after whoever grows the tree at the moment.
    Now,
}

/// What a look at the tree came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There is nothing to do now, or another process does it.
    Idle,
    /// The tree has grown, and there are more events for it at once.
    Grown,
    /// It has grown to the last event, and this is its new head.
    Signed(Head),
}

/// The tree could not be grown, or no proof be made of it.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The database.
    #[error("the tree over the events could not be read or written")]
    Database(#[from] sqlx::Error),
    /// The events.
    #[error("the tree is not grown over events that could not be verified")]
    Events(#[source] VerifyError),
    /// An event is not as it was recorded.
    #[error("no head is signed: {0}. Run `daftari verify`")]
    DoesNotHold(Finding),
    /// A stored tile or head is not as it was.
    #[error(
        "the tiles do not give the signed head over {size} events: tiles or head were changed. No head is signed; run `daftari verify`, and compare with the published heads"
    )]
    Inconsistent {
        /// Of which head.
        size: i64,
    },
}

/// The name under which a store's heads are signed.
pub fn origin(store_id: Uuid) -> String {
    format!("daftari/{store_id}")
}

/// Grows the tree by the events that came since, and signs its head when one is due.
pub async fn advance(
    pool: &PgPool,
    signer: &Signer,
    now: Timestamp,
    when: When,
) -> Result<Step, TreeError> {
    let mut transaction = pool.begin().await?;
    let leads = lead(&mut transaction, when).await?;
    let head = verify::head(&mut transaction).await?;
    let last = last_in(&mut transaction).await?;
    if !leads || !is_due(last.as_ref(), head, now, when) {
        // Not left to the drop, which would keep the lock for a moment longer.
        transaction.rollback().await?;
        return Ok(Step::Idle);
    }
    if let Some(last) = &last {
        check(&mut transaction, signer, last).await?;
    }
    let size = tree_size(&mut transaction).await?;
    let to = head.min(size + GROWS_BY);
    let root = grow(&mut transaction, size, to).await?;
    let signed = if to == head {
        let head = Head { size: to, root, note: signer.sign(unsigned(to), root), recorded_at: now };
        store_head(&mut transaction, &head).await?;
        Step::Signed(head)
    } else {
        Step::Grown
    };
    transaction.commit().await?;
    Ok(signed)
}

/// Whether this transaction may grow the tree. Whoever wants a head now waits for the one who does:
/// what that one signs may be of before.
async fn lead(connection: &mut PgConnection, when: When) -> Result<bool, sqlx::Error> {
    match when {
        When::Due => {
            sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock($1) AS "leads!""#, TREE_LOCK)
                .fetch_one(connection)
                .await
        }
        When::Now => {
            sqlx::query!("SELECT pg_advisory_xact_lock($1)", TREE_LOCK).execute(connection).await?;
            Ok(true)
        }
    }
}

fn is_due(last: Option<&Head>, head: i64, now: Timestamp, when: When) -> bool {
    let Some(last) = last else { return head > 0 };
    let new = head - last.size;
    let soon = when == When::Now;
    (soon && new > 0)
        || new >= EVENTS_BETWEEN
        || (new > 0 && now - last.recorded_at >= TIME_BETWEEN)
}

/// The tree that the tiles give must still be the one whose head was signed last, so that every
/// tree that is signed contains all that were signed before it.
async fn check(
    connection: &mut PgConnection,
    signer: &Signer,
    last: &Head,
) -> Result<(), TreeError> {
    let inconsistent = TreeError::Inconsistent { size: last.size };
    let signed = signer.verifier().open(&last.note).ok();
    if signed.is_none_or(|head| head.size != unsigned(last.size) || head.root != last.root) {
        return Err(inconsistent);
    }
    let all = 0..unsigned(last.size);
    let tiles = read(connection, &tiles::needed(&all)).await?;
    if tiles::hash_of(&all, &tiles) == Some(last.root) { Ok(()) } else { Err(inconsistent) }
}

/// Up to which event the tiles go.
async fn tree_size(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let size = sqlx::query_scalar!(
        r#"SELECT index * 256 + width AS "size!" FROM tree_tiles
           WHERE level = 0 ORDER BY index DESC LIMIT 1"#
    )
    .fetch_optional(connection)
    .await?;
    Ok(size.unwrap_or(0))
}

/// Adds the events after `size` up to `to`, each verified, and gives the root.
async fn grow(connection: &mut PgConnection, size: i64, to: i64) -> Result<Hash, TreeError> {
    let edge = tiles::edge(unsigned(size)).into_iter().collect();
    let stored = read(connection, &edge).await?;
    let mut tree =
        Growing::from_edge(unsigned(size), &stored).ok_or(TreeError::Inconsistent { size })?;
    let leaves = verify::leaves(connection, size + 1, to)
        .await
        .map_err(TreeError::Events)?
        .map_err(TreeError::DoesNotHold)?;
    for leaf in leaves {
        tree.push(leaf);
    }
    let root = tree.root();
    write(connection, tree).await?;
    Ok(root)
}

async fn read(
    connection: &mut PgConnection,
    places: &BTreeSet<Place>,
) -> Result<BTreeMap<Place, Vec<Hash>>, sqlx::Error> {
    let levels: Vec<i16> = places.iter().map(level_of).collect();
    let indices: Vec<i64> = places.iter().map(|place| signed(place.index)).collect();
    let rows = sqlx::query!(
        "SELECT t.level, t.index, t.hashes FROM unnest($1::smallint[], $2::bigint[]) AS p (level, index)
         JOIN tree_tiles t ON t.level = p.level AND t.index = p.index",
        &levels,
        &indices,
    )
    .fetch_all(connection)
    .await?;
    let tiles = rows.into_iter().map(|row| {
        let place =
            Place { level: row.level.unsigned_abs().into(), index: row.index.unsigned_abs() };
        let (hashes, _) = row.hashes.as_chunks::<32>();
        (place, hashes.to_vec())
    });
    Ok(tiles.collect())
}

async fn write(connection: &mut PgConnection, tree: Growing) -> Result<(), sqlx::Error> {
    let (mut levels, mut indices, mut widths, mut all) = (vec![], vec![], vec![], vec![]);
    for tile in tree.into_tiles() {
        levels.push(level_of(&tile.place));
        indices.push(signed(tile.place.index));
        widths.push(i16::try_from(tile.hashes.len()).expect("a tile has 256 hashes at most"));
        all.push(tile.hashes.concat());
    }
    sqlx::query!(
        "INSERT INTO tree_tiles (level, index, width, hashes)
         SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bytea[])
         ON CONFLICT (level, index) DO UPDATE SET width = excluded.width, hashes = excluded.hashes",
        &levels,
        &indices,
        &widths,
        &all,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn level_of(place: &Place) -> i16 {
    i16::try_from(place.level).expect("a tree has few levels")
}

async fn store_head(connection: &mut PgConnection, head: &Head) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO tree_heads (size, root, note, recorded_at) VALUES ($1, $2, $3, $4)",
        head.size,
        &head.root[..],
        head.note,
        head.recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    size: i64,
    root: Vec<u8>,
    note: String,
    recorded_at: Timestamp,
}

impl From<Row> for Head {
    fn from(row: Row) -> Self {
        let Row { size, root, note, recorded_at } = row;
        // The table holds no root of another length.
        Self { size, root: root.try_into().unwrap_or_default(), note, recorded_at }
    }
}

async fn last_in(connection: &mut PgConnection) -> Result<Option<Head>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "SELECT size, root, note, recorded_at FROM tree_heads ORDER BY size DESC LIMIT 1"
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Head::from))
}

/// The last head, if there is one.
pub async fn last(pool: &PgPool) -> Result<Option<Head>, sqlx::Error> {
    last_in(&mut *pool.acquire().await?).await
}

/// The heads over more events than that, the smallest first.
pub async fn after(pool: &PgPool, size: i64, limit: i64) -> Result<Vec<Head>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT size, root, note, recorded_at FROM tree_heads WHERE size > $1 ORDER BY size LIMIT $2",
        size,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Head::from).collect())
}

/// The heads over fewer events than that, or all, the largest first.
pub async fn before(
    pool: &PgPool,
    size: Option<i64>,
    limit: i64,
) -> Result<Vec<Head>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT size, root, note, recorded_at FROM tree_heads
         WHERE $1::bigint IS NULL OR size < $1 ORDER BY size DESC LIMIT $2",
        size,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Head::from).collect())
}

/// The path from the event at that position to the root of the tree of that size, from the leaf
/// on. None if the tree has no such event.
pub async fn path(pool: &PgPool, position: i64, size: i64) -> Result<Option<Vec<Hash>>, TreeError> {
    let Some(beside) = tiles::beside(unsigned(position - 1), unsigned(size)) else {
        return Ok(None);
    };
    let places = beside.iter().flat_map(tiles::needed).collect();
    let tiles = read(&mut *pool.acquire().await?, &places).await?;
    let hash = |leaves: &Leaves| tiles::hash_of(leaves, &tiles);
    let path: Option<Vec<Hash>> = beside.iter().map(hash).collect();
    path.map(Some).ok_or(TreeError::Inconsistent { size })
}

/// Sizes and indices are never negative.
fn unsigned(size: i64) -> u64 {
    size.unsigned_abs()
}

fn signed(index: u64) -> i64 {
    i64::try_from(index).expect("there are fewer events than 2^63")
}
