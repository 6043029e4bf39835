//! `GET /api/finance/exports/{report}/`

use app::books::{ExportError, ExportFormat, ReportName, export as write};
use axum::body::Body;
use axum::extract::{self, Path};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use projections::Projection;
use serde::Deserialize;
use tokio::sync::mpsc;
use utoipa::IntoParams;

use crate::State;
use crate::as_of::not_after;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// So many parts of 64 kB wait for a slow reader.
const PARTS_AHEAD: usize = 4;

/// In which form.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FileFormat {
    /// For a spreadsheet, as text.
    #[default]
    Csv,
    /// For a spreadsheet.
    Xlsx,
    /// The journal for hledger.
    Hledger,
    /// The journal for beancount.
    Beancount,
}

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `csv`, `xlsx`, or, of the journal, `hledger` or `beancount`.
    #[param(value_type = Option<String>)]
    format: Option<FileFormat>,
    /// A past moment; now, if it is not given.
    as_of: Option<DateTime<Utc>>,
}

/// A report as a file.
#[utoipa::path(get, path = "/api/finance/exports/{report}/", tag = "finance", security(("bearer" = [])),
    params(("report" = String, Path, description = "`trial-balance`, `journal`, `roll-forward`, `aged-suspense`, `breaks` or `in-transit`"), Wanted, MinPosition),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn export(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Path(report): Path<String>,
    fresh: Fresh,
    Params(wanted): Params<Wanted>,
) -> Result<Response, Problem> {
    let report = ReportName::named(&report).ok_or_else(|| {
        let names = ReportName::ALL.map(ReportName::as_str).join(", ");
        Problem::not_found("report_unknown", format!("there is no such report; there are {names}"))
    })?;
    let format = match (wanted.format.unwrap_or_default(), report) {
        (FileFormat::Csv, report) => ExportFormat::Csv(report),
        (FileFormat::Xlsx, report) => ExportFormat::Xlsx(report),
        (FileFormat::Hledger, ReportName::Journal) => ExportFormat::Hledger,
        (FileFormat::Beancount, ReportName::Journal) => ExportFormat::Beancount,
        (FileFormat::Hledger | FileFormat::Beancount, _) => {
            let detail = "only the journal is written for hledger and beancount";
            return Err(
                Problem::unprocessable("invalid_format", detail).with_field("format", detail)
            );
        }
    };
    let now = state.app.ledger.clock.now();
    let as_of = not_after(now, "as_of", wanted.as_of)?.unwrap_or(now);
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let pool = state.app.ledger.pool.clone();
    let (put, parts) = mpsc::channel::<Result<Vec<u8>, ExportError>>(PARTS_AHEAD);
    tokio::spawn(async move {
        let mut written = write(&pool, format, as_of);
        while let Some(part) = written.next().await {
            if let Err(error) = &part {
                tracing::error!(%error, "an export broke off");
            }
            // Whoever reads it has seen enough.
            if put.send(part).await.is_err() {
                return;
            }
        }
    });
    let mut parts = parts;
    // What fails at once is an error of its own; later, the transfer breaks off.
    let first = match parts.recv().await {
        Some(Err(ExportError::Database(error))) => return Err(error.into()),
        Some(Err(error)) => return Err(Problem::fault(&error)),
        first => first,
    };
    let rest = stream::unfold(parts, |mut parts| async {
        let part = parts.recv().await?;
        Some((part, parts))
    });
    // Compression asks once more after the end.
    let body = Body::from_stream(stream::iter(first).chain(rest).fuse());
    let disposition = format!("attachment; filename=\"{}\"", format.file_name());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (
            header::CONTENT_DISPOSITION,
            disposition
                .parse()
                .map_err(|error: header::InvalidHeaderValue| Problem::fault(&error))?,
        ),
    ];
    Ok((headers, body).into_response())
}
