//! `kill -9` of the program that runs the server, at any moment, and what is left afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Error, PrivatePostgres};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::support::{node_modules, options, run, start, status_line, temp_dir, value, wait_for};

/// The program, running on `data_dir`.
fn spawn(data_dir: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_private-postgres"))
        .arg(data_dir)
        .arg(std::env::var_os("PATH").unwrap())
        .arg(node_modules())
        .stdout(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// The address that the program prints once the server answers.
async fn url(program: &mut Child) -> String {
    let mut lines = BufReader::new(program.stdout.as_mut().unwrap()).lines();
    lines.next_line().await.unwrap().unwrap()
}

fn signal(pid: i32, signal: Signal) {
    kill(Pid::from_raw(pid), signal).unwrap();
}

fn pid_in(data_dir: &Path) -> Option<i32> {
    let file = fs::read_to_string(data_dir.join("cluster/postmaster.pid")).ok()?;
    file.lines().next()?.parse().ok()
}

fn draft(data_dir: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(data_dir).ok()?.flatten();
    entries.map(|entry| entry.path()).find(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("cluster.new-")
    })
}

#[tokio::test]
async fn a_server_that_outlives_its_program_is_adopted() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let mut program = spawn(&data_dir);
    let url = url(&mut program).await;
    run(&url, "CREATE TABLE kept (n int)").await;
    program.kill().await.unwrap();

    assert_eq!(value(&url, "SELECT count(*)::text FROM kept").await, "0");
    let server = start(&data_dir).await;
    assert!(server.adopted());
    assert_eq!(server.url(), url);
    server.stop().await.unwrap();
    assert_eq!(pid_in(&data_dir), None);
}

#[tokio::test]
async fn ctrl_c_reaches_the_program_alone_which_then_stops_the_server() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let mut program = spawn(&data_dir);
    let url = url(&mut program).await;
    let server = pid_in(&data_dir).unwrap();
    let group = program.id().unwrap().cast_signed();

    // A stopped program cannot pass the signal on: what the terminal sends is all that arrives.
    signal(group, Signal::SIGSTOP);
    signal(-group, Signal::SIGINT);
    assert_eq!(value(&url, "SELECT '1'").await, "1");
    assert_eq!(pid_in(&data_dir), Some(server));

    signal(group, Signal::SIGCONT);
    let status = program.wait().await.unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(pid_in(&data_dir), None);
    let log = fs::read_to_string(data_dir.join("server.log")).unwrap();
    assert!(log.contains("database system is shut down"), "{log}");
}

/// Each moment is known by what it leaves in the directory.
#[tokio::test]
async fn a_start_survives_the_kill_of_an_earlier_one_at_any_moment() {
    type Moment = fn(&Path) -> bool;
    let moments: [(&str, Moment); 7] = [
        ("the directory", |dir| dir.exists()),
        ("the password", |dir| dir.join("password").exists()),
        ("an empty draft", |dir| draft(dir).is_some()),
        ("a draft half full", |dir| draft(dir).is_some_and(|draft| draft.join("global").exists())),
        ("a draft almost full", |dir| {
            draft(dir).is_some_and(|draft| draft.join("global/pg_filenode.map").exists())
        }),
        ("the cluster", |dir| dir.join("cluster").exists()),
        ("a server that is starting", |dir| pid_in(dir).is_some()),
    ];
    for (moment, reached) in moments {
        let dir = temp_dir();
        let data_dir = dir.path().join("data");
        let mut program = spawn(&data_dir);
        wait_for(moment, || reached(&data_dir).then_some(())).await;
        program.kill().await.unwrap();

        let server = start(&data_dir).await;
        assert_eq!(value(server.url(), "SELECT '1'").await, "1", "{moment}");
        server.stop().await.unwrap();
        start(&data_dir).await.stop().await.unwrap();
        assert_eq!(draft(&data_dir), None, "killed at: {moment}");
    }
}

