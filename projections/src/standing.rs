//! How the projections stand, for health checks and operators.

use chrono::TimeDelta;
use domain::Timestamp;
use event_store::checkpoint::Reader;
use sqlx::PgPool;

use crate::projection::Projection;

/// How a projection stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Which one.
    pub projection: Projection,
    /// The last position that it shows.
    pub position: i64,
    /// The last position that was recorded.
    pub head: i64,
    /// When the first event that it does not show yet was recorded; none if it shows all.
    pub waiting_since: Option<Timestamp>,
    /// Why it stopped after its position, if it did.
    pub stopped_because: Option<String>,
}

impl Standing {
    /// How many events it does not show yet.
    pub fn lag_positions(&self) -> i64 {
        (self.head - self.position).max(0)
    }

    /// For how long it has owed the first of them; zero if it shows all.
    pub fn lag(&self, now: Timestamp) -> TimeDelta {
        self.waiting_since.map_or(TimeDelta::zero(), |since| (now - since).max(TimeDelta::zero()))
    }
}

/// How every projection stands, at one moment.
pub async fn standings(pool: &PgPool) -> Result<Vec<Standing>, sqlx::Error> {
    let readers = Projection::ALL.map(Projection::reader);
    let names = readers.map(|reader| reader.name.to_owned());
    let versions = readers.map(|reader| reader.version);
    let rows = sqlx::query!(
        r#"SELECT r.projection AS "projection!", r.version AS "version!",
                  COALESCE(c.position, 0) AS "position!", c.stopped_because,
                  (SELECT position FROM events ORDER BY position DESC LIMIT 1) AS head,
                  (SELECT recorded_at FROM events WHERE position > COALESCE(c.position, 0)
                   ORDER BY position LIMIT 1) AS waiting_since
           FROM unnest($1::text[], $2::int[]) AS r(projection, version)
           LEFT JOIN checkpoints c ON c.projection = r.projection AND c.version = r.version"#,
        &names[..],
        &versions[..],
    )
    .fetch_all(pool)
    .await?;
    let standing_of = |projection: Projection| {
        let Reader { name, version } = projection.reader();
        let row = rows.iter().find(|row| row.projection == name && row.version == version);
        Standing {
            projection,
            position: row.map_or(0, |row| row.position),
            head: row.and_then(|row| row.head).unwrap_or(0),
            waiting_since: row.and_then(|row| row.waiting_since),
            stopped_because: row.and_then(|row| row.stopped_because.clone()),
        }
    };
    Ok(Projection::ALL.map(standing_of).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_is_counted_in_events_and_in_time_and_is_never_negative() {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::seconds(100);
        let standing = |position, waiting_since| Standing {
            projection: Projection::Users,
            position,
            head: 10,
            waiting_since,
            stopped_because: None,
        };
        let behind = standing(7, Some(now - TimeDelta::seconds(5)));
        assert_eq!((behind.lag_positions(), behind.lag(now)), (3, TimeDelta::seconds(5)));
        let there = standing(10, None);
        assert_eq!((there.lag_positions(), there.lag(now)), (0, TimeDelta::zero()));
        // The clocks of two nodes differ, and an event may have come since the head was read.
        let ahead = standing(11, Some(now + TimeDelta::seconds(5)));
        assert_eq!((ahead.lag_positions(), ahead.lag(now)), (0, TimeDelta::zero()));
    }
}
