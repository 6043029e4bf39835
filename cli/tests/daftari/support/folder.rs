use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::{Ended, Program};

/// How long a Postgres that nobody needs any more may take to end.
const POSTGRES_ENDS_WITHIN: Duration = Duration::from_secs(20);

/// A folder in which somebody types `daftari`. A Postgres that a killed `daftari up` has left there
/// ends with it.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        // Postgres may run as another user, who must be able to enter.
        let dir = tempfile::Builder::new()
            .prefix("daftari-cli-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .unwrap();
        // A machine without Postgres has its binaries among the web's packages.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        symlink(root.join("web"), dir.path().join("web")).unwrap();
        Self { dir }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where `daftari up` keeps everything unless it is told otherwise.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path().join(".daftari")
    }

    /// `daftari` with nothing of our environment but the way to programs.
    pub(crate) fn daftari<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daftari"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ended {
        Program::start(&mut self.daftari(arguments)).ends().await
    }

    /// Runs a command that reads a line.
    pub(crate) async fn run_with_input(&self, arguments: &[&str], line: &str) -> Ended {
        let mut command = self.daftari(arguments);
        command.stdin(Stdio::piped());
        let mut program = Program::start(&mut command);
        let mut input = program.input();
        input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        drop(input);
        program.ends().await
    }

    /// The Postgres that serves the data here.
    pub(crate) fn postgres(&self) -> Option<Pid> {
        let file = self.data_dir().join("postgres/cluster/postmaster.pid");
        let text = std::fs::read_to_string(file).ok()?;
        let pid = Pid::from_raw(text.lines().next()?.trim().parse().ok()?);
        kill(pid, None).is_ok().then_some(pid)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let begun = Instant::now();
        while let Some(pid) = self.postgres() {
            // Its data go too, so it need not take leave of anybody.
            let _ = kill(pid, Signal::SIGQUIT);
            if begun.elapsed() > POSTGRES_ENDS_WITHIN {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
