//! Starting and stopping.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::shared::{Config, Shared, Signed};
use crate::trouble::Trouble;
use crate::{device, page, sale, trouble};

/// A document has some two kilobytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
#[error(
    "the eTIMS simulator can't listen on {address}; choose another port, or end what is using it"
)]
pub struct StartError {
    /// Where it was to listen.
    pub address: SocketAddr,
    #[source]
    source: io::Error,
}

/// A running simulator. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Shared,
    server: JoinHandle<()>,
    stopping: CancellationToken,
    _stop_when_dropped: DropGuard,
}

impl Simulator {
    /// Starts listening; port 0 takes any free port, which [`Simulator::base_url`] tells.
    pub async fn start(config: Config, listen: SocketAddr) -> Result<Self, StartError> {
        let cannot = |source| StartError { address: listen, source };
        let listener = TcpListener::bind(listen).await.map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let shared = Shared::new(config);
        let service = router(shared.clone());
        let stopping = CancellationToken::new();
        let stop = stopping.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, service)
                .with_graceful_shutdown(async move { stop.cancelled().await });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the eTIMS simulator stopped listening");
            }
        });
        let stop_when_dropped = stopping.clone().drop_guard();
        Ok(Self { address, shared, server, stopping, _stop_when_dropped: stop_when_dropped })
    }

    /// The address for a client on this machine, without a slash at the end.
    pub fn base_url(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.address.port()))
    }

    /// What it has signed, by number.
    pub fn signed(&self) -> Vec<Signed> {
        self.shared.books().signed.values().cloned().collect()
    }

    /// Puts the unit's clock forward.
    pub fn forward(&self, by: chrono::TimeDelta) {
        self.shared.forward(by);
    }

    /// Lets something go wrong from now on, or nothing.
    pub fn set_trouble(&self, trouble: Trouble) {
        self.shared.set_trouble(trouble);
    }

    /// Ends it.
    pub async fn stop(self) {
        self.stopping.cancel();
        if let Err(error) = self.server.await {
            tracing::error!(%error, "the eTIMS simulator did not end well");
        }
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(page::overview))
        .route("/v1/token/generate", get(device::token))
        .route("/etims-api/selectInitOsdcInfo", post(device::register))
        .route("/etims-api/saveItem", post(device::save_item))
        .route("/etims-api/saveTrnsSalesOsdc", post(sale::save))
        .route("/common/link/etims/receipt/indexEtimsReceiptData", get(page::receipt))
        .route("/sim/signed", get(page::signed))
        .route("/sim/trouble", put(trouble::put))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(shared)
}
