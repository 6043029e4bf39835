//! What becomes of a payment: how people and Safaricom behave.

use chrono::{Datelike, SubsecRound, TimeDelta};
use domain::codes::Receipt;
use domain::outcome::{FailureClass, NotPaid, OutcomeSource, Paid, StkOutcome};
use domain::personal::{CheckoutRequestId, Personal};
use domain::time::in_nairobi;
use domain::{Money, PaymentId, Timestamp};

use super::chance::Chance;
use crate::payments::record::Fact;

/// How a payment ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The customer pays, and the callback comes.
    Paid,
    /// The callback comes twice.
    ToldTwice,
    /// The customer does not pay.
    Failed(&'static Failure),
    /// Safaricom refuses the prompt.
    Refused,
    /// The answer to the prompt is lost; the callback comes all the same.
    AnswerLost,
    /// The callback is lost. A question finds the payment, the statement its receipt.
    CallbackLost,
    /// The callback comes twenty-five minutes later.
    Late,
    /// Half of what was asked for is paid.
    PaidLess,
    /// It is said to have failed, and then that it was paid.
    FailedThenPaid,
    /// Two receipts come for it.
    PaidTwice,
    /// Nothing is ever heard of it.
    NeverHeardOf,
}

/// A way in which nothing is paid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    code: &'static str,
    description: &'static str,
    class: FailureClass,
}

const NO_RESPONSE: Failure = Failure {
    code: "1037",
    description: "DS timeout user cannot be reached",
    class: FailureClass::NoResponse,
};
static FAILURES: [Failure; 6] = [
    Failure {
        code: "1032",
        description: "Request cancelled by user",
        class: FailureClass::Cancelled,
    },
    NO_RESPONSE,
    Failure {
        code: "2001",
        description: "The initiator information is invalid.",
        class: FailureClass::WrongPin,
    },
    Failure {
        code: "1",
        description: "The balance is insufficient for the transaction.",
        class: FailureClass::InsufficientFunds,
    },
    Failure { code: "8", description: "Declined due to limit rule.", class: FailureClass::Limit },
    Failure {
        code: "26",
        description: "System busy. The service request is rejected.",
        class: FailureClass::Busy,
    },
];
/// How often each of them is met.
const FAILURE_WEIGHTS: [u32; 6] = [34, 26, 18, 17, 2, 3];
/// Of a thousand payments.
const FAILED: u32 = 88;
const REFUSED: u32 = 5;
const TOLD_TWICE: u32 = 14;

/// What is rare, in turn.
const ODDITIES: [Ending; 7] = [
    Ending::PaidLess,
    Ending::CallbackLost,
    Ending::Late,
    Ending::FailedThenPaid,
    Ending::AnswerLost,
    Ending::NeverHeardOf,
    Ending::PaidTwice,
];

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
/// The janitor's first question, some seconds after thirty.
const ASKED_AFTER: i64 = 33;
/// The callback of [`Ending::Late`].
const LATE_AFTER: i64 = 25 * MINUTE;
/// When the statement of the day before is read in.
const STATEMENT_AFTER: i64 = 14 * 60 * MINUTE;
/// The janitor's last question.
const GIVEN_UP_AFTER: i64 = DAY + ASKED_AFTER;

impl Ending {
    /// How the payment with that number ends.
    pub(super) fn choose(number: u32, odd_every: u32, chance: &mut Chance) -> Self {
        let odd = number.checked_rem(odd_every) == Some(odd_every / 2);
        let turn = number.checked_div(odd_every).and_then(|turn| usize::try_from(turn).ok());
        if let (true, Some(turn)) = (odd, turn) {
            return ODDITIES[turn % ODDITIES.len()];
        }
        if chance.in_thousand(FAILED) {
            Self::Failed(&FAILURES[chance.weighted(&FAILURE_WEIGHTS)])
        } else if chance.in_thousand(REFUSED) {
            Self::Refused
        } else if chance.in_thousand(TOLD_TWICE) {
            Self::ToldTwice
        } else {
            Self::Paid
        }
    }

