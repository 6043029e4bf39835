//! A subscription's end date has come.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::subscription::{Subscription, SubscriptionCommand, SubscriptionError};
use domain::{Decide, LineId, SubscriptionId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// Ends a subscription whose end date has come. A second time is success and changes nothing.
pub async fn expire(
    ledger: &Ledger,
    subscription_id: SubscriptionId,
    line_id: LineId,
    context: Context,
) -> Result<Accepted<()>, SubmitError<SubscriptionError>> {
    let command = Expire { subscription_id, line_id };
    ledger.lane.submit(command, context, None, Priority::Bulk).await
}

struct Expire {
    subscription_id: SubscriptionId,
    line_id: LineId,
}

impl Command for Expire {
    type Reply = ();
    type Rejection = SubscriptionError;

    fn reads(&self) -> Reads {
        Reads::default()
            .stream::<Subscription>(self.subscription_id.uuid())
            .claim(ClaimKey::new(ClaimKind::LineSubscription, self.line_id.to_string()))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<SubscriptionError>> {
        let command = SubscriptionCommand::Expire { now: world.now() };
        let events = world
            .state::<Subscription>(self.subscription_id.uuid())?
            .decide(command)
            .map_err(Stop::Rejected)?;
        Ok(world.append::<Subscription>(self.subscription_id.uuid(), events)?)
    }
}
