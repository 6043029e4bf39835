//! Read models as they were at an earlier position, built for a look.

use domain::Timestamp;
use event_store::{feed, roles};
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::scratch::{Scratch, drop_schema};
use super::{Replay, ReplayError};
use crate::projection::Projection;

/// What a read model is called while it is built, so that a past one is there whole or not at all.
const PURPOSE: &str = "until";

/// How far the past goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Up to and with this event.
    Position(i64),
    /// Everything that had been recorded by then.
    Time(Timestamp),
}

/// Read models of the past. They are nobody's but the owner's, who drops them; readers and the
/// service may look. What was personal and can be opened now stands in them in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The last event that they show.
    pub position: i64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The schema in which each stands.
    pub schemas: Vec<(Projection, String)>,
}

impl Past {
    /// The search path under which a query finds these tables by the names that the live ones have.
    pub fn search_path(&self) -> String {
        let schemas = self.schemas.iter().map(|(_, schema)| schema.as_str());
        std::iter::once("public").chain(schemas).collect::<Vec<_>>().join(",")
    }
}

impl Replay {
    /// Builds read models as they were, each in a schema of its own, and leaves the live ones alone.
    /// What was built for the same position before is replaced.
    pub async fn until(
        &self,
        projections: &[Projection],
        until: Until,
    ) -> Result<Past, ReplayError> {
        let mut control = self.control().await?;
        let (position, recorded_at) = moment_of(&mut control, until).await?;
        let wanted: Vec<_> = projections.iter().map(|one| (*one, position)).collect();
        let mut schemas = Vec::new();
        for scratch in self.build(&wanted, PURPOSE).await? {
            let projection = scratch.projection;
            let past = format!("{}_past_{position}", projection.schema());
            keep(&mut control, scratch, &past).await?;
            schemas.push((projection, past));
        }
        control.close().await?;
        Ok(Past { position, recorded_at, schemas })
    }
}

/// The last position, and when it was recorded.
async fn moment_of(
    connection: &mut PgConnection,
    until: Until,
) -> Result<(i64, Timestamp), ReplayError> {
    let (position, nothing_yet) = match until {
        Until::Position(position) => {
            let head = feed::head_of(&mut *connection).await?;
            (position, ReplayError::NotRecorded { position, head })
        }
        Until::Time(moment) => {
            let position = feed::position_at(&mut *connection, moment).await?;
            (position, ReplayError::NothingBefore { moment })
        }
    };
    let recorded_at = feed::recorded_at(connection, position).await?;
    Ok((position, recorded_at.ok_or(nothing_yet)?))
}

/// Gives it the name under which it stays, and lets others look.
async fn keep(control: &mut PgConnection, scratch: Scratch, name: &str) -> Result<(), ReplayError> {
    let Scratch { schema, connection, .. } = scratch;
    connection.close().await?;
    let mut transaction = control.begin().await?;
    drop_schema(&mut transaction, name).await?;
    let rename = format!("ALTER SCHEMA {schema} RENAME TO {name}");
    transaction.execute(sqlx::raw_sql(&rename)).await?;
    transaction.execute(sqlx::raw_sql(&grants(name))).await?;
    transaction.commit().await?;
    Ok(())
}

/// Lets the roles of the service and of readers look, where there are such roles.
fn grants(schema: &str) -> String {
    let grant = |role| {
        format!(
            "DO $$ BEGIN
                 IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                     GRANT USAGE ON SCHEMA {schema} TO {role};
                     GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
                 END IF;
             END $$;"
        )
    };
    [roles::SERVICE, roles::READER].map(grant).concat()
}
