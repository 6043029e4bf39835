//! Works off raw deliveries: understands them, and records what they say.

use std::time::Duration;

use domain::context::{Actor, Context, Source};
use domain::outcome::OutcomeSource;
use domain::{DeliveryId, PaymentId};
use event_store::SubmitError;
use event_store::inbox::{self, Ending, Pending};
use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use super::pause;
use crate::App;
use crate::callbacks::STK_CALLBACK;
use crate::payments::record::{Fact, record};

/// How many deliveries are taken at once. Their commands travel in one batch of the lane.
const DELIVERIES: i64 = 64;
/// How often the inbox is looked at all the same: a delivery whose worker crashed waits for its
/// lease to end, which nobody announces.
const POLL: Duration = Duration::from_secs(2);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let mut arrived = app.ledger.feed.deliveries();
    while !shutdown.is_cancelled() {
        arrived.mark_unchanged();
        match inbox::take(&app.ledger.pool, app.ledger.clock.now(), DELIVERIES).await {
            Ok(deliveries) if deliveries.is_empty() => {
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    _ = tokio::time::timeout(POLL, arrived.changed()) => {}
                }
            }
            Ok(deliveries) => {
                join_all(deliveries.into_iter().map(|delivery| work_off(&app, delivery))).await;
            }
            Err(error) => {
                tracing::warn!(%error, "the inbox could not be read; it is tried again");
                pause(&shutdown).await;
            }
        }
    }
}

/// What is to be noted of a delivery, or none if it should come again.
struct Note {
    ending: Ending,
    text: Option<String>,
}

impl Note {
    fn done() -> Self {
        Self { ending: Ending::Done, text: None }
    }

    fn unreadable(text: impl Into<String>) -> Self {
        Self { ending: Ending::Unreadable, text: Some(text.into()) }
    }

    fn refused(text: impl Into<String>) -> Self {
        Self { ending: Ending::Refused, text: Some(text.into()) }
    }
}

async fn work_off(app: &App, delivery: Pending) {
    let Some(note) = understand(app, &delivery).await else { return };
    let now = app.ledger.clock.now();
    if let Err(error) =
        inbox::finish(&app.ledger.pool, delivery.id, note.ending, note.text.as_deref(), now).await
    {
        tracing::warn!(%error, delivery = %delivery.id, "a delivery comes again, because its end was not noted");
    }
}

async fn understand(app: &App, delivery: &Pending) -> Option<Note> {
    if delivery.road != STK_CALLBACK {
        return Some(Note::unreadable(format!("nobody knows the road {}", delivery.road)));
    }
    let reference = delivery.reference.as_deref().unwrap_or_default();
    let Ok(payment_id) = reference.parse::<PaymentId>() else {
        return Some(Note::refused("its address names no payment"));
    };
    let body = match app.ledger.vault.open_delivery(&delivery.body) {
        Ok(body) => body,
        Err(error) => return Some(Note::unreadable(error.to_string())),
    };
    let content = match app.stk.decode_callback(&body) {
        Ok(content) => content,
        Err(unreadable) => {
            tracing::warn!(delivery = %delivery.id, reason = unreadable.reason, "a delivery was not understood; it stays in the inbox");
            return Some(Note::unreadable(unreadable.reason));
        }
    };
    let fact = Fact::Outcome {
        source: OutcomeSource::Callback,
        outcome: content.outcome,
        delivery_id: Some(DeliveryId::new(delivery.id)),
    };
    let context = Context {
        actor: Actor::Safaricom,
        correlation_id: payment_id.uuid(),
        causation_id: Some(format!("delivery:{}", delivery.id)),
        source: Source::Inbox,
        request_id: None,
    };
    match record(&app.ledger, payment_id, fact, context).await {
        Ok(_accepted) => Some(Note::done()),
        Err(SubmitError::Rejected(error)) => Some(Note::refused(error.to_string())),
        Err(SubmitError::Taken(key)) => Some(Note::refused(format!("{key} is held by another"))),
        Err(SubmitError::Busy | SubmitError::Unavailable | SubmitError::OutcomeUnknown) => None,
        Err(error @ (SubmitError::KeyReused | SubmitError::Fault(_))) => {
            tracing::error!(%error, delivery = %delivery.id, "a delivery was understood but not recorded; it stays in the inbox");
            Some(Note::unreadable(error.to_string()))
        }
    }
}
