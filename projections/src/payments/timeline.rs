use domain::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

/// The most events of one story that are shown. A payment has about ten.
pub const TIMELINE_EVENTS_MAX: i64 = 1_000;

/// An event of a payment's story, whichever aggregate it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEvent {
    /// Its position.
    pub position: i64,
    /// The type of its aggregate.
    pub aggregate_type: String,
    /// The id of its aggregate.
    pub aggregate_id: String,
    /// Its place in its stream.
    pub sequence: i64,
    /// Its type.
    pub event_type: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who caused it.
    pub actor: Option<String>,
    /// By which road.
    pub source: Option<String>,
    /// The story.
    pub correlation_id: Uuid,
    /// Its direct cause.
    pub causation_id: Option<String>,
    /// The id of the HTTP request, if there was one.
    pub request_id: Option<String>,
    /// The payload's stored text.
    pub payload: String,
}

/// Every event of a payment's story, in order.
pub async fn timeline(pool: &PgPool, payment_id: Uuid) -> Result<Vec<TimelineEvent>, sqlx::Error> {
    sqlx::query_as!(
        TimelineEvent,
        r#"SELECT e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type,
                  e.recorded_at, e.metadata->>'actor' AS actor, e.metadata->>'source' AS source,
                  t.correlation_id, e.metadata->>'causation_id' AS causation_id,
                  e.metadata->>'request_id' AS request_id, e.payload::text AS "payload!"
           FROM timeline t JOIN events e ON e.position = t.position
           WHERE t.correlation_id = $1 ORDER BY t.position LIMIT $2"#,
        payment_id,
        TIMELINE_EVENTS_MAX,
    )
    .fetch_all(pool)
    .await
}
