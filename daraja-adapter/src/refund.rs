//! `POST /mpesa/b2c/v3/paymentrequest`: the organisation pays a customer.
//!
//! The third version takes an id of ours, and refuses it when it comes again. So a refund whose
//! answer was lost is asked for again under its id: it is paid once, and we learn that it was taken.

use domain::money::Money;
use domain::ports::{Delivered, NotDone, RefundReport, RefundRequest, RefundTaken, Unreadable};
use serde::Serialize;

use crate::asynchronous::{self, Addresses};
use crate::endpoint::Endpoint;
use crate::envelope::Meaning;
use crate::http::PUSH_TIMEOUT;
use crate::limits::{self, REMARKS_CHARS};
use crate::products::{Call, Products};
use crate::results;

/// What B2C pays at least.
const AMOUNT_SHILLINGS_MIN: i64 = 10;

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "OriginatorConversationID")]
    id: &'a str,
    #[serde(rename = "InitiatorName")]
    initiator: &'a str,
    #[serde(rename = "SecurityCredential")]
    credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "Amount")]
    amount_shillings: i64,
    #[serde(rename = "PartyA")]
    payer: &'a str,
    #[serde(rename = "PartyB")]
    payee: &'a str,
    #[serde(rename = "Remarks")]
    remarks: &'a str,
    #[serde(flatten)]
    addresses: Addresses<'a>,
    /// Misspelt, unlike in the other products.
    #[serde(rename = "Occassion")]
    occasion: &'static str,
}

/// Asks for it.
pub(crate) async fn ask(
    products: &Products,
    request: &RefundRequest,
) -> Result<RefundTaken, NotDone> {
    let config = &products.config;
    let amount_shillings = limits::shillings(request.amount, AMOUNT_SHILLINGS_MIN)?;
    let remarks = limits::text("remarks", &request.remarks, REMARKS_CHARS)?;
    let addresses = asynchronous::addresses(config, &request.addresses)?;
    let asker = asynchronous::asker(config)?;
    let body = Body {
        id: request.id.as_str(),
        initiator: asker.initiator,
        credential: asker.credential.expose(),
        command: "BusinessPayment",
        amount_shillings,
        payer: config.payer(),
        payee: request.payee.as_str(),
        remarks,
        addresses,
        occasion: "",
    };
    let call = Call { endpoint: Endpoint::Refund, body: &body, timeout: PUSH_TIMEOUT };
    match products.ask(call, asynchronous::taken).await {
        Ok(conversation) => Ok(RefundTaken::Now(conversation)),
        Err(declined) if declined.meaning() == Some(Meaning::Duplicate) => Ok(RefundTaken::Before),
        Err(declined) => Err(declined.into()),
    }
}

/// Reads a delivered result.
pub(crate) fn decode(body: &[u8]) -> Result<Delivered<RefundReport>, Unreadable> {
    results::decode(body, |told| {
        let receipt = told.receipt(&["TransactionReceipt"])?;
        // For information only, so what cannot be read is as good as none.
        let balance = |text: &str| Some(Money::parse_decimal(text).ok());
        Ok(RefundReport {
            receipt: receipt.or_else(|| told.receipt.clone()),
            amount: told.amount(&["TransactionAmount"])?,
            completed_at: told.moment(&["TransactionCompletedDateTime"])?,
            payee: told.parties("ReceiverPartyPublicName").into_iter().next(),
            utility_balance: told.one(&["B2CUtilityAccountAvailableFunds"], balance)?.flatten(),
        })
    })
}
