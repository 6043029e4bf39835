//! Where the data and the socket are.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use private_postgres::{Error, PrivatePostgres};
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::support::{is_root, options, run, start, temp_dir, told, value};

/// Removes the place elsewhere even when an assertion fails first.
struct RemovedAtTheEnd(std::path::PathBuf);

impl Drop for RemovedAtTheEnd {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn close(dir: &Path) {
    fs::set_permissions(dir, Permissions::from_mode(0o700)).unwrap();
}

fn open(dir: &Path) {
    fs::set_permissions(dir, Permissions::from_mode(0o755)).unwrap();
}

/// Such as root's home. An ordinary user's server runs as that user, who may enter.
#[tokio::test]
async fn under_a_closed_parent_roots_data_go_elsewhere_and_stay_there() {
    let dir = temp_dir();
    close(dir.path());
    let requested = dir.path().join("checkout/data");

    let first = start(&requested).await;
    let place = first.data_dir().to_owned();
    if !is_root() {
        assert_eq!((place, first.moved_from()), (requested, None));
        return first.stop().await.unwrap();
    }
    let _removed = RemovedAtTheEnd(place.clone());
    assert_eq!(first.moved_from(), Some(requested.as_path()));
    assert_eq!(place.parent(), Some(Path::new("/var/lib")));
    assert!(!requested.exists());
    run(first.url(), "CREATE TABLE kept ()").await;
    first.stop().await.unwrap();

    // Once the parent is opened, the data are still found where they are.
    open(dir.path());
    let second = start(&requested).await;
    assert_eq!(second.data_dir(), place);
    assert_eq!(second.moved_from(), Some(requested.as_path()));
    assert_eq!(value(second.url(), "SELECT count(*)::text FROM kept").await, "0");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn data_behind_a_parent_that_was_closed_later_are_not_abandoned() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    close(dir.path());

    let again = PrivatePostgres::start(options(&data_dir)).await;
    if !is_root() {
        return again.unwrap().stop().await.unwrap();
    }
    let error = again.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains("chmod a+x"), "{text}");
    assert!(text.contains(dir.path().to_str().unwrap()), "{text}");
}

#[tokio::test]
async fn a_directory_that_is_closed_itself_is_used_all_the_same() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    fs::create_dir(&data_dir).unwrap();
    close(&data_dir);
    let server = start(&data_dir).await;
    assert_eq!(server.data_dir(), data_dir);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket() {
    let dir = temp_dir();
    let data_dir = dir.path().join("a-folder-with-a-long-name".repeat(5)).join("data");
    let server = start(&data_dir).await;

    let socket_dir = server.socket_dir().to_owned();
    assert_eq!(socket_dir.parent(), Some(Path::new("/tmp")));
    let mode = socket_dir.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let by_socket: PgConnectOptions = server.url().parse().unwrap();
    let by_socket = by_socket.socket(&socket_dir);
    let connection = PgConnection::connect_with(&by_socket).await.unwrap();
    connection.close().await.unwrap();

    server.stop().await.unwrap();
    assert!(!socket_dir.exists());

    // A folder that somebody else could have prepared is not trusted.
    fs::create_dir(&socket_dir).unwrap();
    open(&socket_dir);
    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    fs::remove_dir(&socket_dir).unwrap();
    assert!(matches!(&error, Error::SocketDir { path } if *path == socket_dir), "{error:?}");
}

#[tokio::test]
async fn spaces_quotes_and_links_in_the_path_are_no_trouble() {
    let dir = temp_dir();
    let real = dir.path().join("it's, \"mine\" $HOME");
    fs::create_dir(&real).unwrap();
    open(&real);
    let link = dir.path().join("link");
    symlink(&real, &link).unwrap();

    let server = start(&link.join("data")).await;
    assert_eq!(server.data_dir(), real.join("data"));
    assert_eq!(server.moved_from(), None);
    drop(server);
    let adopted = start(&real.join("data")).await;
    assert!(adopted.adopted());
    adopted.stop().await.unwrap();
}

#[tokio::test]
async fn a_file_in_place_of_the_directory_is_named() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    fs::write(&data_dir, "").unwrap();
    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    let text = told(&error);
    assert!(text.contains(data_dir.to_str().unwrap()), "{text}");
}
