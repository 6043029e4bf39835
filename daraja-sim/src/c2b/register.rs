//! `POST /mpesa/c2b/v{1,2}/registerurl`

use std::{collections::HashMap, sync::Arc};

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use serde::Serialize;

use super::Version;
use crate::{
    addresses::is_c2b_url,
    clock,
    config::{C2bRegistration, CallbackAddresses},
    credentials::{Family, check_bearer},
    errors::Fault,
    fields::{Field, Fields},
    ids,
    shared::Shared,
};

/// What decides when a validation isn't answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseType {
    Completed,
    Cancelled,
}

#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) version: Version,
    pub(crate) response_type: ResponseType,
    pub(crate) confirmation_url: String,
    pub(crate) validation_url: String,
}

/// The addresses of each short code that registered.
#[derive(Debug, Default)]
pub(crate) struct Registrations(HashMap<String, Registration>);

impl Registrations {
    pub(crate) fn of(&self, short_code: &str) -> Option<&Registration> {
        self.0.get(short_code)
    }
}

/// `OriginatorCoversationID` is Daraja's own spelling.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Accepted {
    #[serde(rename = "OriginatorCoversationID")]
    originator_conversation_id: String,
    response_code: &'static str,
    response_description: &'static str,
}

impl Accepted {
    pub(super) fn new(response_description: &'static str) -> Self {
        Self {
            originator_conversation_id: ids::merchant_request_id(&mut clock::generator()),
            response_code: "0",
            response_description,
        }
    }
}

pub(crate) async fn register_v1(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    register(&shared, Version::V1, &headers, &body)
}

pub(crate) async fn register_v2(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    register(&shared, Version::V2, &headers, &body)
}

fn register(
    shared: &Shared,
    version: Version,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Json<Accepted>, Fault> {
    check_bearer(shared, headers, clock::now(), Family::QueryC2bQrAndStatus)?;
    version.check(shared.config.c2b_versions)?;
    let fields = Fields::read(headers, body)?;
    let short_code = fields.short_code(Field::ShortCode)?;
    let registration = read(&fields, version, shared.config.callback_addresses)?;
    let mut store = shared.store();
    if store.books.of(&short_code).is_none() {
        return Err(Field::ShortCode.invalid());
    }
    let urls = &mut store.c2b.0;
    match shared.config.c2b_registration {
        C2bRegistration::Once if urls.contains_key(&short_code) => {
            Err(Fault::UrlsAlreadyRegistered)
        }
        C2bRegistration::Once | C2bRegistration::Replaceable => {
            urls.insert(short_code, registration);
            Ok(Json(Accepted::new("Success")))
        }
    }
}

fn read(
    fields: &Fields,
    version: Version,
    accepted: CallbackAddresses,
) -> Result<Registration, Fault> {
    // In sentence case exactly.
    let response_type = match fields.text(Field::ResponseType)?.as_str() {
        "Completed" => ResponseType::Completed,
        "Cancelled" => ResponseType::Cancelled,
        _ => return Err(Field::ResponseType.invalid()),
    };
    let url = |field: Field| {
        let url = fields.text(field)?;
        if is_c2b_url(&url, accepted) { Ok(url) } else { Err(field.invalid()) }
    };
    Ok(Registration {
        version,
        response_type,
        confirmation_url: url(Field::ConfirmationUrl)?,
        validation_url: url(Field::ValidationUrl)?,
    })
}
