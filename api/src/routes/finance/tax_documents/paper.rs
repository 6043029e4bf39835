//! `GET /api/tax-documents/{number}/paper/`

use app::tax_invoices::paper as write;
use axum::extract;
use axum::response::Response;
use projections::{Projection, taxes};

use super::{PathNumber, no_such};
use crate::State;
use crate::auth::Owner;
use crate::papers::{pdf, provider};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};

/// A signed tax invoice or credit note as PDF, with the tax authority's code.
#[utoipa::path(get, path = "/api/tax-documents/{number}/paper/", tag = "finance", security(("bearer" = [])),
    params(("number" = u64, Path), MinPosition),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "`not_signed`: it waits for the tax authority")))]
pub(crate) async fn paper(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    PathNumber(number): PathNumber,
    fresh: Fresh,
) -> Result<Response, Problem> {
    fresh.wait(&state.app, &[Projection::Taxes]).await?;
    let pool = &state.app.ledger.pool;
    let document = taxes::document(pool, number).await?.filter(|document| {
        caller.is_staff() || caller.customer_id().uuid() == document.customer_id
    });
    let (Some(document), Some(seller)) = (document, taxes::seller(pool).await?) else {
        return Err(no_such(number));
    };
    let file = write(&seller, &provider(&state), &document)
        .map_err(|error| Problem::conflict("not_signed", error.to_string()))?;
    let name = if document.credit_of.is_some() { "credit-note" } else { "tax-invoice" };
    Ok(pdf(file, &format!("{name}-{number}.pdf")))
}
