//! What becomes of a refund, as it is learnt: the refund, the payment, the subscription and the
//! wallet change in one step.

use cqrs_es::Aggregate;
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use domain::context::Context;
use domain::payment::{Payment, PaymentCommand, PaymentError, Reversed, Status};
use domain::purchase::{TakingBack, take_back};
use domain::refund::{Refund, RefundCommand, RefundDone, RefundStage, RefundWay, reversal_key};
use domain::subscription::Subscription;
use domain::wallet::{CreditCause, DebitCause, Wallet, WalletCommand};
use domain::{Decide, Money, PaymentId, RefundId, Timestamp};
use event_store::stock::{StockError, read_stream};
use event_store::{Accepted, Command, Halt, Priority, Reads, Stop, SubmitError, World};
use uuid::Uuid;

use super::ask::RefundRejection;
use crate::Ledger;
use crate::payments::settle::current_subscription;

/// Something learnt about a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Learnt {
    /// Safaricom is about to be asked.
    Sending,
    /// It was not, after all.
    Unsent {
        /// Why.
        why: String,
    },
    /// The money has gone back.
    Done {
        /// Safaricom's receipt of it.
        receipt: Option<Receipt>,
        /// How much.
        amount: Option<Money>,
        /// When.
        at: Option<Timestamp>,
    },
    /// It has not, and will not.
    NotDone {
        /// The code as it came.
        code: String,
        /// What was said.
        description: String,
    },
}

/// Records it. The same again is success and changes nothing, but for the mark of a refund that is
/// about to be sent: that is given once.
pub(crate) async fn record(
    ledger: &Ledger,
    refund_id: RefundId,
    learnt: Learnt,
    context: Context,
) -> Result<Accepted<()>, SubmitError<RefundRejection>> {
    let command = RecordRefund { refund_id, learnt };
    ledger.lane.submit(command, context, None, Priority::Interactive).await
}

/// Records that Safaricom gave back the money of a receipt, by whatever way that was asked for: a
/// refund that is under way is done by it. The same again is success and changes nothing.
pub(crate) async fn reversed(
    ledger: &Ledger,
    reversed: Reversal,
    context: Context,
) -> Result<Accepted<()>, SubmitError<RefundRejection>> {
    ledger.lane.submit(reversed, context, None, Priority::Bulk).await
}

/// A reversal that Safaricom tells of.
#[derive(Debug, Clone)]
pub(crate) struct Reversal {
    /// The receipt of the payment.
    pub(crate) receipt: Receipt,
    /// Its own receipt.
    pub(crate) own_receipt: Receipt,
    /// How much went back.
    pub(crate) amount: Money,
    /// When.
    pub(crate) at: Timestamp,
}

impl Reversal {
    fn payment_claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Receipt, self.receipt.as_str())
    }

    fn refund_claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Refund, reversal_key(&self.receipt))
    }
}

impl Command for Reversal {
    type Reply = ();
    type Rejection = RefundRejection;

    fn reads(&self) -> Reads {
        Reads::default()
            .owned::<Payment>(self.payment_claim())
            .owned::<Refund>(self.refund_claim())
            .claim(ClaimKey::new(ClaimKind::OutgoingReceipt, self.own_receipt.as_str()))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<RefundRejection>> {
        if let Some(held) = world.holder(&self.refund_claim())? {
            let learnt = Learnt::Done {
                receipt: Some(self.own_receipt.clone()),
                amount: Some(self.amount),
                at: Some(self.at),
            };
            return RecordRefund { refund_id: RefundId::new(held.owner), learnt }.decide(world);
        }
        let Some(held) = world.holder(&self.payment_claim())? else {
            return Err(reject(PaymentError::NotFound));
        };
        let payment_id = PaymentId::new(held.owner);
        match world.state::<Payment>(payment_id.uuid())?.reversible(&self.receipt) {
            Ok(whole) if whole == self.amount => {}
            Ok(_) => return Err(reject(RefundRejection::InPart)),
            Err(PaymentError::Reversed) => return Ok(()),
            Err(error) => return Err(reject(error)),
        }
        let reversed = Reversed {
            receipt: self.receipt.clone(),
            reversal_receipt: Some(self.own_receipt.clone()),
            refund_id: None,
            at: self.at.min(world.now()),
        };
        reverse(world, payment_id, reversed)
    }
}

/// Which story a refund belongs to: that of the payment which it reverses, or its own.
pub(crate) fn story_of(refund_id: RefundId, way: &RefundWay) -> Uuid {
    match way {
        RefundWay::Reversal { payment_id, .. } => payment_id.uuid(),
        RefundWay::Payout { .. } => refund_id.uuid(),
    }
}

/// A refund as its own events say it is; its row may be behind.
pub(crate) async fn state_of(ledger: &Ledger, refund_id: RefundId) -> Result<Refund, StockError> {
    let mut state = Refund::default();
    for stored in read_stream::<Refund>(&ledger.pool, refund_id.uuid()).await? {
        stored.events.into_iter().for_each(|event| Aggregate::apply(&mut state, event));
    }
    Ok(state)
}

struct RecordRefund {
    refund_id: RefundId,
    learnt: Learnt,
}

fn reject<E: Into<RefundRejection>>(error: E) -> Stop<RefundRejection> {
    Stop::Rejected(error.into())
}

/// Puts what a refund took out of a wallet into it again. A reversal takes nothing before it is done.
pub(super) fn put_back(
    world: &mut World<'_>,
    refund_id: RefundId,
    refund: &Refund,
) -> Result<(), Stop<RefundRejection>> {
    let (Some(RefundWay::Payout { .. }), Some(customer_id)) = (refund.way(), refund.customer_id())
    else {
        return Ok(());
    };
    let credit = WalletCommand::Credit {
        customer_id,
        amount: refund.amount(),
        cause: CreditCause::RefundFailed { refund_id },
    };
    let events = world.state::<Wallet>(customer_id.uuid())?.decide(credit).map_err(reject)?;
    Ok(world.append::<Wallet>(customer_id.uuid(), events)?)
}

impl RecordRefund {
    fn command(&self, now: Timestamp) -> RefundCommand {
        match self.learnt.clone() {
            Learnt::Sending => RefundCommand::MarkSent { now },
            Learnt::Unsent { why } => RefundCommand::RecordUnsent { why },
            Learnt::Done { receipt, amount, at } => {
                RefundCommand::RecordDone(RefundDone { receipt, amount, at, now })
            }
            Learnt::NotDone { code, description } => {
                RefundCommand::RecordNotDone { code, description }
            }
        }
    }

