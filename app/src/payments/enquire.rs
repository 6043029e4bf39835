//! Somebody looks at a payment that has no outcome yet: Safaricom is asked about it now.

use std::time::Duration;

use domain::PaymentId;
use vault::LeaseKind;

use crate::App;

/// How often one payment is asked about because somebody looks at it.
const ONCE_IN: Duration = Duration::from_secs(30);

/// Lets the janitor ask about a payment at its next round. Nothing comes of it if it was asked about
/// for this reason a moment ago, or if there is nothing to ask.
pub async fn enquire_soon(app: &App, payment_id: PaymentId) {
    let limited = app.limits.check(&format!("enquiry:{payment_id}"), 1, ONCE_IN).await;
    if limited.is_err() {
        return;
    }
    let now = app.ledger.clock.now();
    let hastened =
        app.ledger.vault.hasten_lease(LeaseKind::PaymentEnquiry, payment_id.uuid(), now).await;
    if let Err(error) = hastened {
        // It is asked about all the same, in its time.
        tracing::warn!(%error, payment = %payment_id, "a payment could not be asked about at once");
    }
}
