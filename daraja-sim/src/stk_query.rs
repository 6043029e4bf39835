//! `POST /mpesa/stkpushquery/v1/query`

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use serde::Serialize;

use crate::{
    clock,
    credentials::{Family, Merchant, check_bearer},
    errors::Fault,
    fields::{Field, Fields},
    outcome::Outcome,
    scenario::QueryAnswer,
    shared::Shared,
    store::Transaction,
};

/// The answer carries neither receipt nor amount nor number.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Status {
    response_code: &'static str,
    response_description: &'static str,
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: String,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: String,
    result_code: String,
    result_desc: &'static str,
}

pub(crate) async fn query(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Status>, Fault> {
    let now = clock::now();
    check_bearer(&shared, &headers, now, Family::QueryC2bQrAndStatus)?;
    let fields = Fields::read(&headers, &body)?;
    let merchant = Merchant::read(&fields)?;
    let checkout_request_id = fields.text(Field::CheckoutRequestId)?;
    merchant.check(&shared.config, now)?;
    let store = shared.store();
    let transaction = store.get(&checkout_request_id).ok_or(Fault::UnknownTransaction)?;
    if transaction.finished.is_none()
        && transaction.push.plan.query == QueryAnswer::ErrorWhilePending
    {
        return Err(Fault::BeingProcessed);
    }
    Ok(Json(Status::of(transaction)))
}

impl Status {
    fn of(transaction: &Transaction) -> Self {
        let (result_code, result_desc) = match &transaction.finished {
            Some(finished) => {
                let outcome = match transaction.push.plan.query {
                    QueryAnswer::Cancelled => Outcome::Cancelled,
                    QueryAnswer::Truth | QueryAnswer::ErrorWhilePending => finished.outcome,
                };
                (outcome.code().as_text(), outcome.query_description())
            }
            None => ("4999".to_owned(), "The transaction is still under processing"),
        };
        Self {
            response_code: "0",
            // Three times s is Daraja's own spelling.
            response_description: "The service request has been accepted successsfully",
            merchant_request_id: transaction.merchant_request_id.clone(),
            checkout_request_id: transaction.checkout_request_id.clone(),
            result_code,
            result_desc,
        }
    }
}
