//! What tests of every room share: a fresh Postgres database, the address of a real Redis, free
//! ports, and waiting on conditions.
//!
//! The servers are started by the binary `with-services`, which `make test` runs everything under.

mod database;
pub mod plain_text;
mod wait;

use std::net::{Ipv4Addr, TcpListener};

pub use database::TestDatabase;
pub use wait::wait_until;

/// The variable that names the Postgres server for tests.
pub const DATABASE_URL: &str = "DAFTARI_TEST_DATABASE_URL";

/// The variable that names the Redis server for tests.
pub const REDIS_URL: &str = "DAFTARI_TEST_REDIS_URL";

/// The address of the Redis server for tests. All tests share it, so their keys must differ.
///
/// # Panics
/// If the tests do not run under `with-services`.
pub fn redis_url() -> String {
    service(REDIS_URL)
}

fn service(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!(
            "{variable} is not set, so there is no server to test with. Run `make test`, or one \
             crate's tests by `cargo run -q -p testing --bin with-services -- cargo test -p CRATE`"
        )
    })
}

/// The variable that says how many payments the soak test makes.
pub const SOAK_PAYMENTS: &str = "DAFTARI_SOAK_PAYMENTS";

/// The variable that says from which seed the soak test throws its dice.
pub const SOAK_SEED: &str = "DAFTARI_SOAK_SEED";

/// The number that this variable asks for, or that other one if it is not set.
///
/// # Panics
/// If it is set and no number.
pub fn asked_for(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{variable} is {text:?}, which is no number"))
    })
}

/// A loopback port that was free a moment ago.
///
/// # Panics
/// If the machine has no free port.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a machine that runs tests has a free port")
        .port()
}
