//! `POST /pulltransactions/v1/{register,query}`: the payments of the last two days, for a business that
//! missed their confirmations.

use std::{collections::HashSet, sync::Arc};

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    books::{Entry, Kind, Status},
    clock::in_nairobi,
    credentials::Family,
    errors::Fault,
    fields::{Field, Fields},
    ids, later,
    money::two_decimals,
    shared::Shared,
};

/// How far back payments can be asked for.
const REACH: TimeDelta = TimeDelta::hours(48);

/// How many payments one answer has. Safaricom's number isn't published; the next ones are had with
/// `OffSetValue`, which counts rows.
const ROWS_MAX: usize = 100;

/// The short codes that registered.
#[derive(Debug, Default)]
pub(crate) struct Subscribers(HashSet<String>);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Registered {
    #[serde(rename = "ResponseRefID")]
    response_ref_id: String,
    response_status: &'static str,
    short_code: String,
    response_description: &'static str,
}

pub(crate) async fn register(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Registered>, Fault> {
    let (fields, _) = later::open(&shared, &headers, &body, Family::Pull)?;
    let short_code = known_short_code(&shared, &fields)?;
    if fields.optional_text(Field::RequestType) != "Pull" {
        return Err(Fault::InvalidPullField(Field::RequestType));
    }
    let nominated = fields.optional_text(Field::NominatedNumber);
    if nominated.is_empty() {
        return Err(Fault::InvalidPullField(Field::NominatedNumber));
    }
    fields
        .url(Field::CallBackUrl, shared.config.callback_addresses)
        .map_err(|_| Fault::InvalidPullField(Field::CallBackUrl))?;
    let is_new = shared.store().pull.0.insert(short_code.clone());
    let (response_status, response_description) = if is_new {
        ("1000", "ShortCode Registered Successfully")
    } else {
        ("1001", "ShortCode already Registered")
    };
    Ok(Json(Registered {
        response_ref_id: ids::merchant_request_id(&mut crate::clock::generator()),
        response_status,
        short_code,
        response_description,
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Pulled {
    #[serde(rename = "ResponseRefID")]
    response_ref_id: String,
    response_code: &'static str,
    response_message: &'static str,
    /// A list in a list.
    response: [Vec<Row>; 1],
}

#[derive(Serialize)]
struct Row {
    #[serde(rename = "transactionId")]
    transaction_id: String,
    #[serde(rename = "trxDate")]
    trx_date: String,
    msisdn: u64,
    sender: &'static str,
    transactiontype: &'static str,
    billreference: String,
    amount: String,
    organizationname: String,
}

pub(crate) async fn query(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Pulled>, Fault> {
    let (fields, now) = later::open(&shared, &headers, &body, Family::Pull)?;
    let short_code = known_short_code(&shared, &fields)?;
    let from = moment(&fields, Field::StartDate)?.max(in_nairobi(now - REACH).naive_local());
    let to = moment(&fields, Field::EndDate)?;
    let offset: usize = fields
        .digits(Field::OffSetValue)
        .ok()
        .and_then(|digits| digits.parse().ok())
        .ok_or(Fault::InvalidPullField(Field::OffSetValue))?;
    let rows: Vec<Row> = shared
        .store()
        .books
        .entries()
        .filter(|entry| is_pulled(entry, &short_code, from, to))
        .skip(offset)
        .take(ROWS_MAX)
        .map(|entry| Row::of(entry, &shared.config.organisation))
        .collect();
    Ok(Json(Pulled {
        response_ref_id: ids::merchant_request_id(&mut crate::clock::generator()),
        response_code: if rows.is_empty() { "1001" } else { "1000" },
        response_message: "Success",
        response: [rows],
    }))
}

fn known_short_code(shared: &Shared, fields: &Fields) -> Result<String, Fault> {
    fields
        .short_code(Field::ShortCode)
        .ok()
        .filter(|short_code| shared.store().books.of(short_code).is_some())
        .ok_or(Fault::InvalidPullField(Field::ShortCode))
}

/// `2020-08-04 8:36:00`, on Nairobi's clock; hours of one digit are taken.
fn moment(fields: &Fields, field: Field) -> Result<NaiveDateTime, Fault> {
    let text = fields.optional_text(field);
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
        .map_err(|_| Fault::InvalidPullField(field))
}

fn is_pulled(entry: &Entry, short_code: &str, from: NaiveDateTime, to: NaiveDateTime) -> bool {
    let is_a_payment = matches!(entry.kind, Kind::PayBill | Kind::BuyGoods);
    let at = in_nairobi(entry.completed_at).naive_local();
    is_a_payment
        && entry.status == Status::Completed
        && entry.short_code == short_code
        && (from..=to).contains(&at)
}

impl Row {
    fn of(entry: &Entry, organisation: &str) -> Self {
        Self {
            transaction_id: entry.receipt.clone(),
            trx_date: trx_date(entry.completed_at),
            msisdn: entry.msisdn.number(),
            sender: "MPESA",
            transactiontype: if entry.kind == Kind::BuyGoods {
                "c2b-buy-goods-debit"
            } else {
                "c2b-pay-bill-debit"
            },
            billreference: entry.account_reference.clone(),
            amount: two_decimals(entry.amount_cents),
            organizationname: organisation.to_owned(),
        }
    }
}

/// It ends in `Z`, as Daraja's does, although it is Nairobi's clock like every other time of
/// Daraja's. Whether the real one is UTC is nowhere stated.
fn trx_date(at: DateTime<Utc>) -> String {
    in_nairobi(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
