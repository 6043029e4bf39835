//! `POST /api/finance/tax-documents/{number}/send-again/`

use app::tax_invoices::send_again as send;
use axum::Json;
use axum::extract;
use domain::context::Actor;
use domain::tax_invoice::TAX_REGISTER;

use super::{DocumentWritten, PathNumber, problem};
use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::RequestId;

/// Lets a document that was refused be sent once more, after what was wrong is mended.
#[utoipa::path(post, path = "/api/finance/tax-documents/{number}/send-again/", tag = "finance", security(("bearer" = [])),
    params(("number" = u64, Path), ClientKey),
    responses((status = 200, body = DocumentWritten), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn send_again(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathNumber(number): PathNumber,
    request_id: RequestId,
    key: ClientKey,
) -> Result<Json<DocumentWritten>, Problem> {
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("tax-documents/{number}/send-again"), &[]);
    let context = request_id.context(actor, TAX_REGISTER);
    let accepted = send(&state.app.ledger, number, by, context, key).await.map_err(problem)?;
    Ok(Json(DocumentWritten { number, position: accepted.position }))
}
