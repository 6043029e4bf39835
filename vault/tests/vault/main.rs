//! The vault against a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod keys;
mod leases;
mod passwords;
mod personal;
mod rebuilds;
mod refresh;
mod secrets;
mod statements;

use domain::id::Id;
use domain::time::Timestamp;
use sqlx::PgPool;
use testing::TestDatabase;
use uuid::Uuid;
use vault::{MasterKey, Vault};

/// A migrated database of its own, and the vault in it.
struct Room {
    vault: Vault,
    master: MasterKey,
    pool: PgPool,
    _database: TestDatabase,
}

impl Room {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let pool = database.pool().clone();
        sqlx::migrate!("../migrations").run(&pool).await.unwrap();
        let master = MasterKey::generate();
        let vault = Vault::open(pool.clone(), &master, now()).await.unwrap();
        Self { vault, master, pool, _database: database }
    }

    /// The same database, as another node or a later start sees it.
    async fn another_node(&self) -> Vault {
        Vault::open(self.pool.clone(), &self.master, now()).await.unwrap()
    }
}

fn now() -> Timestamp {
    at("2026-11-23T09:00:00Z")
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn seconds_from_now(seconds: i64) -> Timestamp {
    domain::time::seconds_later(now(), seconds).unwrap()
}

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn id<K>(number: u128) -> Id<K> {
    Id::new(uuid(number))
}
