//! A running simulator with a client that holds a token, and a receiver of callbacks.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use daraja_sim::{Config, Simulator};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
};

/// How long a test waits for something that should happen at once, before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const TIMESTAMP: &str = "20260601120000";
/// An address that is accepted and where nobody listens, for tests that want no callback.
pub(crate) const SOMEWHERE: &str = "https://127.0.0.1:9/";
/// A payer without a part to play, who pays.
pub(crate) const PAYER: &str = "254712345678";

/// The initiator's password, `demo`, encrypted by openssl for the simulator's certificate; and another
/// password.
pub(crate) const CREDENTIAL: &str = "RxubJ7uFXdSkMP+1KS+vZz2sXk5M9FIhPX8Lb7rVrNumnuL+4VGl0ybZ6hOgs4raYuFdSsmfkwKvpbKS/4QloftuhRN8YZsGFMYhhPPePXytuCblVFQzM2fETt8ExwxVKrYhaIk1QriDKAleuhniZ27eMqYapCNCiMCg+AVM7Hcddju0svvRb/qc46uE359x4IhOWpEysoJi85eLouImhSFeHr05N++cvXVQsuiKOsh/5FoZFpcWwmc3i/xpJn1CxE3la5PVIPk4qwvbIA2C9B4S2V6Cizqr65ms0aFohDQJsx9DVDoccAFfhsHe9uvKQ7WBobfTUtNmIMhEZ9qmrQ==";
pub(crate) const WRONG_CREDENTIAL: &str = "Let/QIKIcouLGujw8cl+fLujf+32XiwKo15kgSfAXKat2qcPhqw8g8pOYpzpszCyqD6ZE0wI981eiVpdycJfF1e1DrXiLFwG+nSuekAeaJVuGsv7kVBUa9aGWWenCZ4e7VkMNnLFo2FM5fVOYq4DRahsvfqqZ73h+6qkWP0m55UfpD1hOAfI0ULk5n93tE/tXVNwVqlES3jxiBIYo3sxTWLfMCU5fegCCSgn0FlOpo/dX3i06wL6U/Pv5gz1twCJ63+0dtutm4UuO/hdk5bHiEhQ/Owo99u9Pa3/SWZqkZmlt3KP3IlLpckx2Jd21HBNIwd96PCDcXYaUWmuRycnLQ==";

pub(crate) fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

/// Fast enough that no test waits for a payer.
pub(crate) fn fast() -> Config {
    Config { speed: 1_000, ..Config::default() }
}

pub(crate) fn password(passkey: &str) -> String {
    STANDARD.encode(format!("174379{passkey}{TIMESTAMP}"))
}

/// An answer of the simulator's.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("the answer is JSON")
    }

    pub(crate) fn field(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no text {name} in {}", self.text))
            .to_owned()
    }

    /// Holds if this is Daraja's error envelope with these contents and an id.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str, message: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.json();
        assert_eq!(body["errorCode"], code);
        assert_eq!(body["errorMessage"], message);
        assert!(!body["requestId"].as_str().expect("an id").is_empty());
        assert_eq!(body.as_object().expect("an object").len(), 3);
    }
}

pub(crate) struct Daraja {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) token: String,
}

impl Daraja {
    pub(crate) async fn start(config: Config) -> Self {
        let simulator = Simulator::start(config, loopback())
            .await
            .expect("a free port on loopback can be listened on");
        let client = Client::builder()
            .no_proxy()
            .build()
            .expect("the simulator has installed a provider of cryptography");
        let mut daraja = Self { simulator, client, token: String::new() };
        daraja.token = daraja.new_token().await;
        daraja
    }

