//! `postmaster.pid`: who holds a cluster.

use std::fs;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal;
use nix::unistd::Pid;

use crate::error::Error;
use crate::files::failed;

/// What a running server says about itself. It writes this file line by line while it starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub(crate) pid: Pid,
    /// The port and the folder of its socket, once it has written them.
    pub(crate) address: Option<(u16, PathBuf)>,
}

/// Who holds the cluster.
#[derive(Debug)]
pub(crate) enum Holder {
    Nobody,
    /// A Postgres server of this very cluster, though it may be starting or stopping.
    Server(PidFile),
    /// The file was left by a server that died. Postgres would refuse to start over it where the
    /// process id has become another program's, or where the file is empty after a power cut.
    Stale,
}

pub(crate) fn path(cluster: &Path) -> PathBuf {
    cluster.join("postmaster.pid")
}

pub(crate) fn holder(cluster: &Path) -> Result<Holder, Error> {
    let path = path(cluster);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Holder::Nobody),
        Err(error) => return Err(failed("read", &path)(error)),
    };
    let Some(file) = parse(&text) else {
        return Ok(Holder::Stale);
    };
    Ok(if serves(file.pid, cluster) { Holder::Server(file) } else { Holder::Stale })
}

/// Whether a lock file, which begins as a pid file does, names a live server of this cluster.
pub(crate) fn names_server_of(lock_file: &Path, cluster: &Path) -> bool {
    fs::read_to_string(lock_file)
        .ok()
        .and_then(|text| parse(&text))
        .is_some_and(|file| serves(file.pid, cluster))
}

/// Whether the process is alive and a Postgres server of this cluster.
pub(crate) fn serves(pid: Pid, cluster: &Path) -> bool {
    signal::kill(pid, None) != Err(Errno::ESRCH) && works_in(pid, cluster)
}

/// Whether a process has `cluster` as its working directory, as a Postgres server has from before
/// it writes its file until it ends, and nothing else would. Where that cannot be known, the answer
/// is the safe one: taking a live server for a dead one would do harm, the reverse only makes a
/// person look.
fn works_in(pid: Pid, cluster: &Path) -> bool {
    let process = PathBuf::from(format!("/proc/{pid}"));
    match fs::read_link(process.join("cwd")) {
        Ok(dir) => cluster.canonicalize().is_ok_and(|cluster| cluster == dir),
        Err(_) if !Path::new("/proc/self").exists() => true,
        // Root in a container often lacks the right to look at other users' processes this
        // closely, but anybody may read a command line.
        Err(_) => fs::read(process.join("cmdline"))
            .is_ok_and(|line| is_postgres(&String::from_utf8_lossy(&line))),
    }
}

/// A command line as the kernel gives it: arguments that end in zero bytes. It is empty for a
/// process that has ended and that nobody has reaped.
fn is_postgres(command_line: &str) -> bool {
    let program = command_line.split('\0').next().unwrap_or_default();
    Path::new(program).file_name().is_some_and(|name| name == "postgres")
}

/// Lines: process id, cluster, start time, port, folder of the socket, and others.
fn parse(text: &str) -> Option<PidFile> {
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok().filter(|pid| *pid > 1)?;
    let port = lines.nth(2).and_then(|line| line.trim().parse().ok());
    let socket_dir = lines.next().map(str::trim).filter(|line| !line.is_empty());
    Some(PidFile { pid: Pid::from_raw(pid), address: port.zip(socket_dir.map(PathBuf::from)) })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use nix::unistd::Pid;

    use super::{PidFile, is_postgres, parse};

    #[test]
    fn a_whole_file_tells_the_address() {
        let text =
            "4711\n/data/cluster\n1700000000\n40123\n/data/sockets\n127.0.0.1\n  12 3\nready\n";
        assert_eq!(
            parse(text),
            Some(PidFile {
                pid: Pid::from_raw(4711),
                address: Some((40123, PathBuf::from("/data/sockets"))),
            })
        );
    }

    #[test]
    fn a_server_that_is_starting_has_no_address_yet() {
        let text = "4711\n/data/cluster\n1700000000\n40123\n";
        assert_eq!(parse(text).unwrap().address, None);
    }

    #[test]
    fn an_empty_or_senseless_file_names_nobody() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("-1\n"), None);
        assert_eq!(parse("hello\n"), None);
    }

    #[test]
    fn only_a_command_named_postgres_is_one() {
        assert!(is_postgres("/usr/lib/postgresql/15/bin/postgres\0-D\0/data\0"));
        assert!(!is_postgres("/usr/bin/vi\0postgres\0"));
        assert!(!is_postgres(""));
    }
}
