//! The use cases on a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end there")]

mod as_of;
mod books;
mod demo;
mod exports;
mod ground;
mod lines;
