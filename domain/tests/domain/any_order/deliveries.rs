//! What can be told about one push, and histories made of it.

use domain::codes::Receipt;
use domain::outcome::{OutcomeSource, StkOutcome};
use domain::payment::{PaymentCommand, RecordOutcome};
use domain::{Money, Timestamp};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::world::ASKED_CENTS;
use crate::samples::{
    cents, checkout_request_id, delivery_id, not_paid, paid, paid_without_receipt, receipt,
    receipt_a, receipt_b,
};

/// One thing that is told about a push.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// Safaricom took the prompt.
    Accepted,
    /// The answer to the push was lost.
    Unconfirmed,
    /// Safaricom refused the prompt.
    Rejected,
    /// What became of it.
    Outcome(OutcomeSource, StkOutcome),
}

/// What a delivery comes to, whenever it comes.
pub(super) enum Tells {
    Paid(Receipt, Money),
    Confirmed,
    Failed(String),
    Nothing,
}

const REFUSAL: &str = "400.002.02";

impl Delivery {
    pub(super) fn command(&self, now: Timestamp) -> PaymentCommand {
        match self {
            Self::Accepted => PaymentCommand::RecordAccepted {
                merchant_request_id: "29115-34620561-1".into(),
                checkout_request_id: checkout_request_id(),
            },
            Self::Unconfirmed => PaymentCommand::RecordUnconfirmed { why: "no answer".into() },
            Self::Rejected => PaymentCommand::RecordRejected {
                code: REFUSAL.into(),
                message: "Bad Request - Invalid PhoneNumber".into(),
            },
            Self::Outcome(source, outcome) => {
                PaymentCommand::RecordOutcome(Box::new(RecordOutcome {
                    source: *source,
                    outcome: outcome.clone(),
                    delivery_id: Some(delivery_id()),
                    receipt_held_by: None,
                    now,
                }))
            }
        }
    }

    pub(super) fn tells(&self) -> Tells {
        match self {
            Self::Accepted | Self::Unconfirmed => Tells::Nothing,
            Self::Rejected => Tells::Failed(REFUSAL.into()),
            Self::Outcome(_, StkOutcome::NotPaid(not_paid)) => {
                Tells::Failed(not_paid.result_code.clone())
            }
            Self::Outcome(_, StkOutcome::Paid(paid)) => match &paid.receipt {
                None => Tells::Confirmed,
                Some(receipt) => {
                    let amount = paid.amount.unwrap_or(cents(ASKED_CENTS));
                    Tells::Paid(receipt.clone(), amount)
                }
            },
        }
    }
}

/// Everything that may be told, with those amounts on the three receipts.
fn pool([a, b, c]: [i64; 3]) -> Vec<Delivery> {
    use OutcomeSource::{Callback, Pull, Query, Statement};
    vec![
        Delivery::Accepted,
        Delivery::Unconfirmed,
        Delivery::Rejected,
        Delivery::Outcome(Callback, paid(receipt_a(), a)),
        Delivery::Outcome(Statement, paid(receipt_a(), a)),
        Delivery::Outcome(Callback, paid(receipt_b(), b)),
        Delivery::Outcome(Pull, paid(receipt("UF10CCCCC3"), c)),
        Delivery::Outcome(Query, paid_without_receipt()),
        Delivery::Outcome(Callback, not_paid("1032")),
        Delivery::Outcome(Query, not_paid("1032")),
        Delivery::Outcome(Query, not_paid("1037")),
        Delivery::Outcome(Callback, not_paid("2001")),
    ]
}

fn amount_cents() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => Just(ASKED_CENTS),
        1 => 1_i64..2 * ASKED_CENTS,
    ]
}

/// All of the set, some of it again, in any order.
fn order(set: Vec<Delivery>) -> impl Strategy<Value = Vec<Delivery>> {
    let again = prop::collection::vec(select(set.clone()), 0..=5);
    again.prop_map(move |again| set.iter().cloned().chain(again).collect::<Vec<_>>()).prop_shuffle()
}

/// A set of deliveries, and two histories that are made of it.
pub(crate) fn histories() -> impl Strategy<Value = (Vec<Delivery>, [Vec<Delivery>; 2])> {
    [amount_cents(), amount_cents(), amount_cents()]
        .prop_flat_map(|amounts| {
            let pool = pool(amounts);
            let size = 1..=pool.len();
            subsequence(pool, size)
        })
        .prop_flat_map(|set| {
            let orders = [order(set.clone()), order(set.clone())];
            (Just(set), orders)
        })
}
