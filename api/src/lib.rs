//! HTTP, and nothing else: routes, authorisation, the shapes of what goes in and out, the
//! OpenAPI document, server-sent events, and the web's files.

mod as_of;
mod auth;
mod delivery;
mod idempotency;
mod page;
mod papers;
mod problem;
mod request;
mod routes;
mod shapes;
mod web;

use std::sync::Arc;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Uri};
use ipnet::IpNet;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::util::{MapRequest, MapRequestLayer};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use auth::tokens::Tokens;

pub use routes::openapi;

/// What the API is told by configuration.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Other hosts that may serve the web.
    pub web_origins: Vec<String>,
}

/// How many statements are compared at once: a large file takes some hundred megabytes meanwhile.
const STATEMENTS_AT_ONCE: usize = 2;

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) app: App,
    pub(crate) tokens: Tokens,
    pub(crate) settings: Arc<Settings>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) room_for_statements: Arc<Semaphore>,
}

/// The whole of HTTP: API, health and web on one port. Streams end at `shutdown`.
pub fn router(app: App, settings: Settings, shutdown: CancellationToken) -> Router {
    let tokens = Tokens::new(&app.ledger.vault.token_signing_key());
    let cors = web::cors(&settings.web_origins);
    let room_for_statements = Arc::new(Semaphore::new(STATEMENTS_AT_ONCE));
    let state = State { app, tokens, settings: Arc::new(settings), shutdown, room_for_statements };
    let (routes, _openapi) = routes::all().split_for_parts();
    let compression = SizeAbove::new(1_024).and(NotForContentType::new("text/event-stream"));
    let router = routes
        .fallback(web::serve)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(state)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(axum::middleware::from_fn(problem::write_bodies))
        .layer(CompressionLayer::new().gzip(true).compress_when(compression))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("x-frame-options", "DENY"))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(trace_layer())
        .layer(SetRequestIdLayer::x_request_id(OwnRequestId))
        .layer(MapRequestLayer::new(without_request_id));
    let router = match cors {
        Some(cors) => router.layer(cors),
        None => router,
    };
    // A layer of the router itself would see the request only once it has been routed.
    Router::new().fallback_service(MapRequest::new(router, with_last_slash))
}

/// Paths of the API end with a slash, and are answered without it too.
fn with_last_slash(mut request: Request<Body>) -> Request<Body> {
    let uri = request.uri();
    let path = uri.path();
    let names_a_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !path.starts_with("/api/") || path.ends_with('/') || names_a_file {
        return request;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{path}/{query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

/// A request's id is ours: one that a client could choose would let it write into our logs.
fn without_request_id(mut request: Request<Body>) -> Request<Body> {
    request.headers_mut().remove("x-request-id");
    request
}

#[derive(Debug, Clone, Copy)]
struct OwnRequestId;

impl MakeRequestId for OwnRequestId {
    fn make_request_id<B>(&mut self, _request: &Request<B>) -> Option<RequestId> {
        let id = app::ids::new_uuid().to_string();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

type Trace = TraceLayer<
    tower_http::classify::SharedClassifier<tower_http::classify::ServerErrorsAsFailures>,
    fn(&Request<Body>) -> tracing::Span,
    (),
    fn(&axum::http::Response<Body>, Duration, &tracing::Span),
>;

/// One line a request. The route and not the path, because paths hold callback secrets.
fn trace_layer() -> Trace {
    fn span(request: &Request<Body>) -> tracing::Span {
        let route = request
            .extensions()
            .get::<axum::extract::MatchedPath>()
            .map_or("(none)", axum::extract::MatchedPath::as_str);
        let request_id = request
            .headers()
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), route, request_id)
    }
    fn answered(response: &axum::http::Response<Body>, latency: Duration, _span: &tracing::Span) {
        let latency_ms = latency.as_millis();
        tracing::debug!(status = response.status().as_u16(), latency_ms, "answered");
    }
    TraceLayer::new_for_http()
        .make_span_with(span as fn(&_) -> _)
        .on_request(())
        .on_response(answered as fn(&_, _, &_))
}
