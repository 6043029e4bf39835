//! Against the simulator: another program's idea of the same protocol.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use daraja_adapter::{Config, Daraja, MemoryTokens, Secret, TokenStore, rejection};
use daraja_sim::{ExpiresIn, FieldLengths, Simulator, TokenPolicy};
use domain::money::Money;
use domain::outcome::{FailureClass, QueryAnswer, StkOutcome};
use domain::personal::CheckoutRequestId;
use domain::ports::{CallbackContent, Stk, StkRequest, StkSent};
use domain::time::{Clock, Timestamp, seconds_between};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support;

/// How long something that should happen at once may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);
const PAYER: &str = "254712345678";
const WRONG_PIN: &str = "254700000001";
const NO_REPLY: &str = "254700000003";
const INSUFFICIENT_FUNDS: &str = "254700000004";
const DUPLICATE_CALLBACK: &str = "254700000005";
const LOST_CALLBACK: &str = "254700000008";
const LOST_ANSWER: &str = "254700000009";
const SYSTEM_BUSY: &str = "254700000010";
const CANCELLED_CALLBACK_LOST: &str = "254700000011";

/// The machine's clock, since the simulator compares timestamps with its own.
struct RealClock;

impl Clock for RealClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulator compares the timestamp with the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

/// As strict as the simulator can be, and a thousand times as fast.
fn strict() -> daraja_sim::Config {
    daraja_sim::Config {
        speed: 1_000,
        field_lengths: FieldLengths::Strict,
        timestamp_skew_seconds_max: Some(60),
        ..daraja_sim::Config::default()
    }
}

/// A simulator, an adapter that speaks to it, and where the callbacks go.
struct Place {
    simulator: Simulator,
    daraja: Daraja,
    callback_url: String,
    callbacks: mpsc::UnboundedReceiver<Bytes>,
}

fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

fn merchant(simulator: &Simulator) -> Config {
    Config {
        consumer_key: Secret::new("demo"),
        consumer_secret: Secret::new("demo"),
        passkey: Secret::new("demo"),
        ..support::config(&simulator.base_url())
    }
}

fn adapter(config: Config, store: Arc<dyn TokenStore>) -> Daraja {
    Daraja::new(config, Arc::new(RealClock), store).unwrap()
}

impl Place {
    async fn open(config: daraja_sim::Config) -> Self {
        let simulator = Simulator::start(config, loopback()).await.unwrap();
        let daraja = adapter(merchant(&simulator), Arc::new(MemoryTokens::new()));
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let callback_url = format!("http://{}/callback/", listener.local_addr().unwrap());
        let (tell, callbacks) = mpsc::unbounded_channel();
        let router = Router::new().fallback(take).with_state(tell);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { simulator, daraja, callback_url, callbacks }
    }

    fn request(&self, payer: &str) -> StkRequest {
        StkRequest {
            payer: payer.parse().unwrap(),
            callback_url: self.callback_url.clone(),
            ..support::request()
        }
    }

    async fn push(&self, payer: &str) -> StkSent {
        self.daraja.push(&self.request(payer)).await
    }

    async fn accepted(&self, payer: &str) -> CheckoutRequestId {
        match self.push(payer).await {
            StkSent::Accepted { merchant_request_id, checkout_request_id } => {
                assert!(!merchant_request_id.is_empty());
                checkout_request_id
            }
            other => panic!("not accepted: {other:?}"),
        }
    }

    async fn callback(&mut self) -> CallbackContent {
        let body = within_patience(self.callbacks.recv()).await.unwrap();
        self.daraja.decode_callback(&body).unwrap()
    }

    /// Asks until it is known what became of the prompt.
    async fn outcome(&self, id: &CheckoutRequestId) -> StkOutcome {
        within_patience(async {
            loop {
                match self.daraja.query(id).await {
                    QueryAnswer::Outcome(outcome) => return outcome,
                    QueryAnswer::StillProcessing => tokio::task::yield_now().await,
                    QueryAnswer::NoAnswer { why } => panic!("no answer: {why}"),
                }
            }
        })
        .await
    }