    /// The same, unless there is no time left to tell it to its end.
    pub(super) fn within(self, left: TimeDelta) -> Self {
        let needs = match self {
            Self::Paid
            | Self::ToldTwice
            | Self::Failed(_)
            | Self::Refused
            | Self::AnswerLost
            | Self::PaidLess => 2 * MINUTE,
            Self::FailedThenPaid | Self::PaidTwice => 10 * MINUTE,
            Self::Late => LATE_AFTER + MINUTE,
            Self::CallbackLost => STATEMENT_AFTER + MINUTE,
            Self::NeverHeardOf => GIVEN_UP_AFTER + MINUTE,
        };
        if left.num_seconds() >= needs { self } else { Self::Paid }
    }

    /// Whether the customer is not online after it, and knows.
    pub(super) fn leaves_offline(self) -> bool {
        match self {
            Self::Failed(_) | Self::Refused | Self::PaidLess | Self::NeverHeardOf => true,
            Self::Paid
            | Self::ToldTwice
            | Self::AnswerLost
            | Self::CallbackLost
            | Self::Late
            | Self::FailedThenPaid
            | Self::PaidTwice => false,
        }
    }
}

/// A payment whose prompt is about to be sent.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) payment_id: PaymentId,
    /// Where the event that began it stands.
    pub(super) position: i64,
    pub(super) amount: Money,
    pub(super) at: Timestamp,
    pub(super) merchant_request_id: String,
    pub(super) checkout_request_id: Personal<CheckoutRequestId>,
}

/// What will be learnt of a payment, and when. Its customer answers after `answer_seconds`.
pub(super) fn facts(
    asked: &Asked,
    ending: Ending,
    answer_seconds: u32,
    chance: &mut Chance,
) -> Vec<(Timestamp, Fact)> {
    let later = |seconds: i64| asked.at + TimeDelta::seconds(seconds);
    let sent = asked.at + TimeDelta::milliseconds(i64::from(chance.between(80, 400)));
    let answered = sent + TimeDelta::milliseconds(i64::from(chance.between(300, 900)));
    let answer = i64::from(answer_seconds);
    let told = later(answer);
    let mut paid = |at: Timestamp, amount: Money| {
        let paid_at = (at - TimeDelta::seconds(2)).trunc_subsecs(0);
        callback(StkOutcome::Paid(Paid {
            result_code: "0".to_owned(),
            description: "The service request is processed successfully.".to_owned(),
            receipt: Some(receipt(paid_at, chance)),
            amount: Some(amount),
            paid_at: Some(paid_at),
        }))
    };
    let first = match ending {
        Ending::Refused => (answered, refused()),
        Ending::AnswerLost => (later(31), lost("no answer within 30 seconds")),
        Ending::Paid
        | Ending::ToldTwice
        | Ending::Failed(_)
        | Ending::CallbackLost
        | Ending::Late
        | Ending::PaidLess
        | Ending::FailedThenPaid
        | Ending::PaidTwice
        | Ending::NeverHeardOf => (answered, accepted(asked)),
    };
    let rest = match ending {
        Ending::Paid => vec![(told, paid(told, asked.amount))],
        Ending::ToldTwice => {
            let fact = paid(told, asked.amount);
            vec![(told, fact.clone()), (told + TimeDelta::seconds(4), fact)]
        }
        Ending::Failed(failure) => vec![(told, callback(not_paid(failure)))],
        Ending::Refused => vec![],
        Ending::AnswerLost => vec![(later(31 + answer), paid(later(answer), asked.amount))],
        Ending::CallbackLost => vec![
            (later(ASKED_AFTER), confirmed()),
            (later(STATEMENT_AFTER), on_the_statement(paid(told, asked.amount))),
        ],
        Ending::Late => vec![(later(LATE_AFTER), paid(told, asked.amount))],
        Ending::PaidLess => vec![(told, paid(told, half(asked.amount)))],
        Ending::FailedThenPaid => vec![
            (told, callback(not_paid(&NO_RESPONSE))),
            (told + TimeDelta::seconds(70), paid(told, asked.amount)),
        ],
        Ending::PaidTwice => {
            let again = told + TimeDelta::minutes(4);
            vec![(told, paid(told, asked.amount)), (again, paid(again, asked.amount))]
        }
        Ending::NeverHeardOf => vec![(later(GIVEN_UP_AFTER), given_up())],
    };
    [(sent, Fact::Dispatched { attempt: 1 }), first].into_iter().chain(rest).collect()
}

