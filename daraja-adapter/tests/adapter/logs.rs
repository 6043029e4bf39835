//! Nothing secret or personal is logged, at any level, by anyone.

use std::cell::RefCell;
use std::io;

use domain::ports::Stk;

use crate::stub::{PUSH, QUERY, Stub, accepted, envelope};
use crate::support::{
    CHECKOUT_REQUEST_ID, CONSUMER_KEY, CONSUMER_SECRET, PASSKEY, PAYER, checkout_request_id,
    daraja, request,
};

thread_local! {
    /// What was logged on this thread. A test runs on a thread of its own, server and all.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(vec![]) };
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs everything, of every thread: a subscriber of one thread would miss what another thread was
/// the first to log, since `tracing` remembers whether anybody listens.
fn listen() {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(|| Log)
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing::callsite::rebuild_interest_cache();
}

#[tokio::test]
async fn logs_hold_no_secret_and_nobodys_number() {
    listen();
    let stub = Stub::start().await;
    let echo = format!("Error Occurred - Invalid Access Token - token-1 of {PAYER}");
    stub.reply(PUSH, 401, envelope("401.002.01", &echo));
    stub.reply(PUSH, 200, accepted());
    stub.reply(QUERY, 500, envelope("500.001.1001", CHECKOUT_REQUEST_ID));
    let daraja = daraja(&stub.url());
    let request = request();
    let sent = daraja.push(&request).await;
    let answer = daraja.query(&checkout_request_id()).await;
    let printed = format!("{daraja:?} {request:?} {sent:?} {answer:?}");

    let logged = String::from_utf8(LOG.take()).unwrap();
    let reference = request.account_reference.as_str();
    for expected in ["Safaricom refused the token", "Safaricom answered", "stk_push", reference] {
        assert!(logged.contains(expected), "{expected} is not in the log:\n{logged}");
    }
    let password = serde_json::from_slice::<serde_json::Value>(&stub.received(PUSH)[0].body)
        .unwrap()["Password"]
        .as_str()
        .unwrap()
        .to_owned();
    let basic = "a2V5LW9mLXRoZS1hcHA6c2VjcmV0LW9mLXRoZS1hcHA=";
    for secret in [
        "token-1",
        "token-2",
        CONSUMER_KEY,
        CONSUMER_SECRET,
        PASSKEY,
        &password,
        basic,
        PAYER,
        "0712345678",
        CHECKOUT_REQUEST_ID,
    ] {
        assert!(!logged.contains(secret), "{secret} is in the log:\n{logged}");
        assert!(!printed.contains(secret), "{secret} is in:\n{printed}");
    }
}
