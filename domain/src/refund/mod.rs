//! Refunds: money on its way back to a customer, out of a wallet or by reversing a payment.
//!
//! What is asked for is recorded before Safaricom hears of it. Only a recorded mark permits the
//! call, so that two nodes, or one before and after a crash, never ask twice for what Safaricom
//! would do twice.

mod decide;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::codes::Receipt;
use crate::id::{CustomerId, PaymentId, RefundId, UserId};
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::personal::Personal;
use crate::reason::Reason;
use crate::time::Timestamp;

pub use decide::{PAYOUT_SHILLINGS_MAX, PAYOUT_SHILLINGS_MIN, reversal_key, under_way_key};

/// A refund.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    state: Option<State>,
}

/// A refund that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    refund_id: RefundId,
    customer_id: Option<CustomerId>,
    way: RefundWay,
    amount: Money,
    asked_by: UserId,
    stage: RefundStage,
}

/// By which way money goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefundWay {
    /// The provider pays the customer out of what is in the wallet (B2C).
    Payout {
        /// Who is paid.
        payee: Personal<Msisdn>,
    },
    /// Safaricom undoes the payment.
    Reversal {
        /// Which payment.
        payment_id: PaymentId,
        /// Which of its receipts.
        receipt: Receipt,
    },
}

/// How far a refund has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundStage {
    /// A second person has to agree.
    AwaitsApproval,
    /// It is to be sent to Safaricom.
    Waiting,
    /// Safaricom was asked, or is being asked; its result is to come.
    Sent,
    /// The money has gone back.
    Completed,
    /// It has not gone back, and will not.
    Failed,
}

impl RefundStage {
    /// Every stage.
    pub const ALL: [Self; 5] =
        [Self::AwaitsApproval, Self::Waiting, Self::Sent, Self::Completed, Self::Failed];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitsApproval => "AWAITS_APPROVAL",
            Self::Waiting => "WAITING",
            Self::Sent => "SENT",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    /// Whether it is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

/// What can be asked of a refund.
#[derive(Debug, Clone)]
pub enum RefundCommand {
    /// Asks for it.
    Request(Box<RequestRefund>),
    /// A second person agrees. The same person again is success and no event.
    Approve {
        /// Who.
        by: UserId,
        /// The moment now.
        now: Timestamp,
    },
    /// A person takes it back, before Safaricom hears of it.
    Withdraw {
        /// Who.
        by: UserId,
    },
    /// Safaricom is about to be asked. The mark is given once: only a fresh one permits the call.
    MarkSent {
        /// The moment now.
        now: Timestamp,
    },
    /// Nothing was sent after all.
    RecordUnsent {
        /// Why, for people.
        why: String,
    },
    /// The money has gone back.
    RecordDone(RefundDone),
    /// Safaricom did not do it.
    RecordNotDone {
        /// Its code.
        code: String,
        /// What it said.
        description: String,
    },
}

/// A wish to give money back.
#[derive(Debug, Clone)]
pub struct RequestRefund {
    /// The refund's id.
    pub refund_id: RefundId,
    /// Whose money; none if it is nobody's yet.
    pub customer_id: Option<CustomerId>,
    /// By which way.
    pub way: RefundWay,
    /// How much.
    pub amount: Money,
    /// Who asks.
    pub by: UserId,
    /// Why.
    pub why: Reason,
    /// Above what a second person has to agree.
    pub second_person_above: Money,
    /// The moment now.
    pub now: Timestamp,
}

/// What is known of money that has gone back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundDone {
    /// Safaricom's receipt of it, if it told one.
    pub receipt: Option<Receipt>,
    /// How much, if it told.
    pub amount: Option<Money>,
    /// When, if it told.
    pub at: Option<Timestamp>,
    /// The moment now.
    pub now: Timestamp,
}

