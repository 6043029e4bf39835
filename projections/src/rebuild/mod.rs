//! Building read models from the events again, beside the live ones: to compare the two, or to
//! replace the live ones while the service goes on.

mod compare;
mod empty;
mod fill;
mod leftovers;
mod meter;
mod past;
mod scratch;
mod swap;

use std::sync::Arc;

use domain::Timestamp;
use domain::personal::Unseal;
use event_store::checkpoint;
use event_store::feed::FeedError;
use futures::future::try_join_all;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::projection::{ApplyError, Projection};
use crate::runner::projectors;
use crate::schema::PrepareError;
use scratch::Scratch;

pub use compare::{Compared, Differing, How, ROWS_NAMED_MAX};
pub use empty::empty;
pub use leftovers::Leftover;
pub use meter::Meter;
pub use past::{Past, Until};

/// Held while something is built beside, so that two replays do not write into one schema: the
/// letters `replay` as a number.
const REPLAY_LOCK: i64 = 0x7265_706c_6179;

/// Read models could not be built again. The live ones are as they were.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The database.
    #[error("the replay did not end, and what is live is unchanged: {0}")]
    Database(#[source] sqlx::Error),
    /// The login may not make tables.
    #[error(
        "this login may not make the tables of read models, and what is live is unchanged; use the login that runs `daftari migrate`"
    )]
    NotOwner(#[source] sqlx::Error),
    /// The events cannot be read.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// An event cannot be applied.
    #[error("{projection} cannot be built from the events, and what is live is unchanged")]
    Apply {
        /// Which read model.
        projection: &'static str,
        /// Why.
        #[source]
        source: ApplyError,
    },
    /// The tables cannot be created.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// Another replay is at work.
    #[error("another replay is at work on this database; wait until it has ended, or end it")]
    AnotherRuns,
    /// A checkpoint stands beyond the last event.
    #[error(
        "the events end at {position}, and a read model says that it shows {until}; run `daftari verify`"
    )]
    FeedEnds {
        /// The last position.
        position: i64,
        /// Where the checkpoint stands.
        until: i64,
    },
    /// The past was asked for up to an event that is not there.
    #[error("there is no event {position}: the last one is {head}")]
    NotRecorded {
        /// Which.
        position: i64,
        /// The last position.
        head: i64,
    },
    /// The past was asked for as of a moment before all events.
    #[error("nothing had been recorded by {moment}; give a later moment")]
    NothingBefore {
        /// Which.
        moment: Timestamp,
    },
    /// A task ended in a panic.
    #[error("the replay broke off, and what is live is unchanged; run it again")]
    Ended,
}

/// SQLSTATE of Postgres for what a login has no right to.
const NO_RIGHT: &str = "42501";

impl From<sqlx::Error> for ReplayError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.as_deref() == Some(NO_RIGHT) {
            Self::NotOwner(error)
        } else {
            Self::Database(error)
        }
    }
}

impl ReplayError {
    /// Whether it may go well if it is only tried again: the database was away or busy. An event or a
    /// right that stands in the way does so until somebody acts.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Database(_)
            | Self::Feed(FeedError::Database(_))
            | Self::Apply { source: ApplyError::Database(_), .. }
            | Self::Prepare(PrepareError::Database(_))
            | Self::AnotherRuns
            | Self::Ended => true,
            Self::NotOwner(_)
            | Self::Feed(FeedError::Decode(_))
            | Self::Apply { .. }
            | Self::Prepare(PrepareError::Different { .. })
            | Self::FeedEnds { .. }
            | Self::NotRecorded { .. }
            | Self::NothingBefore { .. } => false,
        }
    }
}

/// How a read model compares with its replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Which one.
    pub projection: Projection,
    /// The position that both show.
    pub position: i64,
    /// Its tables.
    pub tables: Vec<Compared>,
}

impl Checked {
    /// Whether every table is there, and equal in every row.
    pub fn is_equal(&self) -> bool {
        self.tables.iter().all(Compared::is_equal)
    }
}

/// What became of a read model that was built again.
#[derive(Debug)]
pub struct Rebuilt {
    /// Which one.
    pub projection: Projection,
    /// The position that it showed when it went live.
    pub position: i64,
    /// Why the replaced one could not be dropped, if it could not.
    pub old_stays: Option<ReplayError>,
}

/// Builds read models again.
pub struct Replay {
    pool: PgPool,
    unseal: Arc<dyn Unseal>,
    meter: Arc<Meter>,
}

impl Replay {
    /// Works on that database, over connections of its own besides the pool's.
    pub fn new(pool: PgPool, unseal: Arc<dyn Unseal>) -> Self {
        Self { pool, unseal, meter: Arc::default() }
    }

