//! How the calls that are answered later fail: result codes in the catalogue's words.

use crate::outcome::ResultCode;

/// Why a call of the initiator's family came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Failure {
    InsufficientFunds,
    BelowTheMinimum,
    AboveTheMaximum,
    DailyLimit,
    MaximumBalance,
    InvalidState,
    NotAllowed,
    InvalidParameters,
    InvalidInitiator,
    AccountRule,
    ProductAssignment,
    UnknownReceipt,
    UnregisteredCustomer,
    CredentialLocked,
    AlreadyReversed,
    InvalidOriginal,
    UnknownOperator,
}

impl Failure {
    pub(crate) fn code(self) -> ResultCode {
        match self {
            Self::InsufficientFunds => ResultCode::Number(1),
            Self::BelowTheMinimum => ResultCode::Number(2),
            Self::AboveTheMaximum => ResultCode::Number(3),
            Self::DailyLimit => ResultCode::Number(4),
            Self::MaximumBalance => ResultCode::Number(8),
            Self::InvalidState => ResultCode::Number(11),
            Self::NotAllowed => ResultCode::Number(21),
            Self::InvalidParameters => ResultCode::Number(25),
            Self::InvalidInitiator => ResultCode::Number(2001),
            Self::AccountRule => ResultCode::Number(2006),
            Self::ProductAssignment => ResultCode::Number(2028),
            Self::UnknownReceipt => ResultCode::Number(2033),
            Self::UnregisteredCustomer => ResultCode::Number(2040),
            Self::CredentialLocked => ResultCode::Number(8006),
            Self::AlreadyReversed => ResultCode::Text("R000001"),
            Self::InvalidOriginal => ResultCode::Text("R000002"),
            Self::UnknownOperator => ResultCode::Text("SFC_IC0003"),
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "The balance is insufficient for the transaction.",
            Self::BelowTheMinimum => "Declined due to limit rule",
            Self::AboveTheMaximum => {
                "Declined due to limit rule: greater than the maximum transaction amount."
            }
            Self::DailyLimit => "Declined due to limit rule: would exceed daily transfer limit",
            Self::MaximumBalance => "Declined due to limit rule: would exceed the maximum balance.",
            Self::InvalidState => "The DebitParty is in an invalid state.",
            Self::NotAllowed => "The initiator is not allowed to initiate this request",
            Self::InvalidParameters => "InvalidRequestParameters",
            Self::InvalidInitiator => "The initiator information is invalid.",
            Self::AccountRule => "Declined due to account rule",
            Self::ProductAssignment => {
                "The request is not permitted according to product assignment."
            }
            Self::UnknownReceipt => "The transaction receipt number does not exist.",
            Self::UnregisteredCustomer => {
                "Credit Party customer type (Unregistered or Registered Customer) can't be supported by the service ."
            }
            Self::CredentialLocked => "The security credential is locked",
            Self::AlreadyReversed => "The transaction has already been reversed",
            Self::InvalidOriginal => "The OriginalTransactionID is invalid.",
            Self::UnknownOperator => "The operator does not exist.",
        }
    }
}
