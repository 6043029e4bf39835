//! What Safaricom posts to us: stored raw first, and understood afterwards.

use std::net::IpAddr;

use domain::{DeliveryId, PaymentId};
use event_store::inbox::{self, Delivery, Trust};

use crate::{App, ids};

/// The road of STK callbacks, as it stands in the inbox.
pub const STK_CALLBACK: &str = "STK_CALLBACK";

/// Takes a callback: whom it claims to come from decides only how far it is believed. When this
/// returns, the bytes are durable. They have not been looked at.
pub async fn take_stk_callback(
    app: &App,
    reference: &str,
    secret: &str,
    source_address: IpAddr,
    body: &[u8],
) -> Result<DeliveryId, sqlx::Error> {
    let id: DeliveryId = ids::new();
    let trust = trust(app, reference, secret, source_address);
    let address = source_address.to_string();
    // What stands in the address is anyone's to write; a row's reference stays short.
    let reference: String = reference.chars().take(64).filter(|c| !c.is_control()).collect();
    let delivery = Delivery {
        id,
        road: STK_CALLBACK,
        reference: Some(&reference),
        received_at: app.ledger.clock.now(),
        source_address: Some(&address),
        trust,
        sealed_body: &app.ledger.vault.seal_delivery(body),
    };
    inbox::record(&app.ledger.pool, &delivery).await?;
    if trust != Trust::Accepted {
        tracing::warn!(delivery = %id, trust = trust.as_str(), "a delivery was refused; it stays in the inbox");
    }
    Ok(id)
}

fn trust(app: &App, reference: &str, secret: &str, source_address: IpAddr) -> Trust {
    let holds = reference
        .parse::<PaymentId>()
        .is_ok_and(|payment| app.ledger.vault.callback_secret_holds(payment, secret));
    let known = app.settings.callback_networks.iter().any(|net| net.contains(&source_address));
    match (holds, known) {
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
