//! `POST /api/payments/initiate/`

use std::time::Duration;

use app::payments::initiate::{
    Buyer, Initiate, InitiateError, InitiateRejection, Initiated, initiate as use_case,
};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::context::Actor;
use domain::payment::{Again, PaymentError};
use domain::user::Role;
use domain::{CustomerId, Money, Msisdn, PackageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::extract::forbidden;
use crate::auth::tokens::Bearer;
use crate::auth::{Caller, MaybeCaller};
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, ClientAddress, RequestId, phone_number};
use crate::routes::auth::too_many_requests;
use crate::routes::packages::of_package;

/// How often one phone may be prompted: nobody is to be pestered by strangers.
const PROMPTS_OF_A_PHONE_MAX: u32 = 10;
/// How many prompts one address may ask for; a hotspot's customers share one.
const PROMPTS_FROM_AN_ADDRESS_MAX: u32 = 600;
/// In what time.
const PROMPTS_WITHIN: Duration = Duration::from_secs(600);

/// A wish to pay.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WishToPay {
    package_id: Uuid,
    /// The payer's number, which need not be the customer's.
    phone_number: String,
    /// Whose bill: a home line's number.
    #[serde(default)]
    account_number: Option<String>,
    /// For which customer, if staff ask.
    #[serde(default)]
    customer_id: Option<Uuid>,
    /// Buy it again although it was bought a moment ago.
    #[serde(default)]
    force: bool,
}

/// The payment has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Begun {
    payment_id: Uuid,
    status: &'static str,
    /// What the phone will be asked for.
    amount_cents: i64,
    currency: &'static str,
    position: i64,
    /// What may go wrong, for people.
    #[schema(required)]
    warning: Option<String>,
    /// For whoever could not see it otherwise: a token for this payment and its stream alone.
    #[schema(required)]
    access: Option<String>,
    /// For a guest who buys for themselves: a token by which this device is recognised next time.
    #[schema(required)]
    device_token: Option<String>,
}

