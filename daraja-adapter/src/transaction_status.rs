//! `POST /mpesa/transactionstatus/v1/query`: what became of a movement of money.

use domain::ports::{
    Conversation, Delivered, MovementState, NotDone, StatusQuestion, StatusReport, StatusSubject,
    Unreadable,
};
use serde::Serialize;

use crate::asynchronous::{self, Addresses, SHORT_CODE};
use crate::endpoint::Endpoint;
use crate::http::ASK_TIMEOUT;
use crate::limits::{self, REMARKS_CHARS};
use crate::products::{Call, Products};
use crate::results;

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "Initiator")]
    initiator: &'a str,
    #[serde(rename = "SecurityCredential")]
    credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "TransactionID", skip_serializing_if = "Option::is_none")]
    receipt: Option<&'a str>,
    #[serde(rename = "OriginalConversationID", skip_serializing_if = "Option::is_none")]
    conversation: Option<&'a str>,
    #[serde(rename = "PartyA")]
    short_code: &'a str,
    #[serde(rename = "IdentifierType")]
    identifier_type: &'static str,
    #[serde(flatten)]
    addresses: Addresses<'a>,
    #[serde(rename = "Remarks")]
    remarks: &'a str,
    #[serde(rename = "Occasion")]
    occasion: &'static str,
}

/// Asks what became of it.
pub(crate) async fn ask(
    products: &Products,
    question: &StatusQuestion,
) -> Result<Conversation, NotDone> {
    let config = &products.config;
    let remarks = limits::text("remarks", &question.remarks, REMARKS_CHARS)?;
    let addresses = asynchronous::addresses(config, &question.addresses)?;
    let asker = asynchronous::asker(config)?;
    // A refund left the short code that pays out.
    let (receipt, conversation, short_code) = match &question.subject {
        StatusSubject::Receipt(receipt) => (Some(receipt.as_str()), None, &*config.short_code),
        StatusSubject::Refund(id) => (None, Some(id.as_str()), config.payer()),
    };
    let body = Body {
        initiator: asker.initiator,
        credential: asker.credential.expose(),
        command: "TransactionStatusQuery",
        receipt,
        conversation,
        short_code,
        identifier_type: SHORT_CODE,
        addresses,
        remarks,
        occasion: "",
    };
    let call = Call { endpoint: Endpoint::TransactionStatus, body: &body, timeout: ASK_TIMEOUT };
    Ok(products.ask(call, asynchronous::taken).await?)
}

/// Reads a delivered report.
pub(crate) fn decode(body: &[u8]) -> Result<Delivered<StatusReport>, Unreadable> {
    results::decode(body, |told| {
        Ok(StatusReport {
            receipt: told.receipt(&["ReceiptNo"])?,
            state: state(told.words(&["TransactionStatus"])?),
            amount: told.amount(&["Amount"])?,
            initiated_at: told.moment(&["InitiatedTime"])?,
            // Spelt with a z in older results.
            finalised_at: told.moment(&["FinalisedTime", "FinalizedTime"])?,
            debit_parties: told.parties("DebitPartyName"),
            credit_parties: told.parties("CreditPartyName"),
            reason_type: told.words(&["ReasonType"])?,
        })
    })
}

fn state(words: Option<String>) -> MovementState {
    let words = words.unwrap_or_default();
    match words.as_str() {
        "Completed" => MovementState::Completed,
        "Initiated" | "Authorized" | "Pending Authorized" => MovementState::Pending,
        "Cancelled" | "Declined" | "Expired" => MovementState::Ended,
        _ => MovementState::Other(words),
    }
}
