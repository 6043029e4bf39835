//! A buyer's PIN, for invoices to come.

use domain::context::Context;
use domain::personal::Personal;
use domain::tax_invoice::KraPin;
use domain::user::{User, UserCommand, UserError};
use domain::{Decide, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// Why it was not noted.
#[derive(Debug, thiserror::Error)]
pub enum KraPinError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<UserError>),
    /// The vault.
    #[error("the PIN could not be sealed")]
    Vault(#[from] vault::VaultError),
}

/// Notes it, or takes it away.
pub async fn set_kra_pin(
    ledger: &Ledger,
    user_id: UserId,
    kra_pin: Option<&KraPin>,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, KraPinError> {
    let kra_pin = match kra_pin {
        Some(pin) => {
            let key = ledger.vault.subject_key(user_id, ledger.clock.now()).await?;
            Some(ledger.vault.seal(&key, pin))
        }
        None => None,
    };
    let command = SetKraPin { user_id, kra_pin };
    Ok(ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?)
}

struct SetKraPin {
    user_id: UserId,
    kra_pin: Option<Personal<KraPin>>,
}

impl Command for SetKraPin {
    type Reply = ();
    type Rejection = UserError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<User>(self.user_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<UserError>> {
        let command = UserCommand::SetKraPin { kra_pin: self.kra_pin.clone() };
        let id = self.user_id.uuid();
        let events = world.state::<User>(id)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<User>(id, events)?)
    }
}
