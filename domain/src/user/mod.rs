//! Users: logins of any role, and guests who buy without one.

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::id::UserId;
use crate::msisdn::Msisdn;
use crate::personal::{PersonName, Personal, Username};
use crate::tax_invoice::KraPin;

/// A user. Passwords, tokens and second factors are plain tables, never events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    state: Option<State>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    role: Role,
    disabled: bool,
    /// The phone of a login; what a guest typed belongs to nobody until it is proved.
    phone: Option<Personal<Msisdn>>,
    /// The number under which the tax authority knows the user as a buyer.
    kra_pin: Option<Personal<KraPin>>,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Everything, finance included.
    Admin,
    /// Reads all money, reconciles, exports, closes periods.
    Finance,
    /// Customers, cash and vouchers; no settings.
    Agent,
    /// Buys.
    Customer,
    /// Buys without a login; known by a device.
    Guest,
}

impl Role {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Finance => "FINANCE",
            Self::Agent => "AGENT",
            Self::Customer => "CUSTOMER",
            Self::Guest => "GUEST",
        }
    }

    /// The role with that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Admin, Self::Finance, Self::Agent, Self::Customer, Self::Guest]
            .into_iter()
            .find(|role| role.as_str() == name)
    }

    /// Whether it works for the provider.
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Admin | Self::Finance | Self::Agent => true,
            Self::Customer | Self::Guest => false,
        }
    }
}

/// What can be asked of a user.
#[derive(Debug, Clone)]
pub enum UserCommand {
    /// Makes a login, or notes a guest.
    Register {
        /// The user's id.
        user_id: UserId,
        /// What the user may do.
        role: Role,
        /// The name to sign in with; a guest has none.
        username: Option<Personal<Username>>,
        /// The user's phone; for a guest the payer's phone is not the guest's.
        phone: Option<Personal<Msisdn>>,
        /// What the person is called.
        name: Option<Personal<PersonName>>,
    },
    /// Gives another role.
    ChangeRole {
        /// The new role.
        role: Role,
    },
    /// Notes the number under which the tax authority knows the user, for invoices to come; none
    /// takes it away.
    SetKraPin {
        /// The number.
        kra_pin: Option<Personal<KraPin>>,
    },
    /// Forbids signing in.
    Disable,
    /// Allows signing in again.
    Enable,
}

/// What happened to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserEvent {
    /// A user is known.
    UserRegistered {
        /// The user's id.
        user_id: UserId,
        /// What the user may do.
        role: Role,
        /// The name to sign in with.
        username: Option<Personal<Username>>,
        /// The user's phone.
        phone: Option<Personal<Msisdn>>,
        /// What the person is called.
        name: Option<Personal<PersonName>>,
    },
    /// The user may do other things.
    RoleChanged {
        /// The new role.
        role: Role,
    },
    /// Invoices to come have another PIN of the buyer's, or none.
    KraPinChanged {
        /// The number.
        kra_pin: Option<Personal<KraPin>>,
    },
    /// The user may not sign in.
    UserDisabled {},
    /// The user may sign in again.
    UserEnabled {},
}

/// Why something cannot be done with a user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// There is no such user.
    #[error("there is no such user")]
    NotFound,
    /// The id is in use.
    #[error("a user with this id exists already")]
    Exists,
    /// A login needs a name.
    #[error("a login needs a user name")]
    NameMissing,
    /// A guest is made by buying, not by naming a role.
    #[error("a login cannot become a guest, nor a guest a login by its role")]
    GuestRole,
    /// The user was disabled.
    #[error("this user was disabled; an admin can enable it again")]
    Disabled,
}

impl User {
    /// The role of a user, disabled or not.
    pub fn role(&self) -> Result<Role, UserError> {
        self.state.as_ref().map(|state| state.role).ok_or(UserError::NotFound)
    }

    /// The phone that the user is registered with. A guest has none that was proved.
    pub fn phone(&self) -> Option<&Personal<Msisdn>> {
        self.state.as_ref().and_then(|state| state.phone.as_ref())
    }

    /// The number under which the tax authority knows the user, if it was given.
    pub fn kra_pin(&self) -> Option<&Personal<KraPin>> {
        self.state.as_ref().and_then(|state| state.kra_pin.as_ref())
    }

