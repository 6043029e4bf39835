//! The Postgres that is measured on, the databases in it, and what stands beside its binaries.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use futures::StreamExt as _;
use private_postgres::{Options, PrivatePostgres};
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{Executor as _, PgPool};
use tokio::process::Command;

/// As many as the service holds.
const CONNECTIONS_MAX: u32 = 24;

/// A server that waits for the disk, with Postgres's own settings for durability.
pub(crate) struct Server {
    postgres: PrivatePostgres,
    /// Where `pgbench` stands.
    bin_dir: PathBuf,
}

impl Server {
    /// Starts one with nothing in it.
    pub(crate) async fn start(data_dir: &Path) -> Result<Self> {
        let postgres = PrivatePostgres::start(Options {
            data_dir: data_dir.to_owned(),
            bin_dir: None,
            path: std::env::var_os("PATH"),
            node_modules: None,
            durable: true,
        })
        .await?;
        let executable = std::fs::read_link(format!("/proc/{}/exe", postgres.pid()))
            .context("looking where the server's binaries are")?;
        let bin_dir = executable.parent().context("the server's folder")?.to_owned();
        Ok(Self { postgres, bin_dir })
    }

    pub(crate) async fn stop(self) -> Result<()> {
        let data_dir = self.postgres.data_dir().to_owned();
        self.postgres.stop().await?;
        std::fs::remove_dir_all(&data_dir)
            .with_context(|| format!("removing {}", data_dir.display()))
    }

    fn url_of(&self, database: &str) -> String {
        let url = self.postgres.url();
        let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
        format!("{server}/{database}")
    }

    /// A new database, empty but for that SQL.
    pub(crate) async fn database(&self, name: &'static str, sql: &str) -> Result<Database> {
        self.statement(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        self.statement(&format!("CREATE DATABASE {name}")).await?;
        let url = self.url_of(name);
        let pool = pool(&url).await?;
        pool.execute(sqlx::raw_sql(sql)).await?;
        Ok(Database { name, url, pool })
    }

    /// The same database with a pool of its own, which has the settings that hold by now.
    pub(crate) async fn reopened(&self, database: &Database) -> Result<Database> {
        let Database { name, url, .. } = database;
        Ok(Database { name, url: url.clone(), pool: pool(url).await? })
    }

    /// A new store with its read models' tables, and the rights that the service needs there: its roles
    /// are the whole server's, so they stand already after the first store, but have no rights in the next.
    pub(crate) async fn store(&self, name: &'static str) -> Result<Database> {
        let database = self.database(name, "").await?;
        event_store::schema::migrate(&database.pool).await?;
        projections::prepare(&database.pool).await?;
        event_store::roles::grant(&database.pool).await?;
        Ok(database)
    }

    /// Throws a database away.
    pub(crate) async fn drop(&self, database: Database) -> Result<()> {
        database.pool.close().await;
        self.statement(&format!("DROP DATABASE {} WITH (FORCE)", database.name)).await
    }

    pub(crate) async fn statement(&self, sql: &str) -> Result<()> {
        let pool = pool(self.postgres.url()).await?;
        pool.execute(sqlx::raw_sql(sql)).await?;
        pool.close().await;
        Ok(())
    }

    /// Which Postgres it is.
    pub(crate) async fn version(&self) -> Result<String> {
        let pool = pool(self.postgres.url()).await?;
        let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(&pool).await?;
        pool.close().await;
        Ok(version)
    }

    /// Commits of one row each a second, by 32 clients of `pgbench` with prepared statements.
    pub(crate) async fn one_row_commits_a_second(&self, seconds: u64) -> Result<f64> {
        let table = "CREATE TABLE one_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)";
        let database = self.database("bench_pgbench", table).await?;
        let script = std::env::temp_dir().join(format!("daftari-bench-{}.sql", std::process::id()));
        std::fs::write(
            &script,
            "INSERT INTO one_row (body) VALUES ('0195d1f0-5a3c-7000-8000-000000000002');\n",
        )?;
        let ran = Command::new(self.bin_dir.join("pgbench"))
            .args(["--no-vacuum", "--client=32", "--jobs=2", "--protocol=prepared"])
            .arg(format!("--time={seconds}"))
            .arg("--file")
            .arg(&script)
            .arg(&database.url)
            .output()
            .await
            .with_context(|| {
                format!(
                    "pgbench is not in {}; install the server's package whole",
                    self.bin_dir.display()
                )
            })?;
        std::fs::remove_file(&script)?;
        self.drop(database).await?;
        let said = String::from_utf8_lossy(&ran.stdout);
        said.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
            .ok_or_else(|| anyhow!("pgbench failed: {}", String::from_utf8_lossy(&ran.stderr)))
    }
}

/// A database of the server.
pub(crate) struct Database {
    name: &'static str,
    pub(crate) url: String,
    pub(crate) pool: PgPool,
}

impl Database {
    /// How long all events take to be copied out, text and all.
    pub(crate) async fn copied_out(&self) -> Result<Duration> {
        let begin = Instant::now();
        let mut rows = self.pool.copy_out_raw("COPY events TO STDOUT").await?;
        while let Some(chunk) = rows.next().await {
            chunk?;
        }
        Ok(begin.elapsed())
    }
}

/// A pool as the service has it.
pub(crate) async fn pool(url: &str) -> Result<PgPool> {
    let options: sqlx::postgres::PgConnectOptions = url.parse()?;
    Ok(event_store::pool::options()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(Duration::from_mins(1))
        .connect_with(options.options([("search_path", projections::SEARCH_PATH)]))
        .await?)
}
