//! Posts callbacks over connections that stay open, as Safaricom's gateways do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
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
    let response = connection.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if status == 200 {
        return Ok(());
    }
    Err(anyhow!("a callback was answered {status}: {}", String::from_utf8_lossy(&body)))
}
