//! A road to the database that the test can break: refuse, freeze, or lose what passes at a commit.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// `COMMIT` as a simple query: its tag, its length and its text (PostgreSQL documentation,
/// "Message Formats").
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// What happens to the next commit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AtCommit {
    /// The connection breaks before the database hears of it.
    LoseRequest,
    /// The database commits, and the connection breaks before the answer arrives.
    LoseAnswer,
    /// The database commits, and the answer never arrives on a connection that looks alive.
    SwallowAnswer,
}

/// The road.
pub(crate) struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    database: (String, u16),
    at_commit: Mutex<VecDeque<AtCommit>>,
    frozen: watch::Sender<bool>,
}

impl Proxy {
    /// Opens a road to the database of those options, and gives the options that lead over it.
    pub(crate) async fn open(options: &PgConnectOptions) -> (Self, PgConnectOptions) {
        let shared = Arc::new(Shared {
            database: (options.get_host().to_owned(), options.get_port()),
            at_commit: Mutex::default(),
            frozen: watch::Sender::new(false),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        // Unencrypted, so that a commit is recognised as it passes.
        let over_it = options.clone().host("127.0.0.1").port(port).ssl_mode(PgSslMode::Disable);
        (Self { port, shared, accepting }, over_it)
    }

    /// Says what happens to the next commits, one after the other.
    pub(crate) fn at_next_commits(&self, what: impl IntoIterator<Item = AtCommit>) {
        self.shared.at_commit.lock().unwrap().extend(what);
    }

    /// Whether everything that was planned has happened.
    pub(crate) fn has_done_all(&self) -> bool {
        self.shared.at_commit.lock().unwrap().is_empty()
    }

    /// Breaks every connection, and refuses new ones.
    pub(crate) async fn close(&mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }

    /// Accepts connections again.
    pub(crate) async fn reopen(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.accepting = tokio::spawn(accept(listener, self.shared.clone()));
    }

    /// Nothing passes any more, and nobody is told.
    pub(crate) fn freeze(&self) {
        self.shared.frozen.send_replace(true);
    }

    /// Everything passes again.
    pub(crate) fn thaw(&self) {
        self.shared.frozen.send_replace(false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Aborting this drops its connections too.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let (client, _) = listener.accept().await.unwrap();
        connections.spawn(carry(client, shared.clone()));
    }
}

async fn carry(mut client: TcpStream, shared: Arc<Shared>) {
    let mut database = TcpStream::connect(&shared.database).await.unwrap();
    let mut frozen = shared.frozen.subscribe();
    let (mut up, mut down) = ([0; 8192], [0; 8192]);
    loop {
        let passed = tokio::select! {
            read = client.read(&mut up) => {
                thawed(&mut frozen).await;
                let Some(sent) = bytes(&up, read) else { return };
                let commits = sent.windows(COMMIT.len()).any(|window| window == COMMIT);
                let planned =
                    if commits { shared.at_commit.lock().unwrap().pop_front() } else { None };
                match planned {
                    Some(AtCommit::LoseRequest) => return,
                    Some(lost @ (AtCommit::LoseAnswer | AtCommit::SwallowAnswer)) => {
                        database.write_all(sent).await.unwrap();
                        let answer = database.read(&mut down).await;
                        assert!(bytes(&down, answer).is_some_and(|answer| answer.starts_with(b"C")));
                        if let AtCommit::SwallowAnswer = lost {
                            // Until the other side has had enough.
                            let _ = client.read(&mut up).await;
                        }
                        return;
                    }
                    None => database.write_all(sent).await,
                }
            }
            read = database.read(&mut down) => {
                thawed(&mut frozen).await;
                let Some(answer) = bytes(&down, read) else { return };
                client.write_all(answer).await
            }
        };
        if passed.is_err() {
            return;
        }
    }
}

async fn thawed(frozen: &mut watch::Receiver<bool>) {
    frozen.wait_for(|frozen| !frozen).await.unwrap();
}

/// What was read, unless that was the end.
fn bytes(buffer: &[u8], read: std::io::Result<usize>) -> Option<&[u8]> {
    read.ok().filter(|length| *length > 0).map(|length| &buffer[..length])
}
