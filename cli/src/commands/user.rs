//! `daftari user add`

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use app::users::register::{Register, RegisterError, register};
use domain::context::{Actor, Context, Source};
use domain::user::Role;
use domain::{Msisdn, UserId};
use vault::Password;

use crate::config::Values;
use crate::failure::Failure;
use crate::output;
use crate::service::Store;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum UserCommand {
    /// Adds a login. The password is read from standard input.
    Add {
        /// The name to sign in with.
        name: String,
        /// admin, finance, agent or customer.
        #[arg(long)]
        role: String,
        /// The phone number, which serves as a user name too.
        #[arg(long)]
        phone: Option<String>,
    },
}

pub(crate) async fn run(command: UserCommand, data_dir: &Path) -> Result<(), Failure> {
    let UserCommand::Add { name, role, phone } = command;
    let role = Role::parse(&role.to_uppercase())
        .filter(|role| *role != Role::Guest)
        .ok_or_else(|| Failure::usage(anyhow!("--role is admin, finance, agent or customer")))?;
    let phone = phone
        .map(|phone| phone.parse::<Msisdn>())
        .transpose()
        .context("--phone")
        .map_err(Failure::usage)?;
    // Nobody should type a password before hearing that there is nothing to keep it in.
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let wish = Register {
        username: name.parse().context("the user name").map_err(Failure::usage)?,
        password: read_password()?,
        phone,
        name: None,
        role,
    };
    let store = Store::open(&database_url, &master_key, Arc::new(SystemClock)).await?;
    let added = register(&store.ledger, wish, by_operator, None).await;
    store.close().await;
    let user_id = added.map_err(failure_of)?.reply;
    output::line(&format!("Added {name} ({}), {user_id}.", role.as_str()));
    Ok(())
}

/// The metadata of what somebody at the command line asks for.
pub(crate) fn by_operator(user_id: UserId) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id: user_id.uuid(),
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}

fn failure_of(error: RegisterError) -> Failure {
    match error {
        RegisterError::Submit(event_store::SubmitError::Rejected(rejection)) => {
            Failure::does_not_hold(rejection.into())
        }
        other => Failure::dependency(other.into()),
    }
}

fn read_password() -> Result<Password, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        output::error("Password (10 characters or more; it is shown as you type):");
    }
    let mut line = String::new();
    input
        .lock()
        .read_line(&mut line)
        .context("the password could not be read from standard input")
        .map_err(Failure::usage)?;
    line.trim_end_matches(['\r', '\n']).parse().context("the password").map_err(Failure::usage)
}
