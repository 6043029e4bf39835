//! An order for trouble: what, where, how often or how long.

use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::results::Failure;

/// The longest that trouble may be ordered for, in seconds, and the longest delay: a day.
const SECONDS_MAX: u32 = 86_400;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trouble {
    /// 500.003.02, system is busy.
    SystemBusy,
    /// 500.003.02 again, a spike arrest.
    SpikeArrest,
    /// The same as the gateway's own fault, with status 429.
    SpikeArrestFault,
    QuotaViolation,
    InternalError,
    /// The firewall's page, with status 403.
    HtmlForbidden,
    EmptyBadRequest,
    /// The gateway's page, with status 503.
    Unavailable,
    SoapFault,
    ErrorWithStatus200,
    /// 500.001.1001 of a query, for a transaction that may well exist.
    UnknownTransaction,
    /// Every token is forgotten.
    InvalidToken,
    /// The call is made, and its answer is lost.
    LostAnswer,
    /// Nothing answers, and nothing is delivered until it is over.
    Outage,
    Duplicate,
    Drop,
    Delay,
    /// The delivery waits until another was made.
    Overtake,
    /// A call that is answered later waits until it expires.
    Expire,
    /// A call that is answered later fails.
    Fail,
}

impl Trouble {
    pub(super) fn is_at_edge(self) -> bool {
        !self.is_of_deliveries() && !self.is_in_queue()
    }

    pub(super) fn is_of_deliveries(self) -> bool {
        matches!(self, Self::Duplicate | Self::Drop | Self::Delay | Self::Overtake)
    }

    pub(super) fn is_in_queue(self) -> bool {
        matches!(self, Self::Expire | Self::Fail)
    }
}

/// What is asked for at `POST /sim/troubles`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) trouble: Trouble,
    /// Wherever it can strike, if not said.
    #[serde(default)]
    pub(crate) on: Option<Place>,
    /// Once, if neither this nor the time is said.
    #[serde(default)]
    pub(crate) times: Option<u32>,
    /// How long it goes on, divided by the simulator's speed like every wait.
    #[serde(default)]
    pub(crate) for_seconds: Option<u32>,
    /// How late a delayed delivery is.
    #[serde(default)]
    pub(crate) delay_seconds: Option<u32>,
    /// How a call fails.
    #[serde(default)]
    pub(crate) failure: Option<Failure>,
}

/// Why an order is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrderError {
    #[error("this trouble can't strike there; leave `on` out, or name another place")]
    Place,
    #[error("`times` is 0; leave it out for once")]
    Times,
    #[error("an outage needs `for_seconds`")]
    Endless,
    #[error("a time is over a day or 0; give 1 to 86400 seconds")]
    TooLong,
    #[error("`fail` needs a `failure`, such as \"credential-locked\"")]
    Failure,
    #[error("100 troubles are waiting already; DELETE /sim/troubles forgets them")]
    TooMany,
}

impl Order {
    pub(crate) fn check(&self) -> Result<(), OrderError> {
        let can_strike = |on: Place| {
            if self.trouble.is_of_deliveries() {
                on.is_delivered()
            } else if self.trouble.is_in_queue() {
                on.is_queued()
            } else {
                on.is_called()
            }
        };
        let is_time = |seconds: u32| (1..=SECONDS_MAX).contains(&seconds);
        if !self.on.is_none_or(can_strike) {
            Err(OrderError::Place)
        } else if self.times == Some(0) {
            Err(OrderError::Times)
        } else if self.trouble == Trouble::Outage && self.for_seconds.is_none() {
            Err(OrderError::Endless)
        } else if !self.for_seconds.is_none_or(is_time) || !self.delay_seconds.is_none_or(is_time) {
            Err(OrderError::TooLong)
        } else if self.trouble == Trouble::Fail && self.failure.is_none() {
            Err(OrderError::Failure)
        } else {
            Ok(())
        }
    }
}
