//! Who can sign in to what `daftari up` starts: the logins of the demonstration, or one admin.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use app::demo::{DemoClock, Plan, Standing};
use app::users::register::{Register, register};
use chrono::{SubsecRound, TimeDelta};
use domain::personal::Username;
use domain::time::Clock;
use domain::user::Role;
use event_store::{IdempotencyKey, feed};
use rand::TryRng;
use rand::rngs::SysRng;
use url::Url;
use vault::{MasterKey, Password};

use crate::commands::user::by_operator;
use crate::failure::Failure;
use crate::files::read_or_make;
use crate::output;
use crate::service::{Store, asked_to_end, connect};

/// The name of the only login of a new store.
const ADMIN: &str = "admin";
/// The file, beside the data, that holds that login's password.
const ADMIN_PASSWORD_FILE: &str = "admin-password";
/// Five bits each, so as many as nobody guesses, and still short enough to be typed.
const PASSWORD_CHARACTERS: usize = 20;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Login {
    username: &'static str,
    role: Role,
    password: Secret,
}

/// What is said of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Secret {
    /// It is no secret.
    Public(&'static str),
    /// It was made just now, and is kept in that file.
    New(String, PathBuf),
    /// It was made before, and kept in that file.
    Kept(PathBuf),
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { username, role, password } = self;
        let role = role.as_str();
        write!(f, "{username:<10} ")?;
        match password {
            Secret::Public(password) => write!(f, "password {password:<24} ({role})"),
            Secret::New(password, file) => {
                write!(f, "password {password}   ({role}; it is kept in {})", file.display())
            }
            Secret::Kept(file) => write!(f, "password in {}   ({role})", file.display()),
        }
    }
}

/// Fills an empty store with the demonstration. A store that holds something else is left as it is.
pub(crate) async fn fill(
    database_url: &str,
    master_key: &MasterKey,
) -> Result<Vec<Login>, Failure> {
    match standing(database_url).await? {
        Standing::Nothing => make(database_url, master_key).await?,
        Standing::Whole => {}
        Standing::HalfMade => return Err(half_made()),
        Standing::OtherData => {
            output::error("The store holds data already, so the demonstration is not added to it.");
            return Ok(Vec::new());
        }
    }
    Ok(demo_logins())
}

/// Makes the one login of a store that is used in earnest.
pub(crate) async fn first_admin(
    database_url: &str,
    master_key: &MasterKey,
    files: &Path,
) -> Result<Vec<Login>, Failure> {
    let file = files.join(ADMIN_PASSWORD_FILE);
    match standing(database_url).await? {
        Standing::Whole => return Ok(demo_logins()),
        Standing::HalfMade => return Err(half_made()),
        // Who may sign in to a store that others have filled is for them to know.
        Standing::OtherData if !file.exists() => return Ok(Vec::new()),
        Standing::Nothing | Standing::OtherData => {}
    }
    // Made before the user: after a crash between the two the same password is used.
    let password = read_or_make(&file, random_password)?.trim().to_owned();
    let is_new = make_admin(database_url, master_key, &password, &file).await?;
    let secret = if is_new { Secret::New(password, file) } else { Secret::Kept(file) };
    Ok(vec![Login { username: ADMIN, role: Role::Admin, password: secret }])
}

/// Whether an earlier start was interrupted while it made the demonstration.
pub(crate) async fn is_half_made(database_url: &str) -> Result<bool, Failure> {
    Ok(standing(database_url).await? == Standing::HalfMade)
}

async fn standing(database_url: &str) -> Result<Standing, Failure> {
    let pool = connect(database_url).await?;
    let standing = app::demo::standing(&pool).await;
    pool.close().await;
    standing.map_err(|error| Failure::dependency(error.into()))
}

async fn make(database_url: &str, master_key: &MasterKey) -> Result<(), Failure> {
    let plan = Plan::three_months();
    let end = (SystemClock.now() - TimeDelta::seconds(5)).trunc_subsecs(0);
    let clock = Arc::new(DemoClock::at(plan.begin(end)));
    output::error("Demonstration: three months of history are made. It takes half a minute.");
    let store = Store::open(&in_haste(database_url), master_key, clock.clone()).await?;
    let ledger = store.ledger.clone();
    // Among the runtime's own threads, where the lane is: answers then seldom change threads.
    let mut filling =
        tokio::spawn(
            async move { app::demo::fill(&ledger, &clock, plan, end, &output::error).await },
        );
    let filled = tokio::select! {
        filled = &mut filling => filled
            .context("the demonstration ended unexpectedly")
            .and_then(|filled| Ok(filled?))
            .map_err(Failure::dependency),
        () = asked_to_end() => {
            filling.abort();
            // What it holds of the lane is gone when it has ended.
            let _ = filling.await;
            Err(interrupted())
        }
    };
    store.close().await;
    filled
}

