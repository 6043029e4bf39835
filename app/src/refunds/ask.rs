//! Somebody in finance asks for money to go back.

use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use domain::context::Context;
use domain::payment::{Payment, PaymentError};
use domain::reason::Reason;
use domain::refund::{
    Refund, RefundCommand, RefundError, RefundStage, RefundWay, RequestRefund, under_way_key,
};
use domain::user::{User, UserError};
use domain::wallet::{DebitCause, Wallet, WalletCommand, WalletError};
use domain::{CustomerId, Decide, Money, PaymentId, RefundId, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};

use crate::{App, ids};

/// What is to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// So much of what is in a wallet, to the phone that its customer is registered with.
    Payout {
        /// Whose wallet.
        customer_id: CustomerId,
        /// How much.
        amount: Money,
    },
    /// All that came with one receipt of a payment, to whoever paid it.
    Reversal {
        /// Which payment.
        payment_id: PaymentId,
        /// Which receipt; none if it has just one.
        receipt: Option<Receipt>,
    },
}

/// What the asker is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The refund.
    pub refund_id: RefundId,
    /// How much goes back.
    pub amount: Money,
    /// Whether a second person has to agree first.
    pub awaits_approval: bool,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefundRejection {
    /// Of the refund.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// Of the payment.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// Of the wallet.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// Of the customer.
    #[error(transparent)]
    User(#[from] UserError),
    /// Another refund of the same is under way.
    #[error("money of this wallet or receipt is on its way back already; wait until that is over")]
    UnderWay,
    /// There is no number to pay.
    #[error("this customer has no phone number; add one, or reverse the payment")]
    NoPhone,
    /// Less or more went back than came with the receipt.
    #[error(
        "another amount was given back than was paid with this receipt; compare both in M-Pesa"
    )]
    InPart,
    /// It is not clear what to reverse.
    #[error("this payment has no receipt, or several; name the one to reverse")]
    WhichReceipt,
}

/// Asks for money to go back. A wallet is debited at once; a payment is reversed once Safaricom says
/// so.
pub async fn ask(
    app: &App,
    wish: Ask,
    (by, why): (UserId, Reason),
    context: impl FnOnce(RefundId) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<Asked>, SubmitError<RefundRejection>> {
    let refund_id: RefundId = ids::new();
    let second_person_above = app.settings.second_person_above;
    let command = AskRefund { refund_id, wish, by, why, second_person_above };
    app.ledger.lane.submit(command, context(refund_id), idempotency, Priority::Interactive).await
}

struct AskRefund {
    refund_id: RefundId,
    wish: Ask,
    by: UserId,
    why: Reason,
    second_person_above: Money,
}

fn reject<E: Into<RefundRejection>>(error: E) -> Stop<RefundRejection> {
    Stop::Rejected(error.into())
}

/// What is asked for, once it is known.
struct Found {
    customer_id: Option<CustomerId>,
    way: RefundWay,
    amount: Money,
}

impl AskRefund {
    fn find(&self, world: &mut World<'_>) -> Result<Found, Stop<RefundRejection>> {
        match &self.wish {
            Ask::Payout { customer_id, amount } => {
                let user = world.state::<User>(customer_id.uuid())?;
                user.role().map_err(reject)?;
                let payee = user.phone().cloned().ok_or(reject(RefundRejection::NoPhone))?;
                let way = RefundWay::Payout { payee };
                Ok(Found { customer_id: Some(*customer_id), way, amount: *amount })
            }
            Ask::Reversal { payment_id, receipt } => {
                let payment = world.state::<Payment>(payment_id.uuid())?;
                if payment.status().is_none() {
                    return Err(reject(PaymentError::NotFound));
                }
                let receipt = receipt.as_ref().or_else(|| payment.only_receipt()).cloned();
                let receipt = receipt.ok_or(reject(RefundRejection::WhichReceipt))?;
                let amount = payment.reversible(&receipt).map_err(reject)?;
                let customer_id = payment.settleable().map(|settleable| settleable.customer_id);
                let way = RefundWay::Reversal { payment_id: *payment_id, receipt };
                Ok(Found { customer_id, way, amount })
            }
        }
    }
}

impl Command for AskRefund {
    type Reply = Asked;
    type Rejection = RefundRejection;

    fn reads(&self) -> Reads {
        let reads = Reads::default().stream::<Refund>(self.refund_id.uuid());
        match &self.wish {
            Ask::Payout { customer_id, .. } => {
                reads.stream::<User>(customer_id.uuid()).stream::<Wallet>(customer_id.uuid())
            }
            Ask::Reversal { payment_id, .. } => reads.stream::<Payment>(payment_id.uuid()),
        }
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Asked, Stop<RefundRejection>> {
        let Found { customer_id, way, amount } = self.find(world)?;
        if world.holder(&ClaimKey::new(ClaimKind::Refund, under_way_key(&way)))?.is_some() {
            return Err(reject(RefundRejection::UnderWay));
        }
        let is_payout = matches!(way, RefundWay::Payout { .. });
        let request = RequestRefund {
            refund_id: self.refund_id,
            customer_id,
            way,
            amount,
            by: self.by,
            why: self.why.clone(),
            second_person_above: self.second_person_above,
            now: world.now(),
        };
        let id = self.refund_id.uuid();
        let asked = RefundCommand::Request(Box::new(request));
        let events = world.state::<Refund>(id)?.decide(asked).map_err(reject)?;
        world.append::<Refund>(id, events)?;
        if let Some(customer_id) = customer_id.filter(|_| is_payout) {
            let cause = DebitCause::Refund { refund_id: self.refund_id };
            let debit = WalletCommand::Debit { customer_id, amount, cause };
            let wallet = world.state::<Wallet>(customer_id.uuid())?;
            let events = wallet.decide(debit).map_err(reject)?;
            world.append::<Wallet>(customer_id.uuid(), events)?;
        }
        let stage = world.state::<Refund>(id)?.stage();
        let awaits_approval = stage == Some(RefundStage::AwaitsApproval);
        Ok(Asked { refund_id: self.refund_id, amount, awaits_approval })
    }
}
