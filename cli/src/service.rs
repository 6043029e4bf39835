//! Wires the parts of the service together.

mod connect;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use app::limits::Limits;
use app::live::Live;
use app::workers::{Publish, Workers};
use app::{App, Ledger, Settings};
use daraja_adapter::{
    Daraja, MemoryTokens, RedisTokens, ShortCodeType, StatementFiles, TokenStore,
};
use domain::c2b::{PayTo, ShortCode};
use domain::ports::TaxAuthority;
use domain::time::Clock;
use etims_adapter::Etims;
use event_store::{Feed, Intake, Lane, feed, roles, schema};
use projections::rebuild::{self, Rebuilt, Replay};
use projections::{Projection, Runner};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;
use vault::{MasterKey, Vault};

use crate::config::Config;
use crate::failure::Failure;
use crate::heads;
use connect::{owner_when_needed, service_options};

pub(crate) use connect::{connect, connect_as_owner};

/// How long a start waits until the read models show what is recorded. A projection that has
/// stopped at an event must not keep the service from answering.
const CATCH_UP_WITHIN: Duration = Duration::from_mins(1);
/// How long the end waits for requests that are under way.
const DRAIN: Duration = Duration::from_secs(10);

/// A running service.
pub(crate) struct Service {
    pub(crate) app: App,
    runner: Option<Runner>,
    projecting: CancellationToken,
    workers: Option<Workers>,
    executor: JoinHandle<()>,
    links: Vec<JoinHandle<()>>,
    callers: api::Settings,
}

/// The ledger alone, for commands that change it without serving anything.
pub(crate) struct Store {
    pub(crate) ledger: Ledger,
    executor: JoinHandle<()>,
}

impl Store {
    /// Opens it. Events are recorded at that clock's time.
    pub(crate) async fn open(
        database_url: &str,
        master_key: &MasterKey,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let pool = connect(database_url).await?;
        let vault = open_vault(&pool, master_key).await?;
        let (ledger, executor) = open_ledger(pool, database_url, vault, clock).await?;
        Ok(Self { ledger, executor })
    }

    /// Waits until everything is answered, and closes every connection.
    pub(crate) async fn close(self) {
        close(self.ledger, self.executor).await;
    }
}

async fn open_ledger(
    pool: PgPool,
    database_url: &str,
    vault: Vault,
    clock: Arc<dyn Clock>,
) -> Result<(Ledger, JoinHandle<()>), Failure> {
    let feed = Feed::start(pool.clone())
        .await
        .context("the events could not be listened to")
        .map_err(Failure::dependency)?;
    let options = service_options(database_url).await?;
    let (lane, executor) = Lane::open(&pool, options, clock.clone(), &feed)
        .await
        .context("the event store could not be opened")
        .map_err(Failure::dependency)?;
    Ok((Ledger { pool, lane, feed: Arc::new(feed), vault, clock }, executor))
}

/// The lane's executor ends when the last way into it is gone.
async fn close(ledger: Ledger, executor: JoinHandle<()>) {
    let pool = ledger.pool.clone();
    drop(ledger);
    if tokio::time::timeout(DRAIN, executor).await.is_err() {
        tracing::warn!("the lane did not end in time");
    }
    pool.close().await;
}

/// Which background work this process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Background {
    /// Workers and projectors.
    All,
    /// Projectors only read what others lead.
    None,
}

/// Brings the database up to this version: migrations, the schemas of the read models, and rights.
pub(crate) async fn migrate(pool: &PgPool) -> Result<(), Failure> {
    schema::migrate(pool)
        .await
        .context("the database could not be brought up to this version")
        .map_err(Failure::dependency)?;
    projections::prepare(pool)
        .await
        .context("the read models' schemas could not be made")
        .map_err(Failure::dependency)?;
    roles::grant(pool)
        .await
        .context("the rights of the service and of readers could not be given")
        .map_err(Failure::dependency)
}

/// Fills read models that show nothing yet, such as those of a new version, at the full speed of a
/// replay. What cannot be filled so is filled by the service while it runs, event by event; there an
/// event that cannot be applied is said.
pub(crate) async fn fill_empty(
    pool: &PgPool,
    master_key: &MasterKey,
) -> Result<Vec<Rebuilt>, Failure> {
    let empty = rebuild::empty(pool)
        .await
        .context("how far the read models have come could not be read")
        .map_err(Failure::dependency)?;
    if empty.is_empty() {
        return Ok(Vec::new());
    }
    let vault = open_vault(pool, master_key).await?;
    let filled = Replay::new(pool.clone(), Arc::new(vault)).fill_empty().await;
    Ok(filled.unwrap_or_else(|error| {
        let error = anyhow::Error::from(error);
        tracing::warn!(
            "new read models are filled while the service runs, because they could not be at once: {error:#}"
        );
        Vec::new()
    }))
}

