//! `POST /api/auth/register/`

use app::users::register::{Register, RegisterError, RegisterRejection, register as use_case};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::context::Actor;
use domain::user::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::too_many_requests;
use crate::State;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, ClientAddress, RequestId};

/// How many logins one address may make, in what time.
const REGISTRATIONS_MAX: u32 = 30;
const REGISTRATIONS_WITHIN: std::time::Duration = std::time::Duration::from_secs(3_600);

/// A wish to become a customer.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RegisterBody {
    username: String,
    password: String,
    phone_number: String,
    #[serde(default)]
    name: Option<String>,
}

/// Somebody new.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registered {
    user_id: Uuid,
    position: i64,
}

/// Makes a customer's login.
#[utoipa::path(post, path = "/api/auth/register/", tag = "auth", request_body = RegisterBody, params(ClientKey),
    responses((status = 201, body = Registered), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn register(
    extract::State(state): extract::State<State>,
    request_id: RequestId,
    ClientAddress(address): ClientAddress,
    key: ClientKey,
    Body { value: body, .. }: Body<RegisterBody>,
) -> Result<(StatusCode, Json<Registered>), Problem> {
    let limit = format!("register-from/{address}");
    let checked = state.app.limits.check(&limit, REGISTRATIONS_MAX, REGISTRATIONS_WITHIN).await;
    checked.map_err(too_many_requests)?;
    // The hash of what was asked is kept for good, so the password is no part of it.
    let asked = format!("{}\n{}\n{:?}", body.username, body.phone_number, body.name);
    let wish = wish(body)?;
    let key = key.of(Actor::Anonymous, "auth/register", asked.as_bytes());
    let context =
        |user_id: domain::UserId| request_id.context(Actor::User(user_id), user_id.uuid());
    let accepted = use_case(&state.app.ledger, wish, context, key).await.map_err(problem)?;
    let registered = Registered { user_id: accepted.reply.uuid(), position: accepted.position };
    Ok((StatusCode::CREATED, Json(registered)))
}

fn wish(body: RegisterBody) -> Result<Register, Problem> {
    let invalid = || {
        Problem::unprocessable("invalid_registration", "some fields cannot be used; see `errors`")
    };
    let username =
        body.username.parse().map_err(|error: domain::personal::NotThat| error.to_string());
    let password = body.password.parse().map_err(|error: vault::NotPassword| error.to_string());
    let phone =
        body.phone_number.parse().map_err(|error: domain::msisdn::NotMsisdn| error.to_string());
    let name = body
        .name
        .filter(|name| !name.trim().is_empty())
        .map(|name| name.parse())
        .transpose()
        .map_err(|error: domain::personal::NotThat| error.to_string());
    match (username, password, phone, name) {
        (Ok(username), Ok(password), Ok(phone), Ok(name)) => {
            Ok(Register { username, password, phone: Some(phone), name, role: Role::Customer })
        }
        (username, password, phone, name) => {
            let faults = [
                ("username", username.err()),
                ("password", password.err()),
                ("phone_number", phone.err()),
                ("name", name.err()),
            ];
            Err(faults.into_iter().fold(invalid(), |problem, (field, error)| match error {
                Some(error) => problem.with_field(field, error),
                None => problem,
            }))
        }
    }
}

fn problem(error: RegisterError) -> Problem {
    match error {
        RegisterError::Submit(error) => of_submit(error, |rejection| {
            let text = rejection.to_string();
            match rejection {
                RegisterRejection::UsernameTaken => {
                    Problem::conflict("username_taken", text.clone()).with_field("username", text)
                }
                RegisterRejection::PhoneTaken => {
                    Problem::conflict("phone_taken", text.clone()).with_field("phone_number", text)
                }
                RegisterRejection::User(_) | RegisterRejection::Line(_) => {
                    Problem::conflict("registration_refused", text)
                }
            }
        }),
        fault @ RegisterError::Vault(_) => Problem::fault(&fault),
    }
}