    /// How far it has come.
    pub fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    /// Compares live read models with their replay, and changes nothing. Whoever reads or writes
    /// them is not held back: the live ones are read as they were at one moment.
    pub async fn check(&self, projections: &[Projection]) -> Result<Vec<Checked>, ReplayError> {
        let control = self.control().await?;
        let built = self.build(&self.shown(projections).await?, "check").await?;
        let mut checked = Vec::new();
        for mut scratch in built {
            checked.push(self.compare(&mut scratch).await?);
            scratch.discard().await?;
        }
        control.close().await?;
        Ok(checked)
    }

    /// Replaces live read models by their replay, each in one SQL transaction, while the service
    /// goes on. The two are not compared: that would take longer than all the rest.
    pub async fn rebuild(&self, projections: &[Projection]) -> Result<Vec<Rebuilt>, ReplayError> {
        let mut control = self.control().await?;
        crate::schema::prepare(&self.pool).await?;
        let wanted = self.shown(projections).await?;
        let rebuilt = self.replace(&mut control, &wanted).await?;
        control.close().await?;
        Ok(rebuilt)
    }

    /// Builds read models up to their positions, and puts them in the place of the live ones.
    async fn replace(
        &self,
        control: &mut PgConnection,
        until: &[(Projection, i64)],
    ) -> Result<Vec<Rebuilt>, ReplayError> {
        let mut rebuilt = Vec::new();
        for scratch in self.build(until, "rebuild").await? {
            let projection = scratch.projection;
            let position = swap::swap(&self.pool, control, scratch, &self.meter).await?;
            rebuilt.push(Rebuilt { projection, position, old_stays: None });
        }
        // Last, because it waits for the disk.
        for one in &mut rebuilt {
            one.old_stays = swap::drop_old(control, one.projection).await.err();
        }
        Ok(rebuilt)
    }

    /// A connection that keeps other replays out for as long as it is open.
    async fn control(&self) -> Result<PgConnection, ReplayError> {
        let mut connection = self.waiting_for_no_disk().await?;
        let alone =
            sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "alone!""#, REPLAY_LOCK)
                .fetch_one(&mut connection)
                .await?;
        if alone { Ok(connection) } else { Err(ReplayError::AnotherRuns) }
    }

    /// The same, once a replay that is at work has ended.
    async fn control_in_turn(&self) -> Result<PgConnection, ReplayError> {
        let mut connection = self.waiting_for_no_disk().await?;
        sqlx::query!("SELECT pg_advisory_lock($1)", REPLAY_LOCK).execute(&mut connection).await?;
        Ok(connection)
    }

    /// A connection whose commits do not wait for the disk. After a crash of the database, names,
    /// rows and checkpoint are all as they were before the swap, and the replay is run again; the
    /// removal of files waits for the disk in any case.
    async fn waiting_for_no_disk(&self) -> Result<PgConnection, sqlx::Error> {
        let options = self.options().options([("synchronous_commit", "off")]);
        PgConnection::connect_with(&options).await
    }

    /// Where live read models stand.
    async fn shown(
        &self,
        projections: &[Projection],
    ) -> Result<Vec<(Projection, i64)>, ReplayError> {
        let mut shown = Vec::new();
        for projection in projections {
            let checkpoint = checkpoint::of(&self.pool, projection.reader()).await?;
            shown.push((*projection, checkpoint.map_or(0, |checkpoint| checkpoint.position)));
        }
        Ok(shown)
    }

    /// Read models built beside the live ones, each up to its position.
    async fn build(
        &self,
        until: &[(Projection, i64)],
        purpose: &str,
    ) -> Result<Vec<Scratch>, ReplayError> {
        let mut wanted = Vec::new();
        for projector in projectors() {
            let projection = projector.projection();
            let Some((_, until)) = until.iter().find(|(wanted, _)| *wanted == projection) else {
                continue;
            };
            let schema = format!("{}_{purpose}", projection.schema());
            let (options, unseal) = (self.options(), Arc::clone(&self.unseal));
            wanted.push(async move {
                Ok::<_, ReplayError>((
                    Scratch::create(&options, projector, schema, unseal).await?,
                    *until,
                ))
            });
        }
        fill::fill(&self.pool, try_join_all(wanted).await?, &self.meter).await
    }

    /// Compares at the position that the live one shows now, which the scratch one is brought to.
    async fn compare(&self, scratch: &mut Scratch) -> Result<Checked, ReplayError> {
        let projection = scratch.projection;
        let mut live = PgConnection::connect_with(&self.options()).await?;
        // Rows and checkpoint are written together, so one snapshot shows both as they belong.
        let snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let mut transaction = live.begin_with(snapshot).await?;
        let position = checkpoint::at(&mut transaction, projection.reader()).await?;
        fill::catch_up(&self.pool, scratch, position, &self.meter).await?;
        let tables = compare::compare(&mut transaction, &projection.schema(), scratch).await?;
        transaction.rollback().await?;
        live.close().await?;
        Ok(Checked { projection, position, tables })
    }

    fn options(&self) -> PgConnectOptions {
        self.pool.connect_options().as_ref().clone()
    }
}

/// Where the replaced tables stand until they are dropped.
fn old_schema(projection: Projection) -> String {
    format!("{}_old", projection.schema())
}
