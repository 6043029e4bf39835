//! Works off raw deliveries: understands them, and records what they say.

mod held;
mod results;

use std::collections::BTreeMap;
use std::time::Duration;

use domain::context::{Actor, Context, Source};
use domain::outcome::OutcomeSource;
use domain::ports::Unreadable;
use domain::{DeliveryId, PaymentId};
use event_store::SubmitError;
use event_store::inbox::{self, Ending, Finished, Pending};
use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use super::pause;
use crate::App;
use crate::callbacks::{C2B_CONFIRMATION, C2B_VALIDATION, PULLED_ROW, STK_CALLBACK};
use crate::holds::Doubting;
use crate::payments::receive_c2b::{self, ReceiveError, receive};
use crate::payments::record::{Fact, record_posted};
use crate::results::{Kind, Tells};

/// How many deliveries are taken at once. Their commands travel in one or a few batches of the
/// lane, and leave room in its queue for customers.
const DELIVERIES: i64 = 256;
/// How often the inbox is looked at all the same: a delivery whose worker crashed waits for its
/// lease to end, which nobody announces.
const POLL: Duration = Duration::from_secs(2);
/// How long a validation is left to whoever answers it. Safaricom waits about eight seconds.
const DOOR_SECONDS: i64 = 60;

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let mut arrived = app.ledger.feed.deliveries();
    let mut finished = Vec::new();
    while !shutdown.is_cancelled() {
        arrived.mark_unchanged();
        // Nobody else takes what is leased here, so the next may be taken while the ends of the
        // ones before are noted.
        let now = app.ledger.clock.now();
        let (taken, ()) = tokio::join!(
            inbox::take(&app.ledger.pool, now, DELIVERIES),
            note_ends(&app, std::mem::take(&mut finished)),
        );
        match taken {
            Ok(deliveries) if deliveries.is_empty() => {
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    _ = tokio::time::timeout(POLL, arrived.changed()) => {}
                }
            }
            Ok(deliveries) => finished = work_off_all(&app, deliveries).await,
            Err(error) => {
                tracing::warn!(%error, "the inbox could not be read; it is tried again");
                pause(&shutdown).await;
            }
        }
    }
    note_ends(&app, finished).await;
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

/// Works deliveries off side by side, but those of one payment one after the other, as they came.
async fn work_off_all(app: &App, deliveries: Vec<Pending>) -> Vec<Finished> {
    let mut of_payments: BTreeMap<String, Vec<Pending>> = BTreeMap::new();
    let mut others = Vec::new();
    for delivery in deliveries {
        match delivery.reference.clone() {
            Some(reference) => of_payments.entry(reference).or_default().push(delivery),
            None => others.push(vec![delivery]),
        }
    }
    let rows = of_payments.into_values().chain(others);
    join_all(rows.map(|row| work_off(app, row))).await.into_iter().flatten().collect()
}

async fn work_off(app: &App, row: Vec<Pending>) -> Vec<Finished> {
    let mut finished = Vec::with_capacity(row.len());
    for delivery in row {
        if let Some(Note { ending, text }) = understand(app, &delivery).await {
            finished.push(Finished { id: delivery.id, ending, note: text });
        }
    }
    finished
}

async fn note_ends(app: &App, finished: Vec<Finished>) {
    if finished.is_empty() {
        return;
    }
    let now = app.ledger.clock.now();
    if let Err(error) = inbox::finish(&app.ledger.pool, &finished, now).await {
        tracing::warn!(%error, count = finished.len(), "deliveries come again, because their ends were not noted");
    }
}

async fn understand(app: &App, delivery: &Pending) -> Option<Note> {
    let road: Road = match delivery.road.as_str() {
        STK_CALLBACK => Road::StkCallback,
        C2B_CONFIRMATION => Road::C2bConfirmation,
        PULLED_ROW => Road::PulledRow,
        C2B_VALIDATION => return left_at_the_door(app, delivery),
        other => match crate::results::of_road(other) {
            Some(brings) => Road::Result(brings),
            None => return Some(Note::unreadable(format!("nobody knows the road {other}"))),
        },
    };
    let body = match app.ledger.vault.open_delivery(&delivery.body) {
        Ok(body) => body,
        Err(error) => return Some(Note::unreadable(error.to_string())),
    };
    match road {
        Road::StkCallback => stk_callback(app, delivery, &body).await,
        Road::C2bConfirmation => c2b_confirmation(app, delivery, &body).await,
        Road::PulledRow => Some(Note::unreadable(String::from_utf8_lossy(&body))),
        Road::Result(brings) => results::result(app, delivery, brings, &body).await,
    }
}

