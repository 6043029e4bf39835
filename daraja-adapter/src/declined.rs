//! Why there is no yes, in the application's words.

use std::time::Duration;

use domain::ports::NotDone;

use crate::endpoint::Endpoint;
use crate::envelope::{Fault, Meaning};
use crate::products::Unanswered;

/// A call that did not bring what was wanted.
pub(crate) enum Declined {
    Unanswered(Unanswered),
    Fault(Endpoint, Fault),
}

impl Declined {
    /// What Safaricom's answer means, if there was one.
    pub(crate) fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Unanswered(_) => None,
            Self::Fault(_, fault) => Some(fault.meaning),
        }
    }
}

impl From<Declined> for NotDone {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Unanswered(Unanswered::NoToken(error)) => {
                Self::Unavailable { why: error.to_string(), retry_after: error.retry_after() }
            }
            Declined::Unanswered(Unanswered::Held(retry_after)) => {
                Self::Unavailable { why: held(retry_after), retry_after: Some(retry_after) }
            }
            Declined::Unanswered(Unanswered::NotSent(why)) => Self::Unavailable {
                why: format!("Safaricom could not be reached ({why}); nothing was sent"),
                retry_after: None,
            },
            Declined::Unanswered(Unanswered::Lost(why)) => {
                Self::Unknown { why: format!("Safaricom's answer was lost: {why}") }
            }
            Declined::Fault(endpoint, fault) => of_fault(endpoint, fault),
        }
    }
}

/// Why nothing was sent although it could have been, for people.
pub(crate) fn held(retry_after: Duration) -> String {
    let seconds = retry_after.as_secs().saturating_add(1);
    format!(
        "Safaricom has not answered this of late, or takes no more; nothing was sent; try again in {seconds} seconds"
    )
}

fn of_fault(endpoint: Endpoint, fault: Fault) -> NotDone {
    match fault.meaning {
        Meaning::WrongProduct => NotDone::Invalid {
            why: format!(
                "{}; add the product {} to the app on Safaricom's portal",
                fault.text(),
                endpoint.product()
            ),
        },
        Meaning::Busy | Meaning::TooFast => NotDone::Unavailable {
            why: format!("Safaricom takes no more for now ({}); nothing was done", fault.text()),
            retry_after: None,
        },
        Meaning::BadToken
        | Meaning::SubscriberLocked
        | Meaning::Refused
        | Meaning::Duplicate
        | Meaning::Registered => NotDone::Refused { code: fault.code, message: fault.message },
        Meaning::Processing | Meaning::Unknown => {
            NotDone::Unknown { why: format!("Safaricom's answer is not clear: {}", fault.text()) }
        }
    }
}
