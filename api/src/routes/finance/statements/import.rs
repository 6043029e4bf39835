//! `POST /api/finance/statements/`

use app::statements::{give, report};
use axum::Json;
use axum::body::Body;
use axum::extract;
use axum::http::StatusCode;
use domain::c2b::ShortCode;
use domain::context::Actor;
use domain::ports::STATEMENT_BYTES_MAX;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vault::StatementFile;

use super::{StatementReport, not_taken, read_file, room};
use crate::State;
use crate::auth::Finance;
use crate::problem::Problem;
use crate::request::{Params, RequestId};

/// What is said of the file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct About {
    /// What the file is called: some files say only there whose they are.
    file_name: Option<String>,
    /// Of which short code it is, where the file does not say it.
    short_code: Option<String>,
}

/// What was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedStatement {
    statement_id: Uuid,
    /// Whether the same file was taken in before.
    is_known: bool,
    report: StatementReport,
}

/// Takes a statement in: its file is kept, it is compared with the ledger, and what somebody has to
/// look at is raised. The body is the file as Safaricom's portal exports it (CSV, XLS or XLSX).
#[utoipa::path(post, path = "/api/finance/statements/", tag = "finance", security(("bearer" = [])), params(About),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportedStatement), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 413, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn import(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    request_id: RequestId,
    Params(about): Params<About>,
    body: Body,
) -> Result<(StatusCode, Json<ImportedStatement>), Problem> {
    let named: Option<ShortCode> = about.short_code.map(|text| text.parse()).transpose().map_err(
        |error: domain::c2b::NotShortCode| {
            Problem::unprocessable("which_short_code", error.to_string())
                .with_field("short_code", error.to_string())
        },
    )?;
    let bytes = axum::body::to_bytes(body, STATEMENT_BYTES_MAX).await.map_err(|_| {
        let detail = format!(
            "the file is larger than {} MB, or did not arrive whole; export a shorter period",
            STATEMENT_BYTES_MAX / 1_048_576
        );
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    })?;
    // Whoever sends slowly keeps nobody else from comparing.
    let _room = room(&state)?;
    let file = StatementFile { name: about.file_name, bytes: bytes.to_vec() };
    let (given, file) = read_file(&state, file, named).await?;
    let ledger = &state.app.ledger;
    let context = |story: Uuid| request_id.context(Actor::User(by), story);
    let (imported, found) =
        give(ledger, &given, &file, Some(by), context).await.map_err(not_taken)?;
    let report = StatementReport::of(report(&given, &found));
    let statement_id = imported.statement_id.uuid();
    let answer = ImportedStatement { statement_id, is_known: imported.is_known, report };
    Ok((StatusCode::CREATED, Json(answer)))
}
