//! The doors of Daraja.

/// One door: a path, and whose health and names go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Oauth,
    StkPush,
    StkQuery,
    C2bUrlsV1,
    C2bUrlsV2,
    TransactionStatus,
    AccountBalance,
    Reversal,
    Refund,
    PullRegister,
    PullQuery,
    QrCode,
}

impl Endpoint {
    pub(crate) const ALL: [Self; 12] = [
        Self::Oauth,
        Self::StkPush,
        Self::StkQuery,
        Self::C2bUrlsV1,
        Self::C2bUrlsV2,
        Self::TransactionStatus,
        Self::AccountBalance,
        Self::Reversal,
        Self::Refund,
        Self::PullRegister,
        Self::PullQuery,
        Self::QrCode,
    ];

    /// Its place in `ALL`.
    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// Its name in logs and in health checks.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Oauth => "oauth",
            Self::StkPush => "stk_push",
            Self::StkQuery => "stk_query",
            Self::C2bUrlsV1 => "c2b_urls_v1",
            Self::C2bUrlsV2 => "c2b_urls_v2",
            Self::TransactionStatus => "transaction_status",
            Self::AccountBalance => "account_balance",
            Self::Reversal => "reversal",
            Self::Refund => "refund",
            Self::PullRegister => "pull_register",
            Self::PullQuery => "pull_query",
            Self::QrCode => "qr_code",
        }
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Oauth => "/oauth/v1/generate",
            Self::StkPush => "/mpesa/stkpush/v1/processrequest",
            Self::StkQuery => "/mpesa/stkpushquery/v1/query",
            Self::C2bUrlsV1 => "/mpesa/c2b/v1/registerurl",
            Self::C2bUrlsV2 => "/mpesa/c2b/v2/registerurl",
            Self::TransactionStatus => "/mpesa/transactionstatus/v1/query",
            Self::AccountBalance => "/mpesa/accountbalance/v1/query",
            Self::Reversal => "/mpesa/reversal/v1/request",
            Self::Refund => "/mpesa/b2c/v3/paymentrequest",
            Self::PullRegister => "/pulltransactions/v1/register",
            Self::PullQuery => "/pulltransactions/v1/query",
            Self::QrCode => "/mpesa/qrcode/v1/generate",
        }
    }

    /// What an app on Safaricom's portal must have to use it.
    pub(crate) const fn product(self) -> &'static str {
        match self {
            Self::Oauth => "an app",
            Self::StkPush | Self::StkQuery => "M-Pesa Express (STK push)",
            Self::C2bUrlsV1 => "Customer to Business (C2B), version 1",
            Self::C2bUrlsV2 => "Customer to Business (C2B), version 2",
            Self::TransactionStatus => "Transaction Status",
            Self::AccountBalance => "Account Balance",
            Self::Reversal => "Reversals",
            Self::Refund => "Business to Customer (B2C), version 3",
            Self::PullRegister | Self::PullQuery => "Pull Transactions",
            Self::QrCode => "Dynamic QR",
        }
    }

    /// How long an answer may be. Most are under a kilobyte, and error pages of the firewall are
    /// some; a page of payments is as long as it has rows, and a picture as large as it is.
    pub(crate) const fn answer_bytes_max(self) -> usize {
        match self {
            Self::PullQuery | Self::QrCode => 4 * 1024 * 1024,
            Self::Oauth
            | Self::StkPush
            | Self::StkQuery
            | Self::C2bUrlsV1
            | Self::C2bUrlsV2
            | Self::TransactionStatus
            | Self::AccountBalance
            | Self::Reversal
            | Self::Refund
            | Self::PullRegister => 128 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_place() {
        for (index, endpoint) in Endpoint::ALL.into_iter().enumerate() {
            assert_eq!(endpoint.index(), index);
        }
    }
}
