//! Starting and stopping.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post, put},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::DropGuard;

use crate::{
    account_balance, b2c, c2b, certificate,
    config::Config,
    connection::{Line, LineListener},
    control::{self, phone, troubles},
    delivery, dynamic_qr,
    errors::Fault,
    oauth, page, pull, recording, reversal,
    shared::Shared,
    statement, stk_push, stk_query, transaction_status,
};

/// How long callers that are still reading their answer are waited for at the end.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "the simulator can't listen on {address}; choose another port, or end what is using it"
    )]
    Listen {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("the simulator can't make the HTTP client that delivers its callbacks")]
    Client(#[source] reqwest::Error),
    #[error("the simulator's speed is 0; give 1 for real time, or more to go faster")]
    Speed,
    #[error("the simulator's short code {0:?} is wrong; give 5 to 7 digits")]
    ShortCode(String),
}

/// A running simulator. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
    stop_when_dropped: DropGuard,
}

impl Simulator {
    /// Starts listening; port 0 takes any free port, which [`Simulator::address`] tells.
    pub async fn start(config: Config, listen: SocketAddr) -> Result<Self, StartError> {
        if config.speed == 0 {
            return Err(StartError::Speed);
        }
        let is_short_code = (5..=7).contains(&config.short_code.len())
            && config.short_code.bytes().all(|byte| byte.is_ascii_digit());
        if !is_short_code {
            return Err(StartError::ShortCode(config.short_code));
        }
        let client = delivery::client().map_err(StartError::Client)?;
        let cannot_listen = |source| StartError::Listen { address: listen, source };
        let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;

        let shared = Arc::new(Shared::new(config, client));
        let service = router(&shared).into_make_service_with_connect_info::<Line>();
        let stopping = shared.stopping.clone();
        let stop_when_dropped = stopping.clone().drop_guard();
        let server = tokio::spawn(async move {
            let serving = axum::serve(LineListener(listener), service)
                .with_graceful_shutdown(stopping.cancelled_owned());
            if let Err(error) = serving.await {
                tracing::error!(%error, "the simulator stopped listening");
            }
        });
        tracing::info!(%address, "the Daraja simulator listens");
        Ok(Self { address, shared, server, stop_when_dropped })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address for a client on this machine, without a slash at the end.
    pub fn base_url(&self) -> String {
        let reachable = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(reachable, self.address.port()))
    }

    /// Ends it. Callbacks that are still due are never delivered.
    pub async fn stop(self) {
        let Self { shared, mut server, stop_when_dropped, .. } = self;
        drop(stop_when_dropped);
        shared.tasks.close();
        shared.tasks.wait().await;
        if tokio::time::timeout(STOP_TIMEOUT, &mut server).await.is_err() {
            tracing::warn!("a caller held its connection to the simulator; it is cut");
            server.abort();
        }
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    let daraja = Router::new()
        .route("/oauth/v1/generate", get(oauth::generate))
        .route("/mpesa/stkpush/v1/processrequest", post(stk_push::process_request))
        .route("/mpesa/stkpushquery/v1/query", post(stk_query::query))
        .route("/mpesa/c2b/v1/registerurl", post(c2b::register_v1))
        .route("/mpesa/c2b/v2/registerurl", post(c2b::register_v2))
        .route("/mpesa/c2b/v1/simulate", post(c2b::simulate_v1))
        .route("/mpesa/c2b/v2/simulate", post(c2b::simulate_v2))
        .route("/mpesa/b2c/v1/paymentrequest", post(b2c::payment_v1))
        .route("/mpesa/b2c/v3/paymentrequest", post(b2c::payment_v3))
        .route("/mpesa/transactionstatus/v1/query", post(transaction_status::query))
        .route("/mpesa/accountbalance/v1/query", post(account_balance::query))
        .route("/mpesa/reversal/v1/request", post(reversal::request))
        .route("/pulltransactions/v1/register", post(pull::register))
        .route("/pulltransactions/v1/query", post(pull::query))
        .route("/mpesa/qrcode/v1/generate", post(dynamic_qr::generate))
        .method_not_allowed_fallback(async || Fault::MethodNotAllowed)
        .fallback(async || Fault::ResourceNotFound)
        .layer(middleware::from_fn_with_state(Arc::clone(shared), recording::record));
    let own = Router::new()
        .route("/", get(page::overview))
        .route("/phone", get(page::phone))
        .route("/sim/style.css", get(page::style))
        .route("/sim/phone.js", get(page::phone_script))
        .route("/sim/overview.js", get(page::overview_script))
        .route("/sim/requests", get(control::requests))
        .route("/sim/transactions", get(control::transactions))
        .route("/sim/entries", get(control::entries))
        .route("/sim/totals", get(control::totals))
        .route("/sim/statement", get(statement::statement))
        .route("/sim/certificate", get(async || certificate::CERTIFICATE))
        .route("/sim/scenarios/{msisdn}", put(control::set_scenario))
        .route("/sim/troubles", get(troubles::list).post(troubles::add).delete(troubles::clear))
        .route(
            "/sim/chaos",
            get(troubles::chaos).put(troubles::set_chaos).delete(troubles::stop_chaos),
        )
        .route("/sim/phone-style", put(troubles::set_phones))
        .route("/sim/phones/{msisdn}", get(phone::screen))
        .route("/sim/phones/{msisdn}/answer", post(phone::answer))
        .route("/sim/payments", post(phone::pay))
        .layer(DefaultBodyLimit::max(control::BODY_BYTES_MAX));
    daraja.merge(own).with_state(Arc::clone(shared))
}
