//! How an STK push ends, in Daraja's codes and words.

use serde::{Serialize, Serializer};

/// What became of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Paid,
    InsufficientFunds,
    RuleLimited,
    PromptTooLong,
    Cancelled,
    NoReply,
    WrongPin,
    UnknownOperator,
}

/// A result code: a number in callbacks, but for the few that have letters; always text in queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultCode {
    Number(u16),
    Text(&'static str),
}

impl ResultCode {
    pub(crate) fn as_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

impl Serialize for ResultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u16(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl Outcome {
    pub(crate) fn code(self) -> ResultCode {
        match self {
            Self::Paid => ResultCode::Number(0),
            Self::InsufficientFunds => ResultCode::Number(1),
            Self::RuleLimited => ResultCode::Number(17),
            Self::PromptTooLong => ResultCode::Number(1025),
            Self::Cancelled => ResultCode::Number(1032),
            Self::NoReply => ResultCode::Number(1037),
            Self::WrongPin => ResultCode::Number(2001),
            Self::UnknownOperator => ResultCode::Text("SFC_IC0003"),
        }
    }

    pub(crate) fn callback_description(self) -> &'static str {
        match self {
            Self::Paid => "The service request is processed successfully.",
            Self::InsufficientFunds => "The balance is insufficient for the transaction.",
            Self::RuleLimited => "Rule limited.",
            Self::PromptTooLong => "An error occurred while sending a push request.",
            Self::Cancelled => "Request cancelled by user",
            Self::NoReply => "No response from user.",
            Self::WrongPin => "The initiator information is invalid.",
            Self::UnknownOperator => "The operator does not exist.",
        }
    }

    /// The query words 1037 otherwise than the callback for the very same payment.
    pub(crate) fn query_description(self) -> &'static str {
        if self == Self::NoReply {
            "DS timeout user cannot be reached."
        } else {
            self.callback_description()
        }
    }
}
