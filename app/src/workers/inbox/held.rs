//! What Safaricom says of reports that are held.

use domain::HoldId;
use domain::c2b::ShortCode;
use domain::hold::{Hold, Report};
use domain::ports::{Delivered, Ended, MovementState, Party, ResultClass, StatusReport};
use event_store::inbox::Pending;
use uuid::Uuid;

use super::results::context;
use super::{Note, not_understood, noted};
use crate::App;
use crate::holds::{EndError, Word, end, state_of};
use crate::results::Tells;

/// Gives the status of a receipt to the report that names it. None if no report is held under that
/// id; within, none if it should come again.
pub(super) async fn status(
    app: &App,
    delivery: &Pending,
    tells: Tells,
    request: Uuid,
    body: &[u8],
) -> Option<Option<Note>> {
    let hold_id = HoldId::new(request);
    let hold = match state_of(&app.ledger, hold_id).await {
        Ok(hold) => hold,
        Err(error) => {
            tracing::warn!(%error, delivery = %delivery.id, "a result could not be given to its report; it comes again");
            return Some(None);
        }
    };
    let report = hold.report()?;
    let read = match tells {
        // It is asked again as if nothing had come.
        Tells::Timeout => app.later.decode_timeout(body).map(|_conversation| None),
        Tells::Result => app.later.decode_status(body).map(|told| word_of(app, &told, report)),
    };
    let word = match read {
        Err(unreadable) => return Some(Some(not_understood(delivery, unreadable))),
        Ok(None) => return Some(Some(Note::done())),
        Ok(Some(word)) => word,
    };
    let story = report.about.payment_id().uuid();
    let context = |_: &Hold| context(delivery, story);
    let short_codes = &app.settings.short_codes;
    Some(match end(&app.ledger, hold_id, word, short_codes, context, None).await {
        Ok(_accepted) => Some(Note::done()),
        Err(EndError::Submit(error)) => noted(delivery, Err(error)),
        Err(error @ (EndError::Stream(_) | EndError::Vault(_))) => {
            tracing::warn!(%error, delivery = %delivery.id, "a result was understood but not recorded; it comes again");
            None
        }
    })
}

/// What Safaricom's answer says of a report; none if nothing final.
fn word_of(app: &App, delivered: &Delivered<StatusReport>, report: &Report) -> Option<Word> {
    match &delivered.ended {
        Ended::Done(status) => of_receipt(app, status, report),
        Ended::NotDone(failure) if failure.class == ResultClass::NotFound => Some(Word::NotFound {
            code: failure.result_code.clone(),
            description: failure.description.clone(),
            patience_seconds: patience_seconds(app),
        }),
        // The question was not answered: what kept Safaricom from it says nothing of the money.
        Ended::NotDone(_) | Ended::Unsettled(_) => None,
    }
}

fn of_receipt(app: &App, status: &StatusReport, report: &Report) -> Option<Word> {
    if status.receipt.as_ref().is_some_and(|receipt| *receipt != report.receipt) {
        return None;
    }
    let ours = app.settings.accounts();
    let is_ours = |party: &Party| {
        let code = party.handle.as_str().parse();
        code.is_ok_and(|code: ShortCode| ours.named(&code).is_some())
    };
    let refuted = |description: &str| {
        Some(Word::Refuted { code: "STATUS".to_owned(), description: description.to_owned() })
    };
    match status.state {
        // Whoever was paid by us knows a receipt too.
        MovementState::Completed if status.debit_parties.iter().any(is_ours) => {
            refuted("Safaricom says that this money was paid by us, not to us")
        }
        // Without an amount nothing is confirmed: whoever paid a little may have reported much.
        MovementState::Completed => {
            let amount = status.amount.filter(|amount| amount.is_positive());
            amount.map(|amount| Word::Confirmed { amount: Some(amount) })
        }
        MovementState::Ended => refuted("Safaricom says that this money did not move"),
        MovementState::Pending | MovementState::Other(_) => None,
    }
}

/// For how long a receipt that is not found may only not be there yet: until the third of the waits after
/// which Safaricom is asked again, ten minutes. An answer to the first question that is worked off late
/// must not count as one to a later question.
fn patience_seconds(app: &App) -> i64 {
    let waits = &app.settings.ask_after;
    let patience = waits.get(2).or(waits.last()).copied().unwrap_or_default();
    i64::try_from(patience.as_secs()).unwrap_or(i64::MAX)
}
