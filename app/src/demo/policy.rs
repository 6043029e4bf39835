//! Follows the feed, as the product's policy and its timer do.

use std::collections::HashMap;

use domain::context::{Context, Source};
use domain::payment::Payment;
use domain::policy::{self, SETTLE};
use domain::purchase::Brought;
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::{LineId, PaymentId, SubscriptionId, Timestamp};
use event_store::{IdempotencyKey, Priority, Recorded, feed};
use futures::future::try_join_all;
use sha2::{Digest, Sha256};
use sqlx::Postgres;
use sqlx::pool::PoolConnection;

use super::{DemoError, failed};
use crate::payments::settle::{SettlePayment, settlement_key};
use crate::{Ledger, ids};

const DOING: &str = "follow its own events";
/// How many events are read at once.
const BATCH: i64 = 500;

/// A subscription will end, unless it is extended.
#[derive(Debug, Clone, Copy)]
pub(super) struct WillEnd {
    pub(super) subscription_id: SubscriptionId,
    pub(super) line_id: LineId,
    pub(super) at: Timestamp,
}

/// How far the feed was followed.
#[derive(Debug)]
pub(super) struct Follower {
    /// One connection for all reads: there are thousands of them.
    connection: PoolConnection<Postgres>,
    position: i64,
    lines: HashMap<SubscriptionId, LineId>,
}

impl Follower {
    /// Begins before the first event.
    pub(super) async fn begin(ledger: &Ledger) -> Result<Self, DemoError> {
        let connection = ledger.pool.acquire().await.map_err(failed(DOING))?;
        Ok(Self { connection, position: 0, lines: HashMap::new() })
    }

    /// Settles what came in, and tells which subscriptions will end.
    pub(super) async fn follow(&mut self, ledger: &Ledger) -> Result<Vec<WillEnd>, DemoError> {
        let mut ends = Vec::new();
        loop {
            let events = feed::read_after(&mut *self.connection, self.position, BATCH)
                .await
                .map_err(failed(DOING))?;
            let Some(last) = events.last() else { return Ok(ends) };
            self.position = last.position;
            let mut settled = Vec::new();
            for recorded in &events {
                ends.extend(self.will_end(recorded)?);
                let told = recorded.decode::<Payment>().map_err(failed(DOING))?;
                let payment_id = PaymentId::new(recorded.aggregate_id);
                for (part, event) in told.iter().enumerate() {
                    let brought = policy::react(payment_id, event);
                    settled.extend(brought.map(|brought| settle(ledger, recorded, part, brought)));
                }
            }
            // Nothing else moves meanwhile, so there is more only if something was settled, or if
            // not everything was read.
            let more = !settled.is_empty() || i64::try_from(events.len()) == Ok(BATCH);
            try_join_all(settled).await?;
            if !more {
                return Ok(ends);
            }
        }
    }

    fn will_end(&mut self, recorded: &Recorded) -> Result<Vec<WillEnd>, DemoError> {
        let events = recorded.decode::<Subscription>().map_err(failed("read a subscription"))?;
        let subscription_id = SubscriptionId::new(recorded.aggregate_id);
        let mut ends = Vec::new();
        for event in events {
            let at = match event {
                SubscriptionEvent::SubscriptionExpired { .. } => continue,
                SubscriptionEvent::SubscriptionActivated { line_id, ends_at, .. } => {
                    self.lines.insert(subscription_id, line_id);
                    ends_at
                }
                SubscriptionEvent::SubscriptionExtended { ends_at, .. }
                | SubscriptionEvent::SubscriptionChanged { ends_at, .. }
                | SubscriptionEvent::SubscriptionShortened { ends_at, .. } => ends_at,
            };
            let line_id = self.lines.get(&subscription_id).copied();
            ends.extend(line_id.map(|line_id| WillEnd { subscription_id, line_id, at }));
        }
        Ok(ends)
    }
}

/// Settles under the very key that the worker would use: should the worker see the event again, it
/// is a repeat.
async fn settle(
    ledger: &Ledger,
    recorded: &Recorded,
    part: usize,
    brought: Brought,
) -> Result<(), DemoError> {
    let correlation_id = recorded.correlation_id().unwrap_or(recorded.aggregate_id);
    let context = Context::caused_by_event(correlation_id, recorded.position, Source::Demo);
    let key = IdempotencyKey {
        actor: context.actor.to_string(),
        route: format!("policy/{SETTLE}"),
        key: settlement_key(recorded.position, part),
        request_hash: Sha256::digest(recorded.chain_hash).into(),
    };
    let command = SettlePayment { brought, new_subscription_id: ids::new() };
    let settled = ledger.lane.submit(command, context, Some(key), Priority::Interactive).await;
    settled.map_err(failed("settle a payment"))?;
    Ok(())
}
