//! Money on its way back to customers.

pub(crate) mod approve;
pub(crate) mod list;
pub(crate) mod withdraw;

use app::refunds::{Asked, RefundRejection};
use domain::Money;
use domain::payment::PaymentError;
use domain::refund::RefundError;
use domain::user::UserError;
use event_store::Accepted;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::Problem;

/// A refund that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedRefund {
    refund_id: Uuid,
    amount_cents: i64,
    currency: &'static str,
    /// Whether a second person has to agree before it is sent.
    awaits_approval: bool,
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

impl AskedRefund {
    pub(crate) fn of(accepted: &Accepted<Asked>) -> Self {
        Self {
            refund_id: accepted.reply.refund_id.uuid(),
            amount_cents: accepted.reply.amount.cents(),
            currency: Money::CURRENCY,
            awaits_approval: accepted.reply.awaits_approval,
            position: accepted.position,
        }
    }
}

pub(crate) fn problem(rejection: RefundRejection) -> Problem {
    let text = rejection.to_string();
    match rejection {
        RefundRejection::Refund(RefundError::NotFound) => {
            Problem::not_found("refund_not_found", text)
        }
        RefundRejection::Payment(PaymentError::NotFound) => {
            Problem::not_found("payment_not_found", text)
        }
        RefundRejection::User(UserError::NotFound) => {
            Problem::not_found("customer_not_found", text)
        }
        RefundRejection::Refund(RefundError::BadAmount(_)) => {
            Problem::unprocessable("invalid_amount", text.clone()).with_field("amount_cents", text)
        }
        RefundRejection::Refund(RefundError::SamePerson) => {
            Problem::conflict("second_person_needed", text)
        }
        RefundRejection::Refund(_) => Problem::conflict("refund_over", text),
        RefundRejection::Payment(_) => Problem::conflict("not_reversible", text),
        RefundRejection::Wallet(_) => Problem::conflict("wallet_too_low", text),
        RefundRejection::User(_) | RefundRejection::NoPhone => {
            Problem::unprocessable("no_phone", text)
        }
        RefundRejection::InPart => Problem::conflict("reversed_in_part", text),
        RefundRejection::UnderWay => Problem::conflict("refund_under_way", text),
        RefundRejection::WhichReceipt => {
            Problem::unprocessable("which_receipt", text.clone()).with_field("receipt", text)
        }
    }
}
