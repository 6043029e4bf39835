//! `daftari migrate`

use std::path::Path;

use anyhow::Context as _;
use projections::rebuild::{self, Rebuilt};

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

pub(crate) async fn run(data_dir: &Path) -> Result<(), Failure> {
    let (database_url, master_key) = Values::near(data_dir)?.database()?;
    let pool = service::connect_as_owner(&database_url).await?;
    service::migrate(&pool).await?;
    if let Some(master_key) = master_key {
        for Rebuilt { projection, position, .. } in service::fill_empty(&pool, &master_key).await? {
            let name = projection.name();
            output::line(&format!(
                "The new read model {name} shows everything up to event {position}."
            ));
        }
    }
    let empty = rebuild::empty(&pool)
        .await
        .context("how far the read models have come could not be read")
        .map_err(Failure::dependency)?;
    for projection in empty {
        let name = projection.name();
        output::line(&format!(
            "The new read model {name} is empty, and the service fills it; with DAFTARI_MASTER_KEY, `daftari migrate` does so faster."
        ));
    }
    output::line("The database is up to date.");
    Ok(())
}
