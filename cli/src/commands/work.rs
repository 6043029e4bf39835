//! `daftari work`

use crate::config::Values;
use crate::failure::Failure;
use crate::output;
use crate::service::{Background, Service, asked_to_end};

pub(crate) async fn run() -> Result<(), Failure> {
    let service = Service::start(Values::default().config()?, Background::All).await?;
    output::line("Daftari's workers run. Ctrl-C ends them.");
    asked_to_end().await;
    service.stop().await;
    Ok(())
}
