//! Safaricom is told where to send unprompted payments.

use domain::c2b::{C2bAddresses, Registered, Unanswered};
use domain::ports::C2b;
use vault::Vault;

use crate::App;

/// Registers the addresses under that public base with the secret in use. Production takes them
/// once only, so earlier secrets stay valid.
///
/// Whoever pays while nobody answers is let through: money in suspense can be allocated, while a
/// payment that was turned away is a customer who is offline.
pub async fn register(vault: &Vault, c2b: &dyn C2b, callback_base: &str) -> Registered {
    c2b.register_c2b(&addresses(vault, callback_base)).await
}

/// Where Safaricom tells that money is here.
pub(crate) fn confirmation_url(app: &App) -> String {
    addresses(&app.ledger.vault, &app.settings.callback_base).confirmation_url
}

fn addresses(vault: &Vault, callback_base: &str) -> C2bAddresses {
    let secret = vault.c2b_secret();
    let url = |kind| format!("{callback_base}/api/c2b/{secret}/{kind}/");
    C2bAddresses {
        validation_url: url("validation"),
        confirmation_url: url("confirmation"),
        unanswered: Unanswered::Completes,
    }
}
