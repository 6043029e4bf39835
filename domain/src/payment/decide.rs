use super::c2b::{Beneficiary, Twin, receive};
use super::command::{Again, Dispatch, InitiateStk, PaymentCommand, PaymentError, Reversed};
use super::event::PaymentEvent;
use super::record::{doubts, record_outcome, record_rejected};
use super::state::{LookReason, Prompt, Settleable, State, Status};
use super::{Begun, Payment};
use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::codes::{AccountReference, Receipt};
use crate::hold::Doubt;
use crate::id::CustomerId;
use crate::money::Money;
use crate::time::{Timestamp, seconds_between, seconds_later};
use crate::wallet::credit_key;

/// How long a phone is taken by one prompt. Safaricom answers "unable to lock subscriber" for at
/// least a minute, and its prompts end within about that time.
pub const PUSH_LOCK_SECONDS: i64 = 90;
/// An intent older than this is never sent: its customer is no longer looking at the phone.
pub const INTENT_SECONDS_MAX: i64 = 60;
/// How long a prompt that was sent may stay without an outcome.
pub const PENDING_SECONDS_MAX: i64 = 24 * 3600;

impl Decide for Payment {
    // 2: a push knows which of its receipts was found after it was confirmed.
    const FOLD: i32 = 2;
    const WITHOUT_CLAIMS: &'static [&'static str] = &[
        "StkDispatched",
        "StkUnconfirmed",
        "CallbackReceived",
        "AmountMismatched",
        "ConflictingOutcomeReported",
        "PaymentUnallocated",
        "PaymentAllocated",
    ];

    fn decide(&self, command: PaymentCommand) -> Result<Vec<PaymentEvent>, PaymentError> {
        match (command, &self.state) {
            (PaymentCommand::InitiateStk(initiate), None) => initiate_stk(*initiate),
            (PaymentCommand::ReceiveC2b(received), None) => receive(*received),
            (_, None) => Err(PaymentError::NotFound),
            (command, Some(Begun::Push(state))) => decide_push(state, command),
            (command, Some(Begun::Unprompted(unprompted))) => unprompted.decide(command),
        }
    }

    fn claim_changes(&self, event: &PaymentEvent) -> Vec<ClaimChange> {
        let release_phone = || {
            self.push()
                .into_iter()
                .map(|state| ClaimChange::release(ClaimKind::Push, state.payer_hash.clone()))
        };
        match event {
            PaymentEvent::StkInitiated { payer, account_reference, initiated_at, .. } => {
                let reference = account_reference.as_str();
                let lock = seconds_later(*initiated_at, PUSH_LOCK_SECONDS)
                    .map(|until| ClaimChange::take_until(ClaimKind::Push, payer.hash(), until));
                std::iter::once(ClaimChange::take(ClaimKind::AccountReference, reference))
                    .chain(lock)
                    .collect()
            }
            PaymentEvent::StkAccepted { checkout_request_id, .. } => {
                vec![ClaimChange::take(ClaimKind::CheckoutRequest, checkout_request_id.hash())]
            }
            PaymentEvent::PaymentCompleted { receipt, .. } => {
                std::iter::once(ClaimChange::take(ClaimKind::Receipt, receipt.as_str()))
                    .chain(release_phone())
                    .collect()
            }
            PaymentEvent::ReceiptAttached { receipt, .. }
            | PaymentEvent::ExtraReceiptCredited { receipt, .. }
            | PaymentEvent::C2bReceived { receipt, .. } => {
                vec![ClaimChange::take(ClaimKind::Receipt, receipt.as_str())]
            }
            PaymentEvent::StkRejected { .. }
            | PaymentEvent::PaymentConfirmed { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::PaymentExpired { .. } => release_phone().collect(),
            // The push takes it in the same command.
            PaymentEvent::PaymentMerged { receipt, .. } => {
                vec![ClaimChange::release(ClaimKind::Receipt, receipt.as_str())]
            }
            PaymentEvent::PaymentReversed { reversal_receipt, .. } => reversal_receipt
                .iter()
                .map(|receipt| ClaimChange::take(ClaimKind::OutgoingReceipt, receipt.as_str()))
                .collect(),
            PaymentEvent::StkDispatched { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. } => vec![],
        }
    }

    fn decides_claims(&self) -> bool {
        // Whatever ends it gives up the phone; until then the state knows which phone that is.
        self.push().is_some_and(|state| state.status == Status::Pending)
    }
}

