//! Tells whoever waits that a payment has changed: in process, and through Redis between nodes.

use domain::PaymentId;
use futures::StreamExt;
use redis::AsyncCommands;
use redis::aio::ConnectionManager;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

/// How many changes a slow listener may lag behind before it is told to look for itself.
const BACKLOG: usize = 1_024;
/// The channel between nodes.
const CHANNEL: &str = "daftari:payments";

/// Changes of payments.
#[derive(Debug, Clone)]
pub struct Live {
    changed: broadcast::Sender<PaymentId>,
}

impl Default for Live {
    fn default() -> Self {
        Self { changed: broadcast::Sender::new(BACKLOG) }
    }
}

impl Live {
    /// Changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<PaymentId> {
        self.changed.subscribe()
    }

    /// Says that a payment has changed.
    pub fn announce(&self, payment: PaymentId) {
        // Nobody listening is no error: the read model has the truth.
        let _ = self.changed.send(payment);
    }

    /// Passes on what this node's read models announce.
    pub fn follow(
        &self,
        mut local: broadcast::Receiver<PaymentId>,
        mut redis: Option<ConnectionManager>,
    ) -> JoinHandle<()> {
        let live = self.clone();
        tokio::spawn(async move {
            loop {
                let payment = match local.recv().await {
                    Ok(payment) => payment,
                    Err(broadcast::error::RecvError::Lagged(_)) => continue,
                    Err(broadcast::error::RecvError::Closed) => return,
                };
                live.announce(payment);
                if let Some(redis) = &mut redis {
                    let sent: Result<(), _> = redis.publish(CHANNEL, payment.to_string()).await;
                    if let Err(error) = sent {
                        tracing::warn!(%error, "other nodes were not told of a change; they poll");
                    }
                }
            }
        })
    }

    /// Passes on what other nodes announce.
    pub fn follow_others(&self, client: redis::Client) -> JoinHandle<()> {
        let live = self.clone();
        tokio::spawn(async move {
            loop {
                if let Err(error) = live.listen_to_redis(&client).await {
                    tracing::warn!(%error, "listening to other nodes failed; it is tried again");
                }
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        })
    }

    async fn listen_to_redis(&self, client: &redis::Client) -> Result<(), redis::RedisError> {
        let mut subscription = client.get_async_pubsub().await?;
        subscription.subscribe(CHANNEL).await?;
        let mut messages = subscription.on_message();
        while let Some(message) = messages.next().await {
            let payload: String = message.get_payload()?;
            if let Ok(payment) = payload.parse() {
                self.announce(payment);
            }
        }
        Ok(())
    }
}
