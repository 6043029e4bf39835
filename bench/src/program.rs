//! The program as it is installed: `daftari` of this very build, with a store that is measured on.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, anyhow};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::server::Database;

/// A key that keeps nothing secret.
pub(crate) const MASTER_KEY: &str =
    "0707070707070707070707070707070707070707070707070707070707070707";

/// The `daftari` of this very build.
pub(crate) fn daftari() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("daftari");
    if !path.is_file() {
        return Err(anyhow!("{} is missing; run `make bench`, which builds it", path.display()));
    }
    Ok(path)
}

/// The program with that store, and a Safaricom that is asked nothing.
pub(crate) fn program(store: &Database) -> Result<Command> {
    let mut command = Command::new(daftari()?);
    command.env_clear().envs([
        ("DATABASE_URL", store.url.as_str()),
        ("DAFTARI_MASTER_KEY", MASTER_KEY),
        ("DAFTARI_CALLBACK_ALLOW", "127.0.0.0/8"),
        ("DAFTARI_ASK_AFTER_SECONDS", "86400"),
        ("MPESA_CALLBACK_URL", "https://daftari.example"),
        ("DARAJA_BASE_URL", "http://127.0.0.1:9"),
        ("DARAJA_CONSUMER_KEY", "bench"),
        ("DARAJA_CONSUMER_SECRET", "bench"),
        ("DARAJA_SHORT_CODE", "174379"),
        ("DARAJA_PASSKEY", "bench"),
    ]);
    Ok(command)
}

/// A running `daftari serve`. It is killed when this is dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Service {
    pub(crate) async fn start(store: &Database, arguments: &[&str]) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut child = program(store)?
            .args(["serve", "--address", "127.0.0.1", "--port", &address.port().to_string()])
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = child.stdout.take().context("the service has no output")?;
        let mut lines = BufReader::new(said).lines();
        lines.next_line().await?.context("the service did not start; it said why above")?;
        Ok(Self { child, address })
    }

    /// Ends it the hard way, which nothing that was answered may mind.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("ending the service")
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
