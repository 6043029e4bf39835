use event_store::listing::{self, Filter, Listed, Window};
use serde_json::Value;

use crate::{Ledger, disclosure};

/// How many positions one page is looked for in: what a scan reads in the time that a person waits
/// for an answer.
const POSITIONS_A_PAGE: i64 = 50_000;

/// An event as an auditor sees it.
#[derive(Debug)]
pub struct SeenEvent {
    /// As it stands in the store.
    pub stored: Listed,
    /// Its payload: personal fields are opened, and masked where they hold a number.
    pub payload: Value,
}

/// A part of the list.
#[derive(Debug)]
pub struct SeenEvents {
    /// The events, the newest first.
    pub events: Vec<SeenEvent>,
    /// Before which position the list goes on; none if this is its end.
    pub before: Option<i64>,
}

/// The newest of those events before that position.
pub async fn events(
    ledger: &Ledger,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<SeenEvents, sqlx::Error> {
    let window = Window { before, events: limit, positions: POSITIONS_A_PAGE };
    let part = listing::list(&ledger.pool, filter, window).await?;
    let mut events = Vec::new();
    for stored in part.events {
        let payload = match disclosure::payload(&ledger.vault, &stored.payload).await {
            Ok(payload) => payload,
            // What cannot be opened must not hide the event: it is shown as it is stored.
            Err(error) => {
                tracing::warn!(%error, position = stored.position, "shown as it is stored");
                serde_json::from_str(&stored.payload)
                    .unwrap_or_else(|_| Value::from(stored.payload.clone()))
            }
        };
        events.push(SeenEvent { stored, payload });
    }
    Ok(SeenEvents { events, before: part.before })
}
