//! Schemas that were left beside the live read models, and dropping them.

use std::time::Duration;

use event_store::checkpoint::{self, Reader};
use event_store::feed;
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::scratch::drop_schema;
use super::swap::LOCK_TIMEOUT;
use super::{Replay, ReplayError};
use crate::projection::Projection;

/// How long an older version is watched: a program that follows it moves it on within this, if it
/// owes it anything.
const WATCHED_FOR: Duration = Duration::from_secs(3);

/// A schema that was looked at in order to drop it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Its name.
    pub schema: String,
    /// Why it was kept. None if it is gone.
    pub kept_because: Option<String>,
}

/// What a schema beside the live ones is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// The past, built for a look; or something half built, which a killed replay has left.
    Scratch,
    /// What a swap has replaced.
    Replaced,
    /// An earlier version of the read model.
    Earlier(Reader),
}

impl Replay {
    /// Drops what `until` has built for a look, and what killed replays have left half built.
    pub async fn drop_scratch(&self) -> Result<Vec<Leftover>, ReplayError> {
        self.drop_those(|sort| sort == Sort::Scratch).await
    }

    /// Drops what swaps have replaced, and the earlier versions of read models that no program
    /// seems to follow. Neither the version that this program reads nor a later one is touched.
    pub async fn drop_old(&self) -> Result<Vec<Leftover>, ReplayError> {
        self.drop_those(|sort| sort != Sort::Scratch).await
    }

    async fn drop_those(&self, wanted: fn(Sort) -> bool) -> Result<Vec<Leftover>, ReplayError> {
        let mut control = self.control().await?;
        let mut found = Vec::new();
        for schema in schemas(&mut control).await? {
            let Some(sort) = sort_of(&schema).filter(|sort| wanted(*sort)) else { continue };
            let kept_because = match sort {
                Sort::Scratch | Sort::Replaced => None,
                Sort::Earlier(reader) => followed(&mut control, reader, &schema).await?,
            };
            let kept_because = match kept_because {
                Some(because) => Some(because),
                None => dropped(&mut control, &schema, sort).await?,
            };
            found.push(Leftover { schema, kept_because });
        }
        control.close().await?;
        Ok(found)
    }
}

async fn schemas(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT nspname::text AS "name!" FROM pg_namespace ORDER BY nspname"#)
        .fetch_all(connection)
        .await
}

/// What a schema is by its name. None if it is live, of a later version, or not ours.
fn sort_of(schema: &str) -> Option<Sort> {
    let (name, rest) = schema.split_once("_v")?;
    let reader = Projection::named(name)?.reader();
    let (version, purpose) = match rest.split_once('_') {
        Some((version, purpose)) => (version, Some(purpose)),
        None => (rest, None),
    };
    let version = version.parse().ok()?;
    match purpose {
        None if version < reader.version => {
            Some(Sort::Earlier(Reader { name: reader.name, version }))
        }
        None => None,
        Some("old") => Some(Sort::Replaced),
        Some("check" | "rebuild" | "until") => Some(Sort::Scratch),
        Some(purpose) => {
            let position = purpose.strip_prefix("past_")?;
            position.parse::<i64>().is_ok().then_some(Sort::Scratch)
        }
    }
}

/// Why an earlier version is kept: a program of that version follows it, or may do so.
async fn followed(
    connection: &mut PgConnection,
    reader: Reader,
    schema: &str,
) -> Result<Option<String>, sqlx::Error> {
    let Some(first) = checkpoint::of(&mut *connection, reader).await? else { return Ok(None) };
    if first.stopped_because.is_some() {
        return Ok(Some(format!(
            "it has stopped at an event, so whether a program of that version reads it cannot be seen; `DROP SCHEMA {schema} CASCADE` drops it all the same"
        )));
    }
    if first.position >= feed::head_of(&mut *connection).await? {
        return Ok(Some(
            "it shows everything that is recorded, so a program of that version may follow it; end such programs, and come again when more is recorded".to_owned(),
        ));
    }
    tokio::time::sleep(WATCHED_FOR).await;
    let second = checkpoint::of(connection, reader).await?;
    Ok(second
        .filter(|second| second.position != first.position)
        .map(|_| "a program of that version follows it; end that program first".to_owned()))
}

/// Drops a schema, and the checkpoint of an earlier version. Says why it could not be.
async fn dropped(
    control: &mut PgConnection,
    schema: &str,
    sort: Sort,
) -> Result<Option<String>, sqlx::Error> {
    let mut transaction = control.begin().await?;
    transaction.execute(sqlx::raw_sql(LOCK_TIMEOUT)).await?;
    let outcome = async {
        if let Sort::Earlier(reader) = sort {
            checkpoint::forget(&mut *transaction, reader).await?;
        }
        drop_schema(&mut transaction, schema).await
    };
    match outcome.await {
        Ok(()) => {
            transaction.commit().await?;
            Ok(None)
        }
        Err(error) if is_lock_timeout(&error) => {
            transaction.rollback().await?;
            Ok(Some("somebody has been using it for ten seconds; come again later".to_owned()))
        }
        Err(error) => Err(error),
    }
}

fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("55P03")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_dropped_only_if_its_name_says_that_it_is_not_live() {
        let earlier = Sort::Earlier(Reader { name: "users", version: 0 });
        for (schema, sort) in [
            ("users_v1", None),
            ("users_v2", None),
            ("users_v0", Some(earlier)),
            ("users_v1_old", Some(Sort::Replaced)),
            ("users_v2_old", Some(Sort::Replaced)),
            ("users_v1_past_12", Some(Sort::Scratch)),
            ("users_v1_rebuild", Some(Sort::Scratch)),
            ("users_v1_past_", None),
            ("users_v1_reports", None),
            ("users_vital", None),
            ("somebodys_v0", None),
            ("public", None),
        ] {
            assert_eq!(sort_of(schema), sort, "{schema}");
        }
    }
}
