//! `GET /api/openapi.json` and `GET /api/docs/`

use std::fmt::Write;

use axum::Json;
use axum::response::Html;
use utoipa::openapi::OpenApi;

/// The OpenAPI document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "docs", responses((status = 200, body = Object)))]
pub(crate) async fn openapi() -> Json<OpenApi> {
    Json(super::openapi())
}

/// What there is, for people.
#[utoipa::path(get, path = "/api/docs/", tag = "docs", responses((status = 200, content_type = "text/html", body = String)))]
pub(crate) async fn docs() -> Html<String> {
    let document = super::openapi();
    let mut rows = String::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let summary = operation.summary.as_deref().unwrap_or_default();
            let who = if operation.security.is_some() { "token" } else { "anyone" };
            // Writing to a string cannot fail.
            let _ = write!(
                rows,
                "<tr><td>{method}</td><td><code>{path}</code></td><td>{who}</td><td>{summary}</td></tr>"
            );
        }
    }
    Html(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>Daftari's API</title><style>body{{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         td,th{{text-align:left;padding:.3rem .8rem .3rem 0;vertical-align:top;border-bottom:1px solid #ddd}}</style>\
         <h1>Daftari's API</h1><p>The whole truth is <a href='/api/openapi.json'>openapi.json</a>.</p>\
         <table><tr><th>Method<th>Path<th>Who<th>What</tr>{rows}</table>"
    ))
}