/// Says which tables of the read models somebody has dropped. The service starts all the same:
/// what does not need them works, and they are built again beside it.
async fn say_what_is_missing(pool: &PgPool) -> Result<(), Failure> {
    let missing = projections::missing_tables(pool)
        .await
        .context("the tables of the read models could not be looked up")
        .map_err(Failure::dependency)?;
    for (projection, table) in missing {
        let name = projection.name();
        tracing::error!(
            "the table {table} of the read model {name} is missing; run `daftari replay --projection {name}`"
        );
    }
    Ok(())
}

/// Opens the vault.
pub(crate) async fn open_vault(pool: &PgPool, key: &MasterKey) -> Result<Vault, Failure> {
    Vault::open(pool.clone(), key, SystemClock.now())
        .await
        .context("the vault could not be opened")
        .map_err(Failure::usage)
}

/// Where the Daraja token is kept: between nodes, where they share a Redis.
fn token_store(redis_url: Option<&str>) -> Result<Arc<dyn TokenStore>, Failure> {
    Ok(match redis_url {
        Some(url) => Arc::new(
            RedisTokens::connect(url)
                .context("REDIS_URL cannot be used; correct it, or leave it out")
                .map_err(Failure::usage)?,
        ),
        None => Arc::new(MemoryTokens::new()),
    })
}

/// Where it is counted who has tried how often: between nodes, where they share a Redis.
fn limits(redis: Option<&Redis>, clock: Arc<dyn Clock>) -> Limits {
    match redis {
        Some(redis) => Limits::shared(clock, redis.manager.clone()),
        None => Limits::in_process(clock),
    }
}

impl Service {
    /// Starts everything but HTTP.
    pub(crate) async fn start(config: Config, background: Background) -> Result<Self, Failure> {
        let pool = connect(&config.database_url).await?;
        say_what_is_missing(&pool).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let vault = open_vault(&pool, &config.master_key).await?;
        let (ledger, executor) =
            open_ledger(pool.clone(), &config.database_url, vault.clone(), clock.clone()).await?;
        let redis = Redis::connect(config.redis_url.as_deref()).await?;
        let tokens = token_store(config.redis_url.as_deref())?;
        let short_codes = short_codes(&config.daraja)?;
        let payout_short_code = payout_short_code(&config.daraja)?;
        let pay_to = pay_to(&config.daraja)?;
        let daraja = Daraja::new(config.daraja, clock.clone(), tokens)
            .context("the Daraja settings cannot be used")
            .map_err(Failure::usage)?;
        let daraja = Arc::new(daraja);
        let projecting = CancellationToken::new();
        let runner = Runner::start(pool, &ledger.feed, Arc::new(vault), projecting.clone());
        let live = Live::default();
        let mut links = vec![live.follow(
            runner.progress().payments(),
            redis.as_ref().map(|redis| redis.manager.clone()),
        )];
        if let Some(redis) = &redis {
            links.push(live.follow_others(redis.client.clone()));
        }
        let limits = limits(redis.as_ref(), clock.clone());
        let app = App {
            intake: Intake::open(ledger.pool.clone()),
            ledger,
            stk: daraja.clone(),
            c2b: daraja.clone(),
            later: daraja.clone(),
            pull: daraja.clone(),
            statements: Arc::new(StatementFiles),
            tax_authority: config.etims.map(|etims| tax_authority(etims, clock)).transpose()?,
            circuits: daraja,
            progress: runner.progress(),
            live,
            limits,
            settings: Arc::new(Settings {
                callback_base: config.callback_base,
                provider: config.provider,
                short_codes,
                pay_to,
                payout_short_code,
                callback_networks: config.callback_networks,
                ask_after: config.ask_after,
                janitor_every: config.janitor_every,
                second_person_above: config.second_person_above,
                verify_above: config.verify_above,
                pull_number: config.pull_number,
                pull_looks_every: Duration::from_secs(60),
            }),
        };
        let workers = match background {
            Background::All => {
                let heads = (config.heads_dir, config.heads_url);
                Some(start_workers(&app, config.owner_database_url, heads).await?)
            }
            Background::None => None,
        };
        let callers = api::Settings {
            trusted_proxies: config.trusted_proxies,
            web_origins: config.web_origins,
        };
        Ok(Self { app, runner: Some(runner), projecting, workers, executor, links, callers })
    }

    /// Waits until the read models show everything that is recorded. False if they do not in time.
    pub(crate) async fn catches_up(&self) -> Result<bool, Failure> {
        let head = feed::head_of(&self.app.ledger.pool)
            .await
            .context("the last event could not be read")
            .map_err(Failure::dependency)?;
        Ok(self.app.progress.wait_for_all(&Projection::ALL, head, CATCH_UP_WITHIN).await)
    }