/// Every process of the server dies at once, as when the machine loses power.
#[tokio::test]
async fn a_stale_pid_file_is_survived_and_committed_data_are_there() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let url = left_by_a_crash(&data_dir).await;

    assert!(pid_in(&data_dir).is_some(), "the pid file is left behind");
    let server = start(&data_dir).await;
    assert!(!server.adopted());
    assert_eq!(server.url(), url);
    assert_eq!(value(&url, "SELECT n::text FROM kept").await, "42");
    server.stop().await.unwrap();
}

/// Postgres takes any live process of its own user for the server that the file names.
#[tokio::test]
async fn a_pid_file_whose_process_id_is_another_programs_is_survived() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let url = left_by_a_crash(&data_dir).await;
    let owner = owner_of(&data_dir.join("cluster"));
    let mut other_program = as_user(owner, "sleep").arg("600").spawn().unwrap();
    let other_pid = other_program.id().unwrap().to_string();
    let port = fs::read_to_string(data_dir.join("port")).unwrap();
    for file in [
        data_dir.join("cluster/postmaster.pid"),
        data_dir.join(format!("sockets/.s.PGSQL.{port}.lock")),
    ] {
        let text = fs::read_to_string(&file).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        fs::write(&file, format!("{other_pid}\n{rest}")).unwrap();
    }

    let server = start(&data_dir).await;
    assert!(!server.adopted());
    assert_eq!(value(&url, "SELECT n::text FROM kept").await, "42");
    server.stop().await.unwrap();
    assert_eq!(other_program.try_wait().unwrap(), None, "it was left alone");
    other_program.kill().await.unwrap();
}

#[tokio::test]
async fn an_empty_pid_file_is_survived() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let url = left_by_a_crash(&data_dir).await;
    fs::write(data_dir.join("cluster/postmaster.pid"), "").unwrap();

    let server = start(&data_dir).await;
    assert_eq!(value(&url, "SELECT n::text FROM kept").await, "42");
    server.stop().await.unwrap();
}

/// The program dies while the server is already going down.
#[tokio::test]
async fn a_server_that_is_stopping_is_waited_for() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let first = start(&data_dir).await;
    let pid = first.pid();
    drop(first);
    signal(pid, Signal::SIGINT);

    let second = start(&data_dir).await;
    assert_ne!(second.pid(), pid);
    assert!(!second.adopted());
    second.stop().await.unwrap();
}

#[tokio::test]
async fn a_cancelled_start_leaves_no_server_behind() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let started = wait_for("the server's process", || pid_in(&data_dir));
    tokio::select! {
        biased;
        _ = started => {}
        _ = start(&data_dir) => panic!("a start ends later than it begins"),
    }
    wait_for("the end of the server", || pid_in(&data_dir).is_none().then_some(())).await;
}

#[tokio::test]
async fn files_that_are_no_database_are_not_touched() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let control = data_dir.join("cluster/global/pg_control");
    fs::remove_file(&control).unwrap();

    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    assert!(data_dir.join("cluster/PG_VERSION").exists());
}

/// A directory with a row in it, whose server was killed with all its processes.
async fn left_by_a_crash(data_dir: &Path) -> String {
    let server = start(data_dir).await;
    let (url, pid) = (server.url().to_owned(), server.pid());
    run(&url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)").await;
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    drop(server);
    let everyone = children.split_whitespace().map(|child| child.parse().unwrap());
    for pid in std::iter::once(pid).chain(everyone) {
        // A child may have ended by itself meanwhile.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
    wait_for("the end of the server", || {
        let gone = status_line(pid, "State").is_none_or(|state| state.starts_with('Z'));
        gone.then_some(())
    })
    .await;
    url
}

fn owner_of(path: &Path) -> (u32, u32) {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().unwrap();
    (metadata.uid(), metadata.gid())
}

/// A command as the given user, which is ourselves unless we are root.
fn as_user((uid, gid): (u32, u32), program: &str) -> Command {
    let mut command = Command::new(program);
    command.kill_on_drop(true).current_dir("/");
    if crate::support::is_root() {
        command.uid(uid).gid(gid);
    }
    command
}
