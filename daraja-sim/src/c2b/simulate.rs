//! `POST /mpesa/c2b/v{1,2}/simulate`: the sandbox's way to have a customer pay.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};

use super::{
    Version,
    payment::{Payment, begin},
    register::Accepted,
};
use crate::{
    books::Kind,
    clock,
    credentials::{Family, check_bearer},
    errors::Fault,
    fields::{Field, Fields},
    shared::Shared,
};

pub(crate) async fn simulate_v1(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    simulate(&shared, Version::V1, &headers, &body)
}

pub(crate) async fn simulate_v2(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    simulate(&shared, Version::V2, &headers, &body)
}

fn simulate(
    shared: &Arc<Shared>,
    version: Version,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Json<Accepted>, Fault> {
    check_bearer(shared, headers, clock::now(), Family::QueryC2bQrAndStatus)?;
    version.check(shared.config.c2b_versions)?;
    let payment = read(&Fields::read(headers, body)?)?;
    if shared.store().books.of(&payment.short_code).is_none() {
        return Err(Field::ShortCode.invalid());
    }
    begin(shared, payment).ok_or(Fault::SystemBusy)?;
    Ok(Json(Accepted::new("Accept the service request successfully.")))
}

fn read(fields: &Fields) -> Result<Payment, Fault> {
    let short_code = fields.short_code(Field::ShortCode)?;
    let kind = match fields.text(Field::CommandId)?.as_str() {
        "CustomerPayBillOnline" => Kind::PayBill,
        "CustomerBuyGoodsOnline" => Kind::BuyGoods,
        _ => return Err(Field::CommandId.invalid()),
    };
    let amount_shillings = fields.shillings(Field::Amount)?;
    let payer = fields.msisdn(Field::Msisdn)?;
    // A till's customer types no account.
    let account_reference = match kind {
        Kind::PayBill => fields.text(Field::BillRefNumber)?,
        Kind::BuyGoods | Kind::BusinessPayment | Kind::Reversal | Kind::Sweep => String::new(),
    };
    Ok(Payment { kind, short_code, till: None, payer, amount_shillings, account_reference })
}
