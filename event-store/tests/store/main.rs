//! The event store on a real Postgres: what ARCHITECTURE calls sound, each by a test that names it.
#![expect(clippy::unwrap_used, reason = "a failed look-up fails the test, and says where")]

mod atomic;
mod batches;
mod checkpoints;
mod claims;
mod commit;
mod contract;
mod disk;
mod heads;
mod health;
mod idempotency;
mod immutable;
mod inbox;
mod listing;
mod order;
mod pool;
mod published;
mod queue;
mod reading;
mod remembered;
mod roles;
mod snapshots;
mod stock;
mod support;
mod tail;
mod tampering;
mod termination;
mod versions;
