//! `PATCH /api/packages/{id}/`

use axum::Json;
use axum::extract;
use domain::PackageId;
use domain::context::Actor;
use domain::package::PackageTerms;
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem;
use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::{Body, PathId, RequestId};
use crate::shapes::{Terms, TermsDuration, TermsSoldAt, Written};

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TermsChanged {
    name: Option<String>,
    price_cents: Option<i64>,
    duration: Option<TermsDuration>,
    /// Zero takes the cap away.
    data_cap_mb: Option<u32>,
    download_kbps: Option<u32>,
    upload_kbps: Option<u32>,
    devices_max: Option<u32>,
    sold_at: Option<TermsSoldAt>,
    renews: Option<bool>,
}

/// Changes a package for future purchases.
#[utoipa::path(patch, path = "/api/packages/{id}/", tag = "packages", security(("bearer" = [])), request_body = TermsChanged,
    params(("id" = uuid::Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn change(
    extract::State(state): extract::State<State>,
    Admin { id }: Admin,
    PathId(package_id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: changed, bytes }: Body<TermsChanged>,
) -> Result<Json<Written>, Problem> {
    let actor = Actor::User(id);
    let key = key.of(actor, &format!("packages/{package_id}/change"), &bytes);
    let change = move |old: PackageTerms| merged(old.into(), &changed).into();
    let context = request_id.context(actor, package_id);
    let accepted =
        app::packages::change(&state.app.ledger, PackageId::new(package_id), change, context, key)
            .await
            .map_err(problem)?;
    Ok(Json(Written { id: package_id, position: accepted.position }))
}

fn merged(old: Terms, new: &TermsChanged) -> Terms {
    Terms {
        name: new.name.clone().unwrap_or(old.name),
        price_cents: new.price_cents.unwrap_or(old.price_cents),
        duration: new.duration.unwrap_or(old.duration),
        data_cap_mb: new
            .data_cap_mb
            .map_or(old.data_cap_mb, |cap| Some(cap).filter(|cap| *cap > 0)),
        download_kbps: new.download_kbps.unwrap_or(old.download_kbps),
        upload_kbps: new.upload_kbps.unwrap_or(old.upload_kbps),
        devices_max: new.devices_max.unwrap_or(old.devices_max),
        sold_at: new.sold_at.unwrap_or(old.sold_at),
        renews: new.renews.unwrap_or(old.renews),
    }
}
