//! `POST /api/auth/login/`

use axum::Json;
use axum::extract;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SessionTokens, problem, session};
use crate::State;
use crate::problem::Problem;
use crate::request::{Body, ClientAddress};

/// A user name or phone number, and a password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Credentials {
    username: String,
    password: String,
}

/// Signs in.
#[utoipa::path(post, path = "/api/auth/login/", tag = "auth", request_body = Credentials,
    responses((status = 200, body = SessionTokens), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn login(
    extract::State(state): extract::State<State>,
    ClientAddress(address): ClientAddress,
    Body { value: credentials, .. }: Body<Credentials>,
) -> Result<Json<SessionTokens>, Problem> {
    // A password that could never have been set is simply a wrong one.
    let wrong = || problem(app::auth::AuthError::WrongCredentials);
    let password = credentials.password.parse().map_err(|_| wrong())?;
    let signed_in =
        app::auth::login(&state.app, &credentials.username, &password, &address.to_string())
            .await
            .map_err(problem)?;
    session(&state, &signed_in).map(Json)
}
