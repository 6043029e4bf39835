//! `POST /api/refunds/{id}/approve/`

use app::refunds::{Word, say};
use axum::Json;
use axum::extract;
use domain::RefundId;
use domain::context::Actor;

use super::problem;
use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{PathId, RequestId};
use crate::shapes::Written;

/// Agrees to a refund for which a second person is needed. Whoever asked for it cannot.
#[utoipa::path(post, path = "/api/refunds/{id}/approve/", tag = "refunds", security(("bearer" = [])),
    params(("id" = Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn approve(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
) -> Result<Json<Written>, Problem> {
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("refunds/{id}/approve"), &[]);
    let context = request_id.context(actor, id);
    let accepted = say(&state.app.ledger, RefundId::new(id), (by, Word::Agree), context, key)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok(Json(Written { id, position: accepted.position }))
}