impl Payment {
    fn push(&self) -> Option<&State> {
        match &self.state {
            Some(Begun::Push(state)) => Some(state),
            Some(Begun::Unprompted(_)) | None => None,
        }
    }

    /// What a settlement needs to know, once the payment has brought money to a customer.
    pub fn settleable(&self) -> Option<Settleable<'_>> {
        match self.state.as_ref()? {
            Begun::Push(state) if state.is_paid() => Some(Settleable {
                customer_id: state.customer_id,
                line_id: state.line_id,
                package: Some(&state.package),
                initiated_at: state.initiated_at,
                paid_at: state.paid_at?,
            }),
            Begun::Push(_) => None,
            Begun::Unprompted(unprompted) => {
                let Beneficiary { customer_id, line_id } = unprompted.beneficiary()?;
                Some(Settleable {
                    customer_id,
                    line_id,
                    package: None,
                    initiated_at: unprompted.paid_at,
                    paid_at: unprompted.paid_at,
                })
            }
        }
    }

    /// Its money, if it came unprompted and so may turn out to be that of a push.
    pub fn twin(&self) -> Option<Twin> {
        match self.state.as_ref()? {
            Begun::Push(_) => None,
            Begun::Unprompted(unprompted) => unprompted.twin(),
        }
    }

    /// Whether it was asked for, and no receipt of it is known.
    pub fn lacks_receipt(&self) -> bool {
        self.push().is_some_and(|state| state.receipts.is_empty())
    }

    /// What it has come to.
    pub fn status(&self) -> Option<Status> {
        self.state.as_ref().map(|begun| match begun {
            Begun::Push(state) => state.status,
            Begun::Unprompted(unprompted) => unprompted.status(),
        })
    }

    /// Why a person should look at it.
    pub fn look_reasons(&self) -> impl Iterator<Item = LookReason> + '_ {
        self.state.iter().flat_map(|begun| match begun {
            Begun::Push(state) => state.look_reasons.iter().copied(),
            Begun::Unprompted(unprompted) => unprompted.look_reasons.iter().copied(),
        })
    }

    /// What came with that receipt, unless it went back.
    pub fn reversible(&self, receipt: &Receipt) -> Result<Money, PaymentError> {
        let no_such = || PaymentError::NoSuchReceipt { receipt: receipt.clone() };
        match self.state.as_ref().ok_or(PaymentError::NotFound)? {
            Begun::Push(state) if state.reversed.contains(receipt) => Err(PaymentError::Reversed),
            Begun::Push(state) => state.receipts.get(receipt).copied().ok_or_else(no_such),
            Begun::Unprompted(unprompted) => unprompted.reversible(receipt),
        }
    }

    /// Why a report that a prompt was paid is not acted on before Safaricom confirms it, if it is not:
    /// it is of more than `above`, or does not fit what is known. What was confirmed without a receipt is
    /// not doubted again, because that was not doubtful.
    pub fn doubts(&self, receipt: &Receipt, amount: Option<Money>, above: Money) -> Vec<Doubt> {
        match &self.state {
            Some(Begun::Push(state)) => doubts(state, receipt, amount, above),
            // Told again, it credits nothing.
            Some(Begun::Unprompted(_)) | None => vec![],
        }
    }

    /// Whether a report that a prompt was paid, which names no receipt to ask about, is doubted: what
    /// would be credited is what was asked for, whatever it says.
    pub fn doubts_without_receipt(&self, amount: Money, above: Money) -> bool {
        self.push().is_some_and(|state| {
            let is_known = state.is_paid();
            let is_over = matches!(state.status, Status::Failed | Status::Expired);
            let is_odd = amount != state.asked || is_over;
            !is_known && (is_odd || state.asked.max(amount) > above)
        })
    }

    /// Whose it is, once that is known.
    pub fn customer_id(&self) -> Option<CustomerId> {
        self.push().map(|state| state.customer_id)
    }

    /// What was asked for, of a prompt.
    pub fn asked(&self) -> Option<Money> {
        self.push().map(|state| state.asked)
    }

    /// The one receipt that it brought, if it is just one.
    pub fn only_receipt(&self) -> Option<&Receipt> {
        match self.state.as_ref()? {
            Begun::Push(state) if state.receipts.len() == 1 => state.receipts.keys().next(),
            Begun::Push(_) => None,
            Begun::Unprompted(unprompted) => Some(&unprompted.receipt),
        }
    }

    /// What the money of that receipt was credited as: the key of each credit, and how much.
    pub fn credits_of(&self, receipt: &Receipt) -> Vec<(String, Money)> {
        let (payment_id, amount, confirmed) = match &self.state {
            None => return vec![],
            Some(Begun::Push(state)) => {
                let Some(amount) = state.receipts.get(receipt).copied() else { return vec![] };
                let confirmed = state.confirmed.filter(|_| state.found.as_ref() == Some(receipt));
                (state.payment_id, amount, confirmed)
            }
            Some(Begun::Unprompted(unprompted)) => {
                (unprompted.payment_id, unprompted.brought(), None)
            }
        };
        let Some(confirmed) = confirmed.map(|confirmed| confirmed.min(amount)) else {
            return vec![(credit_key(payment_id, Some(receipt)), amount)];
        };
        let beyond = amount.minus(confirmed).filter(|beyond| beyond.is_positive());
        std::iter::once((credit_key(payment_id, None), confirmed))
            .chain(beyond.map(|beyond| (credit_key(payment_id, Some(receipt)), beyond)))
            .collect()
    }

    /// Whether the money of that receipt went back to whoever paid it.
    pub fn is_reversed(&self, receipt: &Receipt) -> bool {
        self.reversible(receipt) == Err(PaymentError::Reversed)
    }

    /// What it has brought in all: its receipts, or what was confirmed while they are to follow.
    pub fn brought(&self) -> Money {
        match &self.state {
            None => Money::ZERO,
            Some(Begun::Push(state)) => state.brought(),
            Some(Begun::Unprompted(unprompted)) => unprompted.brought(),
        }
    }
}

