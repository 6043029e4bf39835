//! Connections to the database, in the service's role and with the owner's rights.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use event_store::roles;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::failure::Failure;

/// How many connections one process holds besides the lane's and the feed's.
const CONNECTIONS_MAX: u32 = 24;
/// A rebuild reads the events over one, and looks at checkpoints over another.
const OWNER_CONNECTIONS_MAX: u32 = 4;
/// How long a connection with the owner's rights is kept that nobody uses.
const OWNER_IDLE_MAX: Duration = Duration::from_secs(10);
const OUT_OF_REACH: &str = "the database is out of reach; check DATABASE_URL and that Postgres runs, or start `daftari up` again if the database is its own";

fn connect_options(database_url: &str) -> Result<PgConnectOptions, Failure> {
    options_of(database_url, "DATABASE_URL")
}

fn options_of(url: &str, variable: &str) -> Result<PgConnectOptions, Failure> {
    let options: PgConnectOptions = url
        .parse()
        .map_err(|_| Failure::usage(anyhow!("{variable} is not an address of a Postgres database, such as postgres://user:password@host/daftari")))?;
    Ok(options.application_name("daftari"))
}

/// Options for connections in the service's role, which cannot change what is recorded.
pub(super) async fn service_options(database_url: &str) -> Result<PgConnectOptions, Failure> {
    roles::as_service(connect_options(database_url)?)
        .await
        .context(OUT_OF_REACH)
        .map_err(Failure::dependency)
}

/// A pool of the service, whose connections find the current read models.
pub(crate) async fn connect(database_url: &str) -> Result<PgPool, Failure> {
    pool(service_options(database_url).await?).await
}

/// The same with all rights of the login, for migrations and what else makes tables.
pub(crate) async fn connect_as_owner(database_url: &str) -> Result<PgPool, Failure> {
    pool(connect_options(database_url)?).await
}

async fn pool(options: PgConnectOptions) -> Result<PgPool, Failure> {
    pool_options()
        .max_connections(CONNECTIONS_MAX)
        .connect_with(finding_read_models(options))
        .await
        .context(OUT_OF_REACH)
        .map_err(Failure::dependency)
}

/// A pool of the owner that connects when a read model is to be built again, and not for long.
pub(super) fn owner_when_needed(url: &str) -> Result<PgPool, Failure> {
    let options = options_of(url, "DAFTARI_OWNER_DATABASE_URL")?;
    Ok(pool_options()
        .max_connections(OWNER_CONNECTIONS_MAX)
        .idle_timeout(OWNER_IDLE_MAX)
        .connect_lazy_with(finding_read_models(options)))
}

fn pool_options() -> PgPoolOptions {
    event_store::pool::options().acquire_timeout(Duration::from_secs(10))
}

fn finding_read_models(options: PgConnectOptions) -> PgConnectOptions {
    options.options([("search_path", projections::SEARCH_PATH)])
}
