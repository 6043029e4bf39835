//! What tests of every room share: a fresh Postgres database, the address of a real Redis, free
//! ports, and waiting on conditions.
//!
//! The servers are started by the binary `with-services`, which `make test` runs everything under.

mod database;
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
