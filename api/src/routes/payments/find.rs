//! `POST /api/payments/find/`

use app::payments::find::{Find, FindError, Found as UseCaseFound, find as use_case};
use axum::Json;
use axum::extract;
use domain::PaymentId;
use domain::codes::{NotCode, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::auth::tokens::Bearer;
use crate::auth::{Caller, MaybeCaller};
use crate::problem::Problem;
use crate::request::{Body, ClientAddress, phone_number};
use crate::routes::auth::too_many_requests;
use crate::shapes::Payment;

/// What M-Pesa's message says, and to which phone it came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaidPaid {
    /// The receipt at the beginning of the message.
    receipt: String,
    /// The phone that paid.
    phone_number: String,
}

/// A payment that was found by its receipt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    /// What became of the money: `ARRIVED`, `CONNECTED`, `ENDED`, `IN_WALLET`, `IN_SUSPENSE`,
    /// `VERIFYING` or `RETURNED`.
    standing: &'static str,
    /// The payment, if whoever asks may see it.
    #[schema(required)]
    payment: Option<Payment>,
    /// A token for this payment and its stream alone, if whoever asks may see it.
    #[schema(required)]
    access: Option<String>,
    /// For a customer who is recognised: a token by which this device is recognised next time.
    #[schema(required)]
    device_token: Option<String>,
}

/// Finds a payment by its receipt, for whoever paid it. A receipt that is not known and one that another
/// phone paid are answered alike.
#[utoipa::path(post, path = "/api/payments/find/", tag = "payments", security((), ("bearer" = [])), request_body = SaidPaid,
    responses((status = 200, body = Found), (status = 404, body = Problem, description = "`payment_not_seen`"), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn find(
    extract::State(state): extract::State<State>,
    MaybeCaller(caller): MaybeCaller,
    ClientAddress(address): ClientAddress,
    Body { value: body, .. }: Body<SaidPaid>,
) -> Result<Json<Found>, Problem> {
    let wish = wish(&body)?;
    let found = use_case(&state.app, &wish, &address.to_string()).await.map_err(problem)?;
    let now = state.app.ledger.clock.now();
    let issue =
        |bearer: Bearer| state.tokens.issue(bearer, now).map_err(|error| Problem::fault(&error));
    let (access, device) = bearers(caller, &found);
    Ok(Json(Found {
        standing: found.standing.as_str(),
        access: access.map(issue).transpose()?,
        device_token: device.map(issue).transpose()?,
        payment: found.payment.map(|payment| Payment::of(payment, now)),
    }))
}

/// Whom the answer's tokens stand for: whoever may see the payment, and the device of the customer. Who
/// has signed in stays who they are.
fn bearers(caller: Option<Caller>, found: &UseCaseFound) -> (Option<Bearer>, Option<Bearer>) {
    let seen = found.payment.as_ref();
    let access = seen.and_then(|payment| {
        let customer_id = payment.customer_id.map(domain::CustomerId::new)?;
        Some(Bearer::Payment { id: PaymentId::new(payment.id), customer_id })
    });
    let is_user = caller.is_some_and(|caller| matches!(caller.0, Bearer::User { .. }));
    let device = found.customer_id.filter(|_| !is_user).map(|id| Bearer::Device { id });
    (access, device)
}

fn wish(body: &SaidPaid) -> Result<Find, Problem> {
    let receipt: Receipt = body.receipt.parse().map_err(|error: NotCode| {
        Problem::unprocessable("invalid_receipt", error.to_string())
            .with_field("receipt", error.to_string())
    })?;
    Ok(Find { receipt, phone: phone_number(&body.phone_number)? })
}

fn problem(error: FindError) -> Problem {
    match error {
        FindError::TooMany(too_many) => too_many_requests(too_many),
        FindError::NotSeen => Problem::not_found("payment_not_seen", error.to_string()),
        FindError::Read(_) | FindError::Customer(_) | FindError::Hold(_) | FindError::Vault(_) => {
            Problem::fault(&error)
        }
    }
}
