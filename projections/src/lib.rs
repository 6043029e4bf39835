//! Read models: tables derived from the feed, the projectors that fill them, and the queries that
//! answer from them. A read model never decides a command.
//!
//! Each version of a read model is a Postgres schema of its own, found through the search path;
//! see [`SEARCH_PATH`].

pub mod dashboard;
pub mod history;
pub mod ledger;
mod opened;
pub mod packages;
pub mod page;
pub mod payments;
mod progress;
mod projection;
pub mod rebuild;
mod rows;
mod runner;
mod schema;
pub mod skips;
mod standing;
pub mod subscriptions;
pub mod taxes;
pub mod users;

/// Stands where a package's id would for money that came unprompted, for which nobody chose one.
pub(crate) const NO_PACKAGE: uuid::Uuid = uuid::Uuid::nil();

pub use page::{Cursor, Page};
pub use progress::{Freshness, Progress};
pub use projection::{ApplyError, Projection, Projector};
pub use runner::{Runner, projectors};
pub use schema::{PrepareError, SEARCH_PATH, missing_tables, prepare, read_model_missing_by};
pub use standing::{Standing, standings};
