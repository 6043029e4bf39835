use super::{
    Refund, RefundCommand, RefundDone, RefundError, RefundEvent, RefundStage, RefundWay,
    RequestRefund, State,
};
use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::codes::Receipt;

/// The least that B2C pays, in shillings.
pub const PAYOUT_SHILLINGS_MIN: i64 = 10;
/// The most that B2C pays at once, in shillings.
pub const PAYOUT_SHILLINGS_MAX: i64 = 250_000;
const CENTS: i64 = 100;

/// The key that a refund holds while it is under way: one of a wallet at a time, and one of a
/// payment's receipt.
pub fn under_way_key(way: &RefundWay) -> String {
    match way {
        RefundWay::Reversal { receipt, .. } => reversal_key(receipt),
        RefundWay::Payout { payee } => format!("wallet/{}", payee.subject()),
    }
}

/// The key that the reversal of a receipt holds while it is under way.
pub fn reversal_key(receipt: &Receipt) -> String {
    format!("receipt/{receipt}")
}

impl Decide for Refund {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["RefundApproved", "RefundSent", "RefundUnsent"];

    fn decide(&self, command: RefundCommand) -> Result<Vec<RefundEvent>, RefundError> {
        match (command, &self.state) {
            (RefundCommand::Request(request), None) => ask(*request),
            (RefundCommand::Request(_), Some(_)) => Err(RefundError::Exists),
            (_, None) => Err(RefundError::NotFound),
            (RefundCommand::Approve { by, now }, Some(state)) => match state.stage {
                RefundStage::AwaitsApproval if by == state.asked_by => Err(RefundError::SamePerson),
                RefundStage::AwaitsApproval => {
                    Ok(vec![RefundEvent::RefundApproved { by, at: now }])
                }
                RefundStage::Waiting | RefundStage::Sent | RefundStage::Completed => Ok(vec![]),
                RefundStage::Failed => Err(RefundError::Over),
            },
            (RefundCommand::Withdraw { by }, Some(state)) => match state.stage {
                RefundStage::AwaitsApproval | RefundStage::Waiting => {
                    Ok(vec![RefundEvent::RefundFailed {
                        code: "WITHDRAWN".to_owned(),
                        description: format!("taken back by user {by}"),
                    }])
                }
                RefundStage::Sent => Err(RefundError::SentBefore),
                RefundStage::Completed => Err(RefundError::Over),
                RefundStage::Failed => Ok(vec![]),
            },
            (RefundCommand::MarkSent { now }, Some(state)) => match state.stage {
                RefundStage::Waiting => Ok(vec![RefundEvent::RefundSent { at: now }]),
                RefundStage::AwaitsApproval
                | RefundStage::Sent
                | RefundStage::Completed
                | RefundStage::Failed => Err(RefundError::NotWaiting),
            },
            (RefundCommand::RecordUnsent { why }, Some(state)) => match state.stage {
                RefundStage::Sent => Ok(vec![RefundEvent::RefundUnsent { why }]),
                RefundStage::AwaitsApproval
                | RefundStage::Waiting
                | RefundStage::Completed
                | RefundStage::Failed => Ok(vec![]),
            },
            (RefundCommand::RecordDone(done), Some(state)) => Ok(completed(state, done)),
            (RefundCommand::RecordNotDone { code, description }, Some(state)) => {
                // What was done stays done, whatever is said later.
                if state.stage.is_over() {
                    return Ok(vec![]);
                }
                Ok(vec![RefundEvent::RefundFailed { code, description }])
            }
        }
    }

    fn claim_changes(&self, event: &RefundEvent) -> Vec<ClaimChange> {
        let over = || {
            self.state
                .iter()
                .map(|state| ClaimChange::release(ClaimKind::Refund, under_way_key(&state.way)))
        };
        match event {
            RefundEvent::RefundRequested { way, .. } => {
                vec![ClaimChange::take(ClaimKind::Refund, under_way_key(way))]
            }
            RefundEvent::RefundPaid { receipt, .. } => {
                let taken = receipt
                    .iter()
                    .map(|receipt| ClaimChange::take(ClaimKind::OutgoingReceipt, receipt.as_str()));
                over().chain(taken).collect()
            }
            // The receipt of a reversal is the payment's to take.
            RefundEvent::RefundReversed { .. } | RefundEvent::RefundFailed { .. } => {
                over().collect()
            }
            RefundEvent::RefundApproved { .. }
            | RefundEvent::RefundSent { .. }
            | RefundEvent::RefundUnsent { .. } => vec![],
        }
    }
}

fn ask(request: RequestRefund) -> Result<Vec<RefundEvent>, RefundError> {
    let is_payable = match request.way {
        RefundWay::Payout { .. } => {
            let shillings = request.amount.cents().div_euclid(CENTS);
            request.amount.cents().rem_euclid(CENTS) == 0
                && (PAYOUT_SHILLINGS_MIN..=PAYOUT_SHILLINGS_MAX).contains(&shillings)
        }
        RefundWay::Reversal { .. } => request.amount.is_positive(),
    };
    if !is_payable {
        return Err(RefundError::BadAmount(request.amount));
    }
    Ok(vec![RefundEvent::RefundRequested {
        refund_id: request.refund_id,
        customer_id: request.customer_id,
        way: request.way,
        amount_cents: request.amount,
        by: request.by,
        why: request.why,
        awaits_approval: request.amount > request.second_person_above,
        at: request.now,
    }])
}

fn completed(state: &State, done: RefundDone) -> Vec<RefundEvent> {
    // Money that was said to stay and has gone all the same is gone.
    if state.stage == RefundStage::Completed {
        return vec![];
    }
    let at = done.at.map_or(done.now, |at| at.min(done.now));
    let receipt = done.receipt;
    vec![match state.way {
        RefundWay::Reversal { .. } => RefundEvent::RefundReversed { receipt, reversed_at: at },
        RefundWay::Payout { .. } => RefundEvent::RefundPaid {
            receipt,
            amount_cents: done.amount.filter(|paid| paid.is_positive()).unwrap_or(state.amount),
            paid_at: at,
        },
    }]
}
