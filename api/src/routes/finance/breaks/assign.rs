//! `POST /api/finance/breaks/{id}/assign/`

use app::statements::{BreakRejection, assign as assign_break};
use axum::Json;
use axum::extract;
use domain::context::Actor;
use domain::{BreakId, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BreakDone, statement_of};
use crate::State;
use crate::auth::Finance;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId};
use crate::routes::finance::statements::of_statement;

/// Who is to look at it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRequest {
    /// An admin, or somebody in finance.
    user_id: Uuid,
}

/// Gives a break to somebody to look at.
#[utoipa::path(post, path = "/api/finance/breaks/{id}/assign/", tag = "finance", security(("bearer" = [])),
    params(("id" = Uuid, Path)), request_body = AssignRequest,
    responses((status = 200, body = BreakDone), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn assign(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<AssignRequest>,
) -> Result<Json<BreakDone>, Problem> {
    let statement_id = statement_of(&state, id).await?;
    let context = request_id.context(Actor::User(by), statement_id.uuid());
    let of = (statement_id, BreakId::new(id));
    let accepted = assign_break(&state.app.ledger, of, UserId::new(request.user_id), context)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok(Json(BreakDone { position: accepted.position }))
}

fn problem(rejection: BreakRejection) -> Problem {
    let text = rejection.to_string();
    match rejection {
        BreakRejection::Statement(error) => of_statement(error),
        BreakRejection::User(_) | BreakRejection::NotInFinance => {
            Problem::unprocessable("not_in_finance", text.clone()).with_field("user_id", text)
        }
    }
}
