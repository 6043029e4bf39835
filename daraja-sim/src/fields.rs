//! Reading a request's fields with Daraja's tolerance: a number may come as a number, as a string,
//! or as `10.0`; keys that nobody asked for are ignored.

use std::collections::HashMap;

use axum::http::{HeaderMap, header};
use serde_json::value::RawValue;

use crate::{addresses::is_callback_url, config::CallbackAddresses, errors::Fault, msisdn::Msisdn};

/// The fields of every call. `Reciever` and `OffSet` are Daraja's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    BusinessShortCode,
    Password,
    Timestamp,
    TransactionType,
    Amount,
    PartyA,
    PartyB,
    PhoneNumber,
    CallBackUrl,
    AccountReference,
    TransactionDesc,
    CheckoutRequestId,
    ShortCode,
    ResponseType,
    ConfirmationUrl,
    ValidationUrl,
    CommandId,
    Msisdn,
    BillRefNumber,
    Initiator,
    InitiatorName,
    SecurityCredential,
    OriginatorConversationId,
    OriginalConversationId,
    TransactionId,
    IdentifierType,
    ReceiverParty,
    RecieverIdentifierType,
    Remarks,
    QueueTimeOutUrl,
    ResultUrl,
    Occasion,
    MerchantName,
    RefNo,
    TrxCode,
    Cpi,
    Size,
    RequestType,
    NominatedNumber,
    StartDate,
    EndDate,
    OffSetValue,
}

impl Field {
    fn key(self) -> &'static str {
        match self {
            Self::BusinessShortCode => "BusinessShortCode",
            Self::Password => "Password",
            Self::Timestamp => "Timestamp",
            Self::TransactionType => "TransactionType",
            Self::Amount => "Amount",
            Self::PartyA => "PartyA",
            Self::PartyB => "PartyB",
            Self::PhoneNumber => "PhoneNumber",
            Self::CallBackUrl => "CallBackURL",
            Self::AccountReference => "AccountReference",
            Self::TransactionDesc => "TransactionDesc",
            Self::CheckoutRequestId => "CheckoutRequestID",
            Self::ShortCode => "ShortCode",
            Self::ResponseType => "ResponseType",
            Self::ConfirmationUrl => "ConfirmationURL",
            Self::ValidationUrl => "ValidationURL",
            Self::CommandId => "CommandID",
            Self::Msisdn => "Msisdn",
            Self::BillRefNumber => "BillRefNumber",
            Self::Initiator => "Initiator",
            Self::InitiatorName => "InitiatorName",
            Self::SecurityCredential => "SecurityCredential",
            Self::OriginatorConversationId => "OriginatorConversationID",
            Self::OriginalConversationId => "OriginalConversationID",
            Self::TransactionId => "TransactionID",
            Self::IdentifierType => "IdentifierType",
            Self::ReceiverParty => "ReceiverParty",
            Self::RecieverIdentifierType => "RecieverIdentifierType",
            Self::Remarks => "Remarks",
            Self::QueueTimeOutUrl => "QueueTimeOutURL",
            Self::ResultUrl => "ResultURL",
            Self::Occasion => "Occasion",
            Self::MerchantName => "MerchantName",
            Self::RefNo => "RefNo",
            Self::TrxCode => "TrxCode",
            Self::Cpi => "CPI",
            Self::Size => "Size",
            Self::RequestType => "RequestType",
            Self::NominatedNumber => "NominatedNumber",
            Self::StartDate => "StartDate",
            Self::EndDate => "EndDate",
            Self::OffSetValue => "OffSetValue",
        }
    }

    /// The name in the error message. `TransactionDesc` is called `Remarks` there.
    pub(crate) fn blamed_as(self) -> &'static str {
        if self == Self::TransactionDesc { "Remarks" } else { self.key() }
    }

    pub(crate) fn invalid(self) -> Fault {
        Fault::InvalidField(self)
    }
}

/// The body of a request. Values are kept as they were written, so that `10.0` is read without
/// going through a floating-point number.
#[derive(Debug)]
pub(crate) struct Fields(HashMap<String, Box<RawValue>>);

impl Fields {
    /// A body that isn't declared as JSON is read as having no fields, so that the first one is
    /// blamed: this is what form-encoded requests meet at Daraja.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Fault> {
        if !is_declared_json(headers) {
            return Ok(Self(HashMap::new()));
        }
        serde_json::from_slice(body).map(Self).map_err(|_| Fault::InvalidPayload)
    }

    /// The field as text, if it is there and not empty.
    pub(crate) fn text(&self, field: Field) -> Result<String, Fault> {
        let written = self.0.get(field.key()).map_or("null", |value| value.get());
        let text = match written.as_bytes().first() {
            Some(b'"') => serde_json::from_str(written).unwrap_or_default(),
            Some(b'-' | b'0'..=b'9') => written.to_owned(),
            _ => String::new(),
        };
        if text.is_empty() { Err(field.invalid()) } else { Ok(text) }
    }

    /// The field as the digits of a whole number; `10`, `"10"`, `10.0` and `"10.00"` all give `10`.
    pub(crate) fn digits(&self, field: Field) -> Result<String, Fault> {
        let text = self.text(field)?;
        let whole = match text.split_once('.') {
            Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
                whole
            }
            Some(_) => return Err(field.invalid()),
            None => &text,
        };
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(field.invalid());
        }
        Ok(whole.to_owned())
    }

    /// The field as text; empty if it is missing, null or empty.
    pub(crate) fn optional_text(&self, field: Field) -> String {
        self.text(field).unwrap_or_default()
    }

    /// The field as an amount of whole shillings, at least one.
    pub(crate) fn shillings(&self, field: Field) -> Result<u32, Fault> {
        self.digits(field)?.parse().ok().filter(|amount| *amount >= 1).ok_or(field.invalid())
    }

    /// The field as a phone number in international form.
    pub(crate) fn msisdn(&self, field: Field) -> Result<Msisdn, Fault> {
        Msisdn::parse(&self.digits(field)?).ok_or(field.invalid())
    }

    /// The field as an address that is called back.
    pub(crate) fn url(&self, field: Field, accepted: CallbackAddresses) -> Result<String, Fault> {
        let url = self.text(field)?;
        if is_callback_url(&url, accepted) { Ok(url) } else { Err(field.invalid()) }
    }

    /// The field as a short or till code: 5 to 7 digits.
    pub(crate) fn short_code(&self, field: Field) -> Result<String, Fault> {
        let digits = self.digits(field)?;
        if (5..=7).contains(&digits.len()) { Ok(digits) } else { Err(field.invalid()) }
    }
}

fn is_declared_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(json: &str) -> Result<String, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/json".parse().expect("a valid header"));
        Fields::read(&headers, format!(r#"{{"Amount":{json}}}"#).as_bytes())?.digits(Field::Amount)
    }

    #[test]
    fn whole_numbers_in_every_tolerated_spelling() {
        for spelling in ["10", "\"10\"", "10.0", "\"10.00\""] {
            assert_eq!(amount(spelling), Ok("10".to_owned()), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_whole_number_is_blamed_on_the_field() {
        for spelling in [
            "10.5",
            "1e1",
            "10.00000000000000001",
            "-10",
            "\"\"",
            "\"ten\"",
            "null",
            "true",
            "[10]",
            "\"10.\"",
            "\" 10\"",
        ] {
            assert_eq!(amount(spelling), Err(Field::Amount.invalid()), "{spelling}");
        }
    }
}
