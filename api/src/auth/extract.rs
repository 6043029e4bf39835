//! Extractors that say who may call a handler.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use domain::context::Actor;
use domain::user::Role;
use domain::{CustomerId, UserId};
use uuid::Uuid;

use super::tokens::Bearer;
use crate::State;
use crate::problem::Problem;

/// Whoever holds a valid token of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller(pub(crate) Bearer);

/// A caller, or nobody. A token that is shown and not valid is still refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaybeCaller(pub(crate) Option<Caller>);

/// Whoever has things of their own: a user, or a guest's device. A token for one payment opens
/// that payment alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner(pub(crate) Caller);

/// Someone who works for the provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Staff;

/// An admin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Admin {
    /// Who.
    pub(crate) id: UserId,
}

/// An admin, or finance, who decides about money.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finance {
    /// Who.
    pub(crate) id: UserId,
}

/// An admin, or finance, who looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Auditor;

impl Caller {
    /// As whom commands are recorded.
    pub(crate) fn actor(self) -> Actor {
        Actor::User(self.customer_id())
    }

    /// Whose things they see.
    pub(crate) fn customer_id(self) -> CustomerId {
        match self.0 {
            Bearer::User { id, .. } | Bearer::Device { id } => id,
            Bearer::Payment { customer_id, .. } => customer_id,
        }
    }

    /// The role, if they have signed in.
    pub(crate) fn role(self) -> Option<Role> {
        match self.0 {
            Bearer::User { role, .. } => Some(role),
            Bearer::Device { .. } | Bearer::Payment { .. } => None,
        }
    }

    pub(crate) fn is_staff(self) -> bool {
        self.role().is_some_and(Role::is_staff)
    }

    /// Whether they may see that payment of that customer.
    pub(crate) fn may_see_payment(self, payment_id: Uuid, owner: Option<Uuid>) -> bool {
        match self.0 {
            Bearer::User { id, role } => role.is_staff() || Some(id.uuid()) == owner,
            Bearer::Device { id } => Some(id.uuid()) == owner,
            Bearer::Payment { id, .. } => id.uuid() == payment_id,
        }
    }
}

fn token_missing() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "token_missing",
        "this needs a token: sign in, and send it as `Authorization: Bearer …`",
    )
}

/// They are known, and may not.
pub(crate) fn forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden", "your role does not allow this; ask an admin")
}

fn caller_of(parts: &Parts, state: &State) -> Result<Option<Caller>, Problem> {
    let Some(value) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let bad = |detail: String| Problem::new(StatusCode::UNAUTHORIZED, "token_invalid", detail);
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| bad("the Authorization header is not `Bearer` and a token".to_owned()))?;
    let bearer = state
        .tokens
        .read(token, state.app.ledger.clock.now())
        .map_err(|error| bad(error.to_string()))?;
    Ok(Some(Caller(bearer)))
}

impl FromRequestParts<State> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        caller_of(parts, state)?.ok_or_else(token_missing)
    }
}

impl FromRequestParts<State> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let caller = <Caller as FromRequestParts<State>>::from_request_parts(parts, state).await?;
        match caller.0 {
            Bearer::User { .. } | Bearer::Device { .. } => Ok(Self(caller)),
            Bearer::Payment { .. } => Err(forbidden()),
        }
    }
}

impl FromRequestParts<State> for MaybeCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        caller_of(parts, state).map(Self)
    }
}

async fn signed_in(parts: &mut Parts, state: &State) -> Result<(UserId, Role), Problem> {
    let caller = <Caller as FromRequestParts<State>>::from_request_parts(parts, state).await?;
    match caller.0 {
        Bearer::User { id, role } => Ok((id, role)),
        Bearer::Device { .. } | Bearer::Payment { .. } => Err(forbidden()),
    }
}

impl FromRequestParts<State> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let (_id, role) = signed_in(parts, state).await?;
        if role.is_staff() { Ok(Self) } else { Err(forbidden()) }
    }
}

impl FromRequestParts<State> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match signed_in(parts, state).await? {
            (id, Role::Admin) => Ok(Self { id }),
            (_, Role::Finance | Role::Agent | Role::Customer | Role::Guest) => Err(forbidden()),
        }
    }
}

impl FromRequestParts<State> for Finance {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match signed_in(parts, state).await? {
            (id, Role::Admin | Role::Finance) => Ok(Self { id }),
            (_, Role::Agent | Role::Customer | Role::Guest) => Err(forbidden()),
        }
    }
}

impl FromRequestParts<State> for Auditor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match signed_in(parts, state).await? {
            (_, Role::Admin | Role::Finance) => Ok(Self),
            (_, Role::Agent | Role::Customer | Role::Guest) => Err(forbidden()),
        }
    }
}