    pub(crate) async fn new_token(&self) -> String {
        let asked = self
            .get("/oauth/v1/generate?grant_type=client_credentials")
            .basic_auth("demo", Some("demo"));
        send(asked).await.field("access_token")
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(self.url(path)).bearer_auth(&self.token)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    pub(crate) async fn push(&self, body: &Value) -> Answer {
        send(self.post(PUSH).json(body)).await
    }

    /// A call of any product.
    pub(crate) async fn call(&self, path: &str, body: &Value) -> Answer {
        send(self.post(path).json(body)).await
    }

    /// The only entry of the books, once there is one as wanted.
    pub(crate) async fn entry_when(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        within_patience(async {
            loop {
                let mut items = self.items("/sim/entries").await;
                assert!(items.len() <= 1, "more than one: {items:?}");
                match items.pop() {
                    Some(entry) if wanted(&entry) => return entry,
                    _ => tokio::time::sleep(Duration::from_millis(2)).await,
                }
            }
        })
        .await
    }

    /// The accounts of the short code.
    pub(crate) async fn accounts(&self) -> Value {
        send(self.get("/sim/totals")).await.json()["174379"].take()
    }

    /// Has a customer pay by push, and gives the receipt.
    pub(crate) async fn paid(&self, payer: &str, shillings: u32) -> String {
        let mut body = push_body(payer, SOMEWHERE);
        body["Amount"] = json!(shillings);
        let id = self.push(&body).await.field("CheckoutRequestID");
        within_patience(async {
            loop {
                let pushes = self.items("/sim/transactions").await;
                let push = pushes.iter().find(|push| push["checkout_request_id"] == id.as_str());
                if let Some(receipt) = push.and_then(|push| push["receipt"].as_str()) {
                    return receipt.to_owned();
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
        .await
    }

    pub(crate) async fn query(&self, checkout_request_id: &str) -> Answer {
        let body = query_body(checkout_request_id);
        send(self.post(QUERY).json(&body)).await
    }

    /// What a list of the control interface has.
    pub(crate) async fn items(&self, path: &str) -> Vec<Value> {
        let mut list = send(self.get(path)).await.json();
        match list["items"].take() {
            Value::Array(items) => items,
            other => panic!("{path} has no items but {other}"),
        }
    }

    /// The only transaction, once it is as wanted.
    pub(crate) async fn transaction_when(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        within_patience(async {
            loop {
                let mut items = self.items("/sim/transactions").await;
                assert!(items.len() <= 1, "more than one: {items:?}");
                match items.pop() {
                    Some(transaction) if wanted(&transaction) => return transaction,
                    _ => tokio::time::sleep(Duration::from_millis(2)).await,
                }
            }
        })
        .await
    }

    /// The only transaction, once it is finished and every callback was delivered.
    pub(crate) async fn settled(&self) -> Value {
        self.transaction_when(|shown| {
            !shown["finished_at"].is_null() && shown["callbacks_due"] == 0
        })
        .await
    }

    pub(crate) async fn assign(&self, payer: &str, scenario: &str) -> Answer {
        let path = format!("/sim/scenarios/{payer}");
        send(self.client.put(self.url(&path)).json(&scenario)).await
    }
}

pub(crate) const PUSH: &str = "/mpesa/stkpush/v1/processrequest";
pub(crate) const QUERY: &str = "/mpesa/stkpushquery/v1/query";

pub(crate) fn push_body(payer: &str, callback_url: &str) -> Value {
    json!({
        "BusinessShortCode": 174_379,
        "Password": password("demo"),
        "Timestamp": TIMESTAMP,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": "10",
        "PartyA": payer,
        "PartyB": "174379",
        "PhoneNumber": payer,
        "CallBackURL": callback_url,
        "AccountReference": "A1",
        "TransactionDesc": "WiFi",
    })
}

pub(crate) fn query_body(checkout_request_id: &str) -> Value {
    json!({
        "BusinessShortCode": "174379",
        "Password": password("demo"),
        "Timestamp": TIMESTAMP,
        "CheckoutRequestID": checkout_request_id,
    })
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the simulator answers");
    Answer {
        status: response.status().as_u16(),
        text: response.text().await.expect("the answer is text"),
    }
}

pub(crate) async fn within_patience<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("what the test waits for happens")
}

/// A callback as it arrived.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Received {
    pub(crate) fn stk(&self) -> &Value {
        &self.body["Body"]["stkCallback"]
    }
}

/// Takes callbacks on a port of its own.
pub(crate) struct Receiver {
    address: SocketAddr,
    received: mpsc::UnboundedReceiver<Received>,
    /// How many callbacks may still be answered.
    gate: Arc<Semaphore>,
}

#[derive(Clone)]
struct Desk {
    answer: StatusCode,
    reply: String,
    tell: mpsc::UnboundedSender<Received>,
    gate: Arc<Semaphore>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::open(StatusCode::OK, Semaphore::MAX_PERMITS).await
    }

    pub(crate) async fn answering(answer: StatusCode) -> Self {
        Self::open(answer, Semaphore::MAX_PERMITS).await
    }

    /// Answers nothing until it is released.
    pub(crate) async fn holding() -> Self {
        Self::open(StatusCode::OK, 0).await
    }

    /// Answers with this body.
    pub(crate) async fn replying(reply: &Value) -> Self {
        Self::listen(StatusCode::OK, Semaphore::MAX_PERMITS, reply.to_string()).await
    }

    async fn open(answer: StatusCode, answers: usize) -> Self {
        Self::listen(answer, answers, String::new()).await
    }

    async fn listen(answer: StatusCode, answers: usize, reply: String) -> Self {
        let listener = TcpListener::bind(loopback())
            .await
            .expect("a free port on loopback can be listened on");
        let address = listener.local_addr().expect("a listener has an address");
        let (tell, received) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(answers));
        let desk = Desk { answer, reply, tell, gate: Arc::clone(&gate) };
        let router = Router::new().fallback(receive).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, received, gate }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/callback/secret/", self.address)
    }

    /// An address of this receiver with another path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn release(&self) {
        self.gate.add_permits(1);
    }

    pub(crate) async fn next(&mut self) -> Received {
        within_patience(self.received.recv()).await.expect("the receiver runs as long as the test")
    }

    /// Whether everything that came was taken out with `next`.
    pub(crate) fn is_empty(&self) -> bool {
        self.received.is_empty()
    }
}

async fn receive(
    State(desk): State<Desk>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let received = Received {
        method,
        path: uri.path().to_owned(),
        headers,
        body: serde_json::from_slice(&body).expect("a callback is JSON"),
    };
    desk.tell.send(received).expect("the test listens as long as the receiver runs");
    desk.gate.acquire().await.expect("the gate is never closed").forget();
    (desk.answer, desk.reply)
}
