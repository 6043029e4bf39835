//! `POST /api/finance/statements/{id}/accept/`

use app::payments::learn::LearnError;
use app::statements::{AcceptError, AcceptRejection, accept as accept_suggestion, report};
use axum::Json;
use axum::extract;
use domain::codes::Receipt;
use domain::context::Actor;
use domain::{PaymentId, StatementId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{StatementReport, find, not_applied, not_compared, room};
use crate::State;
use crate::auth::Finance;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId};

/// What is agreed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptRequest {
    /// The receipt of the money.
    receipt: String,
    /// The payment that it is suggested to be.
    payment_id: Uuid,
}

/// What is left of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcceptedSuggestion {
    report: StatementReport,
}

/// Agrees that money of the statement is that of the payment which is suggested for it. It is recorded
/// as its callback would have been. The same again changes nothing.
#[utoipa::path(post, path = "/api/finance/statements/{id}/accept/", tag = "finance", security(("bearer" = [])), params(("id" = Uuid, Path)),
    request_body = AcceptRequest,
    responses((status = 200, body = AcceptedSuggestion), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 410, body = Problem),
              (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn accept(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<AcceptRequest>,
) -> Result<Json<AcceptedSuggestion>, Problem> {
    let receipt: Receipt = request.receipt.parse().map_err(|error: domain::codes::NotCode| {
        Problem::unprocessable("invalid_receipt", error.to_string())
            .with_field("receipt", error.to_string())
    })?;
    let _room = room(&state)?;
    let (_row, given) = find(&state, id).await?;
    let context = |story: Uuid| request_id.context(Actor::User(by), story);
    let of = (StatementId::new(id), &given);
    let agreed = (receipt, PaymentId::new(request.payment_id));
    let after = accept_suggestion(&state.app.ledger, of, agreed, context).await.map_err(problem)?;
    Ok(Json(AcceptedSuggestion { report: StatementReport::of(report(&given, &after)) }))
}

fn problem(error: AcceptError) -> Problem {
    match error {
        AcceptError::Compare(error) => not_compared(error),
        AcceptError::LookUp(error) => not_applied(LearnError::LookUp(error).into()),
        AcceptError::Breaks(error) => not_applied(error),
        AcceptError::NotSuggested { .. } => Problem::conflict("not_suggested", error.to_string()),
        AcceptError::Submit(error) => of_submit(error, |why| match why {
            AcceptRejection::Payment(_) => Problem::conflict("payment_refused", why.to_string()),
            AcceptRejection::WaitsNoMore { .. } | AcceptRejection::NotNobodys { .. } => {
                Problem::conflict("not_suggested", why.to_string())
            }
        }),
    }
}
