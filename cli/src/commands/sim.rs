//! `daftari sim`

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use daraja_sim::{Chaos, Past, Simulator, StartError, Tariffs};

use crate::config::Values;
use crate::failure::Failure;
use crate::output;
use crate::service::asked_to_end;

const HELP: &str = "\
Beside Daraja's own, it has these addresses:
  /                   what it is doing, in a browser
  /sim/entries        every movement of its money; /sim/totals for accounts and sums
  /sim/transactions   every push; /sim/requests for everything that it was asked
  /sim/statement      the portal's export: ?layout=classic or new, &format=csv or xlsx,
                      &from=2026-11-01&to=2026-11-26, &short_code=
  /sim/certificate    what security credentials are encrypted for
  /sim/scenarios/N    PUT a scenario's name as JSON for the phone number N
  /sim/troubles       POST an order for trouble, such as {\"trouble\":\"outage\",\"for_seconds\":30}
  /sim/chaos          PUT rates of trouble at random, with a seed
  /sim/payments       POST what a customer pays of their own accord";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// The port to listen on.
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    #[command(flatten)]
    settings: Settings,
}

/// How the simulator behaves.
#[derive(Debug, Clone, clap::Args)]
#[expect(
    clippy::struct_field_names,
    reason = "the fields are named as the options, which stand among those of `up`"
)]
pub(crate) struct Settings {
    /// The consumer key that it takes.
    #[arg(long, default_value = "demo")]
    sim_consumer_key: String,
    /// The consumer secret that it takes.
    #[arg(long, default_value = "demo")]
    sim_consumer_secret: String,
    /// Its short code.
    #[arg(long, default_value = "174379")]
    sim_short_code: String,
    /// Its passkey.
    #[arg(long, default_value = "demo")]
    sim_passkey: String,
    /// The short code that pays customers, if it is another.
    #[arg(long)]
    sim_b2c_short_code: Option<String>,
    /// What the business is called.
    #[arg(long, default_value = "DEMO WIFI")]
    sim_organisation: String,
    /// The initiator that it takes, for the calls that are answered later.
    #[arg(long, default_value = "demo")]
    sim_initiator_name: String,
    /// The initiator's password; `GET /sim/certificate` gives the certificate to encrypt it for.
    #[arg(long, default_value = "demo")]
    sim_initiator_password: String,
    /// What every short code has at the start, in shillings; a refund costs more than was paid in.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(i64).range(0..=1_000_000_000))]
    sim_opening_shillings: i64,
    /// A file of tariffs to charge by, in the shape of daraja-sim/data/tariffs.json.
    #[arg(long)]
    sim_tariffs: Option<PathBuf>,
    /// A seed for trouble at random: callbacks lost, doubled, late and out of order, calls refused.
    #[arg(long)]
    sim_chaos: Option<u64>,
    /// What every wait is divided by.
    #[arg(long, env = "DAFTARI_SIM_SPEED", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    sim_speed: u32,
}

/// The phone that the simulated provider nominates for pulled payments.
const PULL_NUMBER: &str = "254712345678";

impl Settings {
    /// Tells the service how to be this simulator's client.
    pub(crate) fn describe(&self, values: Values) -> Values {
        let values = match &self.sim_b2c_short_code {
            Some(short_code) => values.or("DARAJA_B2C_SHORT_CODE", short_code),
            None => values,
        };
        values
            .or("DARAJA_CONSUMER_KEY", &self.sim_consumer_key)
            .or("DARAJA_CONSUMER_SECRET", &self.sim_consumer_secret)
            .or("DARAJA_SHORT_CODE", &self.sim_short_code)
            .or("DARAJA_PASSKEY", &self.sim_passkey)
            .or("DARAJA_INITIATOR_NAME", &self.sim_initiator_name)
            .or("DARAJA_INITIATOR_PASSWORD", &self.sim_initiator_password)
            .or("DARAJA_CERTIFICATE", daraja_sim::CERTIFICATE)
            .or("DARAJA_PULL_NUMBER", PULL_NUMBER)
            .or("DAFTARI_PROVIDER_NAME", &self.sim_organisation)
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let address = SocketAddr::new(arguments.address, arguments.port);
    let simulator = start(&arguments.settings, address, "--port", Vec::new()).await?;
    output::line(&format!(
        "The Daraja simulator answers on {}. Ctrl-C ends it.",
        simulator.base_url()
    ));
    asked_to_end().await;
    simulator.stop().await;
    Ok(())
}

/// Starts a simulator in this process, which remembers what it is told. `option` is how a person
/// names another port.
pub(crate) async fn start(
    settings: &Settings,
    address: SocketAddr,
    option: &str,
    past: Vec<Past>,
) -> Result<Simulator, Failure> {
    let tariffs = match &settings.sim_tariffs {
        Some(file) => read_tariffs(file)?,
        None => Tariffs::default(),
    };
    let config = daraja_sim::Config {
        consumer_key: settings.sim_consumer_key.clone(),
        consumer_secret: settings.sim_consumer_secret.clone(),
        short_code: settings.sim_short_code.clone(),
        passkey: settings.sim_passkey.clone(),
        b2c_short_code: settings.sim_b2c_short_code.clone(),
        organisation: settings.sim_organisation.clone(),
        initiator_name: settings.sim_initiator_name.clone(),
        initiator_password: settings.sim_initiator_password.clone(),
        opening_cents: settings.sim_opening_shillings * 100,
        tariffs,
        chaos: settings.sim_chaos.map(|seed| Chaos { seed, ..Chaos::default() }),
        speed: settings.sim_speed,
        past,
        ..daraja_sim::Config::default()
    };
    Simulator::start(config, address).await.map_err(|error| match error {
        StartError::Listen { address, source } => Failure::dependency(anyhow!(source).context(format!(
            "the simulator cannot listen on {address}; end whatever uses that port, or choose another with {option}"
        ))),
        StartError::Client(_) => Failure::dependency(error.into()),
        StartError::Speed | StartError::ShortCode(_) => Failure::usage(error.into()),
    })
}

fn read_tariffs(file: &Path) -> Result<Tariffs, Failure> {
    let json = std::fs::read_to_string(file)
        .with_context(|| format!("the tariffs cannot be read from {}", file.display()))
        .map_err(Failure::usage)?;
    Tariffs::parse(&json)
        .with_context(|| format!("the tariffs in {} cannot be used", file.display()))
        .map_err(Failure::usage)
}
