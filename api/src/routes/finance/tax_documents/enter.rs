//! `POST /api/finance/tax-documents/{number}/enter/`

use app::tax_invoices::{Entered, enter as enter_signature};
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::context::Actor;
use domain::tax_invoice::TAX_REGISTER;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{DocumentWritten, PathNumber, problem};
use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::{Body, RequestId};

/// The longest of what is printed: signatures have sixteen characters, addresses some hundred.
const TEXT_CHARACTERS_MAX: usize = 300;

/// What the tax authority's portal shows of a document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnteredSignature {
    /// The control unit's number.
    unit_id: String,
    /// The unit's number of the document.
    receipt_number: u64,
    signature: String,
    signed_at: DateTime<Utc>,
    /// Where the tax authority shows the document: `https://…`.
    qr_url: String,
}

impl EnteredSignature {
    fn checked(self) -> Result<Entered, Problem> {
        let Self { unit_id, receipt_number, signature, signed_at, qr_url } = self;
        for (field, text) in [("unit_id", &unit_id), ("signature", &signature)] {
            let length = text.chars().count();
            let plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
            if !(1..=TEXT_CHARACTERS_MAX).contains(&length) || !plain {
                return Err(invalid(field, "it has letters, digits and dashes, as it is printed"));
            }
        }
        let is_address = qr_url.starts_with("https://") || qr_url.starts_with("http://");
        if !is_address || qr_url.chars().count() > TEXT_CHARACTERS_MAX {
            return Err(invalid("qr_url", "it is the address that the document's code holds"));
        }
        Ok(Entered { unit_id, receipt_number, signature, signed_at, qr_url })
    }
}

fn invalid(field: &str, text: &str) -> Problem {
    Problem::unprocessable("invalid_signature", format!("{field}: {text}")).with_field(field, text)
}

/// Enters what a document was signed with that the tax authority has, though its answer was lost.
#[utoipa::path(post, path = "/api/finance/tax-documents/{number}/enter/", tag = "finance", security(("bearer" = [])), request_body = EnteredSignature,
    params(("number" = u64, Path), ClientKey),
    responses((status = 200, body = DocumentWritten), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn enter(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathNumber(number): PathNumber,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<EnteredSignature>,
) -> Result<Json<DocumentWritten>, Problem> {
    let entered = body.checked()?;
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("tax-documents/{number}/enter"), &bytes);
    let context = request_id.context(actor, TAX_REGISTER);
    let accepted = enter_signature(&state.app.ledger, number, (by, entered), context, key)
        .await
        .map_err(problem)?;
    Ok(Json(DocumentWritten { number, position: accepted.position }))
}
