//! What the tests share: a store of their own, small commands, and an independent audit.

pub(crate) mod audit;
pub(crate) mod commands;
pub(crate) mod hold;
pub(crate) mod proxy;
pub(crate) mod store;

use std::time::Duration;

use testing::wait_until;

/// How long a condition may take to come true, or an answer to come. Only a fault takes that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until the condition holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    wait_until(what, PATIENCE, async || holds().await.then_some(())).await;
}

/// Waits for an answer that must come.
pub(crate) async fn answered<T>(what: &str, answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, answer)
        .await
        .unwrap_or_else(|_| panic!("no answer came to {what}"))
}