fn accepted(asked: &Asked) -> Fact {
    Fact::Accepted {
        merchant_request_id: asked.merchant_request_id.clone(),
        checkout_request_id: asked.checkout_request_id.clone(),
    }
}

fn refused() -> Fact {
    Fact::Rejected {
        code: "500.003.02".to_owned(),
        message: "System is busy. Please try again in few minutes.".to_owned(),
    }
}

fn lost(why: &str) -> Fact {
    Fact::Unconfirmed { why: why.to_owned() }
}

fn callback(outcome: StkOutcome) -> Fact {
    Fact::Outcome { source: OutcomeSource::Callback, outcome, delivery_id: None }
}

fn not_paid(failure: &Failure) -> StkOutcome {
    StkOutcome::NotPaid(NotPaid {
        result_code: failure.code.to_owned(),
        description: failure.description.to_owned(),
        class: failure.class,
    })
}

/// A question's answer: paid, but without a receipt.
fn confirmed() -> Fact {
    let paid = Paid {
        result_code: "0".to_owned(),
        description: "The service request is processed successfully.".to_owned(),
        receipt: None,
        amount: None,
        paid_at: None,
    };
    Fact::Outcome {
        source: OutcomeSource::Query,
        outcome: StkOutcome::Paid(paid),
        delivery_id: None,
    }
}

fn on_the_statement(fact: Fact) -> Fact {
    match fact {
        Fact::Outcome { outcome, delivery_id, .. } => {
            Fact::Outcome { source: OutcomeSource::Statement, outcome, delivery_id }
        }
        other => other,
    }
}

fn given_up() -> Fact {
    Fact::GivenUp {
        times_asked: 5,
        last_answer: "Safaricom's answer could not be obtained".to_owned(),
        still_processing: false,
    }
}

fn half(amount: Money) -> Money {
    let half = amount.whole_shillings().map_or(0, |shillings| shillings / 2);
    Money::from_shillings(half.max(1)).unwrap_or(amount)
}

/// A receipt as Safaricom writes them: year, month and day in a character each, and seven more.
fn receipt(paid_at: Timestamp, chance: &mut Chance) -> Receipt {
    const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let character = |index: u32| {
        let byte = usize::try_from(index).ok().and_then(|index| CHARACTERS.get(index));
        char::from(byte.copied().unwrap_or(b'Z'))
    };
    let day = in_nairobi(paid_at);
    // Letters stand for years and months: 2026 is U, January is A.
    let year = u32::try_from(day.year()).unwrap_or(0).saturating_sub(2_006);
    let date = [10 + year % 26, 10 + day.month0(), day.day()].map(character);
    let rest = (0..7).map(|_| character(chance.below(36)));
    let text: String = date.into_iter().chain(rest).collect();
    text.parse().expect("ten letters and digits are a receipt")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn receipts_are_dated_and_different() {
        let mut chance = Chance::new(9);
        let at: Timestamp = "2026-06-01T09:00:00Z".parse().unwrap();
        let receipts: HashSet<Receipt> = (0..5_000).map(|_| receipt(at, &mut chance)).collect();
        assert_eq!(receipts.len(), 5_000);
        assert!(receipts.iter().all(|receipt| receipt.as_str().starts_with("UF1")));
    }

    #[test]
    fn every_oddity_comes_in_its_turn_and_about_a_tenth_fails() {
        let mut chance = Chance::new(2);
        let endings: Vec<Ending> =
            (0..7_000).map(|number| Ending::choose(number, 100, &mut chance)).collect();
        for oddity in ODDITIES {
            assert_eq!(
                endings.iter().filter(|ending| **ending == oddity).count(),
                10,
                "{oddity:?}"
            );
        }
        let failed = endings.iter().filter(|ending| matches!(ending, Ending::Failed(_))).count();
        assert!((500..800).contains(&failed), "{failed} of 7000");
    }

    #[test]
    fn what_cannot_be_told_to_its_end_is_paid() {
        assert_eq!(Ending::NeverHeardOf.within(TimeDelta::hours(20)), Ending::Paid);
        assert_eq!(Ending::NeverHeardOf.within(TimeDelta::hours(30)), Ending::NeverHeardOf);
    }
}
