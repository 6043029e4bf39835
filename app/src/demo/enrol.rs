//! Registering people who will never sign in: nobody knows a password of theirs, and hashing
//! hundreds would take longer than everything else.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::{Actor, Context, Source};
use domain::line::{Line, LineCommand, LineError, LineKind};
use domain::personal::{LineName, PersonName, Personal, Username};
use domain::user::{Role, User, UserCommand, UserError};
use domain::{Decide, Msisdn, UserId};
use event_store::{Command, Priority, Reads, Stop, World};

use super::people::Names;
use super::{DemoError, failed};
use crate::payments::initiate::{first_line, hotspot_name};
use crate::{Ledger, ids};

/// Registers somebody as [`register`](crate::users::register::register) does, without a password.
pub(super) async fn enrol(
    ledger: &Ledger,
    names: &Names,
    phone: &Msisdn,
    role: Role,
) -> Result<UserId, DemoError> {
    const DOING: &str = "register somebody";
    let user_id: UserId = ids::new();
    let vault = &ledger.vault;
    let key = vault.subject_key(user_id, ledger.clock.now()).await.map_err(failed(DOING))?;
    let command = Enrol {
        user_id,
        role,
        username: vault.seal(&key, &names.username),
        phone: vault.seal(&key, phone),
        name: vault.seal(&key, &names.name),
        line_name: (role == Role::Customer).then(|| vault.seal(&key, &hotspot_name())),
    };
    let actor = if role.is_staff() { Actor::Operator } else { Actor::User(user_id) };
    let context = Context {
        actor,
        correlation_id: user_id.uuid(),
        causation_id: None,
        source: Source::Demo,
        request_id: None,
    };
    let enrolled = ledger.lane.submit(command, context, None, Priority::Bulk).await;
    Ok(enrolled.map_err(failed(DOING))?.reply)
}

struct Enrol {
    user_id: UserId,
    role: Role,
    username: Personal<Username>,
    phone: Personal<Msisdn>,
    name: Personal<PersonName>,
    line_name: Option<Personal<LineName>>,
}

#[derive(Debug, thiserror::Error)]
enum EnrolRejection {
    #[error(transparent)]
    User(#[from] UserError),
    #[error(transparent)]
    Line(#[from] LineError),
}

fn reject<E: Into<EnrolRejection>>(error: E) -> Stop<EnrolRejection> {
    Stop::Rejected(error.into())
}

impl Command for Enrol {
    type Reply = UserId;
    type Rejection = EnrolRejection;

    fn reads(&self) -> Reads {
        Reads::default()
            .stream::<User>(self.user_id.uuid())
            .stream::<Line>(first_line(self.user_id).uuid())
            .claim(ClaimKey::new(ClaimKind::Username, self.username.hash()))
            .claim(ClaimKey::new(ClaimKind::Phone, self.phone.hash()))
    }

    fn decide(&self, world: &mut World<'_>) -> Result<UserId, Stop<EnrolRejection>> {
        let register = UserCommand::Register {
            user_id: self.user_id,
            role: self.role,
            username: Some(self.username.clone()),
            phone: Some(self.phone.clone()),
            name: Some(self.name.clone()),
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
