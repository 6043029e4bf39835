//! Creates a database with every table of ours on the server for tests, and prints its address.
//!
//! `sqlx`'s macros check statements against it, before any binary of ours can be built. Read models
//! stand in schemas of their own, so the address carries a `search_path` over all of them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sqlx::migrate::Migrator;
use sqlx::{Connection as _, PgConnection};
use testing::DATABASE_URL;
use url::Url;

const DATABASE: &str = "sqlx_prepare";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let server = std::env::var(DATABASE_URL)
        .with_context(|| format!("{DATABASE_URL} is not set: run this under with-services"))?;
    let mut url: Url = server.parse()?;
    create_database(&server).await?;
    url.set_path(DATABASE);

    let mut connection = PgConnection::connect(url.as_str()).await?;
    Migrator::new(root.join("migrations"))
        .await?
        .run(&mut connection)
        .await
        .context("could not apply migrations/")?;
    let mut search_path = Vec::new();
    for file in sql_files(&root.join("projections/schema"))? {
        search_path.push(create_read_model(&mut connection, &file).await?);
    }
    connection.close().await?;

    search_path.push("public".to_owned());
    url.query_pairs_mut()
        .append_pair("options", &format!("-c search_path={}", search_path.join(",")));
    writeln!(std::io::stdout(), "{url}")?;
    Ok(())
}

async fn create_database(server: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    for statement in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        sqlx::raw_sql(&format!("{statement} {DATABASE}")).execute(&mut connection).await?;
    }
    Ok(connection.close().await?)
}

/// The SQL files of a folder by name; none if there is no such folder.
fn sql_files(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut files = std::fs::read_dir(dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    Ok(files)
}

/// Creates the tables of `payments.sql` in the schema `payments_v2`, and returns that name.
async fn create_read_model(connection: &mut PgConnection, file: &Path) -> anyhow::Result<String> {
    let name = file.file_stem().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{} has no name", file.display()))?;
    let schema = format!("{name}_v1");
    let tables = std::fs::read_to_string(file)?;
    sqlx::raw_sql(&format!("CREATE SCHEMA {schema}; SET search_path = {schema}, public; {tables}"))
        .execute(connection)
        .await
        .with_context(|| format!("could not apply {}", file.display()))?;
    Ok(schema)
}
