//! What is true: aggregates, commands, events, money and rules. Nothing here does I/O, reads a
//! clock or draws randomness; time and ids arrive as values, so that every decision can be replayed.

#![warn(missing_docs)]
#![deny(
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm
)]

pub mod aggregate;
pub mod books;
pub mod c2b;
pub mod claim;
pub mod codes;
pub mod context;
pub mod hold;
pub mod id;
pub mod ledger;
pub mod line;
pub mod money;
pub mod msisdn;
pub mod outcome;
pub mod package;
mod payer;
pub mod payment;
pub mod personal;
pub mod policy;
pub mod ports;
pub mod purchase;
pub mod reason;
pub mod recognition;
pub mod refund;
pub mod skips;
pub mod statement;
pub mod subscription;
pub mod tax_invoice;
pub mod time;
pub mod upcast;
pub mod user;
pub mod wallet;

pub use aggregate::Decide;
pub use id::{
    BreakId, CustomerId, DeliveryId, HoldId, LineId, PackageId, PaymentId, RefundId, StatementId,
    SubscriptionId, UserId,
};
pub use money::Money;
pub use msisdn::Msisdn;
pub use personal::Personal;
pub use time::Timestamp;
