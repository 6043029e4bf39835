//! `GET /api/payments/{id}/receipt/`

use app::receipts::{ReceiptError, receipt as write};
use axum::extract;
use axum::response::Response;
use projections::Projection;

use super::visible;
use crate::State;
use crate::auth::Caller;
use crate::papers::{pdf, provider};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};

/// The receipt of a payment as PDF, with the proof that it is recorded. It is not a tax invoice.
#[utoipa::path(get, path = "/api/payments/{id}/receipt/", tag = "payments", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "`not_paid`: nothing was paid yet")))]
pub(crate) async fn receipt(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Response, Problem> {
    fresh.wait(&state.app, &[Projection::Payments, Projection::Subscriptions]).await?;
    let payment = visible(&state, caller, id).await?;
    let file =
        write(&state.app.ledger, &payment, &provider(&state)).await.map_err(
            |error| match error {
                ReceiptError::NotPaid => Problem::conflict("not_paid", error.to_string()),
                ReceiptError::Database(error) => error.into(),
                ReceiptError::Proof(_) => Problem::fault(&error),
            },
        )?;
    let name = payment.receipt.unwrap_or_default();
    Ok(pdf(file, &format!("receipt-{name}.pdf")))
}
