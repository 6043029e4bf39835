//! A read model that is built in a schema of its own, beside the live one.

use std::sync::Arc;

use domain::personal::Unseal;
use event_store::Recorded;
use event_store::chain::Hash;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::ReplayError;
use crate::projection::{Projection, Projector};
use crate::schema;

/// What holds for everything that is built beside: after a crash of the database it is begun
/// anew, so nothing waits for the disk; a plan that was made while a table was empty must not be
/// kept for when it is full; and what Postgres must know of these tables, a sample of 6,000 rows
/// tells it.
const SESSION: [(&str, &str); 5] = [
    ("default_statistics_target", "20"),
    ("synchronous_commit", "off"),
    ("plan_cache_mode", "force_custom_plan"),
    ("jit", "off"),
    ("client_min_messages", "error"),
];

/// A read model under construction. It holds a connection on which the projector's statements
/// find these tables and no others.
pub(super) struct Scratch {
    pub(super) projection: Projection,
    pub(super) schema: String,
    pub(super) connection: PgConnection,
    /// The last position that it shows, with the chain's hash there.
    pub(super) position: i64,
    pub(super) chain_hash: Option<Hash>,
    projector: Arc<dyn Projector>,
    unseal: Arc<dyn Unseal>,
    /// Statements that create the indexes which the projector does not need.
    indexes: Vec<String>,
}

impl Scratch {
    /// Creates its empty tables, in place of any that an interrupted replay has left.
    pub(super) async fn create(
        options: &PgConnectOptions,
        projector: Arc<dyn Projector>,
        schema: String,
        unseal: Arc<dyn Unseal>,
    ) -> Result<Self, ReplayError> {
        let projection = projector.projection();
        // Set as the connection begins: a statement that was prepared before would have found
        // other tables.
        let search_path = format!("public,{schema}");
        let options = options.clone().options(SESSION).options([("search_path", search_path)]);
        let mut connection = PgConnection::connect_with(&options).await?;
        let mut transaction = connection.begin().await?;
        drop_schema(&mut transaction, &schema).await?;
        schema::create(&mut transaction, projection, &schema).await?;
        let indexes = take_indexes(&mut transaction, projection, &schema).await?;
        transaction.commit().await?;
        let (position, chain_hash) = (0, None);
        Ok(Self {
            projection,
            schema,
            connection,
            position,
            chain_hash,
            projector,
            unseal,
            indexes,
        })
    }

    /// Applies events, which follow on those before.
    pub(super) async fn apply(&mut self, events: &[Arc<Recorded>]) -> Result<(), ReplayError> {
        let Some(last) = events.last() else { return Ok(()) };
        let mut transaction = self.connection.begin().await?;
        self.projector
            .apply(&mut transaction, events, self.unseal.as_ref())
            .await
            .map_err(|source| ReplayError::Apply { projection: self.projection.name(), source })?;
        transaction.commit().await?;
        self.position = last.position;
        self.chain_hash = Some(last.chain_hash);
        Ok(())
    }

    /// Creates the indexes that were left out while it was filled, and lets Postgres look at what
    /// stands in its tables.
    pub(super) async fn index(&mut self) -> Result<(), ReplayError> {
        let indexes = std::mem::take(&mut self.indexes);
        if !indexes.is_empty() {
            self.connection.execute(sqlx::raw_sql(&indexes.join(";"))).await?;
        }
        let schema = &self.schema;
        let tables = self.projection.tables().map(|table| format!("{schema}.{table}"));
        let analyze = format!("ANALYZE {}", tables.collect::<Vec<_>>().join(", "));
        self.connection.execute(sqlx::raw_sql(&analyze)).await?;
        Ok(())
    }

    /// Takes it away.
    pub(super) async fn discard(mut self) -> Result<(), ReplayError> {
        drop_schema(&mut self.connection, &self.schema).await?;
        self.connection.close().await?;
        Ok(())
    }
}

/// Drops a schema with everything in it.
pub(super) async fn drop_schema(
    connection: &mut PgConnection,
    schema: &str,
) -> Result<(), sqlx::Error> {
    let statement = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
    connection.execute(sqlx::raw_sql(&statement)).await?;
    Ok(())
}

/// Drops the indexes that the projector does not need, and says how to create them: all at once, from
/// full tables, they cost a fraction of what keeping them row by row does. Those are the indexes that
/// hold no rule, and the keys of tables to which rows are only added: whether two rows are one is found
/// out when the key is made again.
async fn take_indexes(
    connection: &mut PgConnection,
    projection: Projection,
    schema: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let only_added: Vec<String> =
        projection.only_added().iter().map(|table| (*table).to_owned()).collect();
    let taken = sqlx::query!(
        r#"SELECT pg_get_indexdef(i.indexrelid) AS "definition!",
                  format('DROP INDEX %I.%I', n.nspname, c.relname) AS "removal!"
           FROM pg_index i
           JOIN pg_class c ON c.oid = i.indexrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = $1 AND NOT i.indisunique
           UNION ALL
           SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
                         pg_get_constraintdef(k.oid)),
                  format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname)
           FROM pg_constraint k
           JOIN pg_class c ON c.oid = k.conrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = $1 AND k.contype = 'p' AND c.relname = ANY($2)"#,
        schema,
        &only_added,
    )
    .fetch_all(&mut *connection)
    .await?;
    let removals: Vec<&str> = taken.iter().map(|one| one.removal.as_str()).collect();
    if !removals.is_empty() {
        connection.execute(sqlx::raw_sql(&removals.join(";"))).await?;
    }
    Ok(taken.into_iter().map(|one| one.definition).collect())
}