/// What happened to a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefundEvent {
    /// It was asked for.
    RefundRequested {
        /// Its id.
        refund_id: RefundId,
        /// Whose money; none if it is nobody's yet.
        customer_id: Option<CustomerId>,
        /// By which way.
        way: RefundWay,
        /// How much.
        amount_cents: Money,
        /// Who asked.
        by: UserId,
        /// Why.
        why: Reason,
        /// Whether a second person has to agree.
        awaits_approval: bool,
        /// When.
        at: Timestamp,
    },
    /// A second person agreed.
    RefundApproved {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Safaricom is asked.
    RefundSent {
        /// When.
        at: Timestamp,
    },
    /// It was not, after all: nothing has left. It is tried again.
    RefundUnsent {
        /// Why.
        why: String,
    },
    /// The customer was paid.
    RefundPaid {
        /// Safaricom's receipt of it, if it told one.
        receipt: Option<Receipt>,
        /// How much.
        amount_cents: Money,
        /// When.
        paid_at: Timestamp,
    },
    /// The payment was reversed: its own event moves the money.
    RefundReversed {
        /// Safaricom's receipt of the reversal, if it told one.
        receipt: Option<Receipt>,
        /// When.
        reversed_at: Timestamp,
    },
    /// The money has not gone back, and will not.
    RefundFailed {
        /// The code as it came, or `WITHDRAWN`.
        code: String,
        /// What was said.
        description: String,
    },
}

/// Why something cannot be done with a refund.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// There is no such refund.
    #[error("there is no such refund")]
    NotFound,
    /// The id is in use.
    #[error("a refund with this id exists already")]
    Exists,
    /// An amount that M-Pesa does not pay out.
    #[error(
        "M-Pesa pays out whole shillings from KSh {PAYOUT_SHILLINGS_MIN} to KSh {PAYOUT_SHILLINGS_MAX}; {0} is not one of these amounts"
    )]
    BadAmount(Money),
    /// Whoever asked may not agree too.
    #[error("a second person has to agree to this refund; ask a colleague")]
    SamePerson,
    /// Safaricom may have done it already.
    #[error("this refund was sent to Safaricom, so it can no longer be taken back")]
    SentBefore,
    /// It is over.
    #[error("this refund is over")]
    Over,
    /// It cannot be sent now.
    #[error("this refund is not waiting to be sent")]
    NotWaiting,
}

impl Refund {
    /// How far it has come.
    pub fn stage(&self) -> Option<RefundStage> {
        self.state.as_ref().map(|state| state.stage)
    }

    /// By which way the money goes.
    pub fn way(&self) -> Option<&RefundWay> {
        self.state.as_ref().map(|state| &state.way)
    }

    /// Whose money it is.
    pub fn customer_id(&self) -> Option<CustomerId> {
        self.state.as_ref().and_then(|state| state.customer_id)
    }

    /// How much was asked for.
    pub fn amount(&self) -> Money {
        self.state.as_ref().map_or(Money::ZERO, |state| state.amount)
    }
}

impl Aggregate for Refund {
    const TYPE: &'static str = "refund";
    type Command = RefundCommand;
    type Event = RefundEvent;
    type Error = RefundError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match (event, &mut self.state) {
            (
                RefundEvent::RefundRequested {
                    refund_id,
                    customer_id,
                    way,
                    amount_cents,
                    by,
                    awaits_approval,
                    why: _,
                    at: _,
                },
                state,
            ) => {
                let stage = if awaits_approval {
                    RefundStage::AwaitsApproval
                } else {
                    RefundStage::Waiting
                };
                *state = Some(State {
                    refund_id,
                    customer_id,
                    way,
                    amount: amount_cents,
                    asked_by: by,
                    stage,
                });
            }
            (
                RefundEvent::RefundApproved { .. } | RefundEvent::RefundUnsent { .. },
                Some(state),
            ) => state.stage = RefundStage::Waiting,
            (RefundEvent::RefundSent { .. }, Some(state)) => state.stage = RefundStage::Sent,
            (RefundEvent::RefundPaid { .. } | RefundEvent::RefundReversed { .. }, Some(state)) => {
                state.stage = RefundStage::Completed;
            }
            (RefundEvent::RefundFailed { .. }, Some(state)) => state.stage = RefundStage::Failed,
            (
                RefundEvent::RefundApproved { .. }
                | RefundEvent::RefundSent { .. }
                | RefundEvent::RefundUnsent { .. }
                | RefundEvent::RefundPaid { .. }
                | RefundEvent::RefundReversed { .. }
                | RefundEvent::RefundFailed { .. },
                None,
            ) => {}
        }
    }
}

impl DomainEvent for RefundEvent {
    fn event_type(&self) -> String {
        match self {
            Self::RefundRequested { .. } => "RefundRequested",
            Self::RefundApproved { .. } => "RefundApproved",
            Self::RefundSent { .. } => "RefundSent",
            Self::RefundUnsent { .. } => "RefundUnsent",
            Self::RefundPaid { .. } => "RefundPaid",
            Self::RefundReversed { .. } => "RefundReversed",
            Self::RefundFailed { .. } => "RefundFailed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
