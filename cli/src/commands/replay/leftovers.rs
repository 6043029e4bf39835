//! `--drop-scratch` and `--drop-old`.

use projections::rebuild::{Leftover, Replay};
use serde_json::{Value, json};

use super::{failure_of, print_json};
use crate::failure::Failure;
use crate::output;

pub(super) async fn drop(
    replay: &Replay,
    scratch: bool,
    old: bool,
    json: bool,
) -> Result<(), Failure> {
    let mut found = Vec::new();
    if scratch {
        found.extend(replay.drop_scratch().await.map_err(failure_of)?);
    }
    if old {
        found.extend(replay.drop_old().await.map_err(failure_of)?);
    }
    if json {
        return print_json(&found.iter().map(to_json).collect());
    }
    if found.is_empty() {
        output::line("Nothing was left to drop.");
    }
    for Leftover { schema, kept_because } in &found {
        output::line(&match kept_because {
            None => format!("{schema} is dropped."),
            Some(because) => format!("{schema} is kept: {because}."),
        });
    }
    Ok(())
}

fn to_json(leftover: &Leftover) -> Value {
    let Leftover { schema, kept_because } = leftover;
    json!({ "schema": schema, "dropped": kept_because.is_none(), "kept_because": kept_because })
}
