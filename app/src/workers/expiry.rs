//! Ends subscriptions at the second of their end date.

use std::time::Duration;

use domain::context::Source;
use domain::subscription::SubscriptionError;
use domain::{LineId, SubscriptionId};
use event_store::SubmitError;
use futures::future::join_all;
use projections::Projection;
use tokio_util::sync::CancellationToken;

use super::pause;
use crate::subscriptions::expire::expire;
use crate::{App, by_service};

/// How many are ended at once.
const AT_ONCE: i64 = 500;
/// The longest sleep: a next end that this process never heard of delays by this at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// How long the read model may take to show what was just ended.
const READ_MODEL_WITHIN: Duration = Duration::from_secs(2);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        match end_due(&app).await {
            Ok(0) => sleep_until_next(&app, &shutdown).await,
            Ok(_ended) => {}
            Err(error) => {
                tracing::warn!(%error, "subscriptions that are due could not be ended; it is tried again");
                pause(&shutdown).await;
            }
        }
    }
}

/// Ends what is due. The lane decides whether it really is; the read model only proposes.
async fn end_due(app: &App) -> Result<usize, sqlx::Error> {
    let due =
        projections::subscriptions::due(&app.ledger.pool, app.ledger.clock.now(), AT_ONCE).await?;
    let count = due.len();
    let ended = join_all(due.into_iter().map(|row| async move {
        let context = by_service(row.id, Some(format!("timer:{}", row.end_date)), Source::Expiry);
        match expire(&app.ledger, SubscriptionId::new(row.id), LineId::new(row.line_id), context)
            .await
        {
            Ok(accepted) => Some(accepted.position),
            Err(SubmitError::Rejected(SubscriptionError::NotYet { .. })) => None,
            Err(error) => {
                tracing::error!(%error, subscription = %row.id, "a subscription was not ended");
                None
            }
        }
    }))
    .await;
    match ended.into_iter().flatten().max() {
        Some(position) => {
            app.progress.wait_for(Projection::Subscriptions, position, READ_MODEL_WITHIN).await;
        }
        None if count > 0 => tokio::time::sleep(super::AFTER_ERROR).await,
        None => {}
    }
    Ok(count)
}

async fn sleep_until_next(app: &App, shutdown: &CancellationToken) {
    let mut changed = app.progress.changes(Projection::Subscriptions);
    let next = projections::subscriptions::next_end(&app.ledger.pool).await.ok().flatten();
    let left = next
        .map(|next| (next - app.ledger.clock.now()).to_std().unwrap_or(Duration::ZERO))
        .map_or(LONGEST_SLEEP, |left| left.min(LONGEST_SLEEP));
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = tokio::time::sleep(left) => {}
        // A new subscription may end before all others.
        _changed = async { changed.changed().await.is_ok() } => {}
    }
}
