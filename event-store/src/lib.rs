//! The one append-only store on Postgres: the lane (commands in, events out), the feed, claims,
//! the inbox of raw deliveries, and checkpoints.
#![warn(missing_docs)]

pub mod chain;
pub mod checkpoint;
mod copied;
mod event;
pub mod feed;
pub mod heads;
pub mod inbox;
pub mod intake;
pub mod lane;
pub mod listing;
pub mod memory;
pub mod merkle;
pub mod note;
pub mod pool;
pub mod proof;
pub mod reading;
pub mod roles;
pub mod schema;
pub mod stock;
pub mod store;
mod tail;
pub mod tiles;
pub mod verify;

pub use event::{DecodeError, Recorded};
pub use feed::Feed;
pub use intake::{Intake, NotStored};
pub use lane::{
    Accepted, Command, Halt, IdempotencyKey, Lane, Priority, Reads, Stop, SubmitError, World,
};
pub use memory::Memory;
pub use store::{Postgres, RecordError, Store};
pub use tail::Tail;
