//! `daftari etims`

use std::path::Path;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use domain::tax_invoice::{KraPin, Seller};
use domain::time::Clock as _;
use etims_adapter::Registration;

use crate::config::Values;
use crate::failure::Failure;
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Etims {
    /// Registers this business's device with the tax authority's control unit, which is done once,
    /// and prints what the service is to be told of it.
    Register(Register),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Register {
    /// The provider's own KRA PIN.
    #[arg(long)]
    pin: String,
    /// The branch, two digits; the head office unless said otherwise.
    #[arg(long, default_value = "00")]
    branch: String,
    /// The serial number that the authority approved for the device.
    #[arg(long)]
    device: String,
}

pub(crate) async fn run(command: Etims, data_dir: &Path) -> Result<(), Failure> {
    let Etims::Register(Register { pin, branch, device }) = command;
    let pin: KraPin = pin.parse().context("--pin cannot be used").map_err(Failure::usage)?;
    let (base_url, credentials) = Values::near(data_dir)?.etims_gate()?;
    let registration =
        Registration { base_url, credentials, seller: Seller { pin, branch }, device };
    let registered = etims_adapter::register(registration, SystemClock.now())
        .await
        .map_err(|error| {
            Failure::dependency(anyhow!("{error}; check the PIN, the branch and the device's serial number, and that the device is not registered already"))
        })?;
    output::line(&format!(
        "Registered {}. Set these for the service, and keep the key safe: the authority gives it once.",
        registered.taxpayer
    ));
    output::line("");
    output::line(&format!("ETIMS_COMMUNICATION_KEY={}", registered.communication_key));
    output::line(&format!("ETIMS_CONTROL_UNIT={}", registered.unit_id));
    Ok(())
}
