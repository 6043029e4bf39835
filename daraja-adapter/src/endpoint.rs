//! The doors of Daraja.

/// One door: a path, and whose health and names go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Oauth,
    StkPush,
    StkQuery,
    C2bUrlsV1,
    C2bUrlsV2,
}

impl Endpoint {
    /// Its name in logs and in health checks.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Oauth => "oauth",
            Self::StkPush => "stk_push",
            Self::StkQuery => "stk_query",
            Self::C2bUrlsV1 => "c2b_urls_v1",
            Self::C2bUrlsV2 => "c2b_urls_v2",
        }
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Oauth => "/oauth/v1/generate",
            Self::StkPush => "/mpesa/stkpush/v1/processrequest",
            Self::StkQuery => "/mpesa/stkpushquery/v1/query",
            Self::C2bUrlsV1 => "/mpesa/c2b/v1/registerurl",
            Self::C2bUrlsV2 => "/mpesa/c2b/v2/registerurl",
        }
    }

    /// What an app on Safaricom's portal must have to use it.
    pub(crate) const fn product(self) -> &'static str {
        match self {
            Self::Oauth => "an app",
            Self::StkPush | Self::StkQuery => "M-Pesa Express (STK push)",
            Self::C2bUrlsV1 => "Customer to Business (C2B), version 1",
            Self::C2bUrlsV2 => "Customer to Business (C2B), version 2",
        }
    }
}
