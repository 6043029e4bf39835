//! Somebody becomes a user.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::line::{Line, LineCommand, LineError, LineKind};
use domain::personal::{LineName, PersonName, Personal, Username};
use domain::user::{Role, User, UserCommand, UserError};
use domain::{Decide, Msisdn, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use vault::{Logins, Password};

use crate::payments::initiate::{first_line, hotspot_name};
use crate::{Ledger, ids};

/// A wish to become a user.
#[derive(Debug)]
pub struct Register {
    /// The name to sign in with.
    pub username: Username,
    /// The password.
    pub password: Password,
    /// The phone, which serves as a user name too.
    pub phone: Option<Msisdn>,
    /// What the person is called.
    pub name: Option<PersonName>,
    /// What the user may do.
    pub role: Role,
}

/// Why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterRejection {
    /// Of the user.
    #[error(transparent)]
    User(#[from] UserError),
    /// Of the first line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The name is taken.
    #[error("this user name is taken; choose another")]
    UsernameTaken,
    /// The phone is taken.
    #[error("this phone number has a login already; sign in with it")]
    PhoneTaken,
}

/// Why a wish did not become a user.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<RegisterRejection>),
    /// The vault.
    #[error("the password or key could not be stored")]
    Vault(#[from] vault::VaultError),
}

/// Registers a user. The password is stored only once the name is surely theirs; a crash between
/// the two leaves a login without a password, which the same wish under the same key repairs.
pub async fn register(
    ledger: &Ledger,
    wish: Register,
    context: impl FnOnce(UserId) -> Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<UserId>, RegisterError> {
    let user_id: UserId = ids::new();
    let now = ledger.clock.now();
    let key = ledger.vault.subject_key(user_id, now).await?;
    let logins = Logins {
        username: ledger.vault.look_up_hash(&wish.username),
        phone: wish.phone.as_ref().map(|phone| ledger.vault.look_up_hash(phone)),
    };
    let command = RegisterUser {
        user_id,
        role: wish.role,
        username: ledger.vault.seal(&key, &wish.username),
        phone: wish.phone.as_ref().map(|phone| ledger.vault.seal(&key, phone)),
        name: wish.name.as_ref().map(|name| ledger.vault.seal(&key, name)),
        line_name: (wish.role == Role::Customer).then(|| ledger.vault.seal(&key, &hotspot_name())),
    };
    let accepted =
        ledger.lane.submit(command, context(user_id), idempotency, Priority::Interactive).await?;
    if accepted.repeated && ledger.vault.has_password(accepted.reply).await? {
        // The key does not bind the password, so another one would quietly take its place.
        let known = ledger.vault.check_password(&[logins.username], &wish.password).await?;
        return if known == Some(accepted.reply) {
            Ok(accepted)
        } else {
            Err(SubmitError::KeyReused.into())
        };
    }
    ledger.vault.set_password(accepted.reply, &logins, &wish.password, now).await?;
    Ok(accepted)
}

struct RegisterUser {
    user_id: UserId,
    role: Role,
    username: Personal<Username>,
    phone: Option<Personal<Msisdn>>,
    name: Option<Personal<PersonName>>,
    /// A customer has a line from the start.
    line_name: Option<Personal<LineName>>,
}

impl RegisterUser {
    fn username_claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::Username, self.username.hash())
    }

    fn phone_claim(&self) -> Option<ClaimKey> {
        self.phone.as_ref().map(|phone| ClaimKey::new(ClaimKind::Phone, phone.hash()))
    }
}

fn reject<E: Into<RegisterRejection>>(error: E) -> Stop<RegisterRejection> {
    Stop::Rejected(error.into())
}

impl Command for RegisterUser {
    type Reply = UserId;
    type Rejection = RegisterRejection;

    fn reads(&self) -> Reads {
        let reads = Reads::default()
            .stream::<User>(self.user_id.uuid())
            .stream::<Line>(first_line(self.user_id).uuid())
            .claim(self.username_claim());
        match self.phone_claim() {
            Some(claim) => reads.claim(claim),
            None => reads,
        }
    }

    fn decide(&self, world: &mut World<'_>) -> Result<UserId, Stop<RegisterRejection>> {
        if world.holder(&self.username_claim())?.is_some() {
            return Err(Stop::Rejected(RegisterRejection::UsernameTaken));
        }
        if let Some(claim) = self.phone_claim()
            && world.holder(&claim)?.is_some()
        {
            return Err(Stop::Rejected(RegisterRejection::PhoneTaken));
        }
        let register = UserCommand::Register {
            user_id: self.user_id,
            role: self.role,
            username: Some(self.username.clone()),
            phone: self.phone.clone(),
            name: self.name.clone(),
        };
        let events = world.state::<User>(self.user_id.uuid())?.decide(register).map_err(reject)?;
        world.append::<User>(self.user_id.uuid(), events)?;
        if let Some(name) = &self.line_name {
            let line_id = first_line(self.user_id);
            let add = LineCommand::Add {
                line_id,
                customer_id: self.user_id,
                kind: LineKind::Hotspot {},
                name: name.clone(),
            };
            let events = world.state::<Line>(line_id.uuid())?.decide(add).map_err(reject)?;
            world.append::<Line>(line_id.uuid(), events)?;
        }
        Ok(self.user_id)
    }
}
