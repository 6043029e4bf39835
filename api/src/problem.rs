//! Errors as people and programs read them: RFC 9457, with a stable code.

use std::any::Any;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use event_store::SubmitError;
use projections::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::request::request_id_of;

/// What went wrong, to what, and what to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`; `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, for people.
    detail: String,
    /// Stable, for programs.
    code: &'static str,
    /// The request's id, to be given to support.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<String, Vec<String>>,
    /// When it is worth trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            request_id: None,
            errors: BTreeMap::new(),
            retry_after_seconds: None,
        }
    }

    /// A request that was understood and cannot be.
    pub(crate) fn unprocessable(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// A conflict with the state of things.
    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    pub(crate) fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// A fault of ours, or of an operator who dropped a read model. It is logged here, once; the
    /// caller learns nothing of its inside.
    pub(crate) fn fault(error: &(dyn std::error::Error + 'static)) -> Self {
        if let Some(projection) = read_model_missing(error) {
            return Self::read_model_missing(projection);
        }
        let causes: Vec<String> = std::iter::successors(error.source(), |error| error.source())
            .map(ToString::to_string)
            .collect();
        tracing::error!(%error, ?causes, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "something went wrong on our side; try again, and give support this request id if it stays",
        )
    }

    fn read_model_missing(projection: Projection) -> Self {
        let name = projection.name();
        let detail = format!(
            "the read model {name} is missing from the database; an operator builds it again with `daftari replay --projection {name}`, while everything else goes on"
        );
        tracing::error!("{detail}");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "read_model_missing", detail).retry_after(30)
    }

    #[must_use]
    pub(crate) fn with_field(mut self, field: &str, error: impl Into<String>) -> Self {
        self.errors.entry(field.to_owned()).or_default().push(error.into());
        self
    }

    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    /// The body is written by [`write_bodies`], which knows the request.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of every problem, with the id of its request: wherever a problem comes from,
/// extractors and fallbacks included, nobody can forget the id.
pub(crate) async fn write_bodies(request: Request, next: Next) -> Response {
    let request_id = request_id_of(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let (mut parts, _empty) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = serde_json::to_vec(&Problem { request_id, ..problem })
        .expect("texts and numbers can always be written");
    Response::from_parts(parts, Body::from(body))
}

/// The address exists, and takes other methods.
pub(crate) async fn method_not_allowed() -> Problem {
    let detail = "this address takes other methods; the header Allow names them";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

/// Why a command of the lane was not accepted, given how its own rejections read.
pub(crate) fn of_submit<R>(error: SubmitError<R>, rejected: impl FnOnce(R) -> Problem) -> Problem
where
    R: std::error::Error + 'static,
{
    match error {
        SubmitError::Rejected(rejection) => rejected(rejection),
        SubmitError::KeyReused => Problem::unprocessable(
            "idempotency_key_reused",
            SubmitError::<R>::KeyReused.to_string(),
        ),
        SubmitError::Taken(_) => {
            Problem::conflict("taken", "something in this request belongs to another already")
        }
        SubmitError::Busy => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            SubmitError::<R>::Busy.to_string(),
        )
        .retry_after(2),
        SubmitError::Unavailable => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            SubmitError::<R>::Unavailable.to_string(),
        )
        .retry_after(5),
        SubmitError::OutcomeUnknown => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "outcome_unknown",
            SubmitError::<R>::OutcomeUnknown.to_string(),
        )
        .retry_after(1),
        fault @ SubmitError::Fault(_) => Problem::fault(&fault),
    }
}

/// The read model that was not there, wherever in the causes that is said.
fn read_model_missing(error: &(dyn std::error::Error + 'static)) -> Option<Projection> {
    std::iter::successors(Some(error), |error| error.source())
        .find_map(|error| projections::read_model_missing_by(error.downcast_ref()?))
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Self::fault(&error)
    }
}

/// A handler panicked: the request fails, the service goes on.
pub(crate) fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal_error",
        "something went wrong on our side; try again",
    )
    .into_response()
}
