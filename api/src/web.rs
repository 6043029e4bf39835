//! The web's files, carried in the binary.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Files;

/// The page that every address of the web begins from.
const INDEX: &str = "index.html";

/// Serves a file of the web, or its first page for an address that the web itself understands.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("health/") {
        return Problem::not_found(
            "not_found",
            "there is nothing at this address; /api/docs/ lists what there is",
        )
        .into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this address can only be read",
        )
        .into_response();
    }
    if let Some(response) = file(path, &headers) {
        return response;
    }
    // What looks like a file and is none is missing; anything else is the web's own address.
    let looks_like_a_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let page = if looks_like_a_file { None } else { file(INDEX, &headers) };
    page.unwrap_or_else(|| {
        Problem::not_found(
            "not_found",
            "there is no such file; if this is the first page, build the web: `make run` does",
        )
        .into_response()
    })
}

/// How the build packed the larger files, the smallest first, and how their names end.
const PACKINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file as the build left it or packed, as far as whoever asks can unpack it.
fn found(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let packed = PACKINGS
        .into_iter()
        .filter(|(encoding, _)| is_accepted(encoding, headers))
        .find_map(|(encoding, ending)| Some((Files::get(&format!("{path}{ending}"))?, encoding)));
    match packed {
        Some((file, encoding)) => Some((file, Some(encoding))),
        None => Some((Files::get(path)?, None)),
    }
}

fn is_accepted(encoding: &str, headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|accepted| {
            let (name, weight) = accepted.split_once(';').unwrap_or((accepted, "q=1"));
            // `q=0` and `q=0.000` say that it is not accepted.
            let is_wanted = weight
                .trim()
                .strip_prefix("q=")
                .is_some_and(|weight| weight.contains(|digit| ('1'..='9').contains(&digit)));
            name.trim().eq_ignore_ascii_case(encoding) && is_wanted
        })
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = if path.is_empty() { INDEX } else { path };
    let (file, encoding) = found(path, headers)?;
    // Of the bytes that are sent, so that each packing has its own.
    let etag = file
        .metadata
        .sha256_hash()
        .iter()
        .fold(String::from("\""), |text, byte| format!("{text}{byte:02x}"))
        + "\"";
    let known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    // Names of assets carry a hash of their content, so they never change; pages do.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(value) = HeaderValue::from_str(mime.as_ref()) {
        answer.insert(header::CONTENT_TYPE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&etag) {
        answer.insert(header::ETAG, value);
    }
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ));
    Some(response)
}

/// Which other hosts may serve the web, if any may.
pub(crate) fn cors(origins: &[String]) -> Option<tower_http::cors::CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins: Vec<HeaderValue> =
        origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    Some(
        tower_http::cors::CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
            .allow_headers([
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                header::HeaderName::from_static("idempotency-key"),
            ]),
    )
}