fn decide_push(state: &State, command: PaymentCommand) -> Result<Vec<PaymentEvent>, PaymentError> {
    match command {
        PaymentCommand::InitiateStk(_) | PaymentCommand::ReceiveC2b(_) => Err(PaymentError::Exists),
        PaymentCommand::Allocate(_) | PaymentCommand::Merge { .. } => {
            Err(PaymentError::NotUnprompted)
        }
        PaymentCommand::RecordDispatch(dispatch) => record_dispatch(state, dispatch),
        PaymentCommand::RecordAccepted { merchant_request_id, checkout_request_id } => {
            match state.prompt {
                Prompt::Waiting => Err(PaymentError::NotDispatched),
                Prompt::Accepted | Prompt::Rejected => Ok(vec![]),
                Prompt::Sent | Prompt::Unconfirmed => {
                    Ok(vec![PaymentEvent::StkAccepted { merchant_request_id, checkout_request_id }])
                }
            }
        }
        PaymentCommand::RecordRejected { code, message } => match state.prompt {
            Prompt::Waiting => Err(PaymentError::NotDispatched),
            Prompt::Rejected => Ok(vec![]),
            // No answer follows another, but if one did, its order would not matter.
            Prompt::Sent | Prompt::Unconfirmed | Prompt::Accepted => {
                Ok(record_rejected(state, code, message))
            }
        },
        PaymentCommand::RecordUnconfirmed { why } => match state.prompt {
            Prompt::Waiting => Err(PaymentError::NotDispatched),
            Prompt::Accepted | Prompt::Rejected | Prompt::Unconfirmed => Ok(vec![]),
            Prompt::Sent => Ok(vec![PaymentEvent::StkUnconfirmed { why }]),
        },
        PaymentCommand::RecordOutcome(record) => Ok(record_outcome(state, *record)),
        PaymentCommand::RecordReversed(reversed) => {
            let known = state.receipts.get(&reversed.receipt).copied();
            let came = known.map(|amount| (amount, Some(state.customer_id)));
            reverse(*reversed, came, |receipt| state.reversed.contains(receipt))
        }
        PaymentCommand::Expire { times_asked, last_answer, still_processing, now } => {
            if state.status != Status::Pending {
                return Ok(vec![]);
            }
            let age_seconds = seconds_between(state.initiated_at, now);
            if may_still_be_paid(state, age_seconds, times_asked, still_processing) {
                return Err(PaymentError::MayStillBePaid);
            }
            Ok(vec![PaymentEvent::PaymentExpired { times_asked, last_answer, at: now }])
        }
    }
}