    /// What follows from money that has gone back.
    fn done(&self, world: &mut World<'_>, refund: &Refund) -> Result<(), Stop<RefundRejection>> {
        match (refund.way(), refund.customer_id()) {
            (Some(RefundWay::Reversal { payment_id, receipt }), _) => {
                let Learnt::Done { receipt: reversal_receipt, at, .. } = &self.learnt else {
                    return Ok(());
                };
                let now = world.now();
                let reversed = Reversed {
                    receipt: receipt.clone(),
                    reversal_receipt: reversal_receipt.clone(),
                    refund_id: Some(self.refund_id),
                    at: at.map_or(now, |at| at.min(now)),
                };
                reverse(world, *payment_id, reversed)
            }
            // It was said not to be paid, and the wallet has the money again.
            (Some(RefundWay::Payout { .. }), Some(customer_id))
                if refund.stage() == Some(RefundStage::Failed) =>
            {
                let cause = DebitCause::Refund { refund_id: self.refund_id };
                let take = WalletCommand::Take { customer_id, amount: refund.amount(), cause };
                let wallet = world.state::<Wallet>(customer_id.uuid())?;
                let events = wallet.decide(take).map_err(reject)?;
                Ok(world.append::<Wallet>(customer_id.uuid(), events)?)
            }
            (Some(RefundWay::Payout { .. }) | None, _) => Ok(()),
        }
    }
}

/// Records that the money of a receipt went back, ends what the payment bought if nothing of it is
/// left, and takes the money out of the wallet that it was credited to.
fn reverse(
    world: &mut World<'_>,
    payment_id: PaymentId,
    reversed: Reversed,
) -> Result<(), Stop<RefundRejection>> {
    let receipt = reversed.receipt.clone();
    let payment = world.state::<Payment>(payment_id.uuid())?.clone();
    let command = PaymentCommand::RecordReversed(Box::new(reversed));
    let events = payment.decide(command).map_err(reject)?;
    if events.is_empty() {
        return Ok(());
    }
    world.append::<Payment>(payment_id.uuid(), events)?;
    let Some(settleable) = payment.settleable() else { return Ok(()) };
    let (customer_id, line_id) = (settleable.customer_id, settleable.line_id);
    let amount = credited(world, &payment, &receipt)?;
    if !amount.is_positive() {
        // It is not in the wallet yet, and will not be.
        return Ok(());
    }
    let is_undone = world.state::<Payment>(payment_id.uuid())?.status() == Some(Status::Reversed);
    let current = if is_undone { current_subscription(world, line_id)? } else { None };
    let back = TakingBack {
        customer_id,
        payment_id,
        receipt: &receipt,
        amount,
        current: current.as_ref().map(|(id, subscription)| (*id, subscription)),
        now: world.now(),
    };
    let taken = take_back(&world.state::<Wallet>(customer_id.uuid())?.clone(), &back)
        .map_err(|error| Stop::Halt(Halt::Fault(error.to_string())))?;
    world.append::<Wallet>(customer_id.uuid(), taken.wallet)?;
    for (id, events) in taken.subscriptions {
        world.append::<Subscription>(id.uuid(), events)?;
    }
    Ok(())
}

/// How much of a receipt's money was credited to a wallet.
fn credited(world: &mut World<'_>, payment: &Payment, receipt: &Receipt) -> Result<Money, Halt> {
    let mut sum = Money::ZERO;
    for (key, amount) in payment.credits_of(receipt) {
        if world.holder(&ClaimKey::new(ClaimKind::Credit, key))?.is_some() {
            sum = sum.plus(amount).unwrap_or(sum);
        }
    }
    Ok(sum)
}

impl Command for RecordRefund {
    type Reply = ();
    type Rejection = RefundRejection;

    fn reads(&self) -> Reads {
        // The payment stands in the refund's own events, and the rest in the payment's.
        Reads::default().stream::<Refund>(self.refund_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<RefundRejection>> {
        let id = self.refund_id.uuid();
        let refund = world.state::<Refund>(id)?.clone();
        let events = refund.decide(self.command(world.now())).map_err(reject)?;
        if events.is_empty() {
            return Ok(());
        }
        world.append::<Refund>(id, events)?;
        match self.learnt {
            Learnt::Sending | Learnt::Unsent { .. } => Ok(()),
            Learnt::Done { .. } => self.done(world, &refund),
            Learnt::NotDone { .. } => put_back(world, self.refund_id, &refund),
        }
    }
}
