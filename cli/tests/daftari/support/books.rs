use sqlx::postgres::PgPool;
use testing::wait_until;

use super::PATIENCE;

/// The tables of the read models, each with the schema that a rebuild makes anew.
const READ_MODELS: &str = "SELECT table_schema::text, table_name::text
     FROM information_schema.tables WHERE table_schema::text = ANY($1) ORDER BY 1, 2";

/// The database as it is, past the service.
pub(crate) struct Books {
    pool: PgPool,
}

/// An event, as far as it is counted.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Entry {
    pub(crate) position: i64,
    pub(crate) event_type: String,
    pub(crate) correlation_id: String,
}

impl Books {
    pub(crate) fn at(url: &str) -> Self {
        let pool = event_store::pool::options().max_connections(2).connect_lazy(url).unwrap();
        Self { pool }
    }

    pub(crate) async fn head(&self) -> i64 {
        let query = sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM public.events");
        query.fetch_one(&self.pool).await.unwrap()
    }

    /// All events, in order.
    pub(crate) async fn events(&self) -> Vec<Entry> {
        let events = "SELECT position, event_type, metadata->>'correlation_id' AS correlation_id
             FROM public.events ORDER BY position";
        sqlx::query_as(events).fetch_all(&self.pool).await.unwrap()
    }

    /// Records an event about a package that no program of today knows, and gives its position.
    pub(crate) async fn record_what_cannot_be_read(&self) -> i64 {
        let position = sqlx::query_scalar(
            "INSERT INTO public.events (position, aggregate_type, aggregate_id, sequence,
                 event_type, event_version, payload, metadata, recorded_at, chain_hash)
             SELECT position + 1, 'package', gen_random_uuid()::text, 1, 'PackageBlessed', '9',
                    '{\"PackageBlessed\":{}}', metadata, recorded_at, chain_hash
             FROM public.events ORDER BY position DESC LIMIT 1 RETURNING position",
        );
        position.fetch_one(&self.pool).await.unwrap()
    }

    /// Waits until an event of that type stands after that position.
    pub(crate) async fn wait_for(&self, event_type: &str, after: i64) {
        let there =
            "SELECT EXISTS (SELECT FROM public.events WHERE event_type = $1 AND position > $2)";
        wait_until(event_type, PATIENCE, async || {
            let query = sqlx::query_scalar(there).bind(event_type).bind(after);
            let found: bool = query.fetch_one(&self.pool).await.unwrap();
            found.then_some(())
        })
        .await;
    }

    /// Waits until nothing is left to do: deliveries are worked off, every reader of the feed has
    /// seen its last event and has added none, and no payment waits for anything that is still to
    /// come by itself.
    pub(crate) async fn settle(&self) {
        let busy = "SELECT
             EXISTS (SELECT FROM public.inbox WHERE state = 'PENDING')
             OR EXISTS (SELECT FROM public.checkpoints
                        WHERE position <> (SELECT coalesce(max(position), 0) FROM public.events))
             OR EXISTS (SELECT FROM payments_v6.payments
                        WHERE (status = 'PENDING' AND stage <> 'UNCONFIRMED')
                           OR (status = 'COMPLETED' AND subscription_id IS NULL
                               AND kept_in_wallet IS NULL))";
        wait_until("everything to be worked off", PATIENCE, async || {
            let head = self.head().await;
            let busy: bool = sqlx::query_scalar(busy).fetch_one(&self.pool).await.unwrap();
            (!busy && self.head().await == head).then_some(())
        })
        .await;
    }

    /// Up to when payments were pulled, as it is noted.
    pub(crate) async fn pulled_until(&self) -> String {
        let note = "SELECT coalesce(max(note), '') FROM vault.leases WHERE kind = 'PULL'";
        sqlx::query_scalar(note).fetch_one(&self.pool).await.unwrap()
    }

    /// Makes payments due to be pulled, as they are after an hour; nor is anybody at it, as after the
    /// ten minutes for which whoever was struck down kept the others from it.
    pub(crate) async fn an_hour_passes_for_pulling(&self) {
        let passes = "UPDATE vault.leases SET next_at = now(), holder = NULL, held_until = NULL
             WHERE kind = 'PULL'";
        sqlx::query(passes).execute(&self.pool).await.unwrap();
    }

    /// Every row of every read model, in an order of their own.
    pub(crate) async fn read_models(&self) -> Vec<String> {
        let tables: Vec<(String, String)> =
            sqlx::query_as(READ_MODELS).bind(schemas()).fetch_all(&self.pool).await.unwrap();
        assert!(tables.len() > 5, "{tables:?}");
        let mut rows = Vec::new();
        for (schema, table) in tables {
            let all = format!(
                "SELECT '{table}: ' || to_jsonb(t)::text FROM {schema}.{table} t ORDER BY 1"
            );
            let found: Vec<String> = sqlx::query_scalar(&all).fetch_all(&self.pool).await.unwrap();
            rows.extend(found);
        }
        rows
    }

    /// Makes what is live of a read model an earlier version, as a newer program finds it.
    pub(crate) async fn make_earlier(&self, name: &str) {
        let statements = format!(
            "ALTER SCHEMA {name}_v1 RENAME TO {name}_v0;
             UPDATE public.checkpoints SET version = 0 WHERE projection = '{name}'"
        );
        sqlx::raw_sql(&statements).execute(&self.pool).await.unwrap();
    }

    /// Throws the read models away, so that the next start builds them from the events.
    pub(crate) async fn drop_read_models(&self) {
        for schema in schemas() {
            let statement = format!("DROP SCHEMA {schema} CASCADE");
            sqlx::raw_sql(&statement).execute(&self.pool).await.unwrap();
        }
    }
}

fn schemas() -> Vec<String> {
    let schemas = projections::SEARCH_PATH.split(',').filter(|schema| *schema != "public");
    schemas.map(str::to_owned).collect()
}
