//! A read model leaves out the event at which it has stopped.

use domain::Decide;
use domain::context::Context;
use domain::skips::{SKIPS, SkipReason, Skips, SkipsCommand, SkipsError};
use event_store::checkpoint::{self, Reader};
use event_store::feed::{self, FeedError};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use projections::{Projection, skips};

use crate::Ledger;

/// A wish to leave an event out.
#[derive(Debug, Clone)]
pub struct Skip {
    /// Of which read model.
    pub projection: Projection,
    /// Where the event stands.
    pub position: i64,
    /// Why.
    pub reason: SkipReason,
}

/// Why an event is not left out.
#[derive(Debug, thiserror::Error)]
pub enum SkipError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<SkipsError>),
    /// The read model has not stopped there.
    #[error("{}", not_stopped(*.projection, *.position, *.stopped_at))]
    NotStopped {
        /// Which one.
        projection: Projection,
        /// Where the event stands.
        position: i64,
        /// Where it has stopped, if it has.
        stopped_at: Option<i64>,
    },
    /// The events.
    #[error("what the read model leaves out could not be read")]
    Feed(#[from] FeedError),
    /// The database.
    #[error("the read model's checkpoint could not be read")]
    Database(#[from] sqlx::Error),
}

fn not_stopped(projection: Projection, position: i64, stopped_at: Option<i64>) -> String {
    let name = projection.name();
    match stopped_at {
        Some(at) => format!(
            "{name} has not stopped at event {position} but at event {at}; skip that one, or none"
        ),
        None => format!(
            "{name} has not stopped, so it needs no event skipped; look at it again in a moment"
        ),
    }
}

/// Leaves an event out of a read model, and lets it go on.
///
/// Only the event at which the read model really stands stopped can be left out. That is looked
/// up here and not decided in the lane, because how far a read model is stands in no event and may
/// decide no command. It stays true all the same until the skip is recorded: the checkpoint is
/// held meanwhile, so that nobody can apply the event after all.
pub async fn skip(
    ledger: &Ledger,
    wish: Skip,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<i64>, SkipError> {
    let Skip { projection, position, reason } = wish;
    let reader = projection.reader();
    let mut transaction = ledger.pool.begin().await?;
    let checkpoint =
        checkpoint::hold(&mut transaction, reader).await?.ok_or(sqlx::Error::RowNotFound)?;
    let skips = skips::of(&mut *transaction, reader).await?;
    // What is left out already may be asked again, wherever the read model is by now.
    if !skips::positions(&skips).contains(&position) {
        let stopped_at =
            checkpoint.stopped_because.map(|_| skips::next_after(checkpoint.position, &skips));
        if stopped_at != Some(position) {
            return Err(SkipError::NotStopped { projection, position, stopped_at });
        }
    }
    // The head only ever rises, so what it covers now it covers in the lane too.
    let head = feed::head_of(&ledger.pool).await?;
    let command = SkipEvent { reader, position, reason, head };
    let accepted = ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?;
    checkpoint::retry(&mut *transaction, reader).await?;
    transaction.commit().await?;
    Ok(accepted)
}

struct SkipEvent {
    reader: Reader,
    position: i64,
    reason: SkipReason,
    head: i64,
}

impl Command for SkipEvent {
    type Reply = i64;
    type Rejection = SkipsError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Skips>(SKIPS)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<i64, Stop<SkipsError>> {
        let command = SkipsCommand::Skip {
            projection: self.reader.name.to_owned(),
            version: self.reader.version,
            position: self.position,
            reason: self.reason.clone(),
            head: self.head,
        };
        let events = world.state::<Skips>(SKIPS)?.decide(command).map_err(Stop::Rejected)?;
        world.append::<Skips>(SKIPS, events)?;
        Ok(self.position)
    }
}
