//! Closes each day in the books once it is over, and after downtime every day since.

use std::time::Duration;

use domain::Timestamp;
use domain::context::Source;
use domain::time::end_of_nairobi_day;
use tokio_util::sync::CancellationToken;

use super::pause;
use crate::App;
use crate::books::close_next_day;

/// The longest sleep: a clock that is set meanwhile delays by this at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let mut next_end: Option<Timestamp> = None;
    while !shutdown.is_cancelled() {
        let now = app.ledger.clock.now();
        let left = next_end.map_or(Duration::ZERO, |end| (end - now).to_std().unwrap_or_default());
        if !left.is_zero() {
            let sleep = left.min(LONGEST_SLEEP);
            let _ = tokio::time::timeout(sleep, shutdown.cancelled()).await;
            continue;
        }
        match close_next_day(&app.ledger, Source::Books).await {
            Ok(Some(closed)) => {
                next_end = end_of_nairobi_day(closed.next);
                if let Some(day) = closed.day {
                    tracing::info!(%day, "a day was closed in the books");
                }
            }
            // There is nothing in the books yet.
            Ok(None) => {
                let _ = tokio::time::timeout(LONGEST_SLEEP, shutdown.cancelled()).await;
            }
            Err(error) => {
                tracing::warn!(%error, "a day could not be closed in the books; it is tried again");
                pause(&shutdown).await;
            }
        }
    }
}