/// Asks a customer to pay by a prompt on the phone. The answer comes before the prompt does.
#[utoipa::path(post, path = "/api/payments/initiate/", tag = "payments", security((), ("bearer" = [])), request_body = WishToPay, params(ClientKey),
    responses((status = 202, body = Begun), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn initiate(
    extract::State(state): extract::State<State>,
    MaybeCaller(caller): MaybeCaller,
    ClientAddress(address): ClientAddress,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<WishToPay>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let wish = wish(body, caller)?;
    limit(&state, &wish.payer, &address.to_string()).await?;
    let warning = wish.payer.likely_not_safaricom().then(|| {
        "this number looks like another network's; if no prompt appears, pay by hand or use another number".to_owned()
    });
    let buyer = wish.buyer.clone();
    let actor = caller.map_or(Actor::Anonymous, Caller::actor);
    let key = key.of(actor, "payments/initiate", &bytes);
    let context = |payment_id: domain::PaymentId| request_id.context(actor, payment_id.uuid());
    let accepted = use_case(&state.app.ledger, wish, context, key).await.map_err(problem)?;
    let begun = accepted.reply;
    let issue = |bearer: Bearer| {
        let issued = state.tokens.issue(bearer, state.app.ledger.clock.now());
        issued.map_err(|error| Problem::fault(&error))
    };
    let (access, device) = bearers(caller, &buyer, &begun);
    let begun = Begun {
        payment_id: begun.payment_id.uuid(),
        status: "PENDING",
        amount_cents: begun.amount_cents.cents(),
        currency: Money::CURRENCY,
        position: accepted.position,
        warning,
        access: access.map(issue).transpose()?,
        device_token: device.map(issue).transpose()?,
    };
    Ok((StatusCode::ACCEPTED, Json(begun)))
}

/// Whom the answer's tokens stand for: whoever could not see the payment otherwise, and the device
/// of a guest. Whoever pays another's bill sees that payment, and is not taken for the customer.
fn bearers(
    caller: Option<Caller>,
    buyer: &Buyer,
    begun: &Initiated,
) -> (Option<Bearer>, Option<Bearer>) {
    let &Initiated { payment_id, customer_id, .. } = begun;
    let is_user = caller.is_some_and(|caller| matches!(caller.0, Bearer::User { .. }));
    let sees_it = caller
        .is_some_and(|caller| caller.may_see_payment(payment_id.uuid(), Some(customer_id.uuid())));
    let is_bill = matches!(buyer, Buyer::Account(_));
    let access = (!is_user || !sees_it).then_some(Bearer::Payment { id: payment_id, customer_id });
    let device = (!is_user && !is_bill).then_some(Bearer::Device { id: customer_id });
    (access, device)
}

fn wish(body: WishToPay, caller: Option<Caller>) -> Result<Initiate, Problem> {
    let payer = phone_number(&body.phone_number)?;
    let account = body.account_number.filter(|number| !number.trim().is_empty());
    let buyer = match (account, body.customer_id, caller.map(|caller| caller.0)) {
        (Some(number), None, _) => {
            let number = number.parse().map_err(|error: domain::codes::NotCode| {
                Problem::unprocessable("invalid_account_number", error.to_string())
                    .with_field("account_number", error.to_string())
            })?;
            Buyer::Account(number)
        }
        (Some(_), Some(_), _) => {
            return Err(Problem::unprocessable(
                "account_or_customer",
                "name an account number or a customer, not both",
            ));
        }
        (None, Some(customer), Some(Bearer::User { role, .. })) if role.is_staff() => {
            Buyer::Customer(CustomerId::new(customer))
        }
        (None, Some(customer), Some(Bearer::User { id, .. })) if id.uuid() == customer => {
            Buyer::Customer(id)
        }
        (None, Some(_), _) => return Err(forbidden()),
        (None, None, Some(Bearer::User { id, role: Role::Customer } | Bearer::Device { id })) => {
            Buyer::Customer(id)
        }
        (None, None, Some(Bearer::User { .. })) => {
            return Err(Problem::unprocessable(
                "customer_missing",
                "say for which customer: `customer_id` or `account_number`",
            )
            .with_field("customer_id", "needed when staff ask"));
        }
        // A token for one payment is no device; whoever holds it buys as somebody new.
        (None, None, Some(Bearer::Payment { .. }) | None) => Buyer::NewGuest,
    };
    let again = if body.force { Again::Confirmed } else { Again::Ask };
    Ok(Initiate { buyer, package_id: PackageId::new(body.package_id), payer, again })
}

async fn limit(state: &State, payer: &Msisdn, address: &str) -> Result<(), Problem> {
    let limits = &state.app.limits;
    // The hash and not the number: the counters may stand in Redis.
    let phone = format!("prompt/{}", state.app.ledger.vault.look_up_hash(payer));
    limits
        .check(&phone, PROMPTS_OF_A_PHONE_MAX, PROMPTS_WITHIN)
        .await
        .map_err(too_many_requests)?;
    let address = format!("prompt-from/{address}");
    limits
        .check(&address, PROMPTS_FROM_AN_ADDRESS_MAX, PROMPTS_WITHIN)
        .await
        .map_err(too_many_requests)
}

fn problem(error: InitiateError) -> Problem {
    let text = error.to_string();
    match error {
        InitiateError::Submit(error) => of_submit(error, of_rejection),
        InitiateError::UnknownAccount => {
            Problem::not_found("account_not_found", text.clone()).with_field("account_number", text)
        }
        fault @ (InitiateError::Vault(_) | InitiateError::Read(_)) => Problem::fault(&fault),
    }
}

fn of_rejection(rejection: InitiateRejection) -> Problem {
    let text = rejection.to_string();
    match rejection {
        InitiateRejection::Package(error) => of_package(error),
        InitiateRejection::Line(_) => Problem::not_found("line_not_found", text),
        InitiateRejection::User(_) => Problem::not_found("customer_not_found", text),
        InitiateRejection::Payment(PaymentError::PhoneBusy { seconds }) => {
            Problem::conflict("push_in_progress", text)
                .retry_after(u64::try_from(seconds).unwrap_or(1))
        }
        InitiateRejection::Payment(PaymentError::BoughtJustNow) => {
            Problem::conflict("bought_just_now", text)
        }
        InitiateRejection::Payment(PaymentError::WalletCovers { .. }) => {
            Problem::conflict("wallet_covers_price", text)
        }
        InitiateRejection::Payment(
            PaymentError::NotFound
            | PaymentError::Exists
            | PaymentError::BadAmount
            | PaymentError::AlreadyDispatched
            | PaymentError::NotWaiting
            | PaymentError::NotDispatched
            | PaymentError::NotPrompted
            | PaymentError::NotUnprompted
            | PaymentError::AllocatedBefore
            | PaymentError::Merged
            | PaymentError::NoReceipt
            | PaymentError::Reversed
            | PaymentError::NoSuchReceipt { .. }
            | PaymentError::MayStillBePaid,
        ) => Problem::conflict("payment_refused", text),
    }
}
