//! `POST /api/subscriptions/`

use app::payments::initiate::first_line;
use app::subscriptions::buy::{BuyFromWallet, BuyRejection, buy_from_wallet};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::purchase::PurchaseError;
use domain::wallet::WalletError;
use domain::{LineId, PackageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::Owner;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId};
use crate::routes::packages::of_package;

/// What to buy from the wallet.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WalletPurchase {
    package_id: Uuid,
    /// The first line of the caller, if none is named.
    line_id: Option<Uuid>,
}

/// What was bought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PurchaseMade {
    subscription_id: Uuid,
    end_date: DateTime<Utc>,
    position: i64,
}

/// Buys a package from the caller's wallet, at today's price.
#[utoipa::path(post, path = "/api/subscriptions/", tag = "subscriptions", security(("bearer" = [])), request_body = WalletPurchase, params(ClientKey),
    responses((status = 201, body = PurchaseMade), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn buy(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<WalletPurchase>,
) -> Result<(StatusCode, Json<PurchaseMade>), Problem> {
    let customer_id = caller.customer_id();
    let order = BuyFromWallet {
        customer_id,
        line_id: body.line_id.map_or_else(|| first_line(customer_id), LineId::new),
        package_id: PackageId::new(body.package_id),
        by: customer_id,
    };
    let context = request_id.context(caller.actor(), order.line_id.uuid());
    let key = key.of(caller.actor(), "subscriptions/buy", &bytes);
    let accepted = buy_from_wallet(&state.app.ledger, order, context, key)
        .await
        .map_err(|error| of_submit(error, of_purchase))?;
    let made = PurchaseMade {
        subscription_id: accepted.reply.subscription_id.uuid(),
        end_date: accepted.reply.end_date,
        position: accepted.position,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

fn of_purchase(rejection: BuyRejection) -> Problem {
    let text = rejection.to_string();
    match rejection {
        BuyRejection::Package(error) => of_package(error),
        BuyRejection::Line(_) => Problem::not_found("line_not_found", text),
        BuyRejection::User(_) => Problem::not_found("customer_not_found", text),
        BuyRejection::Purchase(PurchaseError::Wallet(WalletError::TooLow { .. })) => {
            Problem::unprocessable("wallet_too_low", text)
        }
        BuyRejection::Purchase(
            PurchaseError::Wallet(WalletError::BadAmount(_))
            | PurchaseError::Subscription(_)
            | PurchaseError::NothingBrought,
        ) => Problem::conflict("purchase_refused", text),
    }
}
