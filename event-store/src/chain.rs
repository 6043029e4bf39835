//! The hash chain: each event's hash covers the event and the hash before it. The bytes are
//! specified in `docs/events.md`, well enough for somebody else to write a verifier.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use domain::Timestamp;

/// A SHA-256.
pub type Hash = [u8; 32];

/// What a leaf is made of.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Global position, from 1.
    pub position: i64,
    /// Type of the aggregate.
    pub aggregate_type: &'a str,
    /// Id of the aggregate, as stored.
    pub aggregate_id: &'a str,
    /// Place in its stream, from 1.
    pub sequence: i64,
    /// Type of the event.
    pub event_type: &'a str,
    /// Version of the event's shape.
    pub event_version: &'a str,
    /// The payload's stored text.
    pub payload: &'a str,
    /// The metadata's stored text.
    pub metadata: &'a str,
    /// When it was recorded; microseconds count.
    pub recorded_at: Timestamp,
}

impl Leaf<'_> {
    /// `SHA-256(0x00 ‖ fields)`, each field with its length in four bytes before it. The leading
    /// zero is RFC 6962's mark of a leaf, so that no inner node can pass for one.
    pub fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update([0_u8]);
        let mut field = |bytes: &[u8]| {
            let length =
                u32::try_from(bytes.len()).expect("a field is under 4 MiB by the lane's limit");
            hasher.update(length.to_be_bytes());
            hasher.update(bytes);
        };
        field(&self.position.to_be_bytes());
        field(self.aggregate_type.as_bytes());
        field(self.aggregate_id.as_bytes());
        field(&self.sequence.to_be_bytes());
        field(self.event_type.as_bytes());
        field(self.event_version.as_bytes());
        field(self.payload.as_bytes());
        field(self.metadata.as_bytes());
        field(&self.recorded_at.timestamp_micros().to_be_bytes());
        hasher.finalize().into()
    }
}

/// The hash from which the chain of a store begins.
pub fn genesis(store_id: Uuid) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(b"daftari/chain/1");
    hasher.update(store_id.as_bytes());
    hasher.finalize().into()
}

/// The hash after `previous` and that leaf.
pub fn link(previous: &Hash, leaf: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(leaf);
    hasher.finalize().into()
}
