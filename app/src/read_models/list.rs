//! How the read models stand.

use event_store::feed::FeedError;
use projections::skips::{self, Skip};
use projections::{Standing, standings};
use sqlx::PgPool;

/// A read model, as operators see it.
#[derive(Debug, Clone)]
pub struct ReadModel {
    /// How it stands.
    pub standing: Standing,
    /// The events that it leaves out.
    pub skips: Vec<Skip>,
}

impl ReadModel {
    /// The position of the event at which it stands stopped, if it does.
    pub fn stopped_at(&self) -> Option<i64> {
        let Standing { position, stopped_because, .. } = &self.standing;
        stopped_because.as_ref().map(|_| skips::next_after(*position, &self.skips))
    }
}

/// Every read model.
pub async fn list(pool: &PgPool) -> Result<Vec<ReadModel>, FeedError> {
    let mut models = Vec::new();
    for standing in standings(pool).await? {
        let skips = skips::of(pool, standing.projection.reader()).await?;
        models.push(ReadModel { standing, skips });
    }
    Ok(models)
}
