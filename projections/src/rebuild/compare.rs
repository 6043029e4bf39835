//! Comparing two builds of a read model, row by row.
//!
//! A table is compared in 256 parts, by a hash of each row's key: a count and a digest of each
//! part. Only the rows of parts that differ are then laid side by side.

use std::cmp::Ordering;

use futures::TryStreamExt as _;
use futures::stream::BoxStream;
use sqlx::PgConnection;

use super::scratch::Scratch;

/// How many rows of a table are named; the others are counted.
pub const ROWS_NAMED_MAX: usize = 20;

/// How a table of the live read model compares with its replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The table.
    pub table: String,
    /// How many rows stand in the live one. None if the table is not there.
    pub live_rows: Option<i64>,
    /// How many rows the replay has led to.
    pub replayed_rows: i64,
    /// How many rows differ.
    pub differing: i64,
    /// The first of them, at most [`ROWS_NAMED_MAX`], in the order of their keys.
    pub rows: Vec<Differing>,
}

impl Compared {
    /// Whether the table is there, and equal in every row.
    pub fn is_equal(&self) -> bool {
        self.live_rows.is_some() && self.differing == 0
    }
}

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its primary key, such as `payment_id=…`.
    pub key: String,
    /// In what way.
    pub how: How,
}

/// In what way a row differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It stands in the live table, and the events lead to no such row.
    OnlyLive,
    /// The events lead to it, and the live table lacks it.
    OnlyReplayed,
    /// It stands in both, with other values.
    OtherValues,
}

impl How {
    /// The name that programs are told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlyLive => "ONLY_LIVE",
            Self::OnlyReplayed => "ONLY_REPLAYED",
            Self::OtherValues => "OTHER_VALUES",
        }
    }
}

/// A table, with the SQL that puts a row's key into words.
struct Table {
    name: String,
    key: String,
}

/// Compares every table. `live` should read a snapshot in which the live read model shows exactly
/// the position of the scratch one.
pub(super) async fn compare(
    live: &mut PgConnection,
    live_schema: &str,
    scratch: &mut Scratch,
) -> Result<Vec<Compared>, sqlx::Error> {
    let tables = tables_of(&mut scratch.connection, &scratch.schema).await?;
    let missing = missing_of(&mut *live, live_schema, &tables).await?;
    let mut compared = Vec::new();
    for table in &tables {
        let replayed = parts_of(&mut scratch.connection, &scratch.schema, table).await?;
        let replayed_rows = replayed.iter().map(|part| part.rows).sum();
        let name = table.name.clone();
        if missing.contains(&name) {
            let (differing, rows) = (replayed_rows, Vec::new());
            compared.push(Compared {
                table: name,
                live_rows: None,
                replayed_rows,
                differing,
                rows,
            });
            continue;
        }
        let standing = parts_of(&mut *live, live_schema, table).await?;
        let live_rows = Some(standing.iter().map(|part| part.rows).sum());
        let parts = differing_parts(&standing, &replayed);
        let (differing, rows) = if parts.is_empty() {
            (0, Vec::new())
        } else {
            let standing = rows_of(live_schema, table);
            let standing = sqlx::query_as(&standing).bind(&parts).fetch(&mut *live);
            let replayed = rows_of(&scratch.schema, table);
            let replayed = sqlx::query_as(&replayed).bind(&parts).fetch(&mut scratch.connection);
            lay_side_by_side(standing, replayed).await?
        };
        compared.push(Compared { table: name, live_rows, replayed_rows, differing, rows });
    }
    Ok(compared)
}

async fn tables_of(connection: &mut PgConnection, schema: &str) -> Result<Vec<Table>, sqlx::Error> {
    sqlx::query_as!(
        Table,
        r#"SELECT c.relname::text AS "name!",
                  string_agg(format('%L || t.%I', a.attname || '=', a.attname),
                             ' || '', '' || ' ORDER BY k.place) AS "key!"
           FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
           CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY AS k (number, place)
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
           WHERE n.nspname = $1 AND c.relkind = 'r'
           GROUP BY c.relname ORDER BY c.relname"#,
        schema,
    )
    .fetch_all(connection)
    .await
}

async fn missing_of(
    connection: &mut PgConnection,
    schema: &str,
    tables: &[Table],
) -> Result<Vec<String>, sqlx::Error> {
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    sqlx::query_scalar!(
        r#"SELECT name AS "name!" FROM unnest($2::text[]) AS wanted (name)
           WHERE NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = name)"#,
        schema,
        &names,
    )
    .fetch_all(connection)
    .await
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Part {
    name: String,
    rows: i64,
    digest: String,
}

async fn parts_of(
    connection: &mut PgConnection,
    schema: &str,
    Table { name, key }: &Table,
) -> Result<Vec<Part>, sqlx::Error> {
    let statement = format!(
        "SELECT part AS name, count(*) AS rows, md5(string_agg(digest, '' ORDER BY digest)) AS digest
         FROM (SELECT left(md5({key}), 2) AS part, md5(t::text) AS digest
               FROM {schema}.{name} t) AS digested
         GROUP BY part ORDER BY part"
    );
    sqlx::query_as(&statement).fetch_all(connection).await
}

fn differing_parts(one: &[Part], other: &[Part]) -> Vec<String> {
    let alone = |of: &[Part], not_in: &[Part]| -> Vec<String> {
        of.iter().filter(|part| !not_in.contains(part)).map(|part| part.name.clone()).collect()
    };
    let mut parts = [alone(one, other), alone(other, one)].concat();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// A row's key and its digest.
type Row = (String, String);

/// The rows of some parts, in the order of their keys.
fn rows_of(schema: &str, Table { name, key }: &Table) -> String {
    format!(
        "SELECT key, digest
         FROM (SELECT {key} AS key, md5(t::text) AS digest FROM {schema}.{name} t) AS digested
         WHERE left(md5(key), 2) = ANY($1) ORDER BY key COLLATE \"C\""
    )
}

/// Goes through both at once, and holds no more than a row of each.
async fn lay_side_by_side(
    mut live: BoxStream<'_, Result<Row, sqlx::Error>>,
    mut replayed: BoxStream<'_, Result<Row, sqlx::Error>>,
) -> Result<(i64, Vec<Differing>), sqlx::Error> {
    let mut differing = 0;
    let mut rows = Vec::new();
    let (mut one, mut other) = (live.try_next().await?, replayed.try_next().await?);
    loop {
        let order = match (&one, &other) {
            (None, None) => return Ok((differing, rows)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((one, _)), Some((other, _))) => one.cmp(other),
        };
        let (key, how) = match order {
            Ordering::Less => (one.take(), Some(How::OnlyLive)),
            Ordering::Greater => (other.take(), Some(How::OnlyReplayed)),
            Ordering::Equal => {
                let (one, other) = (one.take(), other.take());
                let how = (one != other).then_some(How::OtherValues);
                (one, how)
            }
        };
        if let (Some((key, _)), Some(how)) = (key, how) {
            differing += 1;
            if rows.len() < ROWS_NAMED_MAX {
                rows.push(Differing { key, how });
            }
        }
        if order.is_le() {
            one = live.try_next().await?;
        }
        if order.is_ge() {
            other = replayed.try_next().await?;
        }
    }
}