/// What is worked off here.
enum Road {
    StkCallback,
    C2bConfirmation,
    PulledRow,
    Result((Kind, Tells)),
}

/// A validation is answered as it comes in. One that still waits long afterwards was being
/// answered by a process that ended.
fn left_at_the_door(app: &App, delivery: &Pending) -> Option<Note> {
    let (seconds, _) = delivery.id.get_timestamp()?.to_unix();
    let age_seconds = app.ledger.clock.now().timestamp() - i64::try_from(seconds).ok()?;
    (age_seconds > DOOR_SECONDS)
        .then(|| Note::refused("nobody answered it, so Safaricom did as was registered"))
}

fn not_understood(delivery: &Pending, unreadable: Unreadable) -> Note {
    tracing::warn!(delivery = %delivery.id, reason = unreadable.reason, "a delivery was not understood; it stays in the inbox");
    Note::unreadable(unreadable.reason)
}

async fn stk_callback(app: &App, delivery: &Pending, body: &[u8]) -> Option<Note> {
    let reference = delivery.reference.as_deref().unwrap_or_default();
    let Ok(payment_id) = reference.parse::<PaymentId>() else {
        return Some(Note::refused("its address names no payment"));
    };
    let content = match app.stk.decode_callback(body) {
        Ok(content) => content,
        Err(unreadable) => return Some(not_understood(delivery, unreadable)),
    };
    let fact = Fact::Outcome {
        source: OutcomeSource::Callback,
        outcome: content.outcome,
        delivery_id: Some(DeliveryId::new(delivery.id)),
    };
    let context = context_of(delivery, payment_id);
    let doubting = Doubting::of(app);
    let recorded = record_posted(&app.ledger, payment_id, fact, doubting, context).await;
    noted(delivery, recorded.map(drop))
}

async fn c2b_confirmation(app: &App, delivery: &Pending, body: &[u8]) -> Option<Note> {
    let notice = match app.c2b.decode_c2b(body) {
        Ok(notice) => notice,
        Err(unreadable) => return Some(not_understood(delivery, unreadable)),
    };
    let short_codes = &app.settings.short_codes;
    let delivery_id = Some(DeliveryId::new(delivery.id));
    let road =
        receive_c2b::Road { source: OutcomeSource::C2b, delivery_id, doubting: Doubting::of(app) };
    let context = |payment_id| context_of(delivery, payment_id);
    match receive(&app.ledger, notice, short_codes, road, context).await {
        Ok(_accepted) => Some(Note::done()),
        Err(ReceiveError::Submit(error)) => noted(delivery, Err(error)),
        Err(error @ (ReceiveError::LookUp(_) | ReceiveError::Vault(_))) => {
            tracing::warn!(%error, delivery = %delivery.id, "a delivery was understood but not recorded; it comes again");
            None
        }
    }
}

fn context_of(delivery: &Pending, payment_id: PaymentId) -> Context {
    Context {
        actor: Actor::Safaricom,
        correlation_id: payment_id.uuid(),
        causation_id: Some(format!("delivery:{}", delivery.id)),
        source: Source::Inbox,
        request_id: None,
    }
}

/// What is to be noted of a delivery whose fact was submitted.
fn noted<R: std::error::Error>(
    delivery: &Pending,
    recorded: Result<(), SubmitError<R>>,
) -> Option<Note> {
    match recorded {
        Ok(()) => Some(Note::done()),
        Err(SubmitError::Rejected(error)) => Some(Note::refused(error.to_string())),
        Err(SubmitError::Taken(key)) => Some(Note::refused(format!("{key} is held by another"))),
        Err(SubmitError::Busy | SubmitError::Unavailable | SubmitError::OutcomeUnknown) => None,
        Err(error @ (SubmitError::KeyReused | SubmitError::Fault(_))) => {
            tracing::error!(%error, delivery = %delivery.id, "a delivery was understood but not recorded; it stays in the inbox");
            Some(Note::unreadable(error.to_string()))
        }
    }
}