/// The money of a receipt went back: once, however often it is told.
pub(super) fn reverse(
    reversed: Reversed,
    came: Option<(Money, Option<CustomerId>)>,
    is_known: impl Fn(&Receipt) -> bool,
) -> Result<Vec<PaymentEvent>, PaymentError> {
    let Some((came, customer_id)) = came else {
        return Err(PaymentError::NoSuchReceipt { receipt: reversed.receipt });
    };
    if is_known(&reversed.receipt) {
        return Ok(vec![]);
    }
    Ok(vec![PaymentEvent::PaymentReversed {
        receipt: reversed.receipt,
        amount_cents: came,
        customer_id,
        reversal_receipt: reversed.reversal_receipt,
        refund_id: reversed.refund_id,
        reversed_at: reversed.at,
    }])
}

fn initiate_stk(initiate: InitiateStk) -> Result<Vec<PaymentEvent>, PaymentError> {
    if let Some(until) = initiate.phone_busy_until.filter(|until| *until > initiate.now) {
        // Rounded up, so that whoever waits that long finds the phone free.
        let seconds = seconds_between(initiate.now, until).saturating_add(1);
        return Err(PaymentError::PhoneBusy { seconds });
    }
    let bought_just_now = initiate.bought_just_now_until.is_some_and(|until| until > initiate.now);
    if bought_just_now && initiate.again == Again::Ask {
        return Err(PaymentError::BoughtJustNow);
    }
    let price = initiate.package.terms.price_cents;
    let lacking = price.minus(initiate.wallet_balance).ok_or(PaymentError::BadAmount)?;
    if !lacking.is_positive() {
        return Err(PaymentError::WalletCovers { price });
    }
    let amount = lacking.rounded_up_to_shilling().ok_or(PaymentError::BadAmount)?;
    Ok(vec![PaymentEvent::StkInitiated {
        account_reference: AccountReference::of(initiate.payment_id),
        payment_id: initiate.payment_id,
        customer_id: initiate.customer_id,
        line_id: initiate.line_id,
        package: initiate.package,
        amount_cents: amount,
        payer: initiate.payer,
        callback_key_id: initiate.callback_key_id,
        initiated_at: initiate.now,
    }])
}

fn record_dispatch(state: &State, dispatch: Dispatch) -> Result<Vec<PaymentEvent>, PaymentError> {
    if state.prompt != Prompt::Waiting {
        return Err(PaymentError::AlreadyDispatched);
    }
    let age_seconds = seconds_between(state.initiated_at, dispatch.now);
    if state.status != Status::Pending || age_seconds > INTENT_SECONDS_MAX {
        return Err(PaymentError::NotWaiting);
    }
    Ok(vec![PaymentEvent::StkDispatched { attempt: dispatch.attempt, at: dispatch.now }])
}

fn may_still_be_paid(
    state: &State,
    age_seconds: i64,
    times_asked: u32,
    still_processing: bool,
) -> bool {
    match state.prompt {
        Prompt::Waiting => age_seconds <= INTENT_SECONDS_MAX,
        // There is no id to ask by, so only time can end it.
        Prompt::Sent | Prompt::Unconfirmed => age_seconds < PENDING_SECONDS_MAX,
        Prompt::Accepted => {
            age_seconds < PENDING_SECONDS_MAX || times_asked == 0 || still_processing
        }
        Prompt::Rejected => false,
    }
}

/// Whether that moment is so late that the customer may no longer be there.
pub(crate) fn is_late(paid_at: Timestamp, learnt_at: Timestamp, day_or_longer: bool) -> bool {
    /// A quarter of an hour for short packages, a day for long ones: nobody's time runs while
    /// they are not there.
    const LATE_SECONDS: i64 = 15 * 60;
    const LATE_SECONDS_LONG: i64 = 24 * 3600;
    let limit = if day_or_longer { LATE_SECONDS_LONG } else { LATE_SECONDS };
    seconds_between(paid_at, learnt_at) > limit
}
