//! `daftari inspect`

use std::path::Path;

use anyhow::{Context, anyhow};
use app::disclosure;
use cqrs_es::Aggregate;
use domain::PaymentId;
use domain::payment::Payment;
use event_store::stock::{self, StockError};
use projections::payments::{TimelineEvent, timeline};
use sqlx::PgPool;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Inspect {
    /// The events of a payment in order, with their causes, and what they come to.
    Payment {
        /// The payment's id.
        id: PaymentId,
        /// The state as it was after this many of its events.
        #[arg(long)]
        at_sequence: Option<usize>,
    },
}

pub(crate) async fn run(command: Inspect, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let Inspect::Payment { id, at_sequence } = command;
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect(&database_url).await?;
    let vault = service::open_vault(&pool, &master_key).await?;
    let state = state_at(&pool, id, at_sequence).await?;
    let events = timeline(&pool, id.uuid())
        .await
        .context("the payment's story could not be read")
        .map_err(Failure::dependency)?;
    let mut shown = Vec::new();
    for event in events {
        let payload = disclosure::payload(&vault, &event.payload)
            .await
            .map_err(|error| Failure::dependency(error.into()))?;
        shown.push((event, payload));
    }
    if json {
        print_json(&shown, &state)?;
    } else {
        print_story(id, &shown, &state);
    }
    pool.close().await;
    Ok(())
}

/// The aggregate after some of its events, read by the published repository, which knows nothing
/// of ours.
struct StateAt {
    sequence: usize,
    of: usize,
    last: String,
    payment: Payment,
}

async fn state_at(
    pool: &PgPool,
    id: PaymentId,
    at_sequence: Option<usize>,
) -> Result<StateAt, Failure> {
    let events =
        stock::read_stream::<Payment>(pool, id.uuid()).await.map_err(|error| match error {
            StockError::Database(_) => Failure::dependency(error.into()),
            StockError::Event { .. } => Failure::does_not_hold(error.into()),
        })?;
    if events.is_empty() {
        return Err(Failure::does_not_hold(anyhow!("there is no payment {id}; check the id")));
    }
    let of = events.len();
    let sequence = at_sequence.unwrap_or(of).min(of);
    let mut payment = Payment::default();
    let mut last = String::from("nothing");
    for stored in events.into_iter().take(sequence) {
        last = stored.event_type;
        for event in stored.events {
            payment.apply(event);
        }
    }
    Ok(StateAt { sequence, of, last, payment })
}

fn print_story(id: PaymentId, events: &[(TimelineEvent, serde_json::Value)], state: &StateAt) {
    output::line(&format!("Payment {id}"));
    output::line("");
    for (event, payload) in events {
        let at = domain::time::in_nairobi(event.recorded_at).format("%Y-%m-%d %H:%M:%S%.3f EAT");
        let actor = event.actor.as_deref().unwrap_or("-");
        let source = event.source.as_deref().unwrap_or("-");
        let cause = event.causation_id.as_deref().unwrap_or("a request");
        output::line(&format!(
            "{:>8}  {at}  {:<22} {} #{}",
            event.position, event.event_type, event.aggregate_type, event.sequence
        ));
        output::line(&format!("          by {actor} through {source}, because of {cause}"));
        output::line(&format!("          {}", details(payload)));
    }
    output::line("");
    let status = state.payment.status().map_or("nothing", domain::payment::Status::as_str);
    let looks: Vec<&str> =
        state.payment.look_reasons().map(domain::payment::LookReason::as_str).collect();
    output::line(&format!(
        "After event {} of {} ({}): {status}, brought {}{}",
        state.sequence,
        state.of,
        state.last,
        state.payment.brought(),
        if looks.is_empty() {
            String::new()
        } else {
            format!(", needs a look: {}", looks.join(", "))
        },
    ));
}

/// The fields of an event, without its name, which stands above.
fn details(payload: &serde_json::Value) -> String {
    payload
        .as_object()
        .and_then(|tagged| tagged.values().next())
        .map_or_else(|| payload.to_string(), ToString::to_string)
}

fn print_json(
    events: &[(TimelineEvent, serde_json::Value)],
    state: &StateAt,
) -> Result<(), Failure> {
    let events: Vec<serde_json::Value> = events
        .iter()
        .map(|(event, payload)| {
            serde_json::json!({
                "position": event.position,
                "recorded_at": event.recorded_at.to_rfc3339(),
                "aggregate_type": event.aggregate_type,
                "aggregate_id": event.aggregate_id,
                "sequence": event.sequence,
                "event_type": event.event_type,
                "actor": event.actor,
                "source": event.source,
                "causation_id": event.causation_id,
                "payload": payload,
            })
        })
        .collect();
    let document = serde_json::json!({
        "events": events,
        "at_sequence": state.sequence,
        "status": state.payment.status().map(domain::payment::Status::as_str),
        "brought_cents": state.payment.brought().cents(),
    });
    let text = serde_json::to_string_pretty(&document)
        .context("the story could not be written")
        .map_err(Failure::does_not_hold)?;
    output::line(&text);
    Ok(())
}
