//! Signing in.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod register;

use app::auth::{AuthError, SignedIn};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::tokens::{Bearer, USER_SECONDS};
use crate::problem::Problem;

/// Tokens of a user who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionTokens {
    /// Short-lived, for the `Authorization` header.
    access: String,
    /// Exchanged once for the next pair.
    refresh: String,
    /// `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`.
    role: String,
    user_id: Uuid,
    /// How long `access` is good.
    expires_in_seconds: i64,
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Presented {
    refresh: String,
}

fn session(state: &State, signed_in: &SignedIn) -> Result<SessionTokens, Problem> {
    let bearer = Bearer::User { id: signed_in.user_id, role: signed_in.role };
    let access = state
        .tokens
        .issue(bearer, state.app.ledger.clock.now())
        .map_err(|error| Problem::fault(&error))?;
    Ok(SessionTokens {
        access,
        refresh: signed_in.refresh.as_str().to_owned(),
        role: signed_in.role.as_str().to_owned(),
        user_id: signed_in.user_id.uuid(),
        expires_in_seconds: USER_SECONDS,
    })
}

fn problem(error: AuthError) -> Problem {
    let unauthorized =
        |code, error: &AuthError| Problem::new(StatusCode::UNAUTHORIZED, code, error.to_string());
    match error {
        AuthError::WrongCredentials => unauthorized("wrong_credentials", &error),
        AuthError::SessionEnded => unauthorized("session_ended", &error),
        AuthError::Disabled => unauthorized("user_disabled", &error),
        AuthError::TooMany(too_many) => too_many_requests(too_many),
        AuthError::Vault(_) | AuthError::Read(_) => Problem::fault(&error),
    }
}

/// Asked too often.
pub(crate) fn too_many_requests(too_many: app::limits::TooMany) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", too_many.to_string())
        .retry_after(too_many.retry_after_seconds)
}
