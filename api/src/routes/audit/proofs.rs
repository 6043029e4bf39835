//! `GET /api/audit/proofs/{receipt}/`

use app::audit::{self, NotProven};
use axum::Json;
use axum::extract::{self, Path};
use domain::codes::Receipt;
use event_store::proof::{Proof, ProveError};

use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;

/// A running service signs a head within this time, if there are new events.
const HEAD_WITHIN_SECONDS: u64 = 60;

/// The proof that a receipt was recorded: the bundle that `daftari prove` writes, for `daftari
/// check-proof` and `docs/verify.py`, which need no database.
#[utoipa::path(get, path = "/api/audit/proofs/{receipt}/", tag = "audit", security(("bearer" = [])),
    params(("receipt" = String, Path, description = "The M-Pesa receipt")),
    responses((status = 200, body = Object, description = "The bundle, as docs/events.md specifies it"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`head_not_yet`: no signed head covers the event yet")))]
pub(crate) async fn proof(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Path(receipt): Path<String>,
) -> Result<Json<Proof>, Problem> {
    let receipt: Receipt =
        receipt.parse().map_err(|error| unknown(format!("there is no such receipt: {error}")))?;
    let ledger = &state.app.ledger;
    let signer = audit::signer(&ledger.pool, &ledger.vault).await?;
    match audit::proof(&ledger.pool, &receipt, signer.verifier()).await {
        Ok((proof, _head)) => Ok(Json(proof)),
        Err(NotProven::Prove(ProveError::Unknown(_))) => {
            Err(unknown(format!("no event has recorded the receipt {receipt}; check its letters")))
        }
        Err(NotProven::Prove(error @ ProveError::NotYet { .. })) => {
            Err(Problem::conflict("head_not_yet", error.to_string())
                .retry_after(HEAD_WITHIN_SECONDS))
        }
        Err(NotProven::Prove(ProveError::Database(error))) => Err(error.into()),
        Err(fault @ (NotProven::Prove(ProveError::Tree(_)) | NotProven::DoesNotHold(_))) => {
            Err(Problem::fault(&fault))
        }
    }
}

fn unknown(detail: String) -> Problem {
    Problem::not_found("receipt_unknown", detail)
}
