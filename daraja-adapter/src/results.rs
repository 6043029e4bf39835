//! The envelope in which the asynchronous family delivers its results.
//!
//! What is wanted stands in a list of keys and values. Safaricom writes that list as a list, as an
//! object alone, or one level higher; keys come twice, without a value, or with spaces in them.

use domain::codes::Receipt;
use domain::money::Money;
use domain::ports::{Conversation, Delivered, Ended, Party, ResultFailure, Unreadable};
use domain::time::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::delivery::{self, Named, present, unreadable};
use crate::json;
use crate::redact::scrub;
use crate::result_code;
use crate::{asynchronous, moment, result_class, texts};

#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow, default, rename = "Result")]
    result: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, rename = "ResultType")]
    result_type: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultCode")]
    result_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultDesc")]
    result_desc: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "OriginatorConversationID")]
    originator: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ConversationID")]
    conversation: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "TransactionID")]
    receipt: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ResultParameters")]
    parameters: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ParameterList<'a> {
    #[serde(borrow, default, rename = "ResultParameter")]
    parameters: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Parameter<'a> {
    #[serde(borrow, default, rename = "Key")]
    key: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "Value")]
    value: Option<&'a RawValue>,
}

/// What a result that says yes tells.
pub(crate) struct Told<'a> {
    parameters: Vec<Parameter<'a>>,
    /// The receipt of what was done; queries have a placeholder there, which is none.
    pub(crate) receipt: Option<Receipt>,
}

/// Reads a result. `done` reads what one that says yes tells.
pub(crate) fn decode<T>(
    body: &[u8],
    done: impl FnOnce(&Told<'_>) -> Result<T, Unreadable>,
) -> Result<Delivered<T>, Unreadable> {
    let delivery: Delivery<'_> = delivery::object(body)?;
    let envelope = delivery.result.ok_or_else(|| unreadable("there is no Result"))?;
    let envelope: Envelope<'_> = json::object(envelope.get())
        .ok_or_else(|| unreadable("Result is not an object, or a key is there twice"))?;
    let code = result_code::read(envelope.result_code)
        .ok_or_else(|| unreadable("ResultCode is missing or is not a code"))?;
    let failure = |code: String| ResultFailure {
        class: result_class::of(&code),
        result_code: code,
        description: scrub(&json::text(envelope.result_desc).unwrap_or_default(), &[]),
    };
    // The type says whether more is to come; it is missing, or 0, where this is all.
    let last = json::text(envelope.result_type).is_none_or(|kind| kind == "0");
    let ended = match (last, code == "0") {
        (false, _) => Ended::Unsettled(failure(code)),
        (true, false) => Ended::NotDone(failure(code)),
        (true, true) => Ended::Done(done(&Told {
            parameters: parameters(envelope.parameters)?,
            receipt: receipt(envelope.receipt),
        })?),
    };
    let conversation = asynchronous::conversation(envelope.originator, envelope.conversation);
    Ok(Delivered { conversation, ended })
}

/// Reads the news that a request waited too long. No such body was ever published, so all that is
/// asked of it is to be an object; what names the request in it is taken.
pub(crate) fn decode_timeout(body: &[u8]) -> Result<Conversation, Unreadable> {
    let delivery: Delivery<'_> = delivery::object(body)?;
    let envelope: Option<Envelope<'_>> = match delivery.result {
        Some(result) => json::object(result.get()),
        None => json::object_of_bytes(body),
    };
    Ok(envelope
        .map(|envelope| asynchronous::conversation(envelope.originator, envelope.conversation))
        .unwrap_or_default())
}

fn parameters(raw: Option<&RawValue>) -> Result<Vec<Parameter<'_>>, Unreadable> {
    let Some(raw) = present(raw) else {
        return Ok(vec![]);
    };
    // Either the list itself, or an object with the list in it.
    let list = if raw.get().starts_with('[') {
        Some(raw)
    } else {
        let inner: Option<ParameterList<'_>> = json::object(raw.get());
        present(inner.and_then(|inner| inner.parameters))
    };
    let Some(list) = list else {
        return Ok(vec![]);
    };
    delivery::list(list).ok_or_else(|| unreadable("ResultParameters is not a list of parameters"))
}

/// The receipt in the envelope. Queries and failures have a placeholder: the beginning of a
/// receipt, and zeros (`SB60000000`).
fn receipt(raw: Option<&RawValue>) -> Option<Receipt> {
    let receipt: Receipt = json::text(raw)?.parse().ok()?;
    let placeholder = receipt.as_str().bytes().skip(3).all(|byte| byte == b'0');
    (!placeholder).then_some(receipt)
}

impl Told<'_> {
    /// The value of the parameters of those names.
    pub(crate) fn one<T: PartialEq>(
        &self,
        names: &[&str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Unreadable> {
        let named = self
            .parameters
            .iter()
            .map(|parameter| Named { name: parameter.key, value: parameter.value });
        delivery::one(named, names, parse)
    }

    /// An amount, not below nothing.
    pub(crate) fn amount(&self, names: &[&str]) -> Result<Option<Money>, Unreadable> {
        self.one(names, |text| Money::parse_decimal(text).ok().filter(|it| it.cents() >= 0))
    }

    pub(crate) fn receipt(&self, names: &[&str]) -> Result<Option<Receipt>, Unreadable> {
        self.one(names, |text| text.parse().ok())
    }

    /// A moment. No money hangs on it, so one that cannot be read is as good as none.
    pub(crate) fn moment(&self, names: &[&str]) -> Result<Option<Timestamp>, Unreadable> {
        Ok(self.one(names, |text| Some(moment::of_a_result(text)))?.flatten())
    }

    /// A text in Safaricom's words.
    pub(crate) fn words(&self, names: &[&str]) -> Result<Option<String>, Unreadable> {
        self.one(names, |text| Some(scrub(text, &[])))
    }

    /// The parties of that name, of which there may be several.
    pub(crate) fn parties(&self, name: &str) -> Vec<Party> {
        let mut parties = vec![];
        for parameter in &self.parameters {
            if json::text(parameter.key).as_deref() == Some(name)
                && let Some(party) = json::text(parameter.value).and_then(|text| party(&text))
                && !parties.contains(&party)
            {
                parties.push(party);
            }
        }
        parties
    }
}

/// `254712345678 - JANE DOE`.
fn party(text: &str) -> Option<Party> {
    let text = texts::plain(text)?;
    let (handle, name) = text.split_once(" - ").unwrap_or((&text, ""));
    Some(Party { handle: handle.parse().ok()?, name: name.parse().ok() })
}

#[cfg(test)]
mod tests;