    /// Serves HTTP until `shutdown`, and lets what is under way end.
    pub(crate) async fn serve(
        &self,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> Result<(), Failure> {
        let router = api::router(self.app.clone(), self.callers.clone(), shutdown.clone());
        let make = router.into_make_service_with_connect_info::<SocketAddr>();
        let stop = shutdown.clone();
        let server = axum::serve(listener, make)
            .with_graceful_shutdown(async move { stop.cancelled().await });
        let limit = async {
            shutdown.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = server => served.context("serving HTTP failed").map_err(Failure::dependency),
            () = limit => Ok(()),
        }
    }

    /// Ends the background work and closes every connection.
    pub(crate) async fn stop(mut self) {
        if let Some(workers) = self.workers.take() {
            workers.stop().await;
        }
        if let Some(runner) = self.runner.take() {
            self.projecting.cancel();
            runner.join().await;
        }
        for link in self.links {
            link.abort();
        }
        close(self.app.ledger, self.executor).await;
    }
}

/// The short codes that customers pay to: the paybill or, of a till, its own number and that of its
/// store, because both are seen in what Safaricom sends.
pub(crate) fn short_codes(daraja: &daraja_adapter::Config) -> Result<Vec<ShortCode>, Failure> {
    [Some(&daraja.short_code), daraja.till_number.as_ref()]
        .into_iter()
        .flatten()
        .map(|code| code.parse())
        .collect::<Result<_, _>>()
        .context("DARAJA_SHORT_CODE or DARAJA_TILL_NUMBER cannot be used")
        .map_err(Failure::usage)
}

/// What customers pay to by hand. A till that has no number of its own is its short code.
fn pay_to(daraja: &daraja_adapter::Config) -> Result<PayTo, Failure> {
    let read = |code: &str| {
        code.parse::<ShortCode>()
            .context("DARAJA_SHORT_CODE or DARAJA_TILL_NUMBER cannot be used")
            .map_err(Failure::usage)
    };
    match daraja.short_code_type {
        ShortCodeType::Paybill => read(&daraja.short_code).map(PayTo::Paybill),
        ShortCodeType::Till => {
            read(daraja.till_number.as_ref().unwrap_or(&daraja.short_code)).map(PayTo::Till)
        }
    }
}

/// The short code that customers are paid out of, if it is said.
fn payout_short_code(daraja: &daraja_adapter::Config) -> Result<Option<ShortCode>, Failure> {
    daraja
        .b2c_short_code
        .as_ref()
        .map(|code| code.parse())
        .transpose()
        .context("DARAJA_B2C_SHORT_CODE cannot be used")
        .map_err(Failure::usage)
}

fn tax_authority(
    config: etims_adapter::Config,
    clock: Arc<dyn Clock>,
) -> Result<Arc<dyn TaxAuthority>, Failure> {
    let etims = Etims::new(config, clock)
        .context("the eTIMS settings cannot be used")
        .map_err(Failure::usage)?;
    Ok(Arc::new(etims))
}

/// The workers, with the owner's database if they are to rebuild read models, and the places where
/// tree heads are published.
async fn start_workers(
    app: &App,
    owner_database_url: Option<String>,
    (heads_dir, heads_url): (Option<PathBuf>, Option<Url>),
) -> Result<Workers, Failure> {
    let mut places: Vec<Arc<dyn Publish>> = Vec::new();
    if let Some(path) = heads_dir {
        let signer = app::audit::signer(&app.ledger.pool, &app.ledger.vault)
            .await
            .context("the store's id could not be read")
            .map_err(Failure::dependency)?;
        places.push(Arc::new(heads::Directory::open(&path, signer.verifier())?));
    }
    if let Some(url) = heads_url {
        places.push(Arc::new(heads::Server::new(url)?));
    }
    let mut workers = Workers::start(app);
    if let Some(url) = owner_database_url {
        workers.rebuild_read_models(app, owner_when_needed(&url)?);
    }
    for place in places {
        workers.publish_heads(app, place);
    }
    Ok(workers)
}

struct Redis {
    client: redis::Client,
    manager: redis::aio::ConnectionManager,
}

impl Redis {
    async fn connect(url: Option<&str>) -> Result<Option<Self>, Failure> {
        let Some(url) = url else { return Ok(None) };
        let client = redis::Client::open(url).map_err(|_| {
            Failure::usage(anyhow!("REDIS_URL is not an address such as redis://127.0.0.1:6379"))
        })?;
        let manager = tokio::time::timeout(Duration::from_secs(5), client.get_connection_manager())
            .await
            .map_err(anyhow::Error::from)
            .and_then(|connected| connected.map_err(anyhow::Error::from))
            .context("Redis is out of reach; check REDIS_URL, or leave it out")
            .map_err(Failure::dependency)?;
        Ok(Some(Self { client, manager }))
    }
}

/// Ends when the process is asked to.
pub(crate) async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
