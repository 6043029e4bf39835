//! What most do: rows numbered by a sequence, written by many at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::PgPool;
use testing::TestDatabase;
use tokio::task::JoinHandle;

use super::reader::Rows;

pub(super) const ROWS: Rows = Rows { table: "public.naive", number: "id" };

pub(super) struct Table {
    database: TestDatabase,
}

pub(super) struct Writers {
    over: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Table {
    pub(super) async fn create() -> Self {
        let database = TestDatabase::create().await;
        let table = "CREATE TABLE naive (id bigserial PRIMARY KEY, writer integer NOT NULL)";
        sqlx::raw_sql(table).execute(database.pool()).await.unwrap();
        Self { database }
    }

    pub(super) fn url(&self) -> &str {
        self.database.url()
    }

    pub(super) fn pool(&self) -> &PgPool {
        self.database.pool()
    }

    /// So many writers; every seventh row is rolled back.
    pub(super) fn write(&self, count: usize) -> Writers {
        let over = Arc::new(AtomicBool::new(false));
        let write =
            event_store::pool::options().max_connections(32).connect_lazy(self.url()).unwrap();
        let tasks = (0..count)
            .map(|writer| tokio::spawn(write_on(write.clone(), writer, Arc::clone(&over))))
            .collect();
        Writers { over, tasks }
    }
}

impl Writers {
    pub(super) async fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
    }
}

async fn write_on(pool: PgPool, writer: usize, over: Arc<AtomicBool>) {
    let mut turn = writer;
    while !over.load(Ordering::Relaxed) {
        turn += 1;
        let end = if turn.is_multiple_of(7) { "ROLLBACK" } else { "COMMIT" };
        let insert = format!("BEGIN; INSERT INTO public.naive (writer) VALUES ({writer}); {end}");
        sqlx::raw_sql(&insert).execute(&pool).await.unwrap();
    }
}
