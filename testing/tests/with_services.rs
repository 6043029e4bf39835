//! The binary `with-services`, and what tests get from it. These tests bring their own servers.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its line is the report")]

use std::process::{Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use testing::{DATABASE_URL, REDIS_URL};
use tokio::io::{AsyncBufReadExt as _, BufReader};

fn with_services(script: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_with-services")).args(["sh", "-c", script]).output().unwrap()
}

fn listens(url: &str) -> bool {
    let (_, host) = url.rsplit_once('@').or(url.split_once("//")).unwrap();
    let (address, _) = host.split_once('/').unwrap();
    std::net::TcpStream::connect(address).is_ok()
}

#[test]
fn the_exit_code_and_the_output_are_the_commands() {
    let output = with_services("echo said; exit 7");
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "said\n");
}

#[test]
fn a_command_that_a_signal_ended_fails_as_in_a_shell() {
    assert_eq!(with_services("kill -KILL $$").status.code(), Some(137));
}

#[test]
fn a_command_that_does_not_exist_is_named() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_with-services")).arg("/no/such/command").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("/no/such/command"), "{said}");
}

/// As from a terminal: Ctrl-C goes to the whole group, which the servers are not in.
#[tokio::test]
async fn the_servers_live_as_long_as_the_command() {
    let script = format!(
        "trap 'exit 5' INT; echo ${DATABASE_URL}; echo ${REDIS_URL}; while :; do sleep 0.02; done"
    );
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_with-services"))
        .args(["sh", "-c", &script])
        .stdout(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let database_url = lines.next_line().await.unwrap().unwrap();
    let redis_url = lines.next_line().await.unwrap().unwrap();
    assert!(listens(&database_url), "{database_url}");
    let client = redis::Client::open(redis_url.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let pong: String = redis::cmd("PING").query_async(&mut connection).await.unwrap();
    assert_eq!(pong, "PONG");

    let group = Pid::from_raw(program.id().unwrap().cast_signed());
    kill(Pid::from_raw(-group.as_raw()), Signal::SIGINT).unwrap();
    assert_eq!(program.wait().await.unwrap().code(), Some(5));
    assert!(!listens(&database_url));
    assert!(!listens(&redis_url));
}
