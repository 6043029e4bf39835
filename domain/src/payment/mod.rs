//! Payments: one attempt each to move money from a customer to the provider.

mod command;
mod decide;
mod event;
mod record;
mod state;

use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};

pub use command::{Again, Dispatch, InitiateStk, PaymentCommand, PaymentError, RecordOutcome};
pub(crate) use decide::is_late;
pub use decide::{INTENT_SECONDS_MAX, PENDING_SECONDS_MAX, PUSH_LOCK_SECONDS};
pub use event::PaymentEvent;
pub use state::{LookReason, Settleable, Status};

use crate::aggregate::Decide;
use state::State;

/// A payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    state: Option<State>,
}

impl Aggregate for Payment {
    const TYPE: &'static str = "payment";
    type Command = PaymentCommand;
    type Event = PaymentEvent;
    type Error = PaymentError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match &mut self.state {
            None => self.state = State::begin(event),
            Some(state) => state.apply(event),
        }
    }
}
