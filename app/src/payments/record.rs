//! What becomes of a payment, as it is learnt.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::outcome::{OutcomeSource, StkOutcome};
use domain::payment::{Dispatch, Payment, PaymentCommand, PaymentError, RecordOutcome};
use domain::personal::{CheckoutRequestId, Personal};
use domain::{Decide, DeliveryId, PaymentId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// A fact about one payment, to be recorded in the lane's own time.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The attempt with that number begins.
    Dispatched {
        /// From 1.
        attempt: u32,
    },
    /// Safaricom took the prompt.
    Accepted {
        /// Safaricom's id of our request.
        merchant_request_id: String,
        /// Safaricom's id of the prompt.
        checkout_request_id: Personal<CheckoutRequestId>,
    },
    /// Safaricom refused the prompt.
    Rejected {
        /// Its code.
        code: String,
        /// Its message.
        message: String,
    },
    /// The answer was lost.
    Unconfirmed {
        /// Why.
        why: String,
    },
    /// Somebody says what became of it.
    Outcome {
        /// By which road.
        source: OutcomeSource,
        /// What.
        outcome: StkOutcome,
        /// The raw delivery.
        delivery_id: Option<DeliveryId>,
    },
    /// It is given up.
    GivenUp {
        /// How often Safaricom was asked.
        times_asked: u32,
        /// What it said last.
        last_answer: String,
        /// Whether it said last that it is still working on it.
        still_processing: bool,
    },
}

/// Records a fact. The same fact again is success and changes nothing.
pub async fn record(
    ledger: &Ledger,
    payment_id: PaymentId,
    fact: Fact,
    context: Context,
) -> Result<Accepted<()>, SubmitError<PaymentError>> {
    let command = RecordFact { payment_id, fact };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

pub(crate) struct RecordFact {
    pub(crate) payment_id: PaymentId,
    pub(crate) fact: Fact,
}

impl RecordFact {
    fn receipt_claim(&self) -> Option<ClaimKey> {
        match &self.fact {
            Fact::Outcome { outcome: StkOutcome::Paid(paid), .. } => paid
                .receipt
                .as_ref()
                .map(|receipt| ClaimKey::new(ClaimKind::Receipt, receipt.as_str())),
            Fact::Outcome { outcome: StkOutcome::NotPaid(_), .. }
            | Fact::Dispatched { .. }
            | Fact::Accepted { .. }
            | Fact::Rejected { .. }
            | Fact::Unconfirmed { .. }
            | Fact::GivenUp { .. } => None,
        }
    }

    fn command(&self, world: &World<'_>) -> Result<PaymentCommand, event_store::Halt> {
        let now = world.now();
        Ok(match self.fact.clone() {
            Fact::Dispatched { attempt } => {
                PaymentCommand::RecordDispatch(Dispatch { attempt, now })
            }
            Fact::Accepted { merchant_request_id, checkout_request_id } => {
                PaymentCommand::RecordAccepted { merchant_request_id, checkout_request_id }
            }
            Fact::Rejected { code, message } => PaymentCommand::RecordRejected { code, message },
            Fact::Unconfirmed { why } => PaymentCommand::RecordUnconfirmed { why },
            Fact::Outcome { source, outcome, delivery_id } => {
                let holder = match self.receipt_claim() {
                    Some(key) => world.holder(&key)?,
                    None => None,
                };
                let receipt_held_by = holder
                    .map(|held| PaymentId::new(held.owner))
                    .filter(|owner| *owner != self.payment_id);
                PaymentCommand::RecordOutcome(Box::new(RecordOutcome {
                    source,
                    outcome,
                    delivery_id,
                    receipt_held_by,
                    now,
                }))
            }
            Fact::GivenUp { times_asked, last_answer, still_processing } => {
                PaymentCommand::Expire { times_asked, last_answer, still_processing, now }
            }
        })
    }
}

impl Command for RecordFact {
    type Reply = ();
    type Rejection = PaymentError;

    fn reads(&self) -> Reads {
        let reads = Reads::default().stream::<Payment>(self.payment_id.uuid());
        let reads = match self.receipt_claim() {
            Some(key) => reads.claim(key),
            None => reads,
        };
        match &self.fact {
            Fact::Accepted { checkout_request_id, .. } => {
                reads.claim(ClaimKey::new(ClaimKind::CheckoutRequest, checkout_request_id.hash()))
            }
            Fact::Dispatched { .. }
            | Fact::Rejected { .. }
            | Fact::Unconfirmed { .. }
            | Fact::Outcome { .. }
            | Fact::GivenUp { .. } => reads,
        }
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<PaymentError>> {
        let command = self.command(world)?;
        let events = world
            .state::<Payment>(self.payment_id.uuid())?
            .decide(command)
            .map_err(Stop::Rejected)?;
        Ok(world.append::<Payment>(self.payment_id.uuid(), events)?)
    }
}
