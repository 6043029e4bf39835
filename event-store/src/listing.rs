//! Events as an auditor looks through them: the newest first, some of them.

use domain::Timestamp;
use sqlx::{Executor as _, PgPool};
use uuid::Uuid;

use crate::chain::Hash;

/// Which events. What is none is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// From that position on.
    pub from: Option<i64>,
    /// Up to and with that position.
    pub to: Option<i64>,
    /// Of that type of aggregate.
    pub aggregate_type: Option<String>,
    /// Of that aggregate.
    pub aggregate_id: Option<Uuid>,
    /// Of that type.
    pub event_type: Option<String>,
    /// That this actor caused.
    pub actor: Option<String>,
    /// Of that story.
    pub correlation_id: Option<Uuid>,
}

/// An event as it stands in the store.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Global position, from 1.
    pub position: i64,
    /// Type of the aggregate.
    pub aggregate_type: String,
    /// Id of the aggregate.
    pub aggregate_id: String,
    /// Place in its stream, from 1.
    pub sequence: i64,
    /// Type of the event.
    pub event_type: String,
    /// Version of the event's shape.
    pub event_version: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who caused it.
    pub actor: Option<String>,
    /// By which road.
    pub source: Option<String>,
    /// The story.
    pub correlation_id: Option<String>,
    /// Its direct cause.
    pub causation_id: Option<String>,
    /// The id of the HTTP request, if there was one.
    pub request_id: Option<String>,
    /// The payload's stored text.
    pub payload: String,
    /// The chain up to and with this event.
    pub chain_hash: Hash,
}

/// Where in the list, and how much of it.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Before that position; from the last event on if there is none.
    pub before: Option<i64>,
    /// How many events at most.
    pub events: i64,
    /// How many positions are looked through at most, if the events are not those of one stream. Of
    /// what an auditor may ask for most has no index, because each would slow down the lane.
    pub positions: i64,
}

/// A part of the list.
#[derive(Debug, Clone)]
pub struct Part {
    /// The events, the newest first. There may be few or none although there are more further on.
    pub events: Vec<Listed>,
    /// Before which position the list goes on; none if this is its end.
    pub before: Option<i64>,
}

/// The newest of those events.
pub async fn list(pool: &PgPool, filter: &Filter, window: Window) -> Result<Part, sqlx::Error> {
    let Window { before, events: limit, positions } = window;
    let mut transaction = pool.begin().await?;
    // Planned with its values: which index is the right one depends on what is asked for.
    transaction.execute("SET LOCAL plan_cache_mode = force_custom_plan").await?;
    let head = crate::verify::head(&mut transaction).await?;
    let last = filter
        .to
        .unwrap_or(head)
        .min(head)
        .min(before.map_or(head, |before| before.saturating_sub(1)));
    let from = filter.from.unwrap_or(1).max(1);
    let of_one_stream = filter.aggregate_type.is_some() && filter.aggregate_id.is_some();
    let first = if of_one_stream { from } else { from.max(last.saturating_sub(positions) + 1) };
    let rows = sqlx::query!(
        r#"SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  recorded_at, metadata->>'actor' AS actor, metadata->>'source' AS source,
                  metadata->>'correlation_id' AS correlation_id,
                  metadata->>'causation_id' AS causation_id,
                  metadata->>'request_id' AS request_id, payload::text AS "payload!", chain_hash
           FROM events
           WHERE position BETWEEN $1 AND $2
             AND ($3::text IS NULL OR aggregate_type = $3)
             AND ($4::text IS NULL OR aggregate_id = $4)
             AND ($5::text IS NULL OR event_type = $5)
             AND ($6::text IS NULL OR metadata->>'actor' = $6)
             AND ($7::text IS NULL OR metadata->>'correlation_id' = $7)
           ORDER BY position DESC LIMIT $8"#,
        first,
        last,
        filter.aggregate_type,
        filter.aggregate_id.map(|id| id.to_string()),
        filter.event_type,
        filter.actor,
        filter.correlation_id.map(|id| id.to_string()),
        limit,
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let events: Vec<Listed> = rows
        .into_iter()
        .map(|row| Listed {
            position: row.position,
            aggregate_type: row.aggregate_type,
            aggregate_id: row.aggregate_id,
            sequence: row.sequence,
            event_type: row.event_type,
            event_version: row.event_version,
            recorded_at: row.recorded_at,
            actor: row.actor,
            source: row.source,
            correlation_id: row.correlation_id,
            causation_id: row.causation_id,
            request_id: row.request_id,
            payload: row.payload,
            // The table holds no hash of another length.
            chain_hash: row.chain_hash.try_into().unwrap_or_default(),
        })
        .collect();
    // A full page ends at its last event, and any other at the end of what was looked through.
    let is_full = i64::try_from(events.len()) == Ok(limit);
    let reached = events.last().filter(|_| is_full).map_or(first, |last| last.position);
    Ok(Part { events, before: (reached > from).then_some(reached) })
}
