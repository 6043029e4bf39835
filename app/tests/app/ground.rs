//! What every test stands on: a database with all tables, and a ledger on it.

use std::sync::Arc;

use app::Ledger;
use domain::Timestamp;
use domain::time::Clock;
use event_store::{Feed, Lane, Recorded, checkpoint, feed};
use projections::{SEARCH_PATH, projectors};
use sqlx::postgres::PgConnectOptions;
use testing::TestDatabase;
use vault::{MasterKey, Vault};

/// A ledger of a test's own.
pub(crate) struct Ground {
    pub(crate) ledger: Ledger,
    _database: TestDatabase,
}

impl Ground {
    pub(crate) async fn with_clock(clock: Arc<dyn Clock>) -> Self {
        let database = TestDatabase::create().await;
        event_store::schema::migrate(database.pool()).await.unwrap();
        let options: PgConnectOptions = database.url().parse().unwrap();
        let pool = event_store::pool::options()
            .max_connections(6)
            .connect_with(options.clone().options([("search_path", SEARCH_PATH)]))
            .await
            .unwrap();
        projections::prepare(&pool).await.unwrap();
        let vault = Vault::open(pool.clone(), &MasterKey::generate(), clock.now()).await.unwrap();
        let feed = Feed::start(pool.clone()).await.unwrap();
        let (lane, _executor) = Lane::open(&pool, options, clock.clone(), &feed).await.unwrap();
        let ledger = Ledger { pool, lane, feed: Arc::new(feed), vault, clock };
        Self { ledger, _database: database }
    }

    /// Applies the events to every read model, as far as that position and no further.
    pub(crate) async fn project(&self, until: i64) {
        let pool = &self.ledger.pool;
        for projector in projectors() {
            let reader = projector.projection().reader();
            let mut transaction = pool.begin().await.unwrap();
            let from = checkpoint::lead(&mut transaction, reader).await.unwrap().unwrap().position;
            let events = feed::read_after(&mut *transaction, from, until - from).await.unwrap();
            let events: Vec<_> = events.into_iter().map(Arc::new).collect();
            if let Some(last) = events.last() {
                projector.apply(&mut transaction, &events, &self.ledger.vault).await.unwrap();
                checkpoint::advance(&mut transaction, reader, last.position, &last.chain_hash)
                    .await
                    .unwrap();
            }
            transaction.commit().await.unwrap();
        }
    }

    /// Every event there is.
    pub(crate) async fn events(&self) -> Vec<Recorded> {
        feed::read_after(&self.ledger.pool, 0, i64::MAX).await.unwrap()
    }
}

/// A moment.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
