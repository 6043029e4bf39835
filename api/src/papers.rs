//! Papers for people.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::State;

/// Who writes them, as far as it is configured.
pub(crate) fn provider(state: &State) -> String {
    let settings = &state.app.settings;
    let short_code = || settings.short_codes.first().map(|code| format!("Short code {code}"));
    settings.provider.clone().or_else(short_code).unwrap_or_default()
}

/// A PDF that a browser shows, and saves under that name.
pub(crate) fn pdf(file: Vec<u8>, name: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(value) = HeaderValue::try_from(format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, file).into_response()
}
