//! Reading events as they were written: an old shape is told again in the words of today.
//!
//! What is stored is never changed. An event whose shape changes gets the next version, and an
//! upcaster beside its aggregate that tells each event of the version before as the events that
//! would be written now: one, several, or none. Everything downstream knows today's events alone.

mod names;

use std::cmp::Ordering;

use cqrs_es::Aggregate;
use serde_json::Value;
use smallvec::{SmallVec, smallvec};

pub use names::variant_names;

use crate::aggregate::Decide;

/// How many upcasters one stored event may go through: more means that they go in circles.
const STEPS_MAX: usize = 256;

/// Tells one version of an event in the words of a later one.
#[derive(Debug, Clone, Copy)]
pub struct Upcaster {
    /// The type of the events that it reads.
    pub event_type: &'static str,
    /// The version of the events that it reads, from 1.
    pub version: u32,
    /// The events which they are, in order, given the fields of one. What it gives back may be of
    /// an old version itself, and is then told again.
    pub upcast: fn(Value) -> Result<Vec<Retold>, serde_json::Error>,
}

/// An event that an older one is told as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retold {
    /// Its type.
    pub event_type: &'static str,
    /// Its version.
    pub version: u32,
    /// Its fields: the payload without the event's name around it.
    pub fields: Value,
}

/// The events that one stored event is: nearly always the one that was stored.
pub type Events<A> = SmallVec<[<A as Aggregate>::Event; 1]>;

/// Why a stored event cannot be read. Each text goes on after the event's name.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Its version came after this program.
    #[error(
        "was written by a newer program; this one knows up to version {known}: run the newer one"
    )]
    NewerVersion {
        /// The highest version that is known.
        known: u32,
    },
    /// Its type came after this program.
    #[error("was written by a newer program; this one does not know its type: run the newer one")]
    NewerType,
    /// Its version is not 1, 2, 3 …
    #[error("has no number as its version; run `daftari verify`")]
    BadVersion,
    /// Its payload does not fit its version.
    #[error("is not of the shape that its version says ({0}); run `daftari verify`")]
    BadPayload(serde_json::Error),
    /// An upcaster does not do what it must. A fault of this program.
    #[error("cannot be told in the words of today: {0}; report this fault")]
    BadUpcaster(String),
}

impl ReadError {
    /// Whether a newer program can read it, so that this one should leave it to that.
    pub fn is_of_newer_program(&self) -> bool {
        match self {
            Self::NewerVersion { .. } | Self::NewerType => true,
            Self::BadVersion | Self::BadPayload(_) | Self::BadUpcaster(_) => false,
        }
    }
}

/// The version in which events of that type are written now: the one after the last that has an
/// upcaster.
pub fn version_now<A: Decide>(event_type: &str) -> u32 {
    let upcasters = A::upcasters().iter().filter(|upcaster| upcaster.event_type == event_type);
    upcasters.map(|upcaster| upcaster.version).max().map_or(1, |last| last.saturating_add(1))
}

/// Reads an event of `A` from its stored text. One that is written as today is parsed at once.
pub fn read<A: Decide>(
    event_type: &str,
    event_version: &str,
    payload: &str,
) -> Result<Events<A>, ReadError> {
    if is_of_today::<A>(event_type, event_version)? {
        let event = serde_json::from_str(payload);
        return Ok(smallvec![event.map_err(|error| bad_payload::<A>(event_type, error))?]);
    }
    let payload = serde_json::from_str(payload).map_err(ReadError::BadPayload)?;
    retell::<A>(event_type, event_version, payload)
}

/// The same for a payload that another reader has parsed already.
pub fn read_value<A: Decide>(
    event_type: &str,
    event_version: &str,
    payload: Value,
) -> Result<Events<A>, ReadError> {
    if is_of_today::<A>(event_type, event_version)? {
        let event = serde_json::from_value(payload);
        return Ok(smallvec![event.map_err(|error| bad_payload::<A>(event_type, error))?]);
    }
    retell::<A>(event_type, event_version, payload)
}

