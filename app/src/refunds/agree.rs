//! A second person agrees to a refund, or somebody takes one back.

use domain::context::Context;
use domain::refund::{Refund, RefundCommand};
use domain::{Decide, RefundId, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use super::ask::RefundRejection;
use super::record::put_back;
use crate::Ledger;

/// What is said about a refund that was not sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It shall be.
    Agree,
    /// It shall not.
    Withdraw,
}

/// Says it. The same again is success and changes nothing.
pub async fn say(
    ledger: &Ledger,
    refund_id: RefundId,
    (by, word): (UserId, Word),
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, SubmitError<RefundRejection>> {
    let command = Say { refund_id, by, word };
    ledger.lane.submit(command, context, idempotency, Priority::Interactive).await
}

struct Say {
    refund_id: RefundId,
    by: UserId,
    word: Word,
}

impl Command for Say {
    type Reply = ();
    type Rejection = RefundRejection;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Refund>(self.refund_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<RefundRejection>> {
        let by = self.by;
        let command = match self.word {
            Word::Agree => RefundCommand::Approve { by, now: world.now() },
            Word::Withdraw => RefundCommand::Withdraw { by },
        };
        let refund = world.state::<Refund>(self.refund_id.uuid())?.clone();
        let events =
            refund.decide(command).map_err(|error| Stop::Rejected(RefundRejection::from(error)))?;
        if self.word == Word::Withdraw && !events.is_empty() {
            put_back(world, self.refund_id, &refund)?;
        }
        Ok(world.append::<Refund>(self.refund_id.uuid(), events)?)
    }
}
