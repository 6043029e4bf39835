//! Somebody waits for a payment: Safaricom is asked now for what it would be asked for later.

use std::time::Duration;

use domain::PaymentId;
use uuid::Uuid;
use vault::LeaseKind;

use crate::App;

/// The one piece of work that pulling payments is.
pub(crate) const PULL_KEY: Uuid = Uuid::from_u128(0x0195_d1f0_5a3c_7000_8000_0000_0000_9411);

/// How often one payment is asked about because somebody looks at it.
const ENQUIRED_ONCE_IN: Duration = Duration::from_secs(30);
/// How often payments are pulled because somebody says that they have paid: as often as after a failure.
const PULLED_ONCE_IN: Duration = Duration::from_secs(600);

/// Lets the janitor ask about a payment at its next round. Nothing comes of it if it was asked about
/// for this reason a moment ago, or if there is nothing to ask.
pub async fn enquire_soon(app: &App, payment_id: PaymentId) {
    let reason = format!("enquiry:{payment_id}");
    hasten(app, LeaseKind::PaymentEnquiry, payment_id.uuid(), &reason, ENQUIRED_ONCE_IN).await;
}

/// Lets the payments be pulled at the next look that Safaricom has not announced. Nothing comes of it if
/// they were pulled for this reason a moment ago, or where they are not pulled at all.
pub(crate) async fn pull_soon(app: &App) {
    hasten(app, LeaseKind::Pull, PULL_KEY, "pull", PULLED_ONCE_IN).await;
}

async fn hasten(app: &App, kind: LeaseKind, key: Uuid, reason: &str, once_in: Duration) {
    if app.limits.check(reason, 1, once_in).await.is_err() {
        return;
    }
    let now = app.ledger.clock.now();
    if let Err(error) = app.ledger.vault.hasten_lease(kind, key, now).await {
        // It is done all the same, in its time.
        tracing::warn!(%error, ?kind, %key, "Safaricom could not be asked at once");
    }
}
