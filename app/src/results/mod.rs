//! Requests that Safaricom takes now and answers later: where their results are delivered, and how
//! a delivery finds its request.
//!
//! The address of a result holds the id of the request and a proof that we gave it away for that
//! request alone. So a result finds its request even if the process ended before it could note
//! Safaricom's own id, or if that answer was lost.

use std::net::IpAddr;

use domain::DeliveryId;
use domain::ports::ResultAddresses;
use event_store::NotStored;
use uuid::Uuid;

use crate::App;
use crate::callbacks::{take, trust};

/// What was asked for. The names stand in addresses and in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What became of a movement of money.
    Status,
    /// The balances of the organisation's accounts.
    Balance,
    /// A payment to be given back.
    Reversal,
    /// A customer to be paid.
    Refund,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Status, Self::Balance, Self::Reversal, Self::Refund];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Balance => "balance",
            Self::Reversal => "reversal",
            Self::Refund => "refund",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a delivery tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// The result.
    Result,
    /// That the request waited too long; it may still be done.
    Timeout,
}

impl Tells {
    const ALL: [Self; 2] = [Self::Result, Self::Timeout];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Result => "RESULT",
            Self::Timeout => "TIMEOUT",
        }
    }
}

/// The road of a delivery, as it stands in the inbox.
const fn road(kind: Kind, tells: Tells) -> &'static str {
    match (kind, tells) {
        (Kind::Status, Tells::Result) => "STATUS_RESULT",
        (Kind::Status, Tells::Timeout) => "STATUS_TIMEOUT",
        (Kind::Balance, Tells::Result) => "BALANCE_RESULT",
        (Kind::Balance, Tells::Timeout) => "BALANCE_TIMEOUT",
        (Kind::Reversal, Tells::Result) => "REVERSAL_RESULT",
        (Kind::Reversal, Tells::Timeout) => "REVERSAL_TIMEOUT",
        (Kind::Refund, Tells::Result) => "REFUND_RESULT",
        (Kind::Refund, Tells::Timeout) => "REFUND_TIMEOUT",
    }
}

/// What a road of the inbox brings, if it is one of these.
pub(crate) fn of_road(name: &str) -> Option<(Kind, Tells)> {
    let all = Kind::ALL.into_iter().flat_map(|kind| Tells::ALL.map(|tells| (kind, tells)));
    all.into_iter().find(|(kind, tells)| road(*kind, *tells) == name)
}

/// Where Safaricom delivers the result of that request. The id is the caller's to make: what comes
/// back is handed to whoever knows it.
pub fn addresses(app: &App, kind: Kind, request: Uuid) -> ResultAddresses {
    let base = &app.settings.callback_base;
    let secret = app.ledger.vault.result_secret(kind.as_str(), request);
    let result_url = format!("{base}/api/results/{secret}/{}/", kind.as_str());
    let timeout_url = format!("{result_url}timeout/");
    ResultAddresses { result_url, timeout_url }
}

/// Takes a result, or the news that there is none: who it claims to come from decides only how far
/// it is believed. When this returns, the bytes are durable. They have not been looked at.
pub async fn take_result(
    app: &App,
    secret: &str,
    kind: &str,
    tells: Tells,
    source_address: IpAddr,
    body: &[u8],
) -> Result<DeliveryId, NotStored> {
    let known = Kind::parse(kind);
    let request = known.and_then(|kind| app.ledger.vault.request_of_result(kind.as_str(), secret));
    let reference = request.map(|id| id.to_string());
    // An address of a kind that there is not was given to nobody.
    let road = known.map_or(tells.as_str(), |kind| road(kind, tells));
    let trust = trust(app, request.is_some(), source_address);
    take(app, road, reference.as_deref(), trust, source_address, body).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_road_says_what_it_brings() {
        assert_eq!(of_road("REVERSAL_RESULT"), Some((Kind::Reversal, Tells::Result)));
        assert_eq!(of_road("STATUS_TIMEOUT"), Some((Kind::Status, Tells::Timeout)));
        for none in ["RESULT", "STK_CALLBACK", "REVERSAL", ""] {
            assert_eq!(of_road(none), None, "{none}");
        }
    }
}
