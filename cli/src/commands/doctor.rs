//! `daftari doctor`

use std::path::Path;

use anyhow::anyhow;
use serde_json::json;

use crate::config::Values;
use crate::doctor::{Finding, State, examine};
use crate::failure::Failure;
use crate::output;

pub(crate) async fn run(data_dir: &Path, json: bool) -> Result<(), Failure> {
    let found = examine(Values::near(data_dir)?).await;
    if json {
        output::line(&format!("{:#}", json!({ "findings": found })));
    } else {
        found.iter().for_each(print);
    }
    let faults = found.iter().filter(|finding| finding.state == State::Fault).count();
    match faults {
        0 => Ok(()),
        1 => Err(Failure::does_not_hold(anyhow!("one thing has to be put right"))),
        many => Err(Failure::does_not_hold(anyhow!("{many} things have to be put right"))),
    }
}

fn print(finding: &Finding) {
    let Finding { of, state, says, remedy } = finding;
    let state = match state {
        State::Well => "ok",
        State::Fault => "FAULT",
        State::Skipped => "-",
    };
    output::line(&format!("{state:<6} {of:<14} {says}"));
    if let Some(remedy) = remedy {
        output::line(&format!("{:<21} -> {remedy}", ""));
    }
}
