//! Talking to the server: is it there, and does it hold our database.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::error::Error;

/// The superuser that initdb makes, and the database that is made for it.
pub(crate) const ROLE: &str = "daftari";
const DATABASE: &str = "daftari";

/// A server that takes a connection and then says nothing is not ready.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// `invalid_password` and `invalid_authorization_specification`.
const REFUSALS: [&str; 2] = ["28P01", "28000"];

pub(crate) enum Answer {
    Ready,
    /// Not there, or starting, stopping or full.
    NotYet,
    /// The server is there, and our password is not its password.
    Refused(sqlx::Error),
}

pub(crate) fn url(port: u16, password: &str) -> String {
    format!("postgres://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}")
}

/// The socket and not the port: behind the port may be another program.
fn options(socket_dir: &Path, port: u16, password: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket_dir)
        .port(port)
        .username(ROLE)
        .password(password)
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging()
}

/// Asks whether the server answers.
pub(crate) async fn probe(socket_dir: &Path, port: u16, password: &str) -> Answer {
    let options = options(socket_dir, port, password);
    match tokio::time::timeout(PROBE_TIMEOUT, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => {
            // The server ends a session without a farewell as well.
            let _ = connection.close().await;
            Answer::Ready
        }
        Ok(Err(error)) if is_refusal(&error) => Answer::Refused(error),
        Ok(Err(_)) | Err(_) => Answer::NotYet,
    }
}

fn is_refusal(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| REFUSALS.contains(&code.as_ref()))
}

/// What becomes of a database that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Keep,
    Drop,
}

/// Makes our database where it is missing, also after a start that was killed before this.
pub(crate) async fn create_database(
    socket_dir: &Path,
    port: u16,
    password: &str,
    existing: Existing,
) -> Result<(), Error> {
    let create = async {
        let mut connection =
            PgConnection::connect_with(&options(socket_dir, port, password)).await?;
        if existing == Existing::Drop {
            // Others may still be connected: a process that was killed leaves its sessions behind.
            sqlx::raw_sql("DROP DATABASE IF EXISTS daftari WITH (FORCE)")
                .execute(&mut connection)
                .await?;
        }
        let exists: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
                .bind(DATABASE)
                .fetch_one(&mut connection)
                .await?;
        if !exists {
            sqlx::raw_sql("CREATE DATABASE daftari").execute(&mut connection).await?;
        }
        connection.close().await
    };
    create.await.map_err(|source| Error::Database { source })
}
