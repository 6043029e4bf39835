use super::command::RecordOutcome;
use super::event::PaymentEvent;
use super::state::{LookReason, State, Status};
use crate::codes::Receipt;
use crate::hold::Doubt;
use crate::money::Money;
use crate::outcome::{NotPaid, OutcomeSource, Paid, StkOutcome};

/// What an outcome leads to, by whatever road and in whatever order it came.
pub(super) fn record_outcome(state: &State, record: RecordOutcome) -> Vec<PaymentEvent> {
    match &record.outcome {
        StkOutcome::Paid(paid) => record_paid(state, &record, paid),
        StkOutcome::NotPaid(not_paid) => record_not_paid(state, &record, not_paid),
    }
}

fn received(record: &RecordOutcome) -> PaymentEvent {
    let (result_code, description, paid) = match &record.outcome {
        StkOutcome::Paid(paid) => (&paid.result_code, &paid.description, Some(paid)),
        StkOutcome::NotPaid(not_paid) => (&not_paid.result_code, &not_paid.description, None),
    };
    PaymentEvent::CallbackReceived {
        source: record.source,
        result_code: result_code.clone(),
        description: description.clone(),
        receipt: paid.and_then(|paid| paid.receipt.clone()),
        amount_cents: paid.and_then(|paid| paid.amount),
        paid_at: paid.and_then(|paid| paid.paid_at),
        delivery_id: record.delivery_id,
    }
}

fn conflict(record: &RecordOutcome, reason: LookReason) -> PaymentEvent {
    let (result_code, description, receipt) = match &record.outcome {
        StkOutcome::Paid(paid) => (&paid.result_code, &paid.description, paid.receipt.clone()),
        StkOutcome::NotPaid(not_paid) => (&not_paid.result_code, &not_paid.description, None),
    };
    PaymentEvent::ConflictingOutcomeReported {
        source: record.source,
        result_code: result_code.clone(),
        description: description.clone(),
        receipt,
        reason,
    }
}

/// The amount that came; what is not more than nothing says nothing.
fn said_amount(paid: &Paid) -> Option<Money> {
    paid.amount.filter(|amount| amount.is_positive())
}

fn record_paid(state: &State, record: &RecordOutcome, paid: &Paid) -> Vec<PaymentEvent> {
    let Some(receipt) = paid.receipt.clone() else {
        return confirm(state, record);
    };
    if let Some(known) = state.receipts.get(&receipt) {
        return amount_disputed(state, record, paid, *known);
    }
    if record.receipt_held_by.is_some() {
        if state.reported_receipts.contains(&receipt) {
            return vec![];
        }
        return vec![received(record), conflict(record, LookReason::ReceiptOfAnother)];
    }
    let amount = said_amount(paid).unwrap_or(state.asked);
    let paid_at = paid.paid_at.unwrap_or(record.now);
    let mismatch = (amount != state.asked)
        .then_some(PaymentEvent::AmountMismatched { asked_cents: state.asked, paid_cents: amount });
    let mut events = vec![received(record)];
    if !state.is_paid() {
        events.push(PaymentEvent::PaymentCompleted { receipt, amount_cents: amount, paid_at });
        events.extend(mismatch);
        if state.status == Status::Failed {
            events.push(conflict(record, LookReason::PaidAndFailed));
        }
    } else if state.receipts.is_empty() {
        events.push(PaymentEvent::ReceiptAttached {
            receipt,
            confirmed_cents: state.confirmed.unwrap_or(Money::ZERO),
            amount_cents: amount,
            paid_at,
        });
        events.extend(mismatch);
    } else {
        events.push(PaymentEvent::ExtraReceiptCredited { receipt, amount_cents: amount, paid_at });
    }
    events
}

/// A receipt that is credited already: the same again, unless it now comes with another amount.
fn amount_disputed(
    state: &State,
    record: &RecordOutcome,
    paid: &Paid,
    known: Money,
) -> Vec<PaymentEvent> {
    let same = said_amount(paid).is_none_or(|amount| amount == known);
    if same || state.look_reasons.contains(&LookReason::AmountMismatched) {
        return vec![];
    }
    vec![received(record), conflict(record, LookReason::AmountMismatched)]
}

/// Paid, but without a receipt: the customer is served, and the receipt is looked for.
fn confirm(state: &State, record: &RecordOutcome) -> Vec<PaymentEvent> {
    // Money whose receipt was credited to another payment is not credited here as well.
    let credited_elsewhere = state.look_reasons.contains(&LookReason::ReceiptOfAnother);
    if state.is_paid() || credited_elsewhere {
        return vec![];
    }
    let confirmed = PaymentEvent::PaymentConfirmed { amount_cents: state.asked, at: record.now };
    let mut events = vec![received(record), confirmed];
    if state.status == Status::Failed {
        events.push(conflict(record, LookReason::PaidAndFailed));
    }
    events
}

fn record_not_paid(state: &State, record: &RecordOutcome, not_paid: &NotPaid) -> Vec<PaymentEvent> {
    if state.reported.contains(&not_paid.result_code) {
        return vec![];
    }
    match state.status {
        Status::Pending | Status::Expired => vec![
            received(record),
            PaymentEvent::PaymentFailed {
                class: not_paid.class,
                result_code: not_paid.result_code.clone(),
                description: not_paid.description.clone(),
            },
        ],
        Status::Failed => vec![received(record), conflict(record, LookReason::FailedDifferently)],
        // A push is never unallocated, nor merged into another.
        Status::Completed | Status::Unallocated | Status::Merged | Status::Reversed => {
            vec![received(record), conflict(record, LookReason::PaidAndFailed)]
        }
    }
}

/// Safaricom's refusal of the prompt. It may come after an outcome that it contradicts.
pub(super) fn record_rejected(state: &State, code: String, message: String) -> Vec<PaymentEvent> {
    let contradicts = match state.status {
        Status::Pending | Status::Expired => None,
        Status::Failed => {
            Some(LookReason::FailedDifferently).filter(|_| !state.reported.contains(&code))
        }
        Status::Completed | Status::Unallocated | Status::Merged | Status::Reversed => {
            Some(LookReason::PaidAndFailed)
        }
    };
    let conflict = contradicts.map(|reason| PaymentEvent::ConflictingOutcomeReported {
        source: OutcomeSource::Push,
        result_code: code.clone(),
        description: message.clone(),
        receipt: None,
        reason,
    });
    std::iter::once(PaymentEvent::StkRejected { code, message }).chain(conflict).collect()
}

/// What does not fit in a report that this receipt was paid.
pub(super) fn doubts(
    state: &State,
    receipt: &Receipt,
    amount: Option<Money>,
    above: Money,
) -> Vec<Doubt> {
    let amount = amount.filter(|amount| amount.is_positive()).unwrap_or(state.asked);
    let is_confirmed = state.receipts.is_empty() && state.confirmed == Some(amount);
    if is_confirmed || state.receipts.contains_key(receipt) {
        return vec![];
    }
    [
        (amount > above, Doubt::AboveLimit),
        (amount != state.asked, Doubt::AmountDiffers),
        (state.status == Status::Failed, Doubt::AfterFailure),
        (state.status == Status::Expired, Doubt::AfterExpiry),
        (!state.receipts.is_empty(), Doubt::SecondReceipt),
    ]
    .into_iter()
    .filter_map(|(is_so, doubt)| is_so.then_some(doubt))
    .collect()
}
