//! `daftari up`

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use app::c2b::register::register;
use daraja_sim::Past;
use domain::c2b::Registered;
use private_postgres::{Options, PrivatePostgres};
use tokio_util::sync::CancellationToken;
use vault::MasterKey;

use super::{serve, sim};
use crate::config::Values;
use crate::connection::{CodeName, Connection};
use crate::demo::{self, Login};
use crate::failure::Failure;
use crate::files::read_or_make;
use crate::service::{self, Background, Service, asked_to_end};
use crate::{etims, output, past};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port of the API and the web.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the Daraja simulator.
    #[arg(long, default_value_t = 8090)]
    sim_port: u16,
    /// The port of the simulated tax authority; any free one unless said otherwise.
    #[arg(long, default_value_t = 0)]
    etims_port: u16,
    /// Fills an empty store with some months of plausible history.
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    sim: sim::Settings,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path) -> Result<(), Failure> {
    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    tokio::spawn(async move {
        asked_to_end().await;
        stop.cancel();
    });
    let listener = serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port))).await?;
    let database = Database::start(data_dir).await?;
    let outcome = run_on(&arguments, data_dir, listener, &database, shutdown).await;
    Connection::forget(data_dir);
    let stopped = database.stop().await;
    outcome.and(stopped)
}

async fn run_on(
    arguments: &Arguments,
    data_dir: &Path,
    listener: tokio::net::TcpListener,
    database: &Database,
    shutdown: CancellationToken,
) -> Result<(), Failure> {
    let home = format!("http://127.0.0.1:{}", arguments.port);
    let (master_key, master_key_file) = master_key(&database.files)?;
    let pool = service::connect_as_owner(&database.url).await?;
    service::migrate(&pool).await?;
    pool.close().await;
    if let Some(server) = &database.private
        && demo::is_half_made(&database.url).await?
    {
        start_over(server, &database.url).await?;
    }
    let mut values = Values::default();
    if values.get("DARAJA_BASE_URL").is_none() {
        values = arguments.sim.describe(values);
    }
    let short_codes = CodeName::ALL
        .into_iter()
        .filter_map(|name| Some((name, values.get(name.variable())?)))
        .collect();
    Connection { database_url: database.url.clone(), master_key_file, short_codes }
        .leave(data_dir)?;
    let logins = if arguments.demo {
        demo::fill(&database.url, &master_key).await?
    } else {
        demo::first_admin(&database.url, &master_key, &database.files).await?
    };
    fill_empty(&database.url, &master_key).await?;
    values = values
        .or("DATABASE_URL", &database.url)
        .or("DAFTARI_OWNER_DATABASE_URL", &database.url)
        .or("DAFTARI_MASTER_KEY", master_key.to_hex())
        .or("DAFTARI_HEADS_DIR", heads_dir(data_dir)?)
        .or("MPESA_CALLBACK_URL", &home);
    let (simulators, values) = Simulators::start(arguments, &database.url, values).await?;
    let service = Service::start(values.config()?, Background::All).await?;
    // What is said to be ready shows what was recorded before, such as the demonstration.
    let caught_up = tokio::select! {
        caught_up = service.catches_up() => caught_up?,
        () = shutdown.cancelled() => true,
    };
    if !caught_up {
        output::error("The read models do not show everything yet; see what the log says of them.");
    }
    if simulators.safaricom.is_some() {
        take_payments_by_hand(&service).await;
    }
    let lines = Announcement { home: &home, simulators: &simulators, database, logins: &logins };
    lines.print();
    let served = service.serve(listener, shutdown).await;
    output::line("Ending: what is under way is finished first.");
    service.stop().await;
    simulators.stop().await;
    served
}

/// Those who are played in this process, because nothing says where the true ones are.
struct Simulators {
    safaricom: Option<daraja_sim::Simulator>,
    tax_authority: Option<etims_sim::Simulator>,
}

