//! What Safaricom posts to us: stored raw first, and understood afterwards.

use std::net::IpAddr;

use domain::{DeliveryId, PaymentId};
use event_store::NotStored;
use event_store::inbox::{Delivery, Trust};

use crate::{App, ids};

/// The road of STK callbacks, as it stands in the inbox.
pub const STK_CALLBACK: &str = "STK_CALLBACK";
/// The road of questions whether to let an unprompted payment through.
pub const C2B_VALIDATION: &str = "C2B_VALIDATION";
/// The road of unprompted payments.
pub const C2B_CONFIRMATION: &str = "C2B_CONFIRMATION";

/// The road of payments that were pulled and not understood. What stands in the inbox is why.
pub const PULLED_ROW: &str = "PULLED_ROW";

/// Takes a callback: whom it claims to come from decides only how far it is believed. When this
/// returns, the bytes are durable. They have not been looked at.
pub async fn take_stk_callback(
    app: &App,
    reference: &str,
    secret: &str,
    source_address: IpAddr,
    body: &[u8],
) -> Result<DeliveryId, NotStored> {
    let holds = reference
        .parse::<PaymentId>()
        .is_ok_and(|payment| app.ledger.vault.callback_secret_holds(payment, secret));
    let trust = trust(app, holds, source_address);
    take(app, STK_CALLBACK, Some(reference), trust, source_address, body).await
}

/// Takes a confirmation of an unprompted payment. When this returns, the bytes are durable. They
/// have not been looked at.
pub async fn take_c2b_confirmation(
    app: &App,
    secret: &str,
    source_address: IpAddr,
    body: &[u8],
) -> Result<DeliveryId, NotStored> {
    let trust = trust(app, app.ledger.vault.c2b_secret_holds(secret), source_address);
    take(app, C2B_CONFIRMATION, None, trust, source_address, body).await
}

pub(crate) async fn take(
    app: &App,
    road: &'static str,
    reference: Option<&str>,
    trust: Trust,
    source_address: IpAddr,
    body: &[u8],
) -> Result<DeliveryId, NotStored> {
    let id: DeliveryId = ids::new();
    // What stands in the address is anyone's to write; a row's reference stays short.
    let reference: Option<String> =
        reference.map(|reference| reference.chars().take(64).filter(|c| !c.is_control()).collect());
    let delivery = Delivery {
        id,
        road,
        reference,
        received_at: app.ledger.clock.now(),
        source_address: Some(source_address.to_string()),
        trust,
        sealed_body: app.ledger.vault.seal_delivery(body),
    };
    app.intake.record(delivery).await?;
    if trust != Trust::Accepted {
        tracing::warn!(delivery = %id, trust = trust.as_str(), "a delivery was refused; it stays in the inbox");
    }
    Ok(id)
}

pub(crate) fn trust(app: &App, secret_holds: bool, source_address: IpAddr) -> Trust {
    let known = app.settings.callback_networks.iter().any(|net| net.contains(&source_address));
    match (secret_holds, known) {
        (false, _) => Trust::WrongSecret,
        (true, false) => Trust::WrongAddress,
        (true, true) => Trust::Accepted,
    }
}

/// The address of the callback of one payment, with its secret.
pub fn stk_callback_url(app: &App, key_id: &str, payment: PaymentId) -> Option<String> {
    let secret = app.ledger.vault.callback_secret(key_id, payment)?;
    let base = &app.settings.callback_base;
    Some(format!("{base}/api/payments/callback/{payment}/{secret}/"))
}
