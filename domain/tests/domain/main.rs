//! The rules of the domain: given what happened, when something is asked, then this happens.
#![expect(
    clippy::unwrap_used,
    reason = "a panic is how a test says that something is not as it should be"
)]

mod account_numbers;
mod any_order;
mod bank;
mod books;
mod charges;
mod claims;
mod golden;
mod hold;
mod ledger;
mod line;
mod msisdn;
mod names;
mod package;
mod payment;
mod policy;
mod purchase;
mod recognition;
mod refund;
mod samples;
mod skips;
mod statement;
mod subscription;
mod suggest;
mod tax_invoice;
mod till;
mod upcast;
mod user;
mod wallet;
