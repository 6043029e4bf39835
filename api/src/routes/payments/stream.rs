//! `GET /api/payments/{id}/stream/`

use std::convert::Infallible;
use std::time::Duration;

use axum::extract;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::PaymentId;
use futures::Stream;
use projections::Projection;
use tokio::sync::broadcast::error::RecvError;

use super::visible;
use crate::State;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::shapes::Payment;

/// How often the payment is looked at all the same: an announcement of another node may be lost,
/// and *still confirming* is a matter of time.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often an idle stream says that it lives, so that proxies and phones keep it open.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long one stream lives at most. The web comes back by itself; a forgotten tab does not
/// hold a connection for ever.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// The live status of one payment, as server-sent events named `payment`: one now, and one
/// whenever it has changed.
#[utoipa::path(get, path = "/api/payments/{id}/stream/", tag = "payments", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, content_type = "text/event-stream", body = Payment), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn stream(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments]).await?;
    let follow = Follow {
        changes: state.app.live.listen(),
        until: tokio::time::Instant::now() + LIFE,
        state,
        caller,
        id: PaymentId::new(id),
        last: None,
    };
    visible(&follow.state, caller, id).await?;
    let events = futures::stream::unfold(follow, |mut follow| async move {
        let event = follow.next().await?;
        Some((Ok(event), follow))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

struct Follow {
    changes: tokio::sync::broadcast::Receiver<PaymentId>,
    until: tokio::time::Instant,
    state: State,
    caller: Caller,
    id: PaymentId,
    /// What was sent last, to send only what differs.
    last: Option<String>,
}

impl Follow {
    async fn next(&mut self) -> Option<Event> {
        loop {
            match visible(&self.state, self.caller, self.id.uuid()).await {
                Ok(payment) => {
                    let shape = Payment::of(payment, self.state.app.ledger.clock.now());
                    let data = serde_json::to_string(&shape).ok()?;
                    if self.last.as_ref() != Some(&data) {
                        self.last = Some(data.clone());
                        return Some(Event::default().event("payment").data(data));
                    }
                }
                // The web falls back to asking; a stream that has begun cannot carry a status.
                Err(_problem) => return None,
            }
            self.wait().await?;
        }
    }

    /// Waits for a change of this payment, or for the next look. None at the end.
    async fn wait(&mut self) -> Option<()> {
        let look = tokio::time::Instant::now() + LOOK_EVERY;
        loop {
            tokio::select! {
                () = self.state.shutdown.cancelled() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                () = tokio::time::sleep_until(look) => return Some(()),
                changed = self.changes.recv() => match changed {
                    Ok(id) if id == self.id => return Some(()),
                    Ok(_other) => {}
                    Err(RecvError::Lagged(_)) => return Some(()),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}