    /// The role of a user who is not disabled.
    pub fn active_role(&self) -> Result<Role, UserError> {
        match &self.state {
            None => Err(UserError::NotFound),
            Some(state) if state.disabled => Err(UserError::Disabled),
            Some(state) => Ok(state.role),
        }
    }
}

impl Decide for User {
    // 2: a login's phone is known. 3: a buyer's PIN.
    const FOLD: i32 = 3;
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["RoleChanged", "KraPinChanged", "UserDisabled", "UserEnabled"];

    fn decide(&self, command: UserCommand) -> Result<Vec<UserEvent>, UserError> {
        match (command, &self.state) {
            (UserCommand::Register { user_id, role, username, phone, name }, None) => {
                if role != Role::Guest && username.is_none() {
                    return Err(UserError::NameMissing);
                }
                Ok(vec![UserEvent::UserRegistered { user_id, role, username, phone, name }])
            }
            (UserCommand::Register { .. }, Some(_)) => Err(UserError::Exists),
            (_, None) => Err(UserError::NotFound),
            (UserCommand::ChangeRole { role }, Some(state)) if role == state.role => Ok(vec![]),
            (UserCommand::ChangeRole { role }, Some(state)) => {
                if role == Role::Guest || state.role == Role::Guest {
                    return Err(UserError::GuestRole);
                }
                Ok(vec![UserEvent::RoleChanged { role }])
            }
            (UserCommand::SetKraPin { kra_pin }, Some(state)) if kra_pin == state.kra_pin => {
                Ok(vec![])
            }
            (UserCommand::SetKraPin { kra_pin }, Some(_)) => {
                Ok(vec![UserEvent::KraPinChanged { kra_pin }])
            }
            (UserCommand::Disable, Some(state)) if state.disabled => Ok(vec![]),
            (UserCommand::Disable, Some(_)) => Ok(vec![UserEvent::UserDisabled {}]),
            (UserCommand::Enable, Some(state)) if !state.disabled => Ok(vec![]),
            (UserCommand::Enable, Some(_)) => Ok(vec![UserEvent::UserEnabled {}]),
        }
    }

    fn claim_changes(&self, event: &UserEvent) -> Vec<ClaimChange> {
        match event {
            // A guest's number is only what was typed: it belongs to nobody until it is proved.
            UserEvent::UserRegistered { username: Some(username), phone, .. } => {
                let mut changes = vec![ClaimChange::take(ClaimKind::Username, username.hash())];
                if let Some(phone) = phone {
                    changes.push(ClaimChange::take(ClaimKind::Phone, phone.hash()));
                }
                changes
            }
            UserEvent::UserRegistered { username: None, .. }
            | UserEvent::RoleChanged { .. }
            | UserEvent::KraPinChanged { .. }
            | UserEvent::UserDisabled {}
            | UserEvent::UserEnabled {} => vec![],
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }
}

impl Aggregate for User {
    const TYPE: &'static str = "user";
    type Command = UserCommand;
    type Event = UserEvent;
    type Error = UserError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match (event, &mut self.state) {
            (UserEvent::UserRegistered { role, username, phone, .. }, state) => {
                let phone = phone.filter(|_| username.is_some());
                *state = Some(State { role, disabled: false, phone, kra_pin: None });
            }
            (UserEvent::RoleChanged { role }, Some(state)) => state.role = role,
            (UserEvent::KraPinChanged { kra_pin }, Some(state)) => state.kra_pin = kra_pin,
            (UserEvent::UserDisabled {}, Some(state)) => state.disabled = true,
            (UserEvent::UserEnabled {}, Some(state)) => state.disabled = false,
            (
                UserEvent::RoleChanged { .. }
                | UserEvent::KraPinChanged { .. }
                | UserEvent::UserDisabled {}
                | UserEvent::UserEnabled {},
                None,
            ) => {}
        }
    }
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> String {
        match self {
            Self::UserRegistered { .. } => "UserRegistered",
            Self::RoleChanged { .. } => "RoleChanged",
            Self::KraPinChanged { .. } => "KraPinChanged",
            Self::UserDisabled {} => "UserDisabled",
            Self::UserEnabled {} => "UserEnabled",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
