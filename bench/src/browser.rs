//! What is measured in Chromium: scripts of `web/bench`, each of which prints what it saw as JSON.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::process::Command;

use crate::http::Login;

/// Bytes of a page's first view, as they came over the network, headers and all.
#[derive(Debug, Deserialize)]
pub(crate) struct FirstView {
    pub(crate) script_bytes: u64,
    pub(crate) bytes: u64,
}

/// Scores of 100.
#[derive(Debug, Deserialize)]
pub(crate) struct Scores {
    pub(crate) performance: f64,
    pub(crate) accessibility: f64,
    pub(crate) best_practices: f64,
}

/// A stretch of scrolling without a pause.
#[derive(Debug, Deserialize)]
pub(crate) struct Scroll {
    pub(crate) end_micros: u64,
    /// When each of its frames was presented, in order.
    pub(crate) presented_micros: Vec<u64>,
}

/// What the portal's customer downloads before the first card.
pub(crate) async fn portal(service: SocketAddr) -> Result<FirstView> {
    run("first-view.mjs", &[&url(service, "/")], None).await
}

/// What staff who are signed in download before the dashboard's figures.
pub(crate) async fn admin(service: SocketAddr, login: Login) -> Result<FirstView> {
    run("first-view.mjs", &[&url(service, "/admin")], Some(login)).await
}

/// How Lighthouse finds the portal's first page, on a phone.
pub(crate) async fn lighthouse(service: SocketAddr) -> Result<Scores> {
    run("lighthouse.mjs", &[&url(service, "/")], None).await
}

/// Scrolls through pages of payments.
pub(crate) async fn scrolls(service: SocketAddr, login: Login) -> Result<Vec<Scroll>> {
    run("scroll.mjs", &[&url(service, "/admin/payments")], Some(login)).await
}

fn url(service: SocketAddr, path: &str) -> String {
    format!("http://{service}{path}")
}

async fn run<T: DeserializeOwned>(
    script: &str,
    arguments: &[&str],
    login: Option<Login>,
) -> Result<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/bench").join(script);
    let mut command = Command::new("node");
    command.arg(path).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
    if let Some(Login { username, password }) = login {
        command.envs([("BENCH_USERNAME", username), ("BENCH_PASSWORD", password)]);
    }
    let ran = command.kill_on_drop(true).output().await.context("starting node")?;
    ensure!(ran.status.success(), "web/bench/{script} failed; it said why above");
    serde_json::from_slice(&ran.stdout).with_context(|| {
        format!("web/bench/{script} said {}", String::from_utf8_lossy(&ran.stdout))
    })
}
