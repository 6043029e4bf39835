//! What Safaricom posts when a prompt has ended.
//!
//! It says so by a result code and a description; a payment has its receipt, amount, time and payer
//! in a list of named items. What is kept of the description is fit to stand in an event in clear.
//!
//! The body is read by names, in any order and with anything more or less in it. What is there and
//! cannot be read, or is there twice and differs, makes it unreadable: a person then looks, and the
//! question to Safaricom serves the customer meanwhile. What is not there is simply not known.

use domain::codes::Receipt;
use domain::money::Money;
use domain::outcome::{FailureClass, NotPaid, Paid, StkOutcome};
use domain::personal::CheckoutRequestId;
use domain::ports::{CallbackContent, Unreadable};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::delivery::{self, Named, present, unreadable};
use crate::json::{self, Scalar};
use crate::moment;
use crate::redact::scrub;
use crate::result_code::{self, Verdict};

#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow, default, rename = "Body")]
    body: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "stkCallback")]
    callback: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Callback<'a> {
    #[serde(borrow, default, rename = "CheckoutRequestID")]
    checkout_request_id: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultCode")]
    result_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultDesc")]
    result_desc: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "CallbackMetadata")]
    metadata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default, rename = "Item")]
    items: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default, rename = "Name")]
    name: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "Value")]
    value: Option<&'a RawValue>,
}

/// Reads the bytes of a callback.
pub(crate) fn decode(body: &[u8]) -> Result<CallbackContent, Unreadable> {
    let callback = find(body)?;
    let result_code = result_code::read(callback.result_code)
        .ok_or_else(|| unreadable("ResultCode is missing or is not a code"))?;
    let checkout_request_id = checkout_request_id(callback.checkout_request_id)?;
    let description = scrub(&json::text(callback.result_desc).unwrap_or_default(), &[]);
    let not_paid = |result_code, description, class| {
        StkOutcome::NotPaid(NotPaid { result_code, description, class })
    };
    let outcome = match result_code::verdict(&result_code) {
        Verdict::Paid => StkOutcome::Paid(paid(result_code, description, callback.metadata)?),
        Verdict::Processing => return Err(unreadable("it says that nothing has ended yet")),
        Verdict::NotPaid(class) => not_paid(result_code, description, class),
        Verdict::Unknown => not_paid(result_code, description, FailureClass::Unclassified),
    };
    Ok(CallbackContent { checkout_request_id, outcome })
}

/// The callback within what was delivered: under `Body` as Safaricom sends it, without that, or in
/// the flat shape of an answer to a query, which its documentation shows too.
fn find(body: &[u8]) -> Result<Callback<'_>, Unreadable> {
    let text = delivery::text(body)?;
    let delivery: Delivery<'_> = json::object(text)
        .ok_or_else(|| unreadable("it is not a JSON object, or a key is there twice"))?;
    let nested = match (delivery.body, delivery.callback) {
        (Some(_), Some(_)) => return Err(unreadable("stkCallback is there twice")),
        (Some(body), None) => {
            let inner: Option<Delivery<'_>> = json::object(body.get());
            let callback = inner.and_then(|inner| inner.callback);
            Some(callback.ok_or_else(|| unreadable("there is no stkCallback in Body"))?)
        }
        (None, callback) => callback,
    };
    if let Some(callback) = nested {
        return json::object(callback.get())
            .ok_or_else(|| unreadable("stkCallback is not an object, or a key is there twice"));
    }
    // Many things have a ResultCode; what also names a prompt is about a prompt.
    json::object(text)
        .filter(|flat: &Callback<'_>| flat.checkout_request_id.is_some())
        .ok_or_else(|| unreadable("there is no stkCallback"))
}

fn checkout_request_id(raw: Option<&RawValue>) -> Result<Option<CheckoutRequestId>, Unreadable> {
    match Scalar::read(raw) {
        Scalar::Nothing => Ok(None),
        scalar => scalar
            .text()
            .and_then(|text| text.parse().ok())
            .map(Some)
            .ok_or_else(|| unreadable("CheckoutRequestID is not an id")),
    }
}

fn paid(
    result_code: String,
    description: String,
    metadata: Option<&RawValue>,
) -> Result<Paid, Unreadable> {
    let items = items(metadata)?;
    let amount = one(&items, "Amount", |text| {
        Money::parse_decimal(text).ok().filter(|amount| amount.cents() >= 0)
    })?;
    Ok(Paid {
        result_code,
        description,
        receipt: one(&items, "MpesaReceiptNumber", |text| text.parse::<Receipt>().ok())?,
        amount,
        // No money hangs on it, so a moment that cannot be read is as good as none.
        paid_at: one(&items, "TransactionDate", |text| Some(moment::compact(text)))?.flatten(),
    })
}

fn items(metadata: Option<&RawValue>) -> Result<Vec<Item<'_>>, Unreadable> {
    let malformed = || unreadable("CallbackMetadata is not a list of items");
    let Some(metadata) = present(metadata) else {
        return Ok(vec![]);
    };
    let metadata: Metadata<'_> = json::object(metadata.get()).ok_or_else(malformed)?;
    let Some(items) = present(metadata.items) else {
        return Ok(vec![]);
    };
    delivery::list(items).ok_or_else(malformed)
}

/// The value of the items of that name.
fn one<T: PartialEq>(
    items: &[Item<'_>],
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Unreadable> {
    let named = items.iter().map(|item| Named { name: item.name, value: item.value });
    delivery::one(named, &[name], parse)
}

#[cfg(test)]
mod tests;
