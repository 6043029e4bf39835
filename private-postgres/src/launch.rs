//! Starting the server process, adopting one that lives, and stopping it.

use std::fs::{self, File, OpenOptions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::binaries::{self, Binaries};
use crate::cluster;
use crate::connect::{Answer, probe};
use crate::error::{Error, advice};
use crate::files::{failed, read, tail, write_whole};
use crate::pid_file::{self, Holder, PidFile};
use crate::place::Place;
use crate::{Options, Surroundings};

/// How often to look whether the server answers, or has ended.
const POLL: Duration = Duration::from_millis(25);

/// An empty pid file may belong to a server that is about to fill it.
const STALE_AFTER: Duration = Duration::from_millis(500);

/// A fast shutdown writes what is in memory to disk, which may take a while on a slow one.
const STOP_TIMEOUT: Duration = Duration::from_mins(2);

/// A log larger than this is set aside at the next start.
const LOG_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Postgres's defaults suit a server that is alone; these suit one beside a browser and a compiler.
const SETTINGS: [&str; 8] = [
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    "logging_collector=off",
    "cluster_name=daftari",
];

/// For data that nobody will miss. They survive the kill of the server, but no power cut.
const SETTINGS_NOT_DURABLE: [&str; 2] = ["fsync=off", "full_page_writes=off"];

/// A server that answers.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) pid: Pid,
    pub(crate) port: u16,
    pub(crate) socket_dir: PathBuf,
    /// `None` if it was adopted.
    child: Option<Child>,
}

/// Returns a server that answers: the one that holds the cluster, or else a new one.
pub(crate) async fn start_or_adopt(
    options: &Options,
    surroundings: &Surroundings,
    place: &Place,
) -> Result<Server, Error> {
    let limit = surroundings.start_timeout;
    let deadline = Instant::now() + limit;
    let cluster = place.cluster();
    let mut found: Option<Binaries> = None;
    loop {
        let server = match pid_file::holder(&cluster)? {
            Holder::Server(file) => adopt(place, file, deadline, limit).await?,
            Holder::Stale => {
                remove_stale(&cluster).await?;
                None
            }
            Holder::Nobody => {
                cluster::remove_drafts(place);
                let version = cluster::version(place)?;
                let binaries = match &found {
                    Some(binaries) => binaries,
                    None => {
                        found.insert(binaries::find(options, surroundings, place, version).await?)
                    }
                };
                if version.is_none() {
                    let left = deadline.saturating_duration_since(Instant::now());
                    cluster::create(place, binaries, options.durable, left).await?;
                }
                launch(options, place, binaries, deadline, limit).await?
            }
        };
        if let Some(server) = server {
            return Ok(server);
        }
        sleep(POLL).await;
    }
}

async fn remove_stale(cluster: &Path) -> Result<(), Error> {
    sleep(STALE_AFTER).await;
    if matches!(pid_file::holder(cluster)?, Holder::Stale) {
        let path = pid_file::path(cluster);
        fs::remove_file(&path).map_err(failed("remove", &path))?;
    }
    Ok(())
}

/// Waits until the server that holds the cluster answers; `None` if it ends instead.
async fn adopt(
    place: &Place,
    mut file: PidFile,
    deadline: Instant,
    limit: Duration,
) -> Result<Option<Server>, Error> {
    let password = cluster::password(place)?;
    let pid = file.pid;
    loop {
        if let Some((port, socket_dir)) = file.address.take()
            && is_ready(place, pid, &socket_dir, port, &password).await?
        {
            return Ok(Some(Server { pid, port, socket_dir, child: None }));
        }
        if Instant::now() >= deadline {
            return Err(timed_out(place, pid, limit));
        }
        sleep(POLL).await;
        match pid_file::holder(&place.cluster())? {
            Holder::Server(now) if now.pid == pid => file = now,
            Holder::Server(_) | Holder::Nobody | Holder::Stale => return Ok(None),
        }
    }
}

/// Whether the server with this process id answers at this address.
async fn is_ready(
    place: &Place,
    pid: Pid,
    socket_dir: &Path,
    port: u16,
    password: &str,
) -> Result<bool, Error> {
    match probe(socket_dir, port, password).await {
        Answer::Ready => {
            let holder = pid_file::holder(&place.cluster())?;
            Ok(matches!(holder, Holder::Server(file) if file.pid == pid))
        }
        Answer::NotYet => Ok(false),
        Answer::Refused(source) => {
            Err(Error::Refused { pid: pid.as_raw(), password_file: place.password(), source })
        }
    }
}

/// Stops a server whose start is given up, unless it is released first.
struct Launching(Option<(Child, Pid)>);

impl Drop for Launching {
    fn drop(&mut self) {
        if let Some((_, pid)) = &self.0 {
            // Nobody is left to hear of an error.
            let _ = signal::kill(*pid, Signal::SIGINT);
        }
    }
}