/// The same database, without waiting for the disk after every batch. What is lost in a crash is
/// lost from its end, where it is noted that the demonstration is whole.
fn in_haste(database_url: &str) -> String {
    match Url::parse(database_url) {
        Ok(mut url) => {
            url.query_pairs_mut().append_pair("options[synchronous_commit]", "off");
            url.into()
        }
        // It is refused where it is used.
        Err(_) => database_url.to_owned(),
    }
}

fn demo_logins() -> Vec<Login> {
    app::demo::LOGINS
        .iter()
        .map(|login| Login {
            username: login.username,
            role: login.role,
            password: Secret::Public(login.password),
        })
        .collect()
}

fn interrupted() -> Failure {
    Failure::does_not_hold(anyhow!(
        "the demonstration was interrupted before it was whole; start again to have it made anew"
    ))
}

/// Only a database that `up` made itself is emptied by it.
fn half_made() -> Failure {
    Failure::does_not_hold(anyhow!(
        "the demonstration in this store was interrupted before it was whole; \
         empty the database that DATABASE_URL names, and start again"
    ))
}

/// Registers the admin, unless that was done. Returns whether it was done now.
async fn make_admin(
    database_url: &str,
    master_key: &MasterKey,
    password: &str,
    file: &Path,
) -> Result<bool, Failure> {
    let username: Username = ADMIN.parse().context("the admin's name").map_err(Failure::usage)?;
    let password: Password = password
        .parse()
        .with_context(|| format!("{} does not hold a password any more", file.display()))
        .map_err(Failure::usage)?;
    let store = Store::open(database_url, master_key, Arc::new(SystemClock)).await?;
    let made = register_admin(&store, username, password).await;
    store.close().await;
    made.context("the first login could not be made").map_err(Failure::dependency)
}

async fn register_admin(
    store: &Store,
    username: Username,
    password: Password,
) -> anyhow::Result<bool> {
    let ledger = &store.ledger;
    // One event is the admin's own. If that is all there is, the last start may have ended before
    // the password was stored.
    if feed::head_of(&ledger.pool).await? > 1 {
        return Ok(false);
    }
    let login = ledger.vault.look_up_hash(&username);
    if ledger.vault.check_password(&[login], &password).await?.is_some() {
        return Ok(false);
    }
    let key = IdempotencyKey {
        actor: "operator".to_owned(),
        route: "up/first-admin".to_owned(),
        key: ADMIN.to_owned(),
        request_hash: [0; 32],
    };
    let wish = Register { username, password, phone: None, name: None, role: Role::Admin };
    register(ledger, wish, by_operator, Some(key)).await?;
    Ok(true)
}

fn random_password() -> String {
    // Letters and digits that cannot be taken for each other.
    const CHARACTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; PASSWORD_CHARACTERS];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system gives random bytes once it runs");
    bytes.map(|byte| char::from(CHARACTERS[usize::from(byte % 32)])).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_shown_in_columns() {
        let shown: Vec<String> = demo_logins().iter().map(Login::to_string).collect();
        assert_eq!(shown[0], "admin      password demo-admin-password      (ADMIN)");
        assert_eq!(shown[3], "customer   password demo-customer-password   (CUSTOMER)");
    }

    #[test]
    fn a_password_that_was_made_before_is_not_shown_again() {
        let login = |password| Login { username: ADMIN, role: Role::Admin, password };
        let file = PathBuf::from("/data/admin-password");
        let new = login(Secret::New("abcdefghijkm".to_owned(), file.clone())).to_string();
        assert!(new.contains("abcdefghijkm") && new.contains("/data/admin-password"), "{new}");
        let kept = login(Secret::Kept(file)).to_string();
        assert_eq!(kept, "admin      password in /data/admin-password   (ADMIN)");
    }

    #[test]
    fn random_passwords_are_passwords_and_differ() {
        let (one, other) = (random_password(), random_password());
        assert!(one.parse::<Password>().is_ok());
        assert_ne!(one, other);
    }
}
