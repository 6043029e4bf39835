//! The simulator over real HTTP, asked as a client of Daraja asks, with a real listener for its
//! callbacks.

mod b2c;
mod balance;
mod c2b;
mod control;
mod lifecycle;
mod oauth;
mod phone;
mod pull;
mod push;
mod qr;
mod query;
mod reversal;
mod scenarios;
mod statement;
mod status;
mod support;
mod troubles;
