//! Payments.

pub(crate) mod allocate;
pub(crate) mod callback;
pub(crate) mod events;
pub(crate) mod find;
pub(crate) mod get;
pub(crate) mod initiate;
pub(crate) mod list;
pub(crate) mod receipt;
pub(crate) mod reverse;
pub(crate) mod stream;

use projections::payments::{self, Payment};
use uuid::Uuid;

use crate::State;
use crate::auth::Caller;
use crate::problem::Problem;

/// The payment, if the caller may see it. One that they may not see looks like one that is not.
async fn visible(state: &State, caller: Caller, id: Uuid) -> Result<Payment, Problem> {
    payments::get(&state.app.ledger.pool, id)
        .await?
        .filter(|payment| caller.may_see_payment(payment.id, payment.customer_id))
        .ok_or_else(|| {
            Problem::not_found("payment_not_found", "there is no such payment, or it is not yours to see, or it is so new that you should ask again in a moment")
        })
}
