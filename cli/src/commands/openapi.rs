//! `daftari openapi`

use anyhow::Context;

use crate::failure::Failure;
use crate::output;

pub(crate) fn run() -> Result<(), Failure> {
    let text = api::openapi()
        .to_pretty_json()
        .context("the OpenAPI document could not be written")
        .map_err(Failure::does_not_hold)?;
    output::line(&text);
    Ok(())
}
