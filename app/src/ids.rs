//! The one place that makes ids.

use domain::id::Id;
use uuid::Uuid;

/// A new id: a `UUIDv7`, so that ids sort by the time of their making.
pub fn new<K>() -> Id<K> {
    Id::new(new_uuid())
}

/// A new UUID for what has no typed id.
pub fn new_uuid() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
    Uuid::now_v7()
}
