//! What requests carry: their id, where they came from, their body, their freshness, and reasons.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use app::App;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use domain::Msisdn;
use domain::context::{Actor, Context, Source};
use domain::msisdn::NotMsisdn;
use domain::reason::{NotReason, Reason};
use projections::{Freshness, Projection};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::State;
use crate::problem::Problem;

/// The largest body of a request that people or their programs send. The largest of ours is a
/// package's terms, under a kilobyte.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;

/// The request's id, as it stands in logs, events and errors.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) Option<String>);

impl RequestId {
    /// The metadata of a command that this request gives.
    pub(crate) fn context(&self, actor: Actor, correlation_id: Uuid) -> Context {
        Context {
            actor,
            correlation_id,
            causation_id: None,
            source: Source::Api,
            request_id: self.0.clone(),
        }
    }
}

impl FromRequestParts<State> for RequestId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &State,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self(request_id_of(&parts.headers)))
    }
}

pub(crate) fn request_id_of(headers: &HeaderMap) -> Option<String> {
    headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(ToOwned::to_owned)
}

/// The address that the request really came from: the peer's, or behind trusted proxies the
/// rightmost hop that is not one of them, because everything left of it is the sender's to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<State> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_canonical())
            .ok_or_else(|| {
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal_error",
                    "the connection has no address",
                )
            })?;
        let is_proxy = |address: &IpAddr| {
            state.settings.trusted_proxies.iter().any(|network| network.contains(address))
        };
        let forwarded = parts.headers.get_all("x-forwarded-for");
        let hops: Vec<&str> = forwarded
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        // Read from the end: what cannot be read hides what stands left of it, which is the
        // sender's to write, and not what stands right of it.
        let known = hops.into_iter().rev().map_while(|hop| hop.trim().parse().ok());
        let mut nearest_first = std::iter::once(peer).chain(known);
        Ok(Self(nearest_first.find(|address| !is_proxy(address)).unwrap_or(peer)))
    }
}

/// The body as its type, with the bytes that it was read from.
#[derive(Debug)]
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<State> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &State) -> Result<Self, Problem> {
        let bytes =
            axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX).await.map_err(|_| {
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    format!(
                        "the body is larger than {BODY_BYTES_MAX} bytes, or did not arrive whole"
                    ),
                )
            })?;
        let value = serde_json::from_slice(&bytes).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Problem::unprocessable(
                "invalid_body",
                format!("the body is JSON, but not what is expected here: {error}"),
            ),
            serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof
            | serde_json::error::Category::Io => Problem::new(
                StatusCode::BAD_REQUEST,
                "malformed_json",
                format!("the body is not JSON: {error}"),
            ),
        })?;
        Ok(Self { value, bytes })
    }
}

/// The id in the path. One that is not an id names nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathId(pub(crate) Uuid);

impl FromRequestParts<State> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let path = Path::<Uuid>::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id)).map_err(|_| {
            Problem::not_found("not_found", "the id in this address is not one; check the address")
        })
    }
}

/// The query as its type.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<State> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        Query::<T>::from_request_parts(parts, state).await.map(|Query(value)| Self(value)).map_err(
            |error| Problem::new(StatusCode::BAD_REQUEST, "invalid_query", error.body_text()),
        )
    }
}

/// How fresh a reader wants the read model to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh(Option<i64>);

/// How fresh the answer has to be.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MinPosition {
    /// Wait until the answer shows this position.
    min_position: Option<i64>,
}

impl FromRequestParts<State> for Fresh {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let Params(MinPosition { min_position }) =
            Params::<MinPosition>::from_request_parts(parts, state).await?;
        Ok(Self(min_position))
    }
}

/// How long a read waits for the read model to come to a position.
const FRESH_WITHIN: Duration = Duration::from_secs(1);

impl Fresh {
    /// Waits until the read models show that position, so that a writer reads its own write.
    pub(crate) async fn wait(self, app: &App, projections: &[Projection]) -> Result<(), Problem> {
        let Some(position) = self.0 else { return Ok(()) };
        match app.progress.freshness(projections, position, FRESH_WITHIN).await {
            Freshness::Shown => Ok(()),
            Freshness::NotYet => Err(Problem::new(
                StatusCode::ACCEPTED,
                "not_yet",
                format!("position {position} is not in the read model yet; ask again in a moment"),
            )
            .retry_after(1)),
            Freshness::Stopped(projection) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "projection_stopped",
                format!(
                    "the read model {} has stopped before position {position}; an admin sees why at /api/projections/, and without min_position the answer is as it was before that",
                    projection.name(),
                ),
            )
            .retry_after(30)),
        }
    }
}

/// Reads the number of a phone that somebody gives.
pub(crate) fn phone_number(text: &str) -> Result<Msisdn, Problem> {
    text.parse().map_err(|error: NotMsisdn| {
        Problem::unprocessable("invalid_phone_number", error.to_string())
            .with_field("phone_number", error.to_string())
    })
}

/// Reads a reason that somebody gives.
pub(crate) fn reason(text: &str) -> Result<Reason, Problem> {
    text.parse().map_err(|error: NotReason| {
        Problem::unprocessable("invalid_reason", error.to_string())
            .with_field("reason", error.to_string())
    })
}
