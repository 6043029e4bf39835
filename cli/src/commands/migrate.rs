//! `daftari migrate`

use std::path::Path;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

pub(crate) async fn run(data_dir: &Path) -> Result<(), Failure> {
    let pool = service::connect_as_owner(&Values::near(data_dir)?.database_url()?).await?;
    service::migrate(&pool).await?;
    output::line("The database is up to date.");
    Ok(())
}
