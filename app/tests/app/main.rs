//! The use cases on a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end there")]

mod demo;
mod ground;
mod lines;
