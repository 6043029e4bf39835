//! A database of a test's own.

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use url::Url;

use crate::{DATABASE_URL, service};

/// Tests run side by side, and all their pools share the server's connections.
const CONNECTIONS_MAX: u32 = 10;

/// A fresh, empty database. It is dropped soon after this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: String,
    pool: PgPool,
}

impl TestDatabase {
    /// # Panics
    /// If the tests do not run under `with-services`, or its server does not answer.
    #[expect(
        clippy::disallowed_methods,
        reason = "what begins from the service's own options must be seen from outside them"
    )]
    pub async fn create() -> Self {
        let name = format!("test_{}", hex::encode(rand::random::<[u8; 8]>()));
        on_server(&format!("CREATE DATABASE {name}"))
            .await
            .expect("the server for tests creates databases");
        let mut url = server();
        url.set_path(&name);
        let options = PgConnectOptions::from_url(&url).expect("with-services gives a good address");
        Self {
            name,
            url: url.into(),
            pool: PgPoolOptions::new()
                .max_connections(CONNECTIONS_MAX)
                .connect_lazy_with(options.disable_statement_logging()),
        }
    }

    /// The address, password included.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A pool of connections to it, which connects when it is first used.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // On a thread of its own, and not waited for. The test's runtime may be ending; and while it
        // stands still, a connection that it has half opened keeps Postgres from dropping anything
        // until `authentication_timeout`, a minute. A database that stays costs only room on disk.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(on_server(&statement)).map_err(std::io::Error::other)
        });
    }
}

fn server() -> Url {
    service(DATABASE_URL).parse().expect("with-services gives a good address")
}

/// Runs a statement outside any test's database.
async fn on_server(statement: &str) -> Result<(), sqlx::Error> {
    let options = PgConnectOptions::from_url(&server())?.disable_statement_logging();
    let mut connection = PgConnection::connect_with(&options).await?;
    sqlx::raw_sql(statement).execute(&mut connection).await?;
    connection.close().await
}
