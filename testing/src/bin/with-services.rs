//! Runs a command with a Postgres and a Redis of its own: `with-services COMMAND [ARGUMENT]…`.
//!
//! Both servers are empty, live in a temporary directory, and end with the command, whose exit code
//! is passed on.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Options, PrivatePostgres};
use testing::{DATABASE_URL, REDIS_URL, free_port};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, sleep};

/// A Redis without data starts in milliseconds.
const REDIS_TIMEOUT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// A port may be taken between the look and its use.
const REDIS_ATTEMPTS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().context("usage: with-services COMMAND [ARGUMENT]...")?;
    let mut signals = Signals::listen()?;

    // Postgres may run as another user, who must be able to enter.
    let dir = tempfile::Builder::new()
        .prefix("daftari-services-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
        .context("could not create a temporary directory")?;
    let mut redis = start_redis(&dir.path().join("redis")).await?;
    let data_dir = dir.path().join("postgres");
    let postgres = tokio::select! {
        started = start_postgres(data_dir) => started?,
        signal = signals.next() => bail!("stopped by {signal} before the command began"),
    };

    let status = run(&program, arguments, &postgres, &redis, &mut signals).await;
    postgres.stop().await?;
    redis.process.kill().await.context("could not stop Redis")?;
    Ok(exit_code(status?))
}

/// The signals that end a program. We outlive them, to clean up.
struct Signals([(Signal, tokio::signal::unix::Signal); 3]);

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self([
            (Signal::SIGINT, signal(SignalKind::interrupt())?),
            (Signal::SIGTERM, signal(SignalKind::terminate())?),
            (Signal::SIGHUP, signal(SignalKind::hangup())?),
        ]))
    }

    async fn next(&mut self) -> Signal {
        let [(int, on_int), (term, on_term), (hup, on_hup)] = &mut self.0;
        tokio::select! {
            _ = on_int.recv() => *int,
            _ = on_term.recv() => *term,
            _ = on_hup.recv() => *hup,
        }
    }
}

/// Runs the command to its end, and passes signals on to it.
async fn run(
    program: &OsString,
    arguments: impl Iterator<Item = OsString>,
    postgres: &PrivatePostgres,
    redis: &Redis,
    signals: &mut Signals,
) -> anyhow::Result<ExitStatus> {
    let mut command = Command::new(program)
        .args(arguments)
        .env(DATABASE_URL, postgres.url())
        .env(REDIS_URL, format!("redis://127.0.0.1:{}/", redis.port))
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("could not run {}", program.display()))?;
    loop {
        tokio::select! {
            status = command.wait() => return Ok(status?),
            signal = signals.next() => {
                if let Some(pid) = command.id().and_then(|pid| i32::try_from(pid).ok()) {
                    // It may have ended at this very moment.
                    let _ = kill(Pid::from_raw(pid), signal);
                }
            }
        }
    }
}

/// A shell's convention for a command that a signal ended.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

async fn start_postgres(data_dir: PathBuf) -> anyhow::Result<PrivatePostgres> {
    let node_modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/node_modules");
    let options = Options {
        data_dir,
        bin_dir: std::env::var_os("DAFTARI_POSTGRES_BIN").map(PathBuf::from),
        path: std::env::var_os("PATH"),
        node_modules: Some(node_modules),
        durable: false,
    };
    Ok(PrivatePostgres::start(options).await?)
}

struct Redis {
    port: u16,
    process: Child,
}

async fn start_redis(dir: &Path) -> anyhow::Result<Redis> {
    std::fs::create_dir(dir)?;
    for _ in 0..REDIS_ATTEMPTS {
        let port = free_port();
        let log = std::fs::File::create(dir.join("server.log"))?;
        let mut process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--dir"])
            .arg(dir)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // A terminal's Ctrl-C is for the command first.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .context("could not run redis-server; `scripts/setup test` installs it")?;
        if answers(port, &mut process).await? {
            return Ok(Redis { port, process });
        }
    }
    let log = std::fs::read_to_string(dir.join("server.log")).unwrap_or_default();
    bail!("Redis ended while it was starting. It said:\n{log}")
}

/// Waits until Redis answers; `false` if it ends instead.
async fn answers(port: u16, process: &mut Child) -> anyhow::Result<bool> {
    let client = redis::Client::open(format!("redis://127.0.0.1:{port}/"))?;
    let deadline = Instant::now() + REDIS_TIMEOUT;
    while process.try_wait()?.is_none() {
        if let Ok(mut connection) = client.get_multiplexed_async_connection().await {
            let pid: String = redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
            // Another program's Redis may have been quicker to take the port.
            let own = process.id().map(|pid| format!("process_id:{pid}\r\n"));
            return Ok(own.is_some_and(|own| pid.contains(&own)));
        }
        if Instant::now() >= deadline {
            bail!("Redis did not answer within {REDIS_TIMEOUT:?}");
        }
        sleep(POLL).await;
    }
    Ok(false)
}