    /// What the simulator's own books say.
    async fn books(&self, list: &str) -> Vec<Value> {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/sim/{list}", self.simulator.base_url());
        let body = client.get(url).send().await.unwrap().bytes().await.unwrap();
        let mut list: Value = serde_json::from_slice(&body).unwrap();
        serde_json::from_value(list["items"].take()).unwrap()
    }
}

async fn take(State(tell): State<mpsc::UnboundedSender<Bytes>>, body: Bytes) -> &'static str {
    // The test may have ended.
    let _ = tell.send(body);
    r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#
}

async fn within_patience<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("it happens in time")
}

fn class(outcome: StkOutcome) -> (String, FailureClass) {
    match outcome {
        StkOutcome::NotPaid(not_paid) => (not_paid.result_code, not_paid.class),
        StkOutcome::Paid(paid) => panic!("paid: {paid:?}"),
    }
}

fn code(sent: StkSent) -> String {
    match sent {
        StkSent::Rejected { code, .. } => code,
        other => panic!("not rejected: {other:?}"),
    }
}

#[tokio::test]
async fn a_payment_is_told_by_callback_with_receipt_and_by_query_without() {
    for expires_in in [ExpiresIn::Text, ExpiresIn::Number] {
        let mut place = Place::open(daraja_sim::Config { expires_in, ..strict() }).await;
        let id = place.accepted(PAYER).await;
        let told = place.callback().await;
        assert_eq!(told.checkout_request_id, Some(id.clone()));
        let StkOutcome::Paid(paid) = told.outcome else { panic!("{told:?}") };
        let books = place.books("transactions").await;
        assert_eq!(paid.receipt.unwrap().as_str(), books[0]["receipt"]);
        assert_eq!(paid.amount, Money::from_shillings(450));
        assert!(seconds_between(paid.paid_at.unwrap(), RealClock.now()).abs() < 60);
        assert_eq!(books[0]["account_reference"], support::request().account_reference.as_str());

        let StkOutcome::Paid(paid) = place.outcome(&id).await else { panic!("not paid") };
        assert_eq!((paid.receipt, paid.amount, paid.paid_at), (None, None, None));
        place.simulator.stop().await;
    }
}

#[tokio::test]
async fn failures_are_the_same_by_callback_and_by_query() {
    for (payer, expected) in [
        (WRONG_PIN, ("2001", FailureClass::WrongPin)),
        (NO_REPLY, ("1037", FailureClass::NoResponse)),
        (INSUFFICIENT_FUNDS, ("1", FailureClass::InsufficientFunds)),
    ] {
        let mut place = Place::open(strict()).await;
        let id = place.accepted(payer).await;
        let expected = (expected.0.to_owned(), expected.1);
        assert_eq!(class(place.outcome(&id).await), expected);
        assert_eq!(class(place.callback().await.outcome), expected);
        place.simulator.stop().await;
    }
}

#[tokio::test]
async fn where_the_callback_is_lost_the_query_tells() {
    let place = Place::open(strict()).await;
    let id = place.accepted(LOST_CALLBACK).await;
    assert!(matches!(place.outcome(&id).await, StkOutcome::Paid(_)));
    let id = place.accepted(CANCELLED_CALLBACK_LOST).await;
    assert_eq!(class(place.outcome(&id).await), ("1032".to_owned(), FailureClass::Cancelled));
    place.simulator.stop().await;
}

#[tokio::test]
async fn a_lost_answer_is_unconfirmed_pushed_once_and_told_by_callback() {
    let mut place = Place::open(strict()).await;
    let sent = place.push(LOST_ANSWER).await;
    assert!(matches!(sent, StkSent::Unconfirmed { .. }), "{sent:?}");
    assert!(matches!(place.callback().await.outcome, StkOutcome::Paid(_)));
    assert_eq!(place.books("transactions").await.len(), 1);
    place.simulator.stop().await;
}

