//! How the read models stand.

use event_store::feed::FeedError;
use projections::skips::{self, Skip};
use projections::{Standing, standings};
use sqlx::PgPool;
use vault::VaultError;

use super::rebuild::{self, Rebuild};
use crate::Ledger;

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

/// The read models could not be listed with their rebuilds.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// How they stand.
    #[error(transparent)]
    Standings(#[from] FeedError),
    /// Their rebuilds.
    #[error(transparent)]
    Rebuilds(#[from] VaultError),
}

/// Every read model, each with its last rebuild that somebody has asked for.
pub async fn list_with_rebuilds(
    ledger: &Ledger,
) -> Result<Vec<(ReadModel, Option<Rebuild>)>, ListError> {
    let models = list(&ledger.pool).await?;
    let mut rebuilds = rebuild::last(ledger).await?;
    Ok(models
        .into_iter()
        .map(|model| {
            let name = model.standing.projection.name();
            let place = rebuilds.iter().position(|one| one.asked.projection == name);
            (model, place.map(|place| rebuilds.swap_remove(place)))
        })
        .collect())
}
