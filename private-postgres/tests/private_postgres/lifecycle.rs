//! Starting, stopping, and what a server offers in between.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use private_postgres::{Error, PrivatePostgres};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _};

use crate::support::{options, run, start, temp_dir, told, value};

#[tokio::test]
async fn data_the_port_and_the_password_survive_a_restart() {
    let dir = temp_dir();
    let data_dir = dir.path().join("not/there/yet");

    let first = start(&data_dir).await;
    assert!(!first.adopted());
    assert_eq!(first.moved_from(), None);
    assert_eq!(first.data_dir(), data_dir);
    let url = first.url().to_owned();
    run(&url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)").await;
    first.stop().await.unwrap();

    assert!(!data_dir.join("cluster/postmaster.pid").exists());
    let second = start(&data_dir).await;
    assert!(!second.adopted());
    assert_eq!(second.url(), url);
    assert_eq!(value(&url, "SELECT n::text FROM kept").await, "42");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn it_listens_on_loopback_and_on_its_socket_and_keeps_what_it_promised() {
    let dir = temp_dir();
    let mut options = options(&dir.path().join("data"));
    options.durable = true;
    let server = PrivatePostgres::start(options).await.unwrap();
    let url = server.url();

    assert_eq!(value(url, "SHOW listen_addresses").await, "127.0.0.1");
    assert_eq!(value(url, "SHOW fsync").await, "on");
    assert_eq!(value(url, "SHOW synchronous_commit").await, "on");
    assert_eq!(value(url, "SHOW server_encoding").await, "UTF8");
    assert_eq!(value(url, "SHOW timezone").await, "UTC");
    assert_eq!(value(url, "SELECT current_database()::text").await, "daftari");

    let by_tcp: PgConnectOptions = url.parse().unwrap();
    assert_eq!(by_tcp.get_host(), "127.0.0.1");
    let by_socket = by_tcp.socket(server.socket_dir());
    let mut connection = PgConnection::connect_with(&by_socket).await.unwrap();
    let is_socket: bool = sqlx::query_scalar("SELECT inet_client_addr() IS NULL")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert!(is_socket);
    connection.close().await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_password_is_required_and_its_file_is_private() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;

    let file = server.data_dir().join("password");
    let metadata = file.metadata().unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    let cluster = server.data_dir().join("cluster").metadata().unwrap();
    assert_eq!(metadata.uid(), cluster.uid());
    let password = std::fs::read_to_string(&file).unwrap();
    assert_eq!(password.len(), 48, "192 random bits in hexadecimal");
    assert!(server.url().contains(&password));

    let by_tcp: PgConnectOptions = server.url().parse().unwrap();
    let by_socket = by_tcp.clone().socket(server.socket_dir());
    for wrong in [by_tcp, by_socket] {
        let refused = PgConnection::connect_with(&wrong.password("wrong")).await;
        let error = refused.unwrap_err();
        let code = error.as_database_error().unwrap().code().unwrap();
        assert_eq!(code, "28P01");
    }
    let stored = value(server.url(), "SELECT rolpassword FROM pg_authid WHERE rolcanlogin").await;
    assert!(stored.starts_with("SCRAM-SHA-256$"), "{stored}");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_start_on_the_same_directory_is_refused() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let first = start(&data_dir).await;

    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    assert!(matches!(error, Error::InUse { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains(data_dir.to_str().unwrap()), "{text}");
    assert!(text.contains(&format!("process {}", std::process::id())), "{text}");

    assert_eq!(value(first.url(), "SELECT '1'").await, "1");
    first.stop().await.unwrap();
    start(&data_dir).await.stop().await.unwrap();
}

#[tokio::test]
async fn a_port_that_another_program_took_is_replaced() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let first = start(&data_dir).await;
    let port = port_of(first.url());
    first.stop().await.unwrap();

    let _other_program = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let second = start(&data_dir).await;
    let new_port = port_of(second.url());
    assert_ne!(new_port, port);
    second.stop().await.unwrap();

    let third = start(&data_dir).await;
    assert_eq!(port_of(third.url()), new_port);
    third.stop().await.unwrap();
}

fn port_of(url: &str) -> u16 {
    url.parse::<PgConnectOptions>().unwrap().get_port()
}

#[tokio::test]
async fn stopping_ends_open_sessions_and_leaves_a_clean_log() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;
    let mut session = PgConnection::connect(server.url()).await.unwrap();
    session.execute("SELECT 1").await.unwrap();
    let log = server.data_dir().join("server.log");

    server.stop().await.unwrap();

    assert!(session.execute("SELECT 1").await.is_err());
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("received fast shutdown request"), "{log}");
    assert!(log.contains("database system is shut down"), "{log}");
}

#[tokio::test]
async fn dropping_leaves_the_server_running_for_the_next_start() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let first = start(&data_dir).await;
    let (url, pid) = (first.url().to_owned(), first.pid());
    drop(first);

    assert_eq!(value(&url, "SELECT '1'").await, "1");
    let second = start(&data_dir).await;
    assert!(second.adopted());
    assert_eq!(second.pid(), pid);
    assert_eq!(second.url(), url);
    second.stop().await.unwrap();
    assert!(PgConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn a_server_for_tests_does_not_wait_for_the_disk() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;
    assert_eq!(value(server.url(), "SHOW fsync").await, "off");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_lost_password_file_is_named() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let file = data_dir.join("password");

    std::fs::remove_file(&file).unwrap();
    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    assert!(matches!(&error, Error::NoPassword { path } if *path == file), "{error:?}");

    std::fs::write(&file, "another").unwrap();
    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert_stopped(&data_dir).await;
}

/// A start that fails takes the server with it.
async fn assert_stopped(data_dir: &Path) {
    let file = data_dir.join("cluster/postmaster.pid");
    crate::support::wait_for("the end of the server", || (!file.exists()).then_some(())).await;
}

#[tokio::test]
async fn an_emptied_database_is_there_and_empty_though_others_were_connected() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;
    run(server.url(), "CREATE TABLE gone (n int)").await;
    let mut other = PgConnection::connect(server.url()).await.unwrap();

    server.empty_database().await.unwrap();
    assert!(other.ping().await.is_err(), "it is still connected to what was thrown away");
    let tables = "SELECT count(*)::text FROM pg_tables WHERE tablename = 'gone'";
    assert_eq!(value(server.url(), tables).await, "0");
    server.stop().await.unwrap();
}
