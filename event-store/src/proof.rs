//! The proof that an event is recorded: the event, its path in the tree, and a signed head. It is
//! checked without the store. `docs/events.md` specifies it.

use domain::Timestamp;
use domain::claim::ClaimKey;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::chain::{Hash, Leaf};
use crate::heads::{self, TreeError};
use crate::merkle;
use crate::note::{NotKey, NoteError, TreeHead, Verifier};

/// What a bundle says it is.
const FORMAT: &str = "daftari/proof/1";
/// The longest path: a tree has fewer than 2^63 events.
const PATH_MAX: usize = 63;

/// A bundle, as it is written to a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    format: String,
    /// The event.
    pub event: ProvenEvent,
    /// The hashes beside the way from the leaf to the root, in hexadecimal.
    pub path: Vec<String>,
    /// The signed note.
    pub head: String,
    /// The public key that has signed it.
    pub key: String,
}

/// The event of a bundle, with everything that its leaf is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenEvent {
    /// Global position, from 1.
    pub position: i64,
    /// Type of the aggregate.
    pub aggregate_type: String,
    /// Id of the aggregate, as stored.
    pub aggregate_id: String,
    /// Place in its stream, from 1.
    pub sequence: i64,
    /// Type of the event.
    pub event_type: String,
    /// Version of the event's shape.
    pub event_version: String,
    /// The payload's stored text.
    pub payload: String,
    /// The metadata's stored text.
    pub metadata: String,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at_us: i64,
}

/// No proof can be made.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The database.
    #[error("the event or the tree could not be read")]
    Database(#[from] sqlx::Error),
    /// The tree.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// No event has taken the key.
    #[error("no event has recorded {0}")]
    Unknown(ClaimKey),
    /// The event is newer than the last head.
    #[error(
        "the event at position {position} is not under a signed head yet; a running service signs one within a minute, so try again then"
    )]
    NotYet {
        /// Where it stands.
        position: i64,
    },
}

/// Why a bundle proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It is no bundle.
    #[error("this is not a proof of the format {FORMAT}")]
    Format,
    /// Its key is none.
    #[error(transparent)]
    Key(#[from] NotKey),
    /// Its head is not signed.
    #[error(transparent)]
    Head(#[from] NoteError),
    /// The event, the path and the root do not fit together.
    #[error(
        "the event at position {position} is not in the signed tree over {size} events: the event, its path or its head was altered"
    )]
    NotIncluded {
        /// The event.
        position: i64,
        /// The size of the tree.
        size: u64,
    },
}

/// Proves the event that took a key, such as a receipt, by the last head. The key names who has
/// signed it.
pub async fn prove(pool: &PgPool, claim: ClaimKey, key: &str) -> Result<Proof, ProveError> {
    let Some(event) = event_of(pool, &claim).await? else {
        return Err(ProveError::Unknown(claim));
    };
    let position = event.position;
    let Some(head) = heads::last(pool).await? else {
        return Err(ProveError::NotYet { position });
    };
    let Some(path) = heads::path(pool, position, head.size).await? else {
        return Err(ProveError::NotYet { position });
    };
    Ok(Proof {
        format: FORMAT.to_owned(),
        event,
        path: path.iter().map(hex::encode).collect(),
        head: head.note,
        key: key.to_owned(),
    })
}

async fn event_of(pool: &PgPool, claim: &ClaimKey) -> Result<Option<ProvenEvent>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type,
                  e.event_version, e.payload::text AS "payload!", e.metadata::text AS "metadata!",
                  e.recorded_at AS "recorded_at: Timestamp"
           FROM claims c JOIN events e ON e.position = c.position
           WHERE c.kind = $1 AND c.key = $2"#,
        claim.kind.as_str(),
        claim.key,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| ProvenEvent {
        position: row.position,
        aggregate_type: row.aggregate_type,
        aggregate_id: row.aggregate_id,
        sequence: row.sequence,
        event_type: row.event_type,
        event_version: row.event_version,
        payload: row.payload,
        metadata: row.metadata,
        recorded_at_us: row.recorded_at.timestamp_micros(),
    }))
}

impl Proof {
    /// Reads a bundle.
    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let proof: Self = serde_json::from_str(text).map_err(|_| ProofError::Format)?;
        if proof.format == FORMAT { Ok(proof) } else { Err(ProofError::Format) }
    }

    /// Checks it by a key that is trusted. By the bundle's own, it shows only that the bundle fits
    /// together.
    pub fn check(&self, trusted: Option<&Verifier>) -> Result<TreeHead, ProofError> {
        let head = match trusted {
            Some(key) => key.open(&self.head)?,
            None => self.key.parse::<Verifier>()?.open(&self.head)?,
        };
        let position = self.event.position;
        let not_included = ProofError::NotIncluded { position, size: head.size };
        let leaf = self.event.leaf().ok_or(ProofError::Format)?;
        let path = self.path().ok_or(ProofError::Format)?;
        let index = u64::try_from(position).ok().and_then(|position| position.checked_sub(1));
        let included = index
            .is_some_and(|index| merkle::is_included(leaf, index, head.size, &path, &head.root));
        if included { Ok(head) } else { Err(not_included) }
    }

    fn path(&self) -> Option<Vec<Hash>> {
        if self.path.len() > PATH_MAX {
            return None;
        }
        self.path.iter().map(|hash| hex::decode(hash).ok()?.try_into().ok()).collect()
    }
}

impl ProvenEvent {
    fn leaf(&self) -> Option<Hash> {
        let leaf = Leaf {
            position: self.position,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
            recorded_at: Timestamp::from_timestamp_micros(self.recorded_at_us)?,
        };
        Some(leaf.hash())
    }
}
