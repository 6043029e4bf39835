//! The read models on a real Postgres, fed by a real lane.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end there")]

mod dashboard;
mod events;
mod ground;
mod history;
mod ledger;
mod leftovers;
mod lists;
mod mended;
mod past;
mod personal;
mod poison;
mod rebuild;
mod resume;
mod runners;
mod story;
mod versions;
