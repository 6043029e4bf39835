//! What each phone number plays.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{delivery::Schedule, msisdn::Msisdn, outcome::Outcome};

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
    /// Paid, and the callback says so, but queries say 1032.
    ContradictoryQuery,
    /// Paid after 20 seconds; until then queries say 4999.
    SlowPayer,
    /// The same, but until then queries are answered with 500.001.1001.
    PendingAsError,
    /// Paid, and the callback waits until another delivery has overtaken it.
    OvertakenCallback,
    /// Paid after 3 seconds; the C2B confirmation comes then, and the callback 10 seconds later.
    ConfirmationFirst,
    /// A person answers the prompt at `/phone`, within a minute.
    ByHand,
}

/// How the push itself is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    AtOnce,
    AfterTheCallback,
    Never,
    SystemBusy,
}

/// What queries are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryAnswer {
    Truth,
    /// That the payer cancelled, whatever happened.
    Cancelled,
    /// The truth in the end; until then an error instead of result 4999.
    ErrorWhilePending,
}

/// Who acts for the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payer {
    Plan,
    /// A person at the page of the phone.
    Person,
}

/// What the simulator will do about a push. Times are real ones and count from the push.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) answer: Answer,
    pub(crate) outcome: Outcome,
    pub(crate) finished_after: Duration,
    /// When the callback is delivered, never before the end.
    pub(crate) callbacks: Schedule,
    pub(crate) query: QueryAnswer,
    pub(crate) payer: Payer,
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
/// How long a slow payer takes.
const SLOWLY: Duration = Duration::from_secs(20);
const SLOW: &[Duration] = &[SLOWLY];
const BEHIND: &[Duration] = &[Duration::from_secs(13)];

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
    (
        254_700_000_012,
        Scenario::ContradictoryQuery,
        "paid, and the callback says so; a query says cancelled",
    ),
    (254_700_000_013, Scenario::SlowPayer, "paid after 20 s; until then a query says 4999"),
    (
        254_700_000_014,
        Scenario::PendingAsError,
        "paid after 20 s; until then a query fails with 500.001.1001",
    ),
    (
        254_700_000_015,
        Scenario::OvertakenCallback,
        "paid; the callback waits until another delivery was made, 30 s at most",
    ),
    (
        254_700_000_016,
        Scenario::ConfirmationFirst,
        "paid after 3 s; the C2B confirmation comes then, the callback 10 s later",
    ),
    (254_708_374_149, Scenario::NoReply, "the sandbox's test number: result 1037 after 26 s"),
];

impl Scenario {
    /// Every scenario there is.
    pub const ALL: [Self; 18] = [
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
        Self::ContradictoryQuery,
        Self::SlowPayer,
        Self::PendingAsError,
        Self::OvertakenCallback,
        Self::ConfirmationFirst,
        Self::ByHand,
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
            callbacks: WHEN_THE_PAYER_ACTS.into(),
            query: QueryAnswer::Truth,
            payer: Payer::Plan,
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
                callbacks: WHEN_GIVEN_UP.into(),
                ..paid()
            },
            Self::DuplicateCallback => Plan { callbacks: TWICE.into(), ..paid() },
            Self::LateCallback => Plan { callbacks: LATE.into(), ..paid() },
            Self::EarlyCallback => Plan {
                answer: Answer::AfterTheCallback,
                finished_after: Duration::ZERO,
                callbacks: AT_ONCE.into(),
                ..paid()
            },
            Self::LostCallback => Plan { callbacks: NO_CALLBACK.into(), ..paid() },
            Self::LostAnswer => Plan { answer: Answer::Never, ..paid() },
            Self::SystemBusy => Plan { answer: Answer::SystemBusy, ..paid() },
            Self::ContradictoryQuery => Plan { query: QueryAnswer::Cancelled, ..paid() },
            Self::SlowPayer => Plan { finished_after: SLOWLY, callbacks: SLOW.into(), ..paid() },
            Self::PendingAsError => Plan {
                finished_after: SLOWLY,
                callbacks: SLOW.into(),
                query: QueryAnswer::ErrorWhilePending,
                ..paid()
            },
            Self::OvertakenCallback => Plan {
                callbacks: Schedule { after: WHEN_THE_PAYER_ACTS.to_vec(), overtaken: true },
                ..paid()
            },
            Self::ConfirmationFirst => Plan { callbacks: BEHIND.into(), ..paid() },
            // The wait for the person isn't planned, so the callback is due at once then.
            Self::ByHand => Plan {
                finished_after: Duration::ZERO,
                callbacks: AT_ONCE.into(),
                payer: Payer::Person,
                ..paid()
            },
            Self::CancelledCallbackLost => {
                Plan { callbacks: NO_CALLBACK.into(), ..failed(Outcome::Cancelled) }
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
    fn every_scenario_but_two_has_a_number_and_other_numbers_succeed() {
        for scenario in Scenario::ALL {
            let has_number = NUMBERS.iter().any(|(_, played, _)| *played == scenario);
            let needs_none = matches!(scenario, Scenario::Success | Scenario::ByHand);
            assert_eq!(has_number, !needs_none, "{scenario}");
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
            for at in plan.callbacks.after {
                assert!(at >= earliest, "{scenario}");
                earliest = at;
            }
        }
    }
}
