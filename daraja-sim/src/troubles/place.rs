//! Where trouble can strike: the products that are called, and what is delivered.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    Oauth,
    StkPush,
    StkQuery,
    C2b,
    B2c,
    TransactionStatus,
    AccountBalance,
    Reversal,
    Pull,
    DynamicQr,
    StkCallback,
    C2bConfirmation,
    Result,
}

impl Place {
    /// The product at an address.
    pub(crate) fn called(path: &str) -> Option<Self> {
        let beginnings = [
            ("/oauth/", Self::Oauth),
            ("/mpesa/stkpush/", Self::StkPush),
            ("/mpesa/stkpushquery/", Self::StkQuery),
            ("/mpesa/c2b/", Self::C2b),
            ("/mpesa/b2c/", Self::B2c),
            ("/mpesa/transactionstatus/", Self::TransactionStatus),
            ("/mpesa/accountbalance/", Self::AccountBalance),
            ("/mpesa/reversal/", Self::Reversal),
            ("/pulltransactions/", Self::Pull),
            ("/mpesa/qrcode/", Self::DynamicQr),
        ];
        beginnings
            .into_iter()
            .find(|(beginning, _)| path.starts_with(beginning))
            .map(|(_, place)| place)
    }

    pub(crate) fn is_called(self) -> bool {
        !self.is_delivered()
    }

    pub(crate) fn is_delivered(self) -> bool {
        match self {
            Self::StkCallback | Self::C2bConfirmation | Self::Result => true,
            Self::Oauth
            | Self::StkPush
            | Self::StkQuery
            | Self::C2b
            | Self::B2c
            | Self::TransactionStatus
            | Self::AccountBalance
            | Self::Reversal
            | Self::Pull
            | Self::DynamicQr => false,
        }
    }

    /// Whether its calls are answered later.
    pub(crate) fn is_queued(self) -> bool {
        matches!(self, Self::B2c | Self::TransactionStatus | Self::AccountBalance | Self::Reversal)
    }
}
