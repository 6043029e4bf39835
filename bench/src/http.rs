//! Asks the service over connections that stay open: as Safaricom's gateways post callbacks, and as
//! somebody who is signed in.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Something to post.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) path: String,
    pub(crate) body: Bytes,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) took: Duration,
    /// From the request to its answer, in order.
    pub(crate) answered_micros: Vec<u64>,
}

/// Posts each once, over so many connections that each have one under way. All must be answered
/// 200.
pub(crate) async fn post_all(
    to: SocketAddr,
    parcels: Vec<Parcel>,
    connections: usize,
) -> Result<Posted> {
    let parcels = Arc::new(parcels);
    let next = Arc::new(AtomicUsize::new(0));
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(connect(to).await?);
    }
    let begin = Instant::now();
    let mut posting = JoinSet::new();
    for mut connection in open {
        let (parcels, next) = (parcels.clone(), next.clone());
        posting.spawn(async move {
            let mut answered = Vec::new();
            while let Some(parcel) = parcels.get(next.fetch_add(1, Ordering::Relaxed)) {
                let asked = Instant::now();
                post(&mut connection, parcel).await?;
                answered.push(asked.elapsed());
            }
            anyhow::Ok(answered)
        });
    }
    let mut answered_micros = Vec::with_capacity(parcels.len());
    while let Some(answered) = posting.join_next().await {
        for time in answered?? {
            answered_micros.push(u64::try_from(time.as_micros())?);
        }
    }
    let took = begin.elapsed();
    answered_micros.sort_unstable();
    Ok(Posted { took, answered_micros })
}

async fn connect(to: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(to).await.context("connecting to the service")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn post(connection: &mut SendRequest<Full<Bytes>>, parcel: &Parcel) -> Result<()> {
    let request = Request::post(&parcel.path)
        .header(HOST, "daftari")
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(parcel.body.clone()))?;
    answer(connection, request).await?;
    Ok(())
}

/// What it is answered, which must be that it was done.
async fn answer(
    connection: &mut SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<Bytes> {
    let what = format!("{} {}", request.method(), request.uri().path());
    connection.ready().await?;
    let response = connection.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if matches!(status.as_u16(), 200 | 201) {
        return Ok(body);
    }
    Err(anyhow!("{what} was answered {status}: {}", String::from_utf8_lossy(&body)))
}

/// By what somebody signs in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Login {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
}

/// Somebody who is signed in.
pub(crate) struct Caller {
    connection: SendRequest<Full<Bytes>>,
    bearer: String,
}

impl Caller {
    pub(crate) async fn sign_in(to: SocketAddr, login: Login) -> Result<Self> {
        let mut caller = Self { connection: connect(to).await?, bearer: String::new() };
        let Login { username, password } = login;
        let credentials = json!({ "username": username, "password": password });
        let tokens = caller.post("/api/auth/login/", &credentials).await?;
        let access = tokens["access"].as_str().context("signing in gave no token")?;
        caller.bearer = format!("Bearer {access}");
        Ok(caller)
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let request = Request::post(path)
            .header(HOST, "daftari")
            .header(AUTHORIZATION, &self.bearer)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body.to_string().into()))?;
        Ok(serde_json::from_slice(&answer(&mut self.connection, request).await?)?)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Value> {
        let request = Request::get(path)
            .header(HOST, "daftari")
            .header(AUTHORIZATION, &self.bearer)
            .body(Full::default())?;
        Ok(serde_json::from_slice(&answer(&mut self.connection, request).await?)?)
    }
}
