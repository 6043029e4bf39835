//! What becomes of a payment, as it is learnt.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::hold::{About, Doubt, Report};
use domain::outcome::{OutcomeSource, StkOutcome};
use domain::payment::{Dispatch, Payment, PaymentCommand, PaymentError, RecordOutcome, Twin};
use domain::personal::{CheckoutRequestId, Personal};
use domain::wallet::{DebitCause, Wallet, WalletCommand, WalletError, credit_key};
use domain::{Decide, DeliveryId, PaymentId};
use event_store::{Accepted, Command, Halt, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;
use crate::holds::{Doubting, hold};

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
    let command = RecordFact { payment_id, fact, doubting: None };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

/// Records what was posted to us: much money and what does not fit is held until Safaricom confirms
/// it. The same again is success and changes nothing.
pub(crate) async fn record_posted(
    ledger: &Ledger,
    payment_id: PaymentId,
    fact: Fact,
    doubting: Option<Doubting>,
    context: Context,
) -> Result<Accepted<()>, SubmitError<PaymentError>> {
    let command = RecordFact { payment_id, fact, doubting };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

pub(crate) struct RecordFact {
    pub(crate) payment_id: PaymentId,
    pub(crate) fact: Fact,
    /// How the fact is doubted; none if it is believed.
    pub(crate) doubting: Option<Doubting>,
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

    fn receipt_held_by(&self, world: &World<'_>) -> Result<Option<PaymentId>, Halt> {
        let Some(key) = self.receipt_claim() else { return Ok(None) };
        let owner = world.holder(&key)?.map(|held| PaymentId::new(held.owner));
        Ok(owner.filter(|owner| *owner != self.payment_id))
    }

    /// Whether the fact waits for Safaricom to confirm it. It is recorded as it came. What names no
    /// receipt leaves nothing to ask about, and is refused if it is doubted: the delivery stays visible,
    /// and the prompt is asked about, or its money found on a statement.
    fn is_held(&self, world: &mut World<'_>) -> Result<bool, Stop<PaymentError>> {
        let Fact::Outcome { source, outcome: StkOutcome::Paid(paid), delivery_id } = &self.fact
        else {
            return Ok(false);
        };
        let Some(Doubting { above, hold_id }) = self.doubting else { return Ok(false) };
        let payment = world.state::<Payment>(self.payment_id.uuid())?.clone();
        let Some(asked) = payment.asked() else { return Ok(false) };
        let amount = paid.amount.filter(|amount| amount.is_positive()).unwrap_or(asked);
        let Some(receipt) = paid.receipt.clone() else {
            if payment.doubts_without_receipt(amount, above) {
                return Err(Stop::Rejected(PaymentError::NoReceipt));
            }
            return Ok(false);
        };
        let doubts = match self.receipt_held_by(world)? {
            None => payment.doubts(&receipt, Some(amount), above),
            // It came into the ledger before: what is told of it now is not doubted again, unless it
            // is another amount that would be credited here.
            Some(twin) => match world.state::<Payment>(twin.uuid())?.twin() {
                Some(twin) if twin.amount != amount => vec![Doubt::AmountDiffers],
                Some(_) | None => vec![],
            },
        };
        if doubts.is_empty() {
            return Ok(false);
        }
        let report = Report {
            source: *source,
            receipt,
            amount_cents: amount,
            paid_at: paid.paid_at.unwrap_or(world.now()),
            delivery_id: *delivery_id,
            about: About::Push {
                payment_id: self.payment_id,
                result_code: paid.result_code.clone(),
                description: paid.description.clone(),
            },
        };
        hold(world, hold_id, report, doubts)?;
        Ok(true)
    }

    /// Whether what is reported is believed so far as to move money that is somebody's already. A report
    /// that was only posted to us does not take it from another customer: then a person has to look.
    fn may_take_over(&self, twin: PaymentId, world: &mut World<'_>) -> Result<bool, Halt> {
        if self.doubting.is_none() {
            return Ok(true);
        }
        let own = world.state::<Payment>(self.payment_id.uuid())?.customer_id();
        let twin = world.state::<Payment>(twin.uuid())?.twin();
        Ok(twin.is_none_or(|twin| twin.customer_id.is_none() || twin.customer_id == own))
    }

    /// Merges a payment that came unprompted into this one, if both are the same money, and takes
    /// back what it has brought to a wallet. False if it is a push of its own, or if that wallet
    /// no longer holds the money: then a person has to look.
    fn take_over(&self, twin: PaymentId, world: &mut World<'_>) -> Result<bool, Halt> {
        let payment = world.state::<Payment>(twin.uuid())?.clone();
        let Some(Twin { receipt, amount, customer_id }) = payment.twin() else {
            return Ok(false);
        };
        let credit = ClaimKey::new(ClaimKind::Credit, credit_key(twin, Some(&receipt)));
        let is_credited = customer_id.is_some() && world.holder(&credit)?.is_some();
        if let Some(customer_id) = customer_id.filter(|_| is_credited) {
            let cause = DebitCause::Merged { payment_id: twin };
            let debit = WalletCommand::Debit { customer_id, amount, cause };
            match world.state::<Wallet>(customer_id.uuid())?.decide(debit) {
                Ok(events) => world.append::<Wallet>(customer_id.uuid(), events)?,
                Err(WalletError::TooLow { .. } | WalletError::BadAmount(_)) => return Ok(false),
            }
        }
        let merge = PaymentCommand::Merge { into: self.payment_id };
        let Ok(events) = payment.decide(merge) else { return Ok(false) };
        world.append::<Payment>(twin.uuid(), events)?;
        Ok(true)
    }

    fn command(&self, world: &mut World<'_>) -> Result<PaymentCommand, Halt> {
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
                let receipt_held_by = match self.receipt_held_by(world)? {
                    Some(twin)
                        if self.may_take_over(twin, world)? && self.take_over(twin, world)? =>
                    {
                        None
                    }
                    holder => holder,
                };
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
        if self.is_held(world)? {
            return Ok(());
        }
        let command = self.command(world)?;
        let events = world
            .state::<Payment>(self.payment_id.uuid())?
            .decide(command)
            .map_err(Stop::Rejected)?;
        Ok(world.append::<Payment>(self.payment_id.uuid(), events)?)
    }
}
