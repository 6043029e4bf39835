//! Asking who holds a key.

use std::convert::Infallible;

use domain::claim::ClaimKey;
use domain::context::{Actor, Context, Source};
use event_store::{Command, Priority, Reads, Stop, SubmitError, World};
use uuid::Uuid;

use crate::{Ledger, ids};

/// Who holds a key now. It is asked in the lane and leads to no event, so what was claimed a moment
/// ago is known.
pub(crate) async fn holder_of(
    ledger: &Ledger,
    key: ClaimKey,
) -> Result<Option<Uuid>, SubmitError<Infallible>> {
    let context = Context {
        actor: Actor::Service,
        correlation_id: ids::new_uuid(),
        causation_id: None,
        source: Source::Inbox,
        request_id: None,
    };
    let asked = ledger.lane.submit(HolderOf { key }, context, None, Priority::Interactive).await?;
    Ok(asked.reply)
}

struct HolderOf {
    key: ClaimKey,
}

impl Command for HolderOf {
    type Reply = Option<Uuid>;
    type Rejection = Infallible;

    fn reads(&self) -> Reads {
        Reads::default().claim(self.key.clone())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Option<Uuid>, Stop<Infallible>> {
        Ok(world.holder(&self.key)?.map(|held| held.owner))
    }
}
