//! The policy that draws tax documents of what was sold and what went back. It follows the feed, so
//! that no sale waits for it.

use std::sync::Arc;

use domain::SubscriptionId;
use domain::context::{Context, Source};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::tax_invoice::taxable;
use event_store::checkpoint::Reader;
use event_store::{IdempotencyKey, Priority, Recorded, SubmitError};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::follow::follow;
use crate::App;
use crate::payments::settle::settlement_key;
use crate::tax_invoices::draw::DrawDocuments;
use crate::tax_invoices::opened_at;

const READER: Reader = Reader { name: "policy_tax_invoices", version: 1 };

/// Part of the idempotency keys of its commands.
const ROUTE: &str = "policy/tax-invoices";

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    follow(&app, READER, &shutdown, |events| work_off(&app, events)).await;
}

/// One after the other: numbers follow the order of the sales.
async fn work_off(app: &App, events: Vec<Arc<Recorded>>) -> bool {
    // Asked in the lane, so that what was recorded before the answer is not after an opening that the
    // answer does not know.
    let Ok(opened_at) = opened_at(&app.ledger).await else { return false };
    let Some(opened_at) = opened_at else { return true };
    for recorded in events.iter().filter(|recorded| recorded.recorded_at >= opened_at) {
        let told = match recorded.decode::<Subscription>() {
            Ok(told) => told,
            Err(error) if error.is_of_newer_program() => {
                tracing::error!(%error, "tax documents are drawn up to this event; run the newer program");
                return false;
            }
            Err(error) => {
                tracing::error!(%error, "a subscription's event was not understood; no tax document is drawn of it");
                continue;
            }
        };
        for (part, event) in told.into_iter().enumerate() {
            if !taxable(&event).is_empty() && !draw(app, recorded, part, event).await {
                return false;
            }
        }
    }
    true
}

/// False if it should be tried again.
async fn draw(app: &App, recorded: &Recorded, part: usize, event: SubscriptionEvent) -> bool {
    let correlation_id = recorded.correlation_id().unwrap_or(recorded.aggregate_id);
    let context = Context::caused_by_event(correlation_id, recorded.position, Source::Policy);
    let key = IdempotencyKey {
        actor: context.actor.to_string(),
        route: ROUTE.to_owned(),
        key: settlement_key(recorded.position, part),
        request_hash: Sha256::digest(recorded.chain_hash).into(),
    };
    let subscription_id = SubscriptionId::new(recorded.aggregate_id);
    let command = DrawDocuments { subscription_id, event, recorded_at: recorded.recorded_at };
    match app.ledger.lane.submit(command, context, Some(key), Priority::Bulk).await {
        Ok(_) => true,
        Err(SubmitError::Busy | SubmitError::Unavailable | SubmitError::OutcomeUnknown) => false,
        Err(
            error @ (SubmitError::Rejected(_)
            | SubmitError::KeyReused
            | SubmitError::Taken(_)
            | SubmitError::Fault(_)),
        ) => {
            tracing::error!(position = recorded.position, %error, "no tax document was drawn of a sale; draw it on the authority's portal");
            true
        }
    }
}
