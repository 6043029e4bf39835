//! A reader of rows by their number: it asks for what comes after the last that it has seen, and
//! never looks back.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::PgPool;
use testing::wait_until;
use tokio::task::JoinHandle;

use crate::support::PATIENCE;

/// The feed: a table and the column by which it is read.
pub(super) const EVENTS: Rows = Rows { table: "public.events", number: "position" };

/// How long it waits when there is nothing new, or nobody to ask.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Numbered rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub(super) table: &'static str,
    pub(super) number: &'static str,
}

/// A reader at work.
pub(super) struct Reader {
    seen: Arc<Mutex<Vec<i64>>>,
    task: JoinHandle<()>,
}

impl Reader {
    /// Begins to read, and goes on though the database comes and goes.
    pub(super) fn follow(url: &str, rows: Rows) -> Self {
        let pool = pool(url);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&seen);
        let Rows { table, number } = rows;
        let next =
            format!("SELECT {number} FROM {table} WHERE {number} > $1 ORDER BY {number} LIMIT 500");
        let task = tokio::spawn(async move {
            loop {
                let last = written.lock().unwrap().last().copied().unwrap_or(0);
                let query = sqlx::query_scalar(&next).bind(last);
                let found: Vec<i64> = query.fetch_all(&pool).await.unwrap_or_default();
                if found.is_empty() {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                written.lock().unwrap().extend(found);
            }
        });
        Self { seen, task }
    }

    /// What it has seen until now.
    pub(super) fn seen(&self) -> Vec<i64> {
        self.seen.lock().unwrap().clone()
    }

    /// What it has seen once it has come that far.
    pub(super) async fn until(self, head: i64) -> Vec<i64> {
        wait_until("the reader to come to the end", PATIENCE, async || {
            (self.seen().last().copied().unwrap_or(0) >= head).then_some(())
        })
        .await;
        self.task.abort();
        self.seen()
    }
}

/// The last number.
pub(super) async fn head(pool: &PgPool, rows: Rows) -> i64 {
    let Rows { table, number } = rows;
    let query = format!("SELECT coalesce(max({number}), 0) FROM {table}");
    sqlx::query_scalar(&query).fetch_one(pool).await.unwrap()
}

/// The rows that are there and were not seen.
pub(super) async fn missed(pool: &PgPool, rows: Rows, seen: &[i64]) -> Vec<i64> {
    let Rows { table, number } = rows;
    let query = format!("SELECT {number} FROM {table} ORDER BY {number}");
    let all: Vec<i64> = sqlx::query_scalar(&query).fetch_all(pool).await.unwrap();
    let seen: HashSet<i64> = seen.iter().copied().collect();
    all.into_iter().filter(|row| !seen.contains(row)).collect()
}

pub(super) fn pool(url: &str) -> PgPool {
    event_store::pool::options().max_connections(4).connect_lazy(url).unwrap()
}
