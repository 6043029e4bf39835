//! Payments: one attempt each to move money from a customer to the provider.

mod c2b;
mod command;
mod decide;
mod event;
mod record;
mod state;

use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};

pub use c2b::{Allocate, Beneficiary, ReceiveC2b, Twin, UnallocatedReason};
pub use command::{
    Again, Dispatch, InitiateStk, PaymentCommand, PaymentError, RecordOutcome, Reversed,
};
pub(crate) use decide::is_late;
pub use decide::{INTENT_SECONDS_MAX, PENDING_SECONDS_MAX, PUSH_LOCK_SECONDS};
pub use event::PaymentEvent;
pub use state::{LookReason, Settleable, Status};

use crate::aggregate::Decide;
use c2b::Unprompted;
use state::State;

/// A payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    state: Option<Begun>,
}

/// A payment by how it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Begun {
    /// By a prompt.
    Push(Box<State>),
    /// Unprompted.
    Unprompted(Box<Unprompted>),
}

impl Begun {
    fn by(event: PaymentEvent) -> Option<Self> {
        match Unprompted::begin(&event) {
            Some(unprompted) => Some(Self::Unprompted(Box::new(unprompted))),
            None => State::begin(event).map(|state| Self::Push(Box::new(state))),
        }
    }
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
            None => self.state = Begun::by(event),
            Some(Begun::Push(state)) => state.apply(event),
            Some(Begun::Unprompted(unprompted)) => unprompted.apply(event),
        }
    }
}
