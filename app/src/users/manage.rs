//! An admin gives a user another role, or forbids or allows signing in.

use domain::context::Context;
use domain::user::{Role, User, UserCommand, UserError};
use domain::{Decide, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};

use crate::Ledger;

/// What is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Another role.
    pub role: Option<Role>,
    /// Whether the user may sign in.
    pub is_active: Option<bool>,
}

/// Why a user did not change.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<UserError>),
    /// The vault.
    #[error("the user's tokens could not be ended")]
    Vault(#[from] vault::VaultError),
}

/// Changes a user, and ends the tokens that no longer say the truth.
pub async fn manage(
    ledger: &Ledger,
    user_id: UserId,
    changes: Changes,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<UserId>, ManageError> {
    let command = Manage { user_id, changes };
    let accepted = ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?;
    ledger.vault.end_families_of(user_id).await?;
    Ok(accepted)
}

struct Manage {
    user_id: UserId,
    changes: Changes,
}

impl Command for Manage {
    type Reply = UserId;
    type Rejection = UserError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<User>(self.user_id.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<UserId, Stop<UserError>> {
        let role = self.changes.role.map(|role| UserCommand::ChangeRole { role });
        let active = self
            .changes
            .is_active
            .map(|active| if active { UserCommand::Enable } else { UserCommand::Disable });
        for command in role.into_iter().chain(active) {
            let events = world
                .state::<User>(self.user_id.uuid())?
                .decide(command)
                .map_err(Stop::Rejected)?;
            world.append::<User>(self.user_id.uuid(), events)?;
        }
        Ok(self.user_id)
    }
}
