//! What every test stands on: a database, a feed, a lane with a clock that is set by hand, and
//! personal values that are sealed in plain sight.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::context::{Actor, Context, Source};
use domain::personal::{Personal, PersonalValue, Unseal, UnsealError};
use domain::time::Clock;
use domain::{CustomerId, Timestamp};
use event_store::{Feed, Lane, Priority};
use projections::{Projection, Projector, Runner, SEARCH_PATH};
use sqlx::PgPool;
use testing::TestDatabase;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::events::{Append, Fact};

/// Long enough for a slow machine; a test that waits for what does come never waits this long.
pub(crate) const LONG: Duration = Duration::from_mins(1);
/// How long something that must not come is waited for.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

pub(crate) struct Ground {
    pub(crate) pool: PgPool,
    pub(crate) feed: Feed,
    pub(crate) lane: Lane,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) keys: Arc<Keys>,
    _database: TestDatabase,
}

impl Ground {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::create().await;
        event_store::schema::migrate(database.pool()).await.unwrap();
        let pool = pool_of(&database).await;
        projections::prepare(&pool).await.unwrap();
        let feed = Feed::start(pool.clone()).await.unwrap();
        let clock = Arc::new(HandClock(Mutex::new(at("2026-11-23T06:00:00Z"))));
        let options = pool.connect_options().as_ref().clone();
        let (lane, _executor) = Lane::open(&pool, options, clock.clone(), &feed).await.unwrap();
        Self { pool, feed, lane, clock, keys: Arc::default(), _database: database }
    }

    /// Appends events of one story, and gives the position of the last.
    pub(crate) async fn append(&self, story: Uuid, facts: Vec<Fact>) -> i64 {
        let context = Context {
            actor: Actor::Anonymous,
            correlation_id: story,
            causation_id: Some("delivery:7".to_owned()),
            source: Source::Api,
            request_id: Some("request-1".to_owned()),
        };
        let mut position = 0;
        // A few at a time: the lane lets one command ask for only so many claims.
        for facts in facts.chunks(4) {
            let command = Append(facts.to_vec());
            let appended =
                self.lane.submit(command, context.clone(), None, Priority::Interactive).await;
            position = appended.unwrap().position;
        }
        position
    }

    pub(crate) fn run(&self) -> Runner {
        self.run_with(projections::projectors())
    }

    pub(crate) fn run_with(&self, projectors: Vec<Arc<dyn Projector>>) -> Runner {
        let keys = self.keys.clone();
        let shutdown = CancellationToken::new();
        Runner::start_with(projectors, self.pool.clone(), &self.feed, keys, shutdown)
    }

    /// Runs the projectors until every read model shows that position.
    pub(crate) async fn project(&self, position: i64) {
        let runner = self.run();
        assert!(runner.progress().wait_for_all(&Projection::ALL, position, LONG).await);
    }

    /// Throws the read models away and builds them again from the first event.
    pub(crate) async fn replay(&self, position: i64) {
        for projection in Projection::ALL {
            let schema = format!("{}_v{}", projection.name(), projection.reader().version);
            sqlx::raw_sql(&format!("DROP SCHEMA {schema} CASCADE"))
                .execute(&self.pool)
                .await
                .unwrap();
        }
        projections::prepare(&self.pool).await.unwrap();
        self.project(position).await;
    }

    /// Everything that stands in the read models, table by table.
    pub(crate) async fn digest(&self) -> Vec<(String, String)> {
        self.digest_under(SEARCH_PATH).await
    }

    /// Everything that stands in the schemas of a search path.
    pub(crate) async fn digest_under(&self, search_path: &str) -> Vec<(String, String)> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables
             WHERE table_schema = ANY(string_to_array($1, ',')) AND table_schema <> 'public'
             ORDER BY 1",
        )
        .bind(search_path)
        .fetch_all(&self.pool)
        .await
        .unwrap();
        let mut digests = Vec::new();
        for table in tables {
            let statement = format!(
                "SELECT count(*) || ' ' || COALESCE(md5(string_agg(t::text, '|' ORDER BY t::text)), '')
                 FROM {table} t"
            );
            let digest = sqlx::query_scalar(&statement).fetch_one(&self.pool).await.unwrap();
            digests.push((table, digest));
        }
        digests
    }
}

/// A pool as `daftari` itself opens it.
async fn pool_of(database: &TestDatabase) -> PgPool {
    let options = database.pool().connect_options().as_ref().clone();
    event_store::pool::options()
        .max_connections(20)
        .connect_with(options.options([("search_path", SEARCH_PATH)]))
        .await
        .unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A clock that is set by hand.
pub(crate) struct HandClock(Mutex<Timestamp>);

impl HandClock {
    pub(crate) fn set(&self, now: &str) {
        *self.0.lock().unwrap() = at(now);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Keys of nobody's secrets: a value is sealed by a prefix, and gone once its key is destroyed.
#[derive(Default)]
pub(crate) struct Keys(Mutex<HashSet<CustomerId>>);

impl Keys {
    pub(crate) fn destroy(&self, subject: CustomerId) {
        self.0.lock().unwrap().insert(subject);
    }
}

#[async_trait]
impl Unseal for Keys {
    async fn unseal(
        &self,
        sealed: &[(CustomerId, &str)],
    ) -> Result<Vec<Option<String>>, UnsealError> {
        let destroyed = self.0.lock().unwrap();
        let open = |(subject, sealed): &(CustomerId, &str)| {
            let text = sealed.strip_prefix(&format!("{subject}/"))?;
            (!destroyed.contains(subject)).then(|| text.to_owned())
        };
        Ok(sealed.iter().map(open).collect())
    }
}

pub(crate) fn sealed<T: PersonalValue>(subject: CustomerId, value: &T) -> Personal<T> {
    let hash = format!("{}-{}", T::KIND, value.look_up_text());
    Personal::from_parts(subject, format!("{subject}/{}", value.to_text()), hash)
}
