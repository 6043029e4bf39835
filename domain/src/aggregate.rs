//! What every aggregate offers besides cqrs-es's own trait: a pure decision, and the claims that
//! its events take.

use cqrs_es::Aggregate;

use crate::claim::ClaimChange;
use crate::upcast::Upcaster;

/// An aggregate whose rules are a pure function from state and command to events.
///
/// The lane calls [`Decide::decide`]; cqrs-es's `handle` is a loop over it, kept so that the
/// published test framework and tools work on our aggregates.
pub trait Decide: Aggregate<Services = ()> + Clone + 'static {
    /// The version of `apply` and of how the state is written. It is raised when a state that was
    /// kept before would be another one now, or could not be read; what was kept is then not used.
    const FOLD: i32 = 1;

    /// Types of its events that take and give up no claim, and change nothing in the state that
    /// [`Decide::claim_changes`] looks at. Whoever computes claims again passes them over.
    const WITHOUT_CLAIMS: &'static [&'static str] = &[];

    /// The events that `command` leads to, or why it cannot be. A repeated fact is success with
    /// no event.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Error>;

    /// The claims that `event` takes or gives up, given the state just before it. Claims are
    /// derived from events and from nothing else, so that `verify` can compute them again.
    fn claim_changes(&self, event: &Self::Event) -> Vec<ClaimChange> {
        let _ = event;
        Vec::new()
    }

    /// Whether the claims of events to come may depend on this state. Whoever computes claims again
    /// keeps a state for so long, and the default in its place afterwards.
    fn decides_claims(&self) -> bool {
        true
    }

    /// One upcaster for each version that its events were ever written in before today's.
    fn upcasters() -> &'static [Upcaster] {
        &[]
    }
}