impl Simulators {
    /// Starts them, and tells the service where they are.
    async fn start(
        arguments: &Arguments,
        database_url: &str,
        mut values: Values,
    ) -> Result<(Self, Values), Failure> {
        let mut simulators = Self { safaricom: None, tax_authority: None };
        if values.get("DARAJA_BASE_URL").is_none() {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.sim_port));
            let past = past_of(database_url, arguments.demo).await?;
            let simulator = sim::start(&arguments.sim, address, "--sim-port", past).await?;
            values = values
                .or("DARAJA_BASE_URL", simulator.base_url())
                .or("DAFTARI_CALLBACK_ALLOW", "127.0.0.0/8,::1/128");
            simulators.safaricom = Some(simulator);
        }
        if values.get("ETIMS_BASE_URL").is_none() {
            let simulator = etims::start(arguments.etims_port, database_url).await?;
            values = etims::describe(&simulator, values);
            simulators.tax_authority = Some(simulator);
        }
        Ok((simulators, values))
    }

    async fn stop(self) {
        if let Some(simulator) = self.safaricom {
            simulator.stop().await;
        }
        if let Some(simulator) = self.tax_authority {
            simulator.stop().await;
        }
    }
}

/// Fills the read models of a new version, and all of a demonstration that was just made, faster
/// than they follow it.
async fn fill_empty(database_url: &str, master_key: &MasterKey) -> Result<(), Failure> {
    let pool = service::connect_as_owner(database_url).await?;
    let filled = service::fill_empty(&pool, master_key).await;
    pool.close().await;
    filled.map(|_| ())
}

/// What Safaricom would know of what is recorded.
async fn past_of(database_url: &str, is_demo: bool) -> Result<Vec<Past>, Failure> {
    let pool = service::connect(database_url).await?;
    let past = past::past(&pool, is_demo).await;
    pool.close().await;
    past
}

/// Tells the simulator where to send payments that are made by hand, as `daftari c2b register` tells
/// Safaricom.
async fn take_payments_by_hand(service: &Service) {
    let app = &service.app;
    match register(&app.ledger.vault, app.c2b.as_ref(), &app.settings.callback_base).await {
        Registered::Now | Registered::Before => {}
        Registered::Refused { why } => {
            tracing::warn!(why, "the simulator sends no payments that are made by hand");
        }
    }
}

/// Where tree heads are published if nothing else is said.
fn heads_dir(data_dir: &Path) -> Result<String, Failure> {
    let path = std::path::absolute(data_dir.join("heads"))
        .context("the folder that we are in cannot be found")
        .map_err(Failure::usage)?;
    path.into_os_string()
        .into_string()
        .map_err(|_| Failure::usage(anyhow!("the path of --data-dir is not UTF-8")))
}

/// Throws away what an interrupted start has left of the demonstration. Nobody could sign in to it.
async fn start_over(server: &PrivatePostgres, database_url: &str) -> Result<(), Failure> {
    output::error(
        "An earlier start was interrupted while it made the demonstration. What it left is thrown away.",
    );
    server
        .empty_database()
        .await
        .context("what is left of an interrupted demonstration could not be thrown away")
        .map_err(Failure::dependency)?;
    let pool = service::connect_as_owner(database_url).await?;
    let migrated = service::migrate(&pool).await;
    pool.close().await;
    migrated
}

/// The database of this product: a private one, unless one is named.
struct Database {
    url: String,
    /// Where the files of this product stand beside it.
    files: PathBuf,
    private: Option<PrivatePostgres>,
}

