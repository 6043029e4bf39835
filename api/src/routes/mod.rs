//! The routes, one verb a file.

mod audit;
mod auth;
mod c2b;
mod customers;
mod dashboard;
mod docs;
mod finance;
mod health;
mod holds;
mod me;
mod metrics;
mod packages;
mod payments;
mod projections;
mod provider;
mod refunds;
mod results;
mod subscriptions;
mod users;
mod wallets;

use axum::Router;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

#[derive(OpenApi)]
#[openapi(info(
    title = "Daftari",
    description = "An event-sourced payment ledger for Internet providers who are paid by M-Pesa. \
                   Money is integer cents, times are UTC, errors are application/problem+json with \
                   a stable code. Paths are answered with and without their last slash."
))]
struct Document;

/// The OpenAPI document of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, mut document): (Router<State>, _) = all().split_for_parts();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("bearer".to_owned(), bearer.into());
    document
}

pub(crate) fn all() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(of_finance())
        .routes(routes!(auth::register::register))
        .routes(routes!(auth::login::login))
        .routes(routes!(auth::refresh::refresh))
        .routes(routes!(auth::logout::logout))
        .routes(routes!(me::me))
        .routes(routes!(packages::list::list, packages::create::create))
        .routes(routes!(packages::change::change, packages::retire::retire))
        .routes(routes!(provider::provider))
        .routes(routes!(payments::initiate::initiate))
        .routes(routes!(payments::find::find))
        .routes(routes!(payments::callback::callback))
        .routes(routes!(c2b::validation::validation))
        .routes(routes!(c2b::confirmation::confirmation))
        .routes(routes!(results::result::result))
        .routes(routes!(results::timeout::timeout))
        .routes(routes!(payments::allocate::allocate))
        .routes(routes!(payments::reverse::reverse))
        .routes(routes!(payments::list::list))
        .routes(routes!(payments::get::get))
        .routes(routes!(payments::events::events))
        .routes(routes!(payments::receipt::receipt))
        .routes(routes!(payments::stream::stream))
        .routes(routes!(subscriptions::list::list, subscriptions::buy::buy))
        .routes(routes!(wallets::list::list))
        .routes(routes!(wallets::refund::refund))
        .routes(routes!(refunds::list::list))
        .routes(routes!(refunds::approve::approve))
        .routes(routes!(refunds::withdraw::withdraw))
        .routes(routes!(holds::list::list))
        .routes(routes!(holds::release::release))
        .routes(routes!(customers::statement::statement))
        .routes(routes!(users::list::list))
        .routes(routes!(users::get::get, users::change::change))
        .routes(routes!(users::kra_pin::get, users::kra_pin::put))
        .routes(routes!(customers::list::list))
        .routes(routes!(customers::get::get))
        .routes(routes!(dashboard::dashboard))
        .routes(routes!(audit::inbox::inbox))
        .routes(routes!(audit::events::events))
        .routes(routes!(audit::tree_heads::tree_heads))
        .routes(routes!(audit::proofs::proof))
        .routes(routes!(projections::list::list))
        .routes(routes!(projections::retry::retry))
        .routes(routes!(projections::skip::skip))
        .routes(routes!(projections::rebuild::rebuild))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
        .routes(routes!(docs::openapi))
        .routes(routes!(docs::docs))
}

fn of_finance() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(finance::trial_balance::trial_balance))
        .routes(routes!(finance::journal::journal))
        .routes(routes!(finance::account::account))
        .routes(routes!(finance::statements::list::list, finance::statements::import::import))
        .routes(routes!(finance::statements::get::get))
        .routes(routes!(finance::statements::apply::apply))
        .routes(routes!(finance::statements::accept::accept))
        .routes(routes!(finance::breaks::list::list))
        .routes(routes!(finance::breaks::resolve::resolve))
        .routes(routes!(finance::breaks::assign::assign))
        .routes(routes!(finance::periods::list::list))
        .routes(routes!(finance::deferred_revenue::deferred_revenue))
        .routes(routes!(finance::suspense::suspense))
        .routes(routes!(finance::export::export))
        .routes(routes!(finance::in_transit::list::list))
        .routes(routes!(finance::in_transit::arrive::arrive))
        .routes(routes!(finance::taxes::list::list, finance::taxes::set::set))
        .routes(routes!(finance::tariffs::list::list, finance::tariffs::set::set))
        .routes(routes!(finance::tax_register::get::get, finance::tax_register::open::open))
        .routes(routes!(finance::tax_documents::list::list))
        .routes(routes!(finance::tax_documents::send_again::send_again))
        .routes(routes!(finance::tax_documents::enter::enter))
        .routes(routes!(finance::tax_documents::paper::paper))
        .routes(routes!(finance::periods::close::close))
}
