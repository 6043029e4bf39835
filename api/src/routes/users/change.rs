//! `PATCH /api/users/{id}/`

use app::users::manage::{Changes, ManageError, manage};
use axum::Json;
use axum::extract;
use domain::UserId;
use domain::context::Actor;
use domain::user::UserError;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId};
use crate::shapes::{Written, role_named};

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UserChanged {
    /// `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`.
    role: Option<String>,
    is_active: Option<bool>,
}

/// Gives a user another role, or forbids or allows signing in.
#[utoipa::path(patch, path = "/api/users/{id}/", tag = "users", security(("bearer" = [])), request_body = UserChanged,
    params(("id" = uuid::Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn change(
    extract::State(state): extract::State<State>,
    Admin { id: admin }: Admin,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<UserChanged>,
) -> Result<Json<Written>, Problem> {
    if id == admin.uuid() {
        // Else the last admin could lock everybody out.
        return Err(Problem::conflict(
            "own_account",
            "nobody changes their own role or access; ask another admin",
        ));
    }
    let role = match body.role.as_deref() {
        None => None,
        Some(name) => Some(role_named(name).ok_or_else(|| {
            Problem::unprocessable("invalid_role", "a role is ADMIN, FINANCE, AGENT or CUSTOMER")
        })?),
    };
    let actor = Actor::User(admin);
    let key = key.of(actor, &format!("users/{id}/change"), &bytes);
    let changes = Changes { role, is_active: body.is_active };
    let context = request_id.context(actor, id);
    let accepted =
        manage(&state.app.ledger, UserId::new(id), changes, context, key).await.map_err(problem)?;
    Ok(Json(Written { id, position: accepted.position }))
}

fn problem(error: ManageError) -> Problem {
    match error {
        ManageError::Submit(error) => of_submit(error, |rejection| {
            let text = rejection.to_string();
            match rejection {
                UserError::NotFound => Problem::not_found("user_not_found", text),
                UserError::Exists
                | UserError::NameMissing
                | UserError::GuestRole
                | UserError::Disabled => Problem::conflict("user_not_changed", text),
            }
        }),
        fault @ ManageError::Vault(_) => Problem::fault(&fault),
    }
}
