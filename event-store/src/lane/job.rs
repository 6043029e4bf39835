use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use domain::claim::ClaimKey;
use domain::context::Context;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::world::{Halt, Missing, Reads, World};
use super::{Command, IdempotencyKey, Stop};
use crate::event::metadata_of;

/// A command was accepted, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted<R> {
    /// What its caller is told.
    pub reply: R,
    /// The position of its last event, or of the last event of all if it had none.
    pub position: i64,
    /// Whether it was done before, under the same idempotency key.
    pub repeated: bool,
}

/// Why a command has no reply.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError<R: std::error::Error> {
    /// It cannot be.
    #[error(transparent)]
    Rejected(R),
    /// The key was used for another request.
    #[error("this idempotency key was used for another request; use a new key")]
    KeyReused,
    /// Another aggregate holds a key that must be unique.
    #[error("{0} is taken")]
    Taken(ClaimKey),
    /// Too many commands wait.
    #[error("the service is busy; try again in a few seconds")]
    Busy,
    /// The store cannot be reached; nothing was recorded.
    #[error("the store cannot be reached, and nothing was recorded; try again")]
    Unavailable,
    /// The connection was lost while it was being recorded.
    #[error("it is not known whether this was recorded; repeat it with the same idempotency key")]
    OutcomeUnknown,
    /// A fault of this program or its data. It is logged where it happened.
    #[error("the command could not be carried out: {0}")]
    Fault(String),
}

/// What a command's caller gets.
pub(super) type Answer<C> =
    Result<Accepted<<C as Command>::Reply>, SubmitError<<C as Command>::Rejection>>;

/// What became of a batch, as far as one of its commands is concerned.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// It is durable. The position is that of the command's last event.
    Committed { position: i64 },
    /// The command was done before.
    Repeated { response: String, position: i64 },
    /// Its key was used for something else.
    KeyReused,
    /// A unique key is held by another.
    Taken(ClaimKey),
    /// Nothing was recorded.
    Unavailable,
    /// Nobody knows.
    OutcomeUnknown,
    /// A fault.
    Fault(String),
}

/// How a judgement went.
pub(super) enum Judged {
    /// There is a reply, which may have to be stored.
    Accepted,
    /// There is a rejection.
    Rejected,
    /// It needs to see more.
    Missing(Missing),
    /// It failed alone.
    Failed(Settled),
}

/// Settles between a caller whose time is up and a lane that may have its command in hand: only
/// one of them gets it, so *nothing was recorded* is said only when that is certain.
#[derive(Debug, Clone, Default)]
pub(super) struct Ticket(Arc<AtomicU8>);

const WAITING: u8 = 0;
const IN_HAND: u8 = 1;
const WITHDRAWN: u8 = 2;