/// Starts a server and waits until it answers; `None` if it was in another's way and another
/// attempt may fare better.
async fn launch(
    options: &Options,
    place: &Place,
    binaries: &Binaries,
    deadline: Instant,
    limit: Duration,
) -> Result<Option<Server>, Error> {
    let password = cluster::password(place)?;
    let port = choose_port(place)?;
    let socket_dir = place.socket_dir()?;
    clear_socket_locks(&socket_dir, &place.cluster());
    let (log, log_start) = open_log(place)?;
    let program = binaries.postgres();
    let mut command = place.account.command(&program, &place.root);
    add_arguments(&mut command, options, place, &socket_dir, port);
    command.stdout(log.try_clone().map_err(failed("open", &place.log()))?).stderr(Stdio::from(log));
    let child = command.spawn().map_err(|source| Error::Run { program, source })?;
    let pid = child
        .id()
        .and_then(|pid| i32::try_from(pid).ok())
        .map(Pid::from_raw)
        .expect("a child that was not waited for has a process id, and the kernel's are small");

    let mut launching = Launching(Some((child, pid)));
    loop {
        let (child, _) = launching.0.as_mut().expect("it is taken only on return");
        if child.try_wait().map_err(failed("wait for", &binaries.postgres()))?.is_some() {
            launching.0 = None;
            return judge_end(place, log_start, deadline).map(|()| None);
        }
        if is_ready(place, pid, &socket_dir, port, &password).await? {
            return Ok(Some(Server {
                pid,
                port,
                socket_dir,
                child: launching.0.take().map(|(child, _)| child),
            }));
        }
        if Instant::now() >= deadline {
            launching.0 = None;
            return Err(timed_out(place, pid, limit));
        }
        sleep(POLL).await;
    }
}

/// Whether another attempt makes sense after a server ended while it was starting.
fn judge_end(place: &Place, log_start: u64, deadline: Instant) -> Result<(), Error> {
    let log_tail = tail(&place.log(), log_start);
    // A server that a killed daftari had just started, a port taken since we looked, or the last
    // processes of a server that was killed.
    let passes = matches!(pid_file::holder(&place.cluster())?, Holder::Server(_))
        || log_tail.contains("Address already in use")
        || log_tail.contains("is still in use");
    if passes && Instant::now() < deadline {
        return Ok(());
    }
    Err(Error::Ended { log: place.log(), advice: advice(&log_tail), log_tail })
}

fn timed_out(place: &Place, pid: Pid, limit: Duration) -> Error {
    Error::StartTimedOut {
        pid: pid.as_raw(),
        timeout_seconds: limit.as_secs(),
        log: place.log(),
        log_tail: tail(&place.log(), 0),
    }
}

fn add_arguments(
    command: &mut Command,
    options: &Options,
    place: &Place,
    socket_dir: &Path,
    port: u16,
) {
    let mut sockets = std::ffi::OsString::from("unix_socket_directories=\"");
    sockets.push(socket_dir);
    sockets.push("\"");
    command.arg("-D").arg(place.cluster()).arg("-c").arg(sockets);
    command.args(["-c", &format!("port={port}")]);
    let throw_away = if options.durable { &[][..] } else { &SETTINGS_NOT_DURABLE[..] };
    for setting in SETTINGS.iter().chain(throw_away) {
        command.args(["-c", setting]);
    }
}

/// The port of the last start if it is free, else a free one, which is kept.
fn choose_port(place: &Place) -> Result<u16, Error> {
    let path = place.port();
    let kept: Option<u16> = read(&path)?.and_then(|text| text.trim().parse().ok());
    if let Some(port) = kept.filter(|port| *port != 0)
        && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
    {
        return Ok(port);
    }
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|source| Error::Port { source })?
        .port();
    write_whole(&path, &port.to_string())?;
    place.account.own(&path)?;
    Ok(port)
}

/// Removes the lock files of sockets whose server died: Postgres takes one for another server's if
/// the process id in it is in use again. A live server of this cluster may be starting just now,
/// left by a process that was killed; its files stay.
fn clear_socket_locks(socket_dir: &Path, cluster: &Path) {
    for entry in fs::read_dir(socket_dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "lock")
            && !pid_file::names_server_of(&path, cluster)
        {
            // If this fails, so will Postgres, and say why.
            let _ = fs::remove_file(path);
        }
    }
}

/// Opens the log for appending, and says how long it is already.
fn open_log(place: &Place) -> Result<(File, u64), Error> {
    let path = place.log();
    if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LOG_BYTES_MAX) {
        let old = path.with_extension("log.old");
        fs::rename(&path, &old).map_err(failed("rename", &path))?;
    }
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .map_err(failed("open", &path))?;
    place.account.own(&path)?;
    let length = log.metadata().map_err(failed("look at", &path))?.len();
    Ok((log, length))
}

impl Server {
    pub(crate) fn is_adopted(&self) -> bool {
        self.child.is_none()
    }

    /// A fast shutdown, which ends every session.
    pub(crate) async fn stop(mut self, place: &Place) -> Result<(), Error> {
        if self.child.is_some() || pid_file::serves(self.pid, &place.cluster()) {
            match signal::kill(self.pid, Signal::SIGINT) {
                Ok(()) | Err(Errno::ESRCH) => {}
                Err(source) => {
                    return Err(Error::Signal { pid: self.pid.as_raw(), source });
                }
            }
        }
        let ended = timeout(STOP_TIMEOUT, self.wait(&place.cluster())).await;
        ended.map_err(|_| Error::StopTimedOut {
            pid: self.pid.as_raw(),
            timeout_seconds: STOP_TIMEOUT.as_secs(),
            log: place.log(),
        })?;
        if !self.socket_dir.starts_with(&place.root) {
            // An empty folder left in /tmp does no harm.
            let _ = fs::remove_dir(&self.socket_dir);
        }
        Ok(())
    }

    async fn wait(&mut self, cluster: &Path) {
        if let Some(child) = &mut self.child
            && child.wait().await.is_ok()
        {
            return;
        }
        while pid_file::serves(self.pid, cluster) {
            sleep(POLL).await;
        }
    }
}
