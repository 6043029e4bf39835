//! Signing in, staying signed in, and signing out.

use std::time::Duration;

use domain::personal::Username;
use domain::user::{Role, User, UserError};
use domain::{Msisdn, UserId};
use event_store::feed;
use vault::{Password, RefreshError, RefreshToken, VaultError};

use crate::limits::TooMany;
use crate::{App, Ledger};

/// How many attempts to sign in one name may make until one succeeds, and one address ten times over.
const ATTEMPTS_MAX: u32 = 10;
/// In what time.
const ATTEMPTS_WITHIN: Duration = Duration::from_secs(300);

/// A user who is signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// What they may do now.
    pub role: Role,
    /// With which they stay signed in.
    pub refresh: RefreshToken,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Name or password is wrong; which of them is not said.
    #[error("this user name and password do not belong together")]
    WrongCredentials,
    /// The refresh token is not, or no longer, good.
    #[error("this session has ended; sign in again")]
    SessionEnded,
    /// The user was disabled.
    #[error("this user was disabled; ask an admin")]
    Disabled,
    /// Too many attempts.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The vault.
    #[error("the credentials could not be checked")]
    Vault(#[from] VaultError),
    /// The store.
    #[error("the user could not be read")]
    Read(#[from] feed::FeedError),
}

/// Signs in by user name or phone number, and password.
pub async fn login(
    app: &App,
    login: &str,
    password: &Password,
    address: &str,
) -> Result<SignedIn, AuthError> {
    let login_hashes = login_hashes(app, login);
    let of_login = |hash: &String| format!("login/{hash}");
    for hash in &login_hashes {
        app.limits.check(&of_login(hash), ATTEMPTS_MAX, ATTEMPTS_WITHIN).await?;
    }
    // A household or a shop shares an address, so it may try more often than one name.
    app.limits.check(&format!("login-from/{address}"), ATTEMPTS_MAX * 10, ATTEMPTS_WITHIN).await?;
    let user_id = app
        .ledger
        .vault
        .check_password(&login_hashes, password)
        .await?
        .ok_or(AuthError::WrongCredentials)?;
    // Who knows the password is not guessing: several devices may share a login.
    for hash in &login_hashes {
        app.limits.forget(&of_login(hash)).await;
    }
    let role = role_of(app, user_id).await?;
    let refresh = app.ledger.vault.begin_family(user_id, app.ledger.clock.now()).await?;
    Ok(SignedIn { user_id, role, refresh })
}

/// Exchanges a refresh token for the next. A used one, shown again, ends its family, unless it is
/// shown under the same key and what it gave was not used.
pub async fn refresh(app: &App, presented: &str, key: Option<&str>) -> Result<SignedIn, AuthError> {
    let now = app.ledger.clock.now();
    let rotated =
        app.ledger.vault.rotate(presented, key, now).await.map_err(|error| match error {
            RefreshError::Unknown | RefreshError::Expired | RefreshError::Reused => {
                AuthError::SessionEnded
            }
            RefreshError::Vault(error) => AuthError::Vault(error),
        })?;
    let role = role_of(app, rotated.user).await?;
    Ok(SignedIn { user_id: rotated.user, role, refresh: rotated.token })
}

/// Ends a session.
pub async fn logout(app: &App, presented: &str) -> Result<(), AuthError> {
    Ok(app.ledger.vault.end_family(presented).await?)
}

fn login_hashes(app: &App, login: &str) -> Vec<String> {
    let phone = login.parse::<Msisdn>().ok().map(|phone| app.ledger.vault.look_up_hash(&phone));
    let username = login.parse::<Username>().ok().map(|name| app.ledger.vault.look_up_hash(&name));
    phone.into_iter().chain(username).collect()
}

/// What a user may do now.
async fn role_of(app: &App, user_id: UserId) -> Result<Role, AuthError> {
    state_of(&app.ledger, user_id).await?.active_role().map_err(|error| match error {
        UserError::Disabled => AuthError::Disabled,
        UserError::NotFound | UserError::Exists | UserError::NameMissing | UserError::GuestRole => {
            AuthError::WrongCredentials
        }
    })
}

/// A user as its own events say it is: a read model may trail.
pub(crate) async fn state_of(ledger: &Ledger, user_id: UserId) -> Result<User, feed::FeedError> {
    let mut user = User::default();
    for recorded in feed::read_stream(&ledger.pool, "user", user_id.uuid()).await? {
        for event in recorded.decode::<User>()? {
            cqrs_es::Aggregate::apply(&mut user, event);
        }
    }
    Ok(user)
}
