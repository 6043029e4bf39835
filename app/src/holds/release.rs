//! A person decides about a report that Safaricom has not confirmed.

use domain::context::Context;
use domain::reason::Reason;
use domain::{HoldId, PaymentId, UserId};
use event_store::{Accepted, IdempotencyKey};

use super::end::{EndError, Word, end};
use crate::App;

/// Acts on a held report upon a person's word. Again is success and changes nothing.
pub async fn release(
    app: &App,
    hold_id: HoldId,
    (by, why): (UserId, Reason),
    context: impl FnOnce(Option<PaymentId>) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<bool>, EndError> {
    let word = Word::Release { by, why };
    let short_codes = &app.settings.short_codes;
    let context = |hold: &domain::hold::Hold| context(hold.payment_id());
    end(&app.ledger, hold_id, word, short_codes, context, idempotency).await
}
