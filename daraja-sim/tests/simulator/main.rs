//! The simulator over real HTTP, asked as a client of Daraja asks, with a real listener for its
//! callbacks.

mod control;
mod lifecycle;
mod oauth;
mod push;
mod query;
mod scenarios;
mod support;
