//! Results of requests that Safaricom answers later.

use domain::RefundId;
use domain::context::{Actor, Context, Source};
use domain::ports::{
    Delivered, Ended, MovementState, RefundReport, ResultClass, ResultFailure, ReversalReport,
    StatusReport,
};
use event_store::inbox::Pending;
use uuid::Uuid;

use super::{Note, held, not_understood, noted};
use crate::App;
use crate::refunds::{Learnt, record, state_of, story_of};
use crate::results::{Kind, Tells};

/// Understands a result, and gives it to whoever asked. None if it should come again.
pub(super) async fn result(
    app: &App,
    delivery: &Pending,
    (kind, tells): (Kind, Tells),
    body: &[u8],
) -> Option<Note> {
    let named = delivery.reference.as_deref().and_then(|id| id.parse::<Uuid>().ok());
    let Some(request) = named else {
        return Some(Note::refused("its address names no request"));
    };
    if kind == Kind::Status
        && let Some(held) = held::status(app, delivery, tells, request, body).await
    {
        return held;
    }
    let refund_id = RefundId::new(request);
    let refund = match state_of(&app.ledger, refund_id).await {
        Ok(refund) => refund,
        Err(error) => {
            tracing::warn!(%error, delivery = %delivery.id, "a result could not be given to its refund; it comes again");
            return None;
        }
    };
    let read = match (tells, kind) {
        // It may still be done: it is asked about as if nothing had come.
        (Tells::Timeout, _) => app.later.decode_timeout(body).map(|_conversation| Says::Nothing),
        (Tells::Result, Kind::Status) => app.later.decode_status(body).map(of_status),
        (Tells::Result, Kind::Reversal) => app.later.decode_reversal(body).map(of_reversal),
        (Tells::Result, Kind::Refund) => app.later.decode_refund(body).map(of_payout),
        (Tells::Result, Kind::Balance) => {
            app.later.decode_balance(body).map(|_report| Says::ToNobody)
        }
    };
    match read {
        Err(unreadable) => Some(not_understood(delivery, unreadable)),
        Ok(says) => match (says, refund.way()) {
            (Says::ToNobody, _) | (_, None) => {
                Some(Note::refused("nobody waits for the result of that request"))
            }
            (Says::Nothing, Some(_)) => Some(Note::done()),
            (Says::Learnt(learnt), Some(way)) => {
                let context = context(delivery, story_of(refund_id, way));
                let recorded = record(&app.ledger, refund_id, learnt, context).await;
                noted(delivery, recorded.map(drop))
            }
        },
    }
}

/// What a result says of a refund.
enum Says {
    /// What became of it.
    Learnt(Learnt),
    /// Nothing final: it is asked about again.
    Nothing,
    /// Nothing that anybody asked for.
    ToNobody,
}

fn not_done(failure: ResultFailure) -> Learnt {
    Learnt::NotDone { code: failure.result_code, description: failure.description }
}

fn of_payout(delivered: Delivered<RefundReport>) -> Says {
    match delivered.ended {
        Ended::Done(RefundReport { receipt, amount, completed_at: at, .. }) => {
            Says::Learnt(Learnt::Done { receipt, amount, at })
        }
        Ended::NotDone(failure) => Says::Learnt(not_done(failure)),
        Ended::Unsettled(_) => Says::Nothing,
    }
}

fn of_reversal(delivered: Delivered<ReversalReport>) -> Says {
    match delivered.ended {
        Ended::Done(ReversalReport { receipt, amount, completed_at: at, .. }) => {
            Says::Learnt(Learnt::Done { receipt, amount, at })
        }
        // By a request whose result was lost, or from elsewhere: the money is gone either way.
        Ended::NotDone(failure) if failure.class == ResultClass::AlreadyReversed => {
            Says::Learnt(Learnt::Done { receipt: None, amount: None, at: None })
        }
        Ended::NotDone(failure) => Says::Learnt(not_done(failure)),
        Ended::Unsettled(_) => Says::Nothing,
    }
}

/// What was asked about a payout. That it is not there may only mean that it is not there yet.
fn of_status(delivered: Delivered<StatusReport>) -> Says {
    let Ended::Done(report) = delivered.ended else { return Says::Nothing };
    match report.state {
        MovementState::Completed => Says::Learnt(Learnt::Done {
            receipt: report.receipt,
            amount: report.amount,
            at: report.finalised_at,
        }),
        MovementState::Ended => Says::Learnt(Learnt::NotDone {
            code: "ENDED".to_owned(),
            description: "Safaricom says that it will not be paid".to_owned(),
        }),
        MovementState::Pending | MovementState::Other(_) => Says::Nothing,
    }
}

pub(super) fn context(delivery: &Pending, story: Uuid) -> Context {
    Context {
        actor: Actor::Safaricom,
        correlation_id: story,
        causation_id: Some(format!("delivery:{}", delivery.id)),
        source: Source::Inbox,
        request_id: None,
    }
}
