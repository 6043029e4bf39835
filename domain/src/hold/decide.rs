use super::{About, Doubt, Hold, HoldCommand, HoldError, HoldEvent, HoldReport, HoldStage};
use super::{Released, Report, State};
use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::money::Money;
use crate::time::{Timestamp, seconds_between};

/// The key under which a report is held: the same report again finds its hold. A prompt and money
/// that came unprompted may have one receipt, and are reported apart.
pub fn hold_key(report: &Report) -> String {
    match &report.about {
        About::Push { payment_id, .. } => format!("{payment_id}/{}", report.receipt),
        About::Unprompted { .. } => format!("c2b/{}", report.receipt),
    }
}

/// Why a report of money that came unprompted is held, if it is. Of such money nothing is known
/// beforehand, so only how much it is can make it doubtful.
pub fn doubts_of_unprompted(amount: Money, above: Money) -> Vec<Doubt> {
    if amount > above { vec![Doubt::AboveLimit] } else { vec![] }
}

impl Decide for Hold {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["HoldUnanswered", "HoldReleased", "HoldRefuted"];

    fn decide(&self, command: HoldCommand) -> Result<Vec<HoldEvent>, HoldError> {
        let state = match (command, &self.state) {
            (HoldCommand::Hold(held), None) => return hold(*held),
            (HoldCommand::Hold(_), Some(_)) => return Err(HoldError::Exists),
            (_, None) => return Err(HoldError::NotFound),
            (command, Some(state)) => (command, state),
        };
        let (command, state) = state;
        match command {
            HoldCommand::Hold(_) => Err(HoldError::Exists),
            HoldCommand::RecordUnanswered { times_asked, last_answer, now: at } => {
                Ok(match state.stage {
                    HoldStage::Held => {
                        vec![HoldEvent::HoldUnanswered { times_asked, last_answer, at }]
                    }
                    HoldStage::Unanswered | HoldStage::Released | HoldStage::Refuted => vec![],
                })
            }
            HoldCommand::RecordConfirmed { amount, now } => {
                let amount = amount.filter(|amount| amount.is_positive());
                Ok(release(state, Released::Safaricom {}, amount, now))
            }
            HoldCommand::RecordKnown { now } => Ok(release(state, Released::Ledger {}, None, now)),
            HoldCommand::RecordNotFound { code, description, patience_seconds, now } => {
                if seconds_between(state.held_at, now) < patience_seconds {
                    return Ok(vec![]);
                }
                Ok(refute(state, code, description, now))
            }
            HoldCommand::RecordRefuted { code, description, now } => {
                Ok(refute(state, code, description, now))
            }
            HoldCommand::Release { by, why, now } => match state.stage {
                HoldStage::Refuted => Err(HoldError::Refuted),
                HoldStage::Held | HoldStage::Unanswered | HoldStage::Released => {
                    Ok(release(state, Released::Person { user_id: by, why }, None, now))
                }
            },
        }
    }

    fn claim_changes(&self, event: &HoldEvent) -> Vec<ClaimChange> {
        match event {
            HoldEvent::ReportHeld { report, .. } => {
                vec![ClaimChange::take(ClaimKind::Hold, hold_key(report))]
            }
            HoldEvent::HoldUnanswered { .. }
            | HoldEvent::HoldReleased { .. }
            | HoldEvent::HoldRefuted { .. } => vec![],
        }
    }
}

fn hold(held: HoldReport) -> Result<Vec<HoldEvent>, HoldError> {
    let HoldReport { hold_id, report, doubts, now } = held;
    if doubts.is_empty() {
        return Err(HoldError::NoDoubt);
    }
    Ok(vec![HoldEvent::ReportHeld { hold_id, report, doubts, at: now }])
}

/// Money that was said not to be there and is there all the same is acted on.
fn release(state: &State, by: Released, amount: Option<Money>, now: Timestamp) -> Vec<HoldEvent> {
    match state.stage {
        HoldStage::Held | HoldStage::Unanswered | HoldStage::Refuted => {
            let amount_cents = amount.unwrap_or(state.report.amount_cents);
            vec![HoldEvent::HoldReleased { by, amount_cents, at: now }]
        }
        HoldStage::Released => vec![],
    }
}

fn refute(state: &State, code: String, description: String, at: Timestamp) -> Vec<HoldEvent> {
    match state.stage {
        HoldStage::Held | HoldStage::Unanswered => {
            vec![HoldEvent::HoldRefuted { code, description, at }]
        }
        // What was released stays so, whatever is said later.
        HoldStage::Released | HoldStage::Refuted => vec![],
    }
}
