//! What every test needs: a directory that the server's user can enter, and questions to a server.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use private_postgres::{Error, Options, PrivatePostgres};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

pub(crate) fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// A temporary directory that others may enter, unlike Rust's usual ones.
pub(crate) fn temp_dir() -> TempDir {
    tempfile::Builder::new()
        .prefix("daftari-test-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
        .unwrap()
}

pub(crate) fn node_modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/node_modules")
}

pub(crate) fn options(data_dir: &Path) -> Options {
    Options {
        data_dir: data_dir.to_owned(),
        bin_dir: None,
        path: std::env::var_os("PATH"),
        node_modules: Some(node_modules()),
        durable: false,
    }
}

pub(crate) async fn start(data_dir: &Path) -> PrivatePostgres {
    PrivatePostgres::start(options(data_dir)).await.unwrap()
}

/// The error with its causes, as a person would see it.
pub(crate) fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Runs statements on a connection of their own.
pub(crate) async fn run(url: &str, sql: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The one value that a query yields, as text.
pub(crate) async fn value(url: &str, sql: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let value = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    value
}

/// Waits until `condition` yields something, or says what did not happen.
pub(crate) async fn wait_for<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A line of `/proc/<pid>/status`, without its name. None once the process is gone, which it may be
/// between opening that file and reading it.
pub(crate) fn status_line(pid: i32, name: &str) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    Some(line.trim_start_matches(':').trim().to_owned())
}

/// Where the server's binaries are, learnt from a server that ran in `data_dir`.
pub(crate) fn bin_dir_of(data_dir: &Path) -> PathBuf {
    let started_as = std::fs::read_to_string(data_dir.join("cluster/postmaster.opts")).unwrap();
    let program = started_as.split(' ').next().unwrap();
    Path::new(program).parent().unwrap().to_owned()
}

/// A folder with stand-ins for `postgres` and `initdb`, each a shell script.
pub(crate) fn fake_binaries(dir: &Path, postgres: &str, initdb: &str) -> PathBuf {
    let bin = dir.join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::fs::set_permissions(&bin, Permissions::from_mode(0o755)).unwrap();
    for (name, script) in [("postgres", postgres), ("initdb", initdb)] {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    }
    bin
}
