//! Filling read models that show nothing yet: all of them in a store that was just filled, or one of
//! which this program has a new version.

use event_store::{checkpoint, feed};
use sqlx::{Connection as _, PgPool};

use super::{Rebuilt, Replay, ReplayError};
use crate::projection::Projection;

/// The read models that show nothing of what is recorded.
pub async fn empty(pool: &PgPool) -> Result<Vec<Projection>, sqlx::Error> {
    let mut empty = Vec::new();
    if feed::head_of(pool).await? == 0 {
        return Ok(empty);
    }
    for projection in Projection::ALL {
        let found = checkpoint::of(pool, projection.reader()).await?;
        if found.is_none_or(|checkpoint| checkpoint.position == 0) {
            empty.push(projection);
        }
    }
    Ok(empty)
}

impl Replay {
    /// Fills the read models that show nothing yet, as a rebuild does, up to the last event, and
    /// hands them to whoever follows the feed. Another replay that is at work is waited for.
    pub async fn fill_empty(&self) -> Result<Vec<Rebuilt>, ReplayError> {
        let mut control = self.control_in_turn().await?;
        crate::schema::prepare(&self.pool).await?;
        let head = feed::head_of(&self.pool).await?;
        let empty = empty(&self.pool).await?;
        let wanted: Vec<_> = empty.into_iter().map(|projection| (projection, head)).collect();
        let filled = self.replace(&mut control, &wanted).await?;
        control.close().await?;
        Ok(filled)
    }
}
