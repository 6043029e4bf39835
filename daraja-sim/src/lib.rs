//! A stand-in for Safaricom's Daraja API over HTTP.
//!
//! It plays OAuth, STK push and query, C2B, B2C, transaction status, account balance, reversal, pull
//! transactions and dynamic QR, with their callbacks, as Daraja does: the same checks in the same
//! order, the same error codes and envelopes, the same spelling. What the payer does is decided by
//! the payer's number (see [`Scenario`]), so that every outcome can be had on purpose; and it keeps
//! books, so that a client's can be compared with them.
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

mod account_balance;
mod addresses;
mod b2c;
mod books;
mod c2b;
mod callback;
mod certificate;
mod clock;
mod config;
mod connection;
mod control;
mod credentials;
mod delivery;
mod dynamic_qr;
mod errors;
mod fields;
mod gateway;
mod hand;
mod ids;
mod later;
mod money;
mod msisdn;
mod names;
mod oauth;
mod outcome;
mod page;
mod pull;
mod recording;
mod results;
mod reversal;
mod scenario;
mod shared;
mod simulator;
mod statement;
mod stk_push;
mod stk_query;
mod store;
mod tariff;
mod transaction_status;
mod troubles;

pub use certificate::CERTIFICATE;
pub use config::{
    C2bRegistration, C2bVersions, CallbackAddresses, Config, ExpiresIn, FieldLengths, Moved, Past,
    Phones, PushConfirmations, TokenPolicy,
};
pub use scenario::Scenario;
pub use simulator::{Simulator, StartError};
pub use tariff::{Bearer, TariffError, Tariffs};
pub use troubles::Chaos;
