//! What is learnt about a report that is held. If it is true it is acted on in the same step, as if
//! it came now.

use cqrs_es::Aggregate;
use domain::c2b::ShortCode;
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::AccountTyped;
use domain::context::Context;
use domain::hold::{About, Hold, HoldCommand, HoldError, HoldStage, Report};
use domain::outcome::{Paid, StkOutcome};
use domain::payment::{Payment, PaymentError};
use domain::reason::Reason;
use domain::{Decide, HoldId, Money, Timestamp, UserId};
use event_store::stock::{StockError, read_stream};
use event_store::{
    Accepted, Command, Halt, IdempotencyKey, Priority, Reads, Stop, SubmitError, World,
};

use crate::Ledger;
use crate::payments::receive_c2b::ReceivePayment;
use crate::payments::record::{Fact, RecordFact};

/// What is learnt about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// Safaricom was asked so often, and this was learnt last.
    Unanswered { times_asked: u32, last_answer: String },
    /// The money moved to us: as much, if it was told.
    Confirmed { amount: Option<Money> },
    /// The receipt has come into the ledger by another road.
    Known,
    /// There is no such receipt, or not yet.
    NotFound { code: String, description: String, patience_seconds: i64 },
    /// No such money has come to us, nor will it.
    Refuted { code: String, description: String },
    /// A person takes it for true.
    Release { by: UserId, why: Reason },
}

/// Why nothing came of a word about a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoldRejection {
    /// Of the hold.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Of the payment.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// The ledger has another amount.
    #[error(
        "this receipt came with another amount than is reported, so it cannot be released; look at the payment that has it"
    )]
    OtherAmount,
}

/// A hold as its own events say it is; its row may be behind.
pub(crate) async fn state_of(ledger: &Ledger, hold_id: HoldId) -> Result<Hold, StockError> {
    let mut state = Hold::default();
    for stored in read_stream::<Hold>(&ledger.pool, hold_id.uuid()).await? {
        stored.events.into_iter().for_each(|event| Aggregate::apply(&mut state, event));
    }
    Ok(state)
}