impl Ticket {
    fn change(&self, from: u8, to: u8) -> bool {
        self.0.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// The caller no longer wants it. False if the lane has it in hand.
    pub(super) fn withdraw(&self) -> bool {
        self.change(WAITING, WITHDRAWN)
    }

    fn is_withdrawn(&self) -> bool {
        self.0.load(Ordering::Acquire) == WITHDRAWN
    }
}

/// A command with everything around it, whatever its types.
pub(super) trait AnyJob: Send {
    fn reads(&self) -> Reads;
    fn idempotency(&self) -> Option<&IdempotencyKey>;
    fn metadata(&self) -> BTreeMap<&'static str, String>;
    fn deadline(&self) -> Instant;
    /// Whether its caller has gone, so that it must not be carried out.
    fn is_withdrawn(&self) -> bool;
    /// From here on its caller waits. False if it was withdrawn before.
    fn take_in_hand(&self) -> bool;
    /// It was certainly not recorded, and may be withdrawn again.
    fn let_go(&self);
    fn judge(&mut self, world: &mut World<'_>) -> Judged;
    /// What a judgement would find missing, if anything. Whatever else comes of it is its judgement's to tell.
    fn misses(&self, world: &mut World<'_>) -> Reads;
    /// The reply as it is stored, after a judgement that accepted it.
    fn response(&self) -> Result<String, serde_json::Error>;
    fn answer(self: Box<Self>, settled: Settled);
}

pub(super) struct Job<C: Command> {
    command: C,
    context: Context,
    idempotency: Option<IdempotencyKey>,
    deadline: Instant,
    ticket: Ticket,
    outcome: Option<Result<C::Reply, C::Rejection>>,
    answer: oneshot::Sender<Answer<C>>,
}

impl<C: Command> Job<C> {
    pub(super) fn new(
        command: C,
        context: Context,
        idempotency: Option<IdempotencyKey>,
        deadline: Instant,
        answer: oneshot::Sender<Answer<C>>,
    ) -> Self {
        let ticket = Ticket::default();
        Self { command, context, idempotency, deadline, ticket, outcome: None, answer }
    }

    pub(super) fn ticket(&self) -> Ticket {
        self.ticket.clone()
    }
}

impl<C: Command> AnyJob for Job<C> {
    fn reads(&self) -> Reads {
        // One that panics declares nothing: it is asked for what it needs when it decides.
        catch_unwind(AssertUnwindSafe(|| self.command.reads())).unwrap_or_default()
    }

    fn idempotency(&self) -> Option<&IdempotencyKey> {
        self.idempotency.as_ref()
    }

    fn metadata(&self) -> BTreeMap<&'static str, String> {
        metadata_of(&self.context)
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn is_withdrawn(&self) -> bool {
        self.ticket.is_withdrawn()
    }

    fn take_in_hand(&self) -> bool {
        self.ticket.change(WAITING, IN_HAND)
    }

    fn let_go(&self) {
        self.ticket.change(IN_HAND, WAITING);
    }

    fn judge(&mut self, world: &mut World<'_>) -> Judged {
        // A panic in one decision is that command's fault alone; the world's changes of it are
        // dropped, so nothing half-done is seen by the next.
        let decided = catch_unwind(AssertUnwindSafe(|| self.command.decide(world)));
        match decided {
            Ok(Ok(reply)) => {
                self.outcome = Some(Ok(reply));
                Judged::Accepted
            }
            Ok(Err(Stop::Rejected(rejection))) => {
                self.outcome = Some(Err(rejection));
                Judged::Rejected
            }
            Ok(Err(Stop::Halt(Halt::Missing(missing)))) => Judged::Missing(missing),
            Ok(Err(Stop::Halt(Halt::Taken(key)))) => Judged::Failed(Settled::Taken(key)),
            Ok(Err(Stop::Halt(Halt::Fault(what)))) => {
                tracing::error!(what, command = std::any::type_name::<C>(), "a command failed");
                Judged::Failed(Settled::Fault(what))
            }
            Err(_panic) => {
                tracing::error!(command = std::any::type_name::<C>(), "a decision panicked");
                Judged::Failed(Settled::Fault("its decision failed".to_owned()))
            }
        }
    }

    fn misses(&self, world: &mut World<'_>) -> Reads {
        match catch_unwind(AssertUnwindSafe(|| self.command.decide(world))) {
            Ok(Err(Stop::Halt(Halt::Missing(Missing::These(reads))))) => reads,
            Ok(_) | Err(_) => Reads::default(),
        }
    }

    fn response(&self) -> Result<String, serde_json::Error> {
        match &self.outcome {
            Some(Ok(reply)) => serde_json::to_string(reply),
            Some(Err(_)) | None => Ok("null".to_owned()),
        }
    }

    fn answer(self: Box<Self>, settled: Settled) {
        let answer = match (settled, self.outcome) {
            (Settled::Committed { position }, Some(Ok(reply))) => {
                Ok(Accepted { reply, position, repeated: false })
            }
            (Settled::Committed { .. }, Some(Err(rejection))) => {
                Err(SubmitError::Rejected(rejection))
            }
            (Settled::Committed { .. }, None) => {
                Err(SubmitError::Fault("it was never judged".to_owned()))
            }
            (Settled::Repeated { response, position }, _) => serde_json::from_str(&response)
                .map(|reply| Accepted { reply, position, repeated: true })
                .map_err(|_| SubmitError::Fault("the answer that was saved cannot be read".into())),
            (Settled::KeyReused, _) => Err(SubmitError::KeyReused),
            (Settled::Taken(key), _) => Err(SubmitError::Taken(key)),
            (Settled::Unavailable, _) => Err(SubmitError::Unavailable),
            (Settled::OutcomeUnknown, _) => Err(SubmitError::OutcomeUnknown),
            (Settled::Fault(what), _) => Err(SubmitError::Fault(what)),
        };
        // A caller that has gone away needs no answer; what was recorded stays recorded.
        let _ = self.answer.send(answer);
    }
}
