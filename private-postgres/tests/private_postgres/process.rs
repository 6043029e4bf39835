//! Who the server runs as, and what it is given.

use nix::unistd::{Pid, User, getpgid};

use crate::support::{is_root, run, start, status_line, temp_dir, value};

#[tokio::test]
async fn the_server_has_no_privileges() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;

    let user = if is_root() {
        let named = |name| User::from_name(name).unwrap();
        named("postgres").or_else(|| named("nobody")).unwrap()
    } else {
        User::from_uid(nix::unistd::geteuid()).unwrap().unwrap()
    };
    let four_times =
        |id: u32| [id.to_string(), id.to_string(), id.to_string(), id.to_string()].join("\t");
    assert_eq!(status_line(server.pid(), "Uid").unwrap(), four_times(user.uid.as_raw()));
    assert_ne!(user.uid.as_raw(), 0);
    if is_root() {
        assert_eq!(status_line(server.pid(), "Gid").unwrap(), four_times(user.gid.as_raw()));
        assert_eq!(status_line(server.pid(), "Groups").unwrap(), "");
        assert_eq!(status_line(server.pid(), "CapEff").unwrap(), "0000000000000000");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_server_leads_a_process_group_of_its_own() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;
    let group = getpgid(Some(Pid::from_raw(server.pid()))).unwrap();
    assert_eq!(group.as_raw(), server.pid());
    assert_ne!(group, nix::unistd::getpgrp());
    server.stop().await.unwrap();
}

/// Our environment may hold the key that encrypts personal data.
#[tokio::test]
async fn the_server_does_not_see_our_environment() {
    let dir = temp_dir();
    let server = start(&dir.path().join("data")).await;
    run(
        server.url(),
        "CREATE TABLE environment (line text);
         COPY environment FROM PROGRAM 'env' (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')",
    )
    .await;
    let seen = "SELECT string_agg(line, E'\\n') FROM environment";
    let seen = value(server.url(), seen).await;
    assert!(seen.contains("PATH="), "{seen}");
    assert!(!seen.contains("CARGO"), "{seen}");
    server.stop().await.unwrap();
}
