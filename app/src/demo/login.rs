//! The logins of the demonstration.

use domain::user::Role;
use vault::{Logins, Password};

use super::{DemoError, failed};
use crate::Ledger;

/// Somebody who can sign in to the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// The name to sign in with.
    pub username: &'static str,
    /// The password, which is no secret.
    pub password: &'static str,
    /// What they may do.
    pub role: Role,
    /// Their phone number.
    pub phone: &'static str,
    /// What they are called.
    pub(super) name: &'static str,
}

/// Everybody who can sign in to the demonstration.
pub const LOGINS: [Login; 4] = [
    Login {
        username: "admin",
        password: "demo-admin-password",
        role: Role::Admin,
        phone: "0700100001",
        name: "Wambui Njogu",
    },
    Login {
        username: "finance",
        password: "demo-finance-password",
        role: Role::Finance,
        phone: "0700100002",
        name: "Oduor Ogola",
    },
    Login {
        username: "agent",
        password: "demo-agent-password",
        role: Role::Agent,
        phone: "0700100003",
        name: "Chepkoech Tanui",
    },
    Login {
        username: "customer",
        password: "demo-customer-password",
        role: Role::Customer,
        phone: "0700100004",
        name: "Amani Baraka",
    },
];

/// Lets them sign in.
pub(super) async fn set_passwords(
    ledger: &Ledger,
    users: &[(Login, domain::UserId)],
) -> Result<(), DemoError> {
    const DOING: &str = "set the passwords of its logins";
    for (login, user_id) in users {
        let username: domain::personal::Username = login.username.parse().map_err(failed(DOING))?;
        let password: Password = login.password.parse().map_err(failed(DOING))?;
        let logins = Logins {
            username: ledger.vault.look_up_hash(&username),
            phone: Some(ledger.vault.look_up_hash(&login.phone())),
        };
        ledger
            .vault
            .set_password(*user_id, &logins, &password, ledger.clock.now())
            .await
            .map_err(failed(DOING))?;
    }
    Ok(())
}
