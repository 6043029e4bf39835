//! What can go wrong, said to the person who typed the command.

use std::io;
use std::path::PathBuf;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "no Postgres server of version {minimum} or later was found ({looked}). Install one (on \
         Debian or Ubuntu: `apt-get install postgresql`), or run `npm ci` in the folder web, or \
         name the folder of `postgres` and `initdb` in DAFTARI_POSTGRES_BIN, or name a database \
         in DATABASE_URL"
    )]
    NoServer { minimum: u32, looked: String },

    #[error(
        "the database in {} was made by Postgres {data_version}, and no server of that version was \
         found ({looked}). Install Postgres {data_version}, or name its folder of `postgres` in \
         DAFTARI_POSTGRES_BIN, or choose another data directory",
        data_dir.display()
    )]
    WrongVersion { data_dir: PathBuf, data_version: u32, looked: String },

    #[error(
        "{} is in use by another daftari{}. Stop that one first, or choose another data directory",
        data_dir.display(),
        holder.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default()
    )]
    InUse { data_dir: PathBuf, holder: Option<String> },

    #[error("could not {action} {}", path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error(
        "Postgres does not run as root, and there is neither a user `postgres` nor a user `nobody` \
         to run it as. Create one (`useradd --system postgres`), or start daftari as another user"
    )]
    NoUser,

    #[error("could not look up the user {name}")]
    User {
        name: String,
        #[source]
        source: nix::Error,
    },

    #[error(
        "the database in {} belongs to the user {owner}, and Postgres would run as {wanted}. Start \
         daftari as its owner, or hand the folder over with `chown -R`, or choose another data \
         directory",
        cluster.display()
    )]
    NotOurs { cluster: PathBuf, owner: String, wanted: String },

    #[error(
        "there is a database in {}, but the user {account}, as which Postgres runs, may not enter \
         {}. Let it in (`chmod a+x` on that folder and those above it), or move the data directory",
        data_dir.display(),
        barrier.display()
    )]
    Unreachable { data_dir: PathBuf, barrier: PathBuf, account: String },

    #[error(
        "{} holds files but no complete database. If nothing in it is needed, remove it and start \
         again; else restore it from a backup",
        cluster.display()
    )]
    Damaged { cluster: PathBuf },

    #[error("could not run {}", program.display())]
    Run {
        program: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error("could not create the database in {}. {advice} initdb said:\n{output}", data_dir.display())]
    InitDb { data_dir: PathBuf, advice: &'static str, output: String },

    #[error(
        "Postgres ended while it was starting. {advice} The last lines of {}:\n{log_tail}",
        log.display()
    )]
    Ended { log: PathBuf, advice: &'static str, log_tail: String },

    #[error(
        "Postgres (process {pid}) did not answer within {timeout_seconds} s and is left to go on: \
         after a crash it may be replaying its log, and a later start finds it. The last lines of \
         {}:\n{log_tail}",
        log.display()
    )]
    StartTimedOut { pid: i32, timeout_seconds: u64, log: PathBuf, log_tail: String },

    #[error(
        "Postgres (process {pid}) was told to stop and has not ended after {timeout_seconds} s; it \
         is left to finish writing to disk. {} tells what it is doing",
        log.display()
    )]
    StopTimedOut { pid: i32, timeout_seconds: u64, log: PathBuf },

    #[error("could not send a signal to Postgres (process {pid})")]
    Signal {
        pid: i32,
        #[source]
        source: nix::Error,
    },

    #[error("found no free port on 127.0.0.1 for Postgres to listen on")]
    Port {
        #[source]
        source: io::Error,
    },

    #[error(
        "{} exists and is not a folder that only Postgres's user may enter, so it cannot hold the \
         server's socket. Remove it, or choose a data directory with a shorter path",
        path.display()
    )]
    SocketDir { path: PathBuf },

    #[error(
        "Postgres (process {pid}) refused the password in {}. Restore that file, or stop the \
         process and restore the whole data directory from a backup",
        password_file.display()
    )]
    Refused {
        pid: i32,
        password_file: PathBuf,
        #[source]
        source: sqlx::Error,
    },

    #[error(
        "{} is missing or empty, so nobody can log in to the database beside it. Restore that file",
        path.display()
    )]
    NoPassword { path: PathBuf },

    #[error("could not prepare the database `daftari` on the private Postgres server")]
    Database {
        #[source]
        source: sqlx::Error,
    },
}

/// What a person can do about the trouble that a server's words describe.
pub(crate) fn advice(output: &str) -> &'static str {
    if output.contains("No space left on device") {
        "The disk is full: free some space, then start again."
    } else if output.contains("Address already in use") {
        "Another program took the port: start again, and another one is chosen."
    } else if output.contains("Permission denied") {
        "The user that runs Postgres lacks a right: see the file that is named below."
    } else if output.contains("could not look up effective user ID") {
        "Postgres needs the user that runs it to have a name: add it to /etc/passwd."
    } else if output.contains("shared memory") {
        "The system gives too little shared memory, or an old server process is still ending."
    } else {
        "The reason stands below."
    }
}

#[cfg(test)]
mod tests {
    use super::advice;

    #[test]
    fn a_full_disk_is_named() {
        let output = "initdb: error: could not write to file: No space left on device";
        assert!(advice(output).contains("free some space"));
    }

    #[test]
    fn an_unknown_trouble_points_at_the_words_of_the_server() {
        assert_eq!(advice("PANIC: oh"), "The reason stands below.");
    }
}
