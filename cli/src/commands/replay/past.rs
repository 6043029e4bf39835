//! `--until`

use anyhow::anyhow;
use domain::Timestamp;
use domain::time::in_nairobi;
use projections::rebuild::{Past, Until};
use serde_json::{Value, json};

use super::print_json;
use crate::failure::Failure;
use crate::output;

/// Reads a position or a moment.
pub(super) fn until(text: &str) -> Result<Until, String> {
    if let Ok(position) = text.parse::<i64>() {
        if position < 1 {
            return Err("positions begin at 1".to_owned());
        }
        return Ok(Until::Position(position));
    }
    text.parse::<Timestamp>().map(Until::Time).map_err(|_| {
        "it is neither a position, such as 1200, nor a moment with its zone, such as 2026-11-23T08:00:00+03:00".to_owned()
    })
}

/// Refuses a moment of which nobody knows yet what it will bring.
pub(super) fn has_come(until: Until, now: Timestamp) -> Result<(), Failure> {
    match until {
        Until::Time(moment) if moment > now => {
            Err(Failure::usage(anyhow!("--until is in the future; give a moment that has passed")))
        }
        Until::Time(_) | Until::Position(_) => Ok(()),
    }
}

/// Says where the past stands, and what one can do with it.
pub(super) fn print(past: &Past, json: bool) -> Result<(), Failure> {
    if json {
        return print_json(&to_json(past));
    }
    let recorded_at = in_nairobi(past.recorded_at).format("%Y-%m-%d %H:%M:%S");
    output::line(&format!(
        "As of event {}, recorded {recorded_at} in Nairobi, beside the live read models:",
        past.position
    ));
    output::line("");
    for (projection, schema) in &past.schemas {
        output::line(&format!("  {:<14} {schema}", projection.name()));
    }
    output::line("");
    output::line("Look at them under the names of the live tables:");
    output::line("");
    output::line(&format!(
        "  PGOPTIONS='-c search_path={}' psql \"$DATABASE_URL\"",
        past.search_path()
    ));
    output::line("");
    output::line("Personal data stand there in clear. `daftari replay --drop-scratch` drops them.");
    Ok(())
}

fn to_json(past: &Past) -> Value {
    let schemas: Vec<Value> = past
        .schemas
        .iter()
        .map(|(projection, schema)| json!({ "projection": projection.name(), "schema": schema }))
        .collect();
    json!({
        "position": past.position,
        "recorded_at": past.recorded_at,
        "schemas": schemas,
        "search_path": past.search_path(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_position_and_anything_else_a_moment_with_its_zone() {
        assert_eq!(until("12"), Ok(Until::Position(12)));
        let moment = "2026-11-23T05:00:00Z".parse().unwrap();
        for text in
            ["2026-11-23T05:00:00Z", "2026-11-23T08:00:00+03:00", "2026-11-23 08:00:00 +03:00"]
        {
            assert_eq!(until(text), Ok(Until::Time(moment)), "{text}");
        }
        for text in ["0", "-3"] {
            assert!(until(text).unwrap_err().contains("begin at 1"), "{text}");
        }
        for text in ["", "yesterday", "2026-11-23", "2026-11-23T08:00:00", "9223372036854775808"] {
            assert!(until(text).unwrap_err().contains("with its zone"), "{text}");
        }
    }
}
