//! A stand-in for Safaricom's Daraja API over HTTP.
//!
//! It plays OAuth, STK push, the callback and STK query as Daraja does: the same checks in the same
//! order, the same error codes and envelopes, the same spelling. What the payer does is decided by
//! the payer's number (see [`Scenario`]), so that every outcome can be had on purpose.
//!
//! It depends on nothing else of this product and shares no code with the adapter: a field that one
//! side misspells must not match itself.
//!
//! ```no_run
//! # async fn example() -> Result<(), daraja_sim::StartError> {
//! use daraja_sim::{Config, Simulator};
//!
//! let simulator = Simulator::start(
//!     Config { speed: 100, ..Config::default() },
//!     std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
//! )
//! .await?;
//! // Point a Daraja client at `simulator.base_url()`.
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod callback;
mod clock;
mod config;
mod connection;
mod control;
mod credentials;
mod errors;
mod fields;
mod ids;
mod msisdn;
mod oauth;
mod outcome;
mod page;
mod recording;
mod scenario;
mod shared;
mod simulator;
mod stk_push;
mod stk_query;
mod store;

pub use config::{CallbackAddresses, Config, ExpiresIn, FieldLengths, TokenPolicy};
pub use scenario::Scenario;
pub use simulator::{Simulator, StartError};
