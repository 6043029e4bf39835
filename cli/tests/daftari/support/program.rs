use std::process::Stdio;
use std::sync::{Arc, Mutex};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;
use testing::wait_until;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinHandle;

use super::PATIENCE;

/// A running `daftari`. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    output: Said,
    errors: Said,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ended {
    /// The output of a program that ended well.
    #[track_caller]
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.output
    }

    /// What a program said that ended with that code.
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        self.errors
    }
}

impl Program {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = Said::by(child.stdout.take().unwrap());
        let errors = Said::by(child.stderr.take().unwrap());
        Self { child, output, errors }
    }

    /// Its standard input, if that is a pipe.
    pub(crate) fn input(&mut self) -> ChildStdin {
        self.child.stdin.take().unwrap()
    }

    /// What it has said on standard output until now.
    pub(crate) fn said(&self) -> String {
        self.output.until_now()
    }

    /// Waits until it says something on standard error.
    pub(crate) async fn warns(&self, text: &str) {
        wait_until(&format!("{text:?}"), PATIENCE, async || {
            self.errors.until_now().contains(text).then_some(())
        })
        .await;
    }

    /// Waits until it says something, and returns all that it has said.
    pub(crate) async fn says(&mut self, text: &str) -> String {
        wait_until(&format!("{text:?}"), PATIENCE, async || {
            let said = self.said();
            if said.contains(text) {
                return Some(said);
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {said}\n{}", self.errors.until_now());
            None
        })
        .await
    }

    pub(crate) fn pid(&self) -> Pid {
        let id = self.child.id().expect("it was not waited for");
        Pid::from_raw(i32::try_from(id).unwrap())
    }

    pub(crate) fn signal(&self, signal: Signal) {
        signal::kill(self.pid(), signal).unwrap();
    }

    /// Waits until it ends.
    pub(crate) async fn ends(mut self) -> Ended {
        drop(self.child.stdin.take());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let said = || format!("{}\n{}", self.output.until_now(), self.errors.until_now());
        let status = ended.unwrap_or_else(|_| panic!("it goes on: {}", said())).unwrap();
        Ended {
            code: status.code(),
            output: self.output.until_the_end().await,
            errors: self.errors.until_the_end().await,
        }
    }
}

/// What a program says on one of its outputs.
struct Said {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Said {
    fn by(pipe: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let reader = tokio::spawn(async move {
            let mut lines = BufReader::new(pipe).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let mut text = written.lock().unwrap();
                text.push_str(&line);
                text.push('\n');
            }
        });
        Self { text, reader }
    }

    fn until_now(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    async fn until_the_end(self) -> String {
        self.reader.await.unwrap();
        self.text.lock().unwrap().clone()
    }
}
