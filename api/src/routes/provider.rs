//! `GET /api/provider/`

use axum::Json;
use axum::extract;
use domain::c2b::PayTo;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

/// Who provides the service, and what customers pay to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Provider {
    /// What it is called, if that is configured.
    #[schema(required)]
    name: Option<String>,
    /// `PAYBILL`, with an account; or `TILL`, without one.
    pay_to: &'static str,
    /// The number of either, as M-Pesa's messages and menus have it.
    short_code: String,
}

/// Who provides the service, and what customers pay to by hand.
#[utoipa::path(get, path = "/api/provider/", tag = "payments",
    responses((status = 200, body = Provider)))]
pub(crate) async fn provider(extract::State(state): extract::State<State>) -> Json<Provider> {
    let settings = &state.app.settings;
    let (pay_to, code) = match &settings.pay_to {
        PayTo::Paybill(code) => ("PAYBILL", code),
        PayTo::Till(code) => ("TILL", code),
    };
    Json(Provider { name: settings.provider.clone(), pay_to, short_code: code.as_str().to_owned() })
}
