//! What each phone number plays.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{msisdn::Msisdn, outcome::Outcome};

/// What happens to a push. A phone number has one of these; `GET /` lists which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// Paid after 3 seconds, and one callback then.
    Success,
    /// Result 2001 after 3 seconds.
    WrongPin,
    /// Result 1032 after 3 seconds.
    Cancelled,
    /// Result 1037 after 26 seconds.
    NoReply,
    /// Result 1 after 3 seconds.
    InsufficientFunds,
    /// Paid, and the callback is delivered twice.
    DuplicateCallback,
    /// Paid after 3 seconds, as a query can tell, but the callback comes after 45.
    LateCallback,
    /// Paid at once, and the callback is delivered before the answer to the push.
    EarlyCallback,
    /// Paid, but no callback ever comes: only a query tells.
    LostCallback,
    /// The connection is closed without an answer to the push; the payer pays and the callback comes.
    LostAnswer,
    /// The push is refused with 500.003.02, and nothing happens.
    SystemBusy,
    /// Result 1032, but no callback ever comes: only a query tells.
    CancelledCallbackLost,
}

/// How the push itself is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    AtOnce,
    AfterTheCallback,
    Never,
    SystemBusy,
}

/// What the simulator will do about a push. Times are real ones and count from the push.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) answer: Answer,
    pub(crate) outcome: Outcome,
    pub(crate) finished_after: Duration,
    /// When each delivery of the callback is made, in order, none of them before the end.
    pub(crate) callbacks_after: Vec<Duration>,
}

/// How long a payer takes; production shows 1.5 to 9 seconds.
const PAYER_ACTS: Duration = Duration::from_secs(3);
/// How long the sandbox takes to give up on a phone that doesn't answer.
const PHONE_GIVEN_UP: Duration = Duration::from_secs(26);

const NO_CALLBACK: &[Duration] = &[];
const AT_ONCE: &[Duration] = &[Duration::ZERO];
const WHEN_THE_PAYER_ACTS: &[Duration] = &[PAYER_ACTS];
const WHEN_GIVEN_UP: &[Duration] = &[PHONE_GIVEN_UP];
const TWICE: &[Duration] = &[PAYER_ACTS, Duration::from_secs(4)];
const LATE: &[Duration] = &[Duration::from_secs(45)];

/// The numbers that play something, with what a reader should expect.
pub(crate) const NUMBERS: &[(u64, Scenario, &str)] = &[
    (254_700_000_001, Scenario::WrongPin, "wrong PIN: result 2001"),
    (254_700_000_002, Scenario::Cancelled, "cancelled by the payer: result 1032"),
    (254_700_000_003, Scenario::NoReply, "no reply: result 1037 after 26 s"),
    (254_700_000_004, Scenario::InsufficientFunds, "insufficient funds: result 1"),
    (254_700_000_005, Scenario::DuplicateCallback, "paid; the callback comes twice"),
    (254_700_000_006, Scenario::LateCallback, "paid after 3 s; the callback comes after 45 s"),
    (
        254_700_000_007,
        Scenario::EarlyCallback,
        "paid; the callback comes before the answer to the push",
    ),
    (254_700_000_008, Scenario::LostCallback, "paid; no callback, only a query tells"),
    (254_700_000_009, Scenario::LostAnswer, "paid; the push is never answered, the callback comes"),
    (254_700_000_010, Scenario::SystemBusy, "the push is refused: 500.003.02, system is busy"),
    (
        254_700_000_011,
        Scenario::CancelledCallbackLost,
        "cancelled; no callback, only a query tells",
    ),
    (254_708_374_149, Scenario::NoReply, "the sandbox's test number: result 1037 after 26 s"),
];

impl Scenario {
    /// Every scenario there is.
    pub const ALL: [Self; 12] = [
        Self::Success,
        Self::WrongPin,
        Self::Cancelled,
        Self::NoReply,
        Self::InsufficientFunds,
        Self::DuplicateCallback,
        Self::LateCallback,
        Self::EarlyCallback,
        Self::LostCallback,
        Self::LostAnswer,
        Self::SystemBusy,
        Self::CancelledCallbackLost,
    ];

    /// What a number plays unless it was told otherwise. Any number without a part succeeds.
    pub(crate) fn of(payer: Msisdn) -> Self {
        NUMBERS
            .iter()
            .find(|(number, _, _)| *number == payer.number())
            .map_or(Self::Success, |(_, scenario, _)| *scenario)
    }

    pub(crate) fn plan(self) -> Plan {
        let paid = || Plan {
            answer: Answer::AtOnce,
            outcome: Outcome::Paid,
            finished_after: PAYER_ACTS,
            callbacks_after: WHEN_THE_PAYER_ACTS.to_vec(),
        };
        let failed = |outcome| Plan { outcome, ..paid() };
        match self {
            Self::Success => paid(),
            Self::WrongPin => failed(Outcome::WrongPin),
            Self::Cancelled => failed(Outcome::Cancelled),
            Self::InsufficientFunds => failed(Outcome::InsufficientFunds),
            Self::NoReply => Plan {
                outcome: Outcome::NoReply,
                finished_after: PHONE_GIVEN_UP,
                callbacks_after: WHEN_GIVEN_UP.to_vec(),
                ..paid()
            },
            Self::DuplicateCallback => Plan { callbacks_after: TWICE.to_vec(), ..paid() },
            Self::LateCallback => Plan { callbacks_after: LATE.to_vec(), ..paid() },
            Self::EarlyCallback => Plan {
                answer: Answer::AfterTheCallback,
                finished_after: Duration::ZERO,
                callbacks_after: AT_ONCE.to_vec(),
                ..paid()
            },
            Self::LostCallback => Plan { callbacks_after: NO_CALLBACK.to_vec(), ..paid() },
            Self::LostAnswer => Plan { answer: Answer::Never, ..paid() },
            Self::SystemBusy => Plan { answer: Answer::SystemBusy, ..paid() },
            Self::CancelledCallbackLost => {
                Plan { callbacks_after: NO_CALLBACK.to_vec(), ..failed(Outcome::Cancelled) }
            }
        }
    }
}

/// The name that the control interface takes.
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_both_ways() {
        for scenario in Scenario::ALL {
            let name = scenario.to_string();
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
            let read: Scenario = serde_json::from_str(&format!("{name:?}")).unwrap();
            assert_eq!(read, scenario);
        }
        assert_eq!(Scenario::CancelledCallbackLost.to_string(), "cancelled-callback-lost");
    }

    #[test]
    fn every_scenario_but_success_has_a_number_and_other_numbers_succeed() {
        for scenario in Scenario::ALL {
            let has_number = NUMBERS.iter().any(|(_, played, _)| *played == scenario);
            assert_eq!(has_number, scenario != Scenario::Success, "{scenario}");
        }
        for (number, scenario, _) in NUMBERS {
            let payer = Msisdn::parse(&number.to_string()).expect("a listed number is valid");
            assert_eq!(Scenario::of(payer), *scenario);
        }
        let anyone = Msisdn::parse("254712345678").unwrap();
        assert_eq!(Scenario::of(anyone), Scenario::Success);
    }

    #[test]
    fn no_callback_is_planned_before_the_end_or_out_of_order() {
        for scenario in Scenario::ALL {
            let plan = scenario.plan();
            let mut earliest = plan.finished_after;
            for at in plan.callbacks_after {
                assert!(at >= earliest, "{scenario}");
                earliest = at;
            }
        }
    }
}
