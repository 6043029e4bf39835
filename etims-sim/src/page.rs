//! What customers see who scan an invoice, and what the control unit has signed.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::shared::{Shared, Signed};

#[derive(Deserialize)]
pub(crate) struct Scanned {
    #[serde(rename = "Data")]
    data: String,
}

/// `GET /common/link/etims/receipt/indexEtimsReceiptData`
pub(crate) async fn receipt(
    State(shared): State<Shared>,
    Query(scanned): Query<Scanned>,
) -> Response {
    let config = &shared.config;
    let named = format!("{}{}", config.pin, config.branch);
    let signature = scanned.data.strip_prefix(&named).unwrap_or_default();
    let books = shared.books();
    let Some(signed) = books.signed.values().find(|one| one.signature == signature) else {
        let page = "<!doctype html><title>eTIMS</title><p>No such invoice.</p>";
        return (StatusCode::NOT_FOUND, Html(page)).into_response();
    };
    Html(shown(&config.name, &config.pin, signed)).into_response()
}

fn shown(seller: &str, pin: &str, signed: &Signed) -> String {
    let kind = if signed.credit_of == 0 { "Invoice" } else { "Credit note" };
    let money = |cents: i64| format!("KES {}.{:02}", cents / 100, cents % 100);
    let rows = [
        ("Seller", format!("{seller} ({pin})")),
        ("Number", signed.number.to_string()),
        ("Control unit's number", signed.receipt_number.to_string()),
        ("Buyer's PIN", signed.buyer.clone().unwrap_or_else(|| "not given".to_owned())),
        ("Item", signed.item.clone()),
        ("Taxable amount", money(signed.base_cents)),
        ("Tax", money(signed.tax_cents)),
        ("Total", money(signed.total_cents)),
    ];
    let rows = rows.map(|(name, value)| format!("<dt>{name}<dd>{}", escaped(&value))).concat();
    format!(
        "<!doctype html><html lang=en><meta name=viewport content=\"width=device-width\"><title>eTIMS simulator</title><h1>{kind}</h1><dl>{rows}</dl><p>This program stands in for the Kenya Revenue Authority. No tax is paid."
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `GET /sim/signed`: every document, by its number.
pub(crate) async fn signed(State(shared): State<Shared>) -> Json<Vec<Signed>> {
    Json(shared.books().signed.values().cloned().collect())
}

/// `GET /`
pub(crate) async fn overview(State(shared): State<Shared>) -> Html<String> {
    let count = shared.books().signed.len();
    Html(format!(
        "<!doctype html><html lang=en><meta name=viewport content=\"width=device-width\"><title>eTIMS simulator</title><h1>eTIMS simulator</h1><p>This program stands in for the Kenya Revenue Authority's control unit. It has signed {count} documents since it was started: <a href=/sim/signed>each of them</a>."
    ))
}
