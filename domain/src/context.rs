//! Who asked for a command, and what story it belongs to: the metadata of its events.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::UserId;

/// Who caused a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A signed-in user, or a guest's device.
    User(UserId),
    /// Somebody without a login, before a device was known.
    Anonymous,
    /// Safaricom, by a delivery or an answer.
    Safaricom,
    /// The service itself, by a policy, timer or worker.
    Service,
    /// Someone at the command line of the server.
    Operator,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Anonymous => f.write_str("anonymous"),
            Self::Safaricom => f.write_str("safaricom"),
            Self::Service => f.write_str("service"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

/// A text that names no actor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no actor")]
pub struct NotActor(String);

impl FromStr for Actor {
    type Err = NotActor;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "anonymous" => Ok(Self::Anonymous),
            "safaricom" => Ok(Self::Safaricom),
            "service" => Ok(Self::Service),
            "operator" => Ok(Self::Operator),
            other => other
                .strip_prefix("user:")
                .and_then(|id| id.parse().ok())
                .map(Self::User)
                .ok_or_else(|| NotActor(other.to_owned())),
        }
    }
}

/// What is recorded beside every event of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who asked.
    pub actor: Actor,
    /// The whole story: for a payment, the payment's own id.
    pub correlation_id: Uuid,
    /// The direct cause, such as `event:42` or `delivery:<id>`.
    pub causation_id: Option<String>,
    /// The road by which the command came: `api`, `inbox`, `policy`, `janitor` …
    pub source: Source,
    /// The id of the HTTP request, if there was one.
    pub request_id: Option<String>,
}

/// The road by which a command came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An HTTP request.
    Api,
    /// A raw delivery that was worked off.
    Inbox,
    /// A policy that reacted to an event.
    Policy,
    /// The worker that sends prompts.
    StkDispatch,
    /// The worker that asks about pending payments.
    Janitor,
    /// The worker that ends subscriptions.
    Expiry,
    /// The worker that closes days in the books.
    Books,
    /// The worker that sends refunds to Safaricom.
    Refunds,
    /// The worker that has tax documents signed.
    Taxes,
    /// The command line.
    Cli,
    /// Demonstration data.
    Demo,
}

impl Source {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Inbox => "inbox",
            Self::Policy => "policy",
            Self::StkDispatch => "stk_dispatch",
            Self::Janitor => "janitor",
            Self::Expiry => "expiry",
            Self::Books => "books",
            Self::Refunds => "refunds",
            Self::Taxes => "taxes",
            Self::Cli => "cli",
            Self::Demo => "demo",
        }
    }
}

impl Context {
    /// The same story, continued by the service because of an event.
    #[must_use]
    pub fn caused_by_event(correlation_id: Uuid, position: i64, source: Source) -> Self {
        Self {
            actor: Actor::Service,
            correlation_id,
            causation_id: Some(format!("event:{position}")),
            source,
            request_id: None,
        }
    }
}
