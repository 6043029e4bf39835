//! Creating the schemas of the read models.

use event_store::checkpoint::Reader;
use sqlx::{PgConnection, PgPool};

use crate::projection::Projection;

/// The search path under which the queries of this crate are written; connections that use it
/// must set it. `public` stands first because migrations create their tables, and sqlx its list
/// of migrations, in the first schema that exists.
pub const SEARCH_PATH: &str = "public,users_v1,packages_v1,subscriptions_v1,payments_v6,dashboard_v1,history_v2,ledger_v3,taxes_v1";

/// Held while the schemas are created, so that two processes that start at once do it one after
/// the other: the letters `readmod` as a number.
const PREPARE_LOCK: i64 = 0x0072_6561_646d_6f64;

/// The read models could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The database.
    #[error(
        "the tables of the read models could not be created; check DATABASE_URL and that `daftari migrate` has run"
    )]
    Database(#[from] sqlx::Error),
    /// The same version was created with other tables.
    #[error(
        "the read model {schema} was created with other tables than this program knows; drop that schema and its checkpoint so that it is built again, or run the program that made it"
    )]
    Different {
        /// Its schema.
        schema: String,
    },
}

/// Creates what is missing of the read models that this program knows, with their checkpoints at
/// the beginning. Safe to call from several processes at once.
pub async fn prepare(pool: &PgPool) -> Result<(), PrepareError> {
    let mut transaction = pool.begin().await?;
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", PREPARE_LOCK)
        .execute(&mut *transaction)
        .await?;
    for projection in Projection::ALL {
        prepare_one(&mut transaction, projection).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn prepare_one(
    connection: &mut PgConnection,
    projection: Projection,
) -> Result<(), PrepareError> {
    let schema = projection.schema();
    // The definition's hash is kept as the schema's comment: a definition that is changed without
    // a new version would otherwise be found out by a failing query much later.
    let known = sqlx::query!(
        r#"SELECT obj_description(oid, 'pg_namespace') AS made_from, md5($2) AS "definition!"
           FROM (SELECT 1) always LEFT JOIN pg_namespace ON nspname = $1"#,
        schema,
        projection.definition(),
    )
    .fetch_one(&mut *connection)
    .await?;
    match known.made_from {
        Some(made_from) if made_from == known.definition => return Ok(()),
        Some(_) => return Err(PrepareError::Different { schema }),
        None => {}
    }
    create(&mut *connection, projection, &schema).await?;
    let Reader { name, version } = projection.reader();
    sqlx::query!(
        "INSERT INTO public.checkpoints (projection, version, position) VALUES ($1, $2, 0)
         ON CONFLICT (projection, version) DO UPDATE
         SET position = 0, chain_hash = NULL, stopped_because = NULL",
        name,
        version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Creates the tables of a read model in a schema of that name. Runs in an SQL transaction.
pub(crate) async fn create(
    connection: &mut PgConnection,
    projection: Projection,
    schema: &str,
) -> Result<(), sqlx::Error> {
    let hash = sqlx::query_scalar!(r#"SELECT md5($1) AS "hash!""#, projection.definition())
        .fetch_one(&mut *connection)
        .await?;
    // The search path is put back by the end of the SQL transaction, or by the next definition;
    // everything of the event store is named in full here.
    let statements = format!(
        "CREATE SCHEMA {schema}; COMMENT ON SCHEMA {schema} IS '{hash}';
         SET LOCAL search_path TO {schema};\n{definition}",
        definition = projection.definition(),
    );
    sqlx::raw_sql(&statements).execute(connection).await?;
    Ok(())
}

/// Tables of the read models that are not there, though their schemas are: somebody has dropped
/// them. `daftari replay` builds them again.
pub async fn missing_tables(pool: &PgPool) -> Result<Vec<(Projection, String)>, sqlx::Error> {
    let mut missing = Vec::new();
    for projection in Projection::ALL {
        let tables: Vec<String> = projection.tables().map(str::to_owned).collect();
        let names = sqlx::query_scalar!(
            r#"SELECT name AS "name!" FROM unnest($2::text[]) AS wanted (name)
               WHERE EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)
                 AND NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = name)
               ORDER BY name"#,
            projection.schema(),
            &tables,
        )
        .fetch_all(pool)
        .await?;
        missing.extend(names.into_iter().map(|name| (projection, name)));
    }
    Ok(missing)
}

/// SQLSTATEs of Postgres for a table and for a schema that are not there.
const NO_SUCH_TABLE: [&str; 2] = ["42P01", "3F000"];

/// The read model whose table or schema a statement did not find, because somebody dropped it. None
/// for every other error.
pub fn read_model_missing_by(error: &sqlx::Error) -> Option<Projection> {
    let error = error.as_database_error()?;
    if !NO_SUCH_TABLE.contains(&error.code()?.as_ref()) {
        return None;
    }
    // Postgres gives the name in its message alone, in whatever language and quotes.
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let words: Vec<&str> = error.message().split(|letter| !is_part(letter)).collect();
    let is_named = |projection: &Projection| {
        let schema = projection.schema();
        words.contains(&schema.as_str()) || projection.tables().any(|table| words.contains(&table))
    };
    Projection::ALL.into_iter().find(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_path_names_every_schema_once_after_public() {
        let schemas: Vec<String> = std::iter::once("public".to_owned())
            .chain(Projection::ALL.map(Projection::schema))
            .collect();
        assert_eq!(SEARCH_PATH, schemas.join(","));
    }

    #[test]
    fn the_tables_of_a_read_model_are_those_that_its_definition_creates() {
        let tables: Vec<&str> = Projection::Payments.tables().collect();
        assert_eq!(tables, ["payments", "receipts", "refunds", "holds", "timeline"]);
    }
}
