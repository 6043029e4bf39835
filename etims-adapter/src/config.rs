//! What the adapter is told.

use std::fmt;

use url::Url;

/// A text that must not reach a log, an error or an event.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a token is asked with. The authority's older gateway asks for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Where tokens are given, such as `https://api.developer.go.ke/v1/token/generate`.
    pub token_url: Url,
    /// The app's consumer key.
    pub consumer_key: Secret,
    /// Its secret.
    pub consumer_secret: Secret,
}

/// How to speak with one control unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The interface, such as `https://etims-api.kra.go.ke/etims-api`.
    pub base_url: Url,
    /// For gateways that want a token.
    pub credentials: Option<Credentials>,
    /// The key that the control unit gave when it was registered.
    pub communication_key: Secret,
    /// The unit's number, which is printed on every invoice.
    pub unit_id: String,
    /// Where customers see an invoice that they scan; the code ends in `?Data=` and what names it.
    pub receipt_url: Url,
    /// The class of what is sold: UNSPSC 81112101, Internet service providers, as eTIMS pads it,
    /// unless the provider's registration says another.
    pub item_class: String,
}

impl Config {
    /// Where customers see invoices, unless it is said otherwise.
    pub const RECEIPT_URL: &'static str =
        "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData";
    /// The class of what is sold, unless it is said otherwise.
    pub const ITEM_CLASS: &'static str = "8111210100";
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The HTTP client could not be made.
    #[error("the HTTP client for eTIMS could not be made")]
    Client(#[source] reqwest::Error),
}
