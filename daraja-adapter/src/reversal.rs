//! `POST /mpesa/reversal/v1/request`: a customer's payment is given back.
//!
//! It has no id of ours, so the same request twice is two requests; a payment is reversed once all
//! the same, and the second is told so.

use domain::ports::{
    Conversation, Delivered, NotDone, ReversalReport, ReversalRequest, Unreadable,
};
use serde::Serialize;

use crate::asynchronous::{self, Addresses};
use crate::endpoint::Endpoint;
use crate::http::PUSH_TIMEOUT;
use crate::limits::{self, REMARKS_CHARS};
use crate::products::{Call, Products};
use crate::results;

/// An organisation, in the numbering that this product alone has.
const ORGANISATION: &str = "11";

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "Initiator")]
    initiator: &'a str,
    #[serde(rename = "SecurityCredential")]
    credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "TransactionID")]
    receipt: &'a str,
    #[serde(rename = "Amount")]
    amount_shillings: i64,
    #[serde(rename = "ReceiverParty")]
    receiver: &'a str,
    /// Misspelt; with the right spelling it is refused.
    #[serde(rename = "RecieverIdentifierType")]
    receiver_type: &'static str,
    #[serde(flatten)]
    addresses: Addresses<'a>,
    #[serde(rename = "Remarks")]
    remarks: &'a str,
    #[serde(rename = "Occasion")]
    occasion: &'static str,
}

/// Asks for it.
pub(crate) async fn ask(
    products: &Products,
    request: &ReversalRequest,
) -> Result<Conversation, NotDone> {
    let config = &products.config;
    let amount_shillings = limits::shillings(request.amount, 1)?;
    let remarks = limits::text("remarks", &request.remarks, REMARKS_CHARS)?;
    let addresses = asynchronous::addresses(config, &request.addresses)?;
    let asker = asynchronous::asker(config)?;
    let body = Body {
        initiator: asker.initiator,
        credential: asker.credential.expose(),
        command: "TransactionReversal",
        receipt: request.receipt.as_str(),
        amount_shillings,
        receiver: &config.short_code,
        receiver_type: ORGANISATION,
        addresses,
        remarks,
        occasion: "",
    };
    let call = Call { endpoint: Endpoint::Reversal, body: &body, timeout: PUSH_TIMEOUT };
    Ok(products.ask(call, asynchronous::taken).await?)
}

/// Reads a delivered result.
pub(crate) fn decode(body: &[u8]) -> Result<Delivered<ReversalReport>, Unreadable> {
    results::decode(body, |told| {
        Ok(ReversalReport {
            receipt: told.receipt.clone(),
            original: told.receipt(&["OriginalTransactionID"])?,
            amount: told.amount(&["Amount"])?,
            completed_at: told.moment(&["TransCompletedTime"])?,
        })
    })
}
