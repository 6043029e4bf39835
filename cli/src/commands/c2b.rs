//! `daftari c2b`

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use app::c2b::register::register;
use app::clock::SystemClock;
use daraja_adapter::{Daraja, MemoryTokens};
use domain::c2b::Registered;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum C2b {
    /// Tells Safaricom where to send payments that customers make by hand. Production takes the
    /// addresses once only; they stay valid.
    Register,
}

pub(crate) async fn run(command: C2b, data_dir: &Path) -> Result<(), Failure> {
    let C2b::Register = command;
    let config = Values::near(data_dir)?.config()?;
    let pool = service::connect(&config.database_url).await?;
    let vault = service::open_vault(&pool, &config.master_key).await?;
    let tokens = Arc::new(MemoryTokens::new());
    let daraja = Daraja::new(config.daraja, Arc::new(SystemClock), tokens)
        .context("the Daraja settings cannot be used")
        .map_err(Failure::usage)?;
    let registered = register(&vault, &daraja, &config.callback_base).await;
    pool.close().await;
    match registered {
        Registered::Now => {
            output::line(
                "Safaricom sends payments that are made by hand to this service from now on.",
            );
            Ok(())
        }
        Registered::Before => {
            output::line(
                "Addresses were registered before. If they are not this service's, have them deleted on the M-Pesa portal, and register again.",
            );
            Ok(())
        }
        Registered::Refused { why } => Err(Failure::dependency(anyhow!(
            "Safaricom did not take the addresses: {why}; check MPESA_CALLBACK_URL and DARAJA_SHORT_CODE, and register again"
        ))),
    }
}