#[tokio::test]
async fn a_duplicate_callback_reads_the_same() {
    let mut place = Place::open(strict()).await;
    place.accepted(DUPLICATE_CALLBACK).await;
    let first = place.callback().await;
    assert_eq!(place.callback().await, first);
    place.simulator.stop().await;
}

#[tokio::test]
async fn what_is_still_being_typed_has_no_outcome_and_locks_the_phone() {
    // In real time the payer takes seconds, so both happen before the end.
    let place = Place::open(daraja_sim::Config { speed: 1, ..strict() }).await;
    let id = place.accepted(NO_REPLY).await;
    assert_eq!(place.daraja.query(&id).await, QueryAnswer::StillProcessing);
    assert_eq!(code(place.push(NO_REPLY).await), rejection::SUBSCRIBER_LOCKED);
    place.simulator.stop().await;
}

#[tokio::test]
async fn refusals_are_told_as_what_they_are() {
    let place = Place::open(strict()).await;
    assert_eq!(code(place.push(SYSTEM_BUSY).await), "500.003.02");
    let mut request = place.request(PAYER);
    request.callback_url = "http://isp.example/".to_owned();
    assert_eq!(code(place.daraja.push(&request).await), "400.002.02");
    let unknown = place.daraja.query(&"ws_CO_1".parse().unwrap()).await;
    assert!(matches!(unknown, QueryAnswer::NoAnswer { .. }), "{unknown:?}");

    let mistaken = async |change: fn(&mut Config)| {
        let mut config = merchant(&place.simulator);
        change(&mut config);
        let daraja = adapter(config, Arc::new(MemoryTokens::new()));
        match daraja.push(&place.request(PAYER)).await {
            StkSent::Rejected { code, message } => format!("{code} {message}"),
            other => panic!("not rejected: {other:?}"),
        }
    };
    let key = mistaken(|config| config.consumer_secret = Secret::new("wrong")).await;
    assert!(key.starts_with("no_token Safaricom refused the consumer key"), "{key}");
    let passkey = mistaken(|config| config.passkey = Secret::new("wrong")).await;
    assert_eq!(passkey, "500.001.1001 Wrong credentials");
    let short_code = mistaken(|config| "174380".clone_into(&mut config.short_code)).await;
    assert_eq!(short_code, "500.001.1001 Merchant does not exist");
    assert!(place.books("transactions").await.is_empty());
    place.simulator.stop().await;
}

#[tokio::test]
async fn where_a_new_token_ends_the_old_nodes_recover_and_sharing_nodes_need_not() {
    let policy = || daraja_sim::Config { token_policy: TokenPolicy::NewestOnly, ..strict() };
    let tokens = async |place: &Place| {
        let requests = place.books("requests").await;
        requests.iter().filter(|request| request["path"] == "/oauth/v1/generate").count()
    };
    let apart = Place::open(policy()).await;
    let other = adapter(merchant(&apart.simulator), Arc::new(MemoryTokens::new()));
    let id = apart.accepted(PAYER).await;
    for _ in 0..2 {
        let answer = other.query(&id).await;
        assert!(!matches!(answer, QueryAnswer::NoAnswer { .. }), "{answer:?}");
        apart.outcome(&id).await;
    }
    assert!(tokens(&apart).await >= 4);
    apart.simulator.stop().await;

    let sharing = Place::open(policy()).await;
    let store = Arc::new(MemoryTokens::new());
    let one = adapter(merchant(&sharing.simulator), store.clone());
    let other = adapter(merchant(&sharing.simulator), store);
    let sent = one.push(&sharing.request(PAYER)).await;
    let StkSent::Accepted { checkout_request_id, .. } = sent else { panic!("{sent:?}") };
    let answer = other.query(&checkout_request_id).await;
    assert!(!matches!(answer, QueryAnswer::NoAnswer { .. }), "{answer:?}");
    assert_eq!(tokens(&sharing).await, 1);
    sharing.simulator.stop().await;
}