impl Database {
    async fn start(data_dir: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(data_dir)
            .with_context(|| {
                format!("{} cannot be made; choose another with --data-dir", data_dir.display())
            })
            .map_err(Failure::usage)?;
        let values = Values::default();
        if let Some(url) = values.get("DATABASE_URL") {
            return Ok(Self { url, files: data_dir.to_owned(), private: None });
        }
        let_others_pass(data_dir)?;
        let options = Options {
            data_dir: data_dir.join("postgres"),
            bin_dir: values.get("DAFTARI_POSTGRES_BIN").map(PathBuf::from),
            path: std::env::var_os("PATH"),
            node_modules: Some(PathBuf::from("web/node_modules")),
            durable: true,
        };
        let server = PrivatePostgres::start(options)
            .await
            .context("the private Postgres did not start")
            .map_err(Failure::dependency)?;
        Ok(Self {
            url: server.url().to_owned(),
            // The key and the data that it opens stay together, wherever those are.
            files: server.data_dir().to_owned(),
            private: Some(server),
        })
    }

    async fn stop(self) -> Result<(), Failure> {
        let Some(server) = self.private else { return Ok(()) };
        server
            .stop()
            .await
            .context("the private Postgres did not stop well; it recovers at the next start")
            .map_err(Failure::dependency)
    }
}

/// The master key, and the file that holds it unless the environment does.
/// As root, Postgres runs as another user, who must be able to pass through the directory to its
/// own. What stands there stays closed: passing is not reading.
fn let_others_pass(data_dir: &Path) -> Result<(), Failure> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(());
    }
    let opened = || {
        let mode = std::fs::metadata(data_dir)?.permissions().mode();
        std::fs::set_permissions(data_dir, std::fs::Permissions::from_mode(mode | 0o011))
    };
    opened()
        .with_context(|| format!("{} cannot be opened to Postgres's user", data_dir.display()))
        .map_err(Failure::usage)
}

fn master_key(files: &Path) -> Result<(MasterKey, Option<PathBuf>), Failure> {
    if let Some(text) = Values::default().get("DAFTARI_MASTER_KEY") {
        return text.parse().map(|key| (key, None)).map_err(|_| {
            Failure::usage(anyhow!("DAFTARI_MASTER_KEY is not 64 hexadecimal digits"))
        });
    }
    let path = std::path::absolute(files.join("master.key"))
        .context("the folder that we are in cannot be found")
        .map_err(Failure::usage)?;
    let text = read_or_make(&path, || MasterKey::generate().to_hex())?;
    let key = text.trim().parse().map_err(|_| {
        Failure::usage(anyhow!("{} does not hold a master key any more; restore it from a backup, because nothing else opens what it sealed", path.display()))
    })?;
    Ok((key, Some(path)))
}

/// What a person is told once everything runs.
struct Announcement<'a> {
    home: &'a str,
    simulators: &'a Simulators,
    database: &'a Database,
    logins: &'a [Login],
}

impl Announcement<'_> {
    fn print(&self) {
        let Self { home, simulators, database, logins } = self;
        output::line("");
        output::line("Daftari is ready.");
        output::line("");
        output::line(&format!("  Portal      {home}/"));
        output::line(&format!("  Admin       {home}/admin/"));
        output::line(&format!("  API         {home}/api/docs/"));
        if let Some(simulator) = &simulators.safaricom {
            let simulator = simulator.base_url();
            output::line(&format!(
                "  Simulator   {simulator}/   (plays Safaricom; its page lists numbers with special behaviour, and /phone is a customer's phone)"
            ));
        }
        if let Some(authority) = &simulators.tax_authority {
            let authority = authority.base_url();
            output::line(&format!(
                "  Tax         {authority}/   (plays the tax authority, once an admin has opened the register of tax invoices)"
            ));
        }
        output::line(&format!("  Database    {}", database.url));
        if let Some(server) = &database.private {
            let adopted =
                if server.adopted() { ", left running by an earlier process" } else { "" };
            output::line(&format!("  Data        {}{adopted}", server.data_dir().display()));
            if let Some(asked) = server.moved_from() {
                output::line(&format!(
                    "              (not in {}: Postgres does not run as root, and its user cannot enter there)",
                    asked.display()
                ));
            }
        }
        output::line("");
        for login in *logins {
            output::line(&format!("  {login}"));
        }
        output::line("");
        output::line("Ctrl-C ends it; `daftari up` on the same directory goes on where it was.");
    }
}