/// Whether it is written as it would be now, and not in an older way.
fn is_of_today<A: Decide>(event_type: &str, event_version: &str) -> Result<bool, ReadError> {
    let known = version_now::<A>(event_type);
    match number(event_version)?.cmp(&known) {
        Ordering::Less => Ok(false),
        Ordering::Equal => Ok(true),
        Ordering::Greater if is_known::<A>(event_type) => Err(ReadError::NewerVersion { known }),
        Ordering::Greater => Err(ReadError::NewerType),
    }
}

fn number(event_version: &str) -> Result<u32, ReadError> {
    event_version.parse().ok().filter(|version| *version > 0).ok_or(ReadError::BadVersion)
}

/// Whether this program has ever written events of that type.
fn is_known<A: Decide>(event_type: &str) -> bool {
    A::upcasters().iter().any(|upcaster| upcaster.event_type == event_type)
        || variant_names::<A::Event>().is_some_and(|names| names.contains(&event_type))
}

fn bad_payload<A: Decide>(event_type: &str, error: serde_json::Error) -> ReadError {
    if is_known::<A>(event_type) { ReadError::BadPayload(error) } else { ReadError::NewerType }
}

fn retell<A: Decide>(
    event_type: &str,
    event_version: &str,
    payload: Value,
) -> Result<Events<A>, ReadError> {
    let mut events = Events::<A>::new();
    let mut waiting = upcast::<A>(event_type, number(event_version)?, fields(event_type, payload)?)
        .map_err(|error| match error {
            // The first upcaster reads what is stored; what the others read was made by one.
            StepError::Unreadable(error) => ReadError::BadPayload(error),
            StepError::Missing => missing(event_type, event_version),
        })?;
    // The next to be told is the last, so that a stack keeps the order.
    waiting.reverse();
    let mut steps = 1_usize;
    while let Some(Retold { event_type, version, fields }) = waiting.pop() {
        if version == version_now::<A>(event_type) {
            let payload = serde_json::json!({ event_type: fields });
            events.push(serde_json::from_value(payload).map_err(|error| {
                ReadError::BadUpcaster(format!("as {event_type} it has a wrong shape, {error}"))
            })?);
            continue;
        }
        steps = steps.saturating_add(1);
        if steps > STEPS_MAX {
            return Err(ReadError::BadUpcaster("its upcasters go in circles".to_owned()));
        }
        let told = upcast::<A>(event_type, version, fields).map_err(|error| match error {
            StepError::Unreadable(error) => ReadError::BadUpcaster(format!(
                "as {event_type} version {version} it has a wrong shape, {error}"
            )),
            StepError::Missing => missing(event_type, &version.to_string()),
        })?;
        waiting.extend(told.into_iter().rev());
    }
    Ok(events)
}

fn missing(event_type: &str, version: &str) -> ReadError {
    ReadError::BadUpcaster(format!("{event_type} version {version} has no upcaster"))
}

enum StepError {
    Missing,
    Unreadable(serde_json::Error),
}

fn upcast<A: Decide>(
    event_type: &str,
    version: u32,
    fields: Value,
) -> Result<Vec<Retold>, StepError> {
    let upcaster = A::upcasters()
        .iter()
        .find(|upcaster| upcaster.event_type == event_type && upcaster.version == version)
        .ok_or(StepError::Missing)?;
    (upcaster.upcast)(fields).map_err(StepError::Unreadable)
}

/// What stands under the event's name, which is the payload's only key.
fn fields(event_type: &str, payload: Value) -> Result<Value, ReadError> {
    let only = match payload {
        Value::Object(mut tagged) if tagged.len() == 1 => tagged.remove(event_type),
        Value::Object(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_) => None,
    };
    only.ok_or_else(|| {
        let expected = format!("an object with the one key {event_type} was expected");
        ReadError::BadPayload(<serde_json::Error as serde::de::Error>::custom(expected))
    })
}
