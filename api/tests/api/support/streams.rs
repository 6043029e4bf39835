//! Reading server-sent events.

use reqwest::{Method, Response};
use serde_json::Value;
use testing::wait_until;
use tokio::time::timeout;

use super::{Caller, PATIENCE};

/// The events of one stream.
#[derive(Debug)]
pub(crate) struct Events {
    response: Response,
    read: String,
}

impl Events {
    /// Opens the stream of a payment, once the read models show that position.
    pub(crate) async fn of(caller: &Caller, payment_id: &str, min_position: &Value) -> Self {
        let path = format!("/api/payments/{payment_id}/stream/?min_position={min_position}");
        let response = wait_until("the stream", PATIENCE, async || {
            let response = caller.request(Method::GET, &path).send().await.unwrap();
            Some(response).filter(|response| response.status() != 202)
        })
        .await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, read: String::new() }
    }

    /// The next payment, or none at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.read.find("\n\n") {
                let event: String = self.read.drain(..end + 2).collect();
                match payment_in(&event) {
                    Some(payment) => return Some(payment),
                    None => continue,
                }
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("the stream goes on");
            self.read.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    /// Reads on until the payment has come that far.
    pub(crate) async fn until(&mut self, progress: &str) -> Value {
        loop {
            let payment = self.next().await.expect("the stream ended too early");
            if payment["progress"] == progress {
                return payment;
            }
        }
    }
}

/// The payment of an event. A comment, which is a heartbeat, has none.
fn payment_in(event: &str) -> Option<Value> {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    let data = field("data: ")?;
    assert_eq!(field("event: "), Some("payment"));
    Some(serde_json::from_str(data).unwrap())
}
