//! What tests of the binary stand on: folders, processes, a product with its simulator, and its
//! database.

mod barrier;
mod books;
mod folder;
mod program;
mod shop;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

pub(crate) use barrier::Barrier;
pub(crate) use books::Books;
pub(crate) use folder::Folder;
pub(crate) use program::{Ended, Program};
pub(crate) use shop::{PRICE_CENTS, Shop, after, http_client};

/// Long enough for a slow machine and for every lease that a killed process leaves; a test that
/// waits for what does come never waits this long.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// A port that is free again after each restart: the system gives outgoing connections only higher
/// ones.
pub(crate) fn steady_port() -> u16 {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap();
    loop {
        let turn = NEXT.fetch_add(1, Ordering::Relaxed);
        // Steps of a prime, so that two runs of the tests at once seldom meet.
        let port = FIRST + (start.wrapping_add(turn.wrapping_mul(613))) % COUNT;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