/// Why a word about a report could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<HoldRejection>),
    /// The hold could not be read.
    #[error("the held report could not be read")]
    Stream(#[from] StockError),
    /// What the payer typed could not be opened.
    #[error("what the payer typed could not be opened")]
    Vault(#[from] vault::VaultError),
}

/// Records it, and says whether the report waits no longer. The same again is success and changes
/// nothing.
pub(crate) async fn end(
    ledger: &Ledger,
    hold_id: HoldId,
    word: Word,
    short_codes: &[ShortCode],
    context: impl FnOnce(&Hold) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<bool>, EndError> {
    let hold = state_of(ledger, hold_id).await?;
    let (mut typed, mut is_ours) = (None, false);
    if let Some(About::Unprompted { account_typed, short_code, .. }) =
        hold.report().map(|report| &report.about)
    {
        is_ours = short_codes.contains(short_code);
        if let Some(sealed) = account_typed {
            let text = ledger.vault.open_personal(sealed).await?;
            typed = text.map(|text| AccountTyped::read(text.as_str()));
        }
    }
    let context = context(&hold);
    let command = EndHold { hold_id, word, typed, is_ours };
    Ok(ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?)
}

struct EndHold {
    hold_id: HoldId,
    word: Word,
    /// The account that was typed, opened.
    typed: Option<AccountTyped>,
    is_ours: bool,
}

impl EndHold {
    fn command(&self, now: Timestamp) -> HoldCommand {
        match self.word.clone() {
            Word::Unanswered { times_asked, last_answer } => {
                HoldCommand::RecordUnanswered { times_asked, last_answer, now }
            }
            Word::Confirmed { amount } => HoldCommand::RecordConfirmed { amount, now },
            Word::Known => HoldCommand::RecordKnown { now },
            Word::NotFound { code, description, patience_seconds } => {
                HoldCommand::RecordNotFound { code, description, patience_seconds, now }
            }
            Word::Refuted { code, description } => {
                HoldCommand::RecordRefuted { code, description, now }
            }
            Word::Release { by, why } => HoldCommand::Release { by, why, now },
        }
    }

    /// How much came, if something did.
    fn amount(&self, report: &Report) -> Money {
        match &self.word {
            Word::Confirmed { amount: Some(amount) } if amount.is_positive() => *amount,
            Word::Confirmed { .. }
            | Word::Known
            | Word::Release { .. }
            | Word::Unanswered { .. }
            | Word::NotFound { .. }
            | Word::Refuted { .. } => report.amount_cents,
        }
    }

    /// Whether the ledger has the receipt with another amount: then nobody's word but Safaricom's
    /// says how much came.
    fn contradicts(&self, world: &mut World<'_>, report: &Report) -> Result<bool, Halt> {
        match &self.word {
            Word::Known | Word::Release { .. } => {}
            Word::Confirmed { .. }
            | Word::Unanswered { .. }
            | Word::NotFound { .. }
            | Word::Refuted { .. } => return Ok(false),
        }
        let claim = ClaimKey::new(ClaimKind::Receipt, report.receipt.as_str());
        let Some(held) = world.holder(&claim)? else { return Ok(false) };
        let known = world.state::<Payment>(held.owner)?.reversible(&report.receipt);
        Ok(known.is_ok_and(|known| known != report.amount_cents))
    }

    /// Acts on the report, which is believed now.
    fn act(&self, world: &mut World<'_>, report: &Report) -> Result<(), Stop<PaymentError>> {
        let amount = self.amount(report);
        match report.about.clone() {
            About::Push { payment_id, result_code, description } => {
                let paid = Paid {
                    result_code,
                    description,
                    receipt: Some(report.receipt.clone()),
                    amount: Some(amount),
                    paid_at: Some(report.paid_at),
                };
                let fact = Fact::Outcome {
                    source: report.source,
                    outcome: StkOutcome::Paid(paid),
                    delivery_id: report.delivery_id,
                };
                RecordFact { payment_id, fact, doubting: None }.decide(world)
            }
            About::Unprompted { payment_id, short_code, account_typed, payer, payer_name } => {
                let receive = ReceivePayment {
                    payment_id,
                    receipt: report.receipt.clone(),
                    amount,
                    paid_at: report.paid_at,
                    short_code,
                    is_ours: self.is_ours,
                    typed: self.typed.clone(),
                    account_typed,
                    payer,
                    payer_name,
                    source: report.source,
                    delivery_id: report.delivery_id,
                    doubting: None,
                };
                receive.decide(world).map(drop)
            }
        }
    }
}

impl Command for EndHold {
    type Reply = bool;
    type Rejection = HoldRejection;

    fn reads(&self) -> Reads {
        // The payment stands in the hold's own events, and the rest in the payment's.
        Reads::default().stream::<Hold>(self.hold_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<bool, Stop<HoldRejection>> {
        let id = self.hold_id.uuid();
        let hold = world.state::<Hold>(id)?.clone();
        let is_open = |hold: &Hold| hold.stage().is_some_and(HoldStage::is_open);
        if let Some(report) = hold.report().filter(|_| is_open(&hold))
            && self.contradicts(world, report)?
        {
            return match self.word {
                Word::Release { .. } => Err(Stop::Rejected(HoldRejection::OtherAmount)),
                // Safaricom is asked on.
                Word::Known
                | Word::Confirmed { .. }
                | Word::Unanswered { .. }
                | Word::NotFound { .. }
                | Word::Refuted { .. } => Ok(false),
            };
        }
        let events = hold
            .decide(self.command(world.now()))
            .map_err(|error| Stop::Rejected(HoldRejection::from(error)))?;
        if events.is_empty() {
            return Ok(!is_open(&hold));
        }
        world.append::<Hold>(id, events)?;
        let after = world.state::<Hold>(id)?.clone();
        let is_released = after.stage() == Some(HoldStage::Released);
        let Some(report) = hold.report().filter(|_| is_released) else {
            return Ok(!is_open(&after));
        };
        self.act(world, report).map(|()| true).map_err(|stop| match stop {
            Stop::Rejected(error) => Stop::Rejected(error.into()),
            Stop::Halt(halt) => Stop::Halt(halt),
        })
    }
}
