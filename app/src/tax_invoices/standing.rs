//! How the invoicing stands, for people.

use domain::tax_invoice::TAX_REGISTER;
use projections::taxes::{self, Queue, Seller};
use vault::LeaseKind;

use crate::App;

/// Whose invoices are drawn, what waits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose; none before the register is opened.
    pub seller: Option<Seller>,
    /// What waits.
    pub queue: Queue,
    /// Whether a control unit is configured on this node.
    pub has_control_unit: bool,
    /// Why the queue does not move, while it does not.
    pub held_up: Option<String>,
}

/// It could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StandingError {
    /// The read model.
    #[error("the tax documents could not be read")]
    Read(#[from] sqlx::Error),
    /// The vault.
    #[error("the queue of tax documents could not be read")]
    Vault(#[from] vault::VaultError),
}

/// How it stands.
pub async fn standing(app: &App) -> Result<Standing, StandingError> {
    let pool = &app.ledger.pool;
    let queue = taxes::queue(pool).await?;
    let note = app.ledger.vault.lease_note(LeaseKind::TaxSigning, TAX_REGISTER).await?;
    Ok(Standing {
        seller: taxes::seller(pool).await?,
        has_control_unit: app.tax_authority.is_some(),
        held_up: note.filter(|_| queue.waiting > 0),
        queue,
    })
}
