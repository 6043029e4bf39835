//! A server that answers what it is told to.

use std::collections::{HashMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};

pub(crate) const OAUTH: &str = "/oauth/v1/generate";
pub(crate) const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
pub(crate) const QUERY: &str = "/mpesa/stkpushquery/v1/query";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: String,
    pub(crate) body: Vec<u8>,
}

enum Reply {
    Said(u16, Vec<u8>),
    Never,
    /// Once the gate is opened.
    AtTheGate(u16, Vec<u8>),
}

#[derive(Clone)]
struct Desk {
    replies: Arc<Mutex<HashMap<String, VecDeque<Reply>>>>,
    received: Arc<Mutex<Vec<Received>>>,
    tell: mpsc::UnboundedSender<String>,
    gate: Arc<Semaphore>,
}

pub(crate) struct Stub {
    address: SocketAddr,
    desk: Desk,
    told: mpsc::UnboundedReceiver<String>,
}

impl Stub {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = mpsc::unbounded_channel();
        let desk = Desk {
            replies: Arc::default(),
            received: Arc::default(),
            tell,
            gate: Arc::new(Semaphore::new(0)),
        };
        let router = Router::new().fallback(answer).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, desk, told }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the next request to that path gets. Without any, OAuth gives `token-1`, `token-2` and
    /// so on, and everything else is 404 with nothing.
    pub(crate) fn reply(&self, path: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.push(path, Reply::Said(status, body.into()));
    }

    pub(crate) fn never_reply(&self, path: &str) {
        self.push(path, Reply::Never);
    }

    pub(crate) fn reply_at_the_gate(&self, path: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.push(path, Reply::AtTheGate(status, body.into()));
    }

    pub(crate) fn open_the_gate(&self) {
        self.desk.gate.add_permits(1);
    }

    fn push(&self, path: &str, reply: Reply) {
        let mut replies = self.desk.replies.lock().unwrap();
        replies.entry(path.to_owned()).or_default().push_back(reply);
    }

    pub(crate) fn received(&self, path: &str) -> Vec<Received> {
        let received = self.desk.received.lock().unwrap();
        received.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// Waits for the next request to that path.
    pub(crate) async fn asked(&mut self, path: &str) {
        while self.told.recv().await.unwrap() != path {}
    }
}

async fn answer(
    State(desk): State<Desk>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let tokens = {
        let mut received = desk.received.lock().unwrap();
        received.push(Received {
            method,
            path: path.clone(),
            query: uri.query().unwrap_or_default().to_owned(),
            authorization,
            body: body.to_vec(),
        });
        received.iter().filter(|request| request.path == OAUTH).count()
    };
    let reply = desk.replies.lock().unwrap().get_mut(&path).and_then(VecDeque::pop_front);
    // Nobody may be listening any more.
    let _ = desk.tell.send(path.clone());
    let (status, body) = match reply {
        Some(Reply::Said(status, body)) => (status, body),
        Some(Reply::Never) => std::future::pending().await,
        Some(Reply::AtTheGate(status, body)) => {
            desk.gate.acquire().await.unwrap().forget();
            (status, body)
        }
        None if path == OAUTH => {
            let body = format!(r#"{{"access_token":"token-{tokens}","expires_in":"3599"}}"#);
            (200, body.into_bytes())
        }
        None => (404, vec![]),
    };
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

/// Daraja's envelope.
pub(crate) fn envelope(code: &str, message: &str) -> String {
    format!(r#"{{"requestId":"r-1","errorCode":"{code}","errorMessage":"{message}"}}"#)
}

/// The yes to a push.
pub(crate) fn accepted() -> String {
    format!(
        r#"{{"MerchantRequestID":"2654-4b64-97ff-1","CheckoutRequestID":"{}","ResponseCode":"0","ResponseDescription":"Success. Request accepted for processing","CustomerMessage":"Success. Request accepted for processing"}}"#,
        crate::support::CHECKOUT_REQUEST_ID
    )
}

/// The answer to a query.
pub(crate) fn result(code: &str) -> String {
    format!(
        r#"{{"ResponseCode":"0","ResponseDescription":"The service request has been accepted successsfully","MerchantRequestID":"2654-4b64-97ff-1","CheckoutRequestID":"{}","ResultCode":"{code}","ResultDesc":"said"}}"#,
        crate::support::CHECKOUT_REQUEST_ID
    )
}
