//! How read models compare with their replay, or that they were built again, as people and programs
//! are told.

use anyhow::anyhow;
use projections::rebuild::{Checked, Compared, How, Rebuilt};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output;

/// What came of comparing or building again.
pub(super) enum Outcome {
    Checked(Vec<Checked>),
    Rebuilt(Vec<Rebuilt>),
}

impl Outcome {
    pub(super) fn print(&self) {
        match self {
            Self::Checked(checked) => checked.iter().for_each(print_checked),
            Self::Rebuilt(rebuilt) => rebuilt.iter().for_each(print_rebuilt),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Checked(checked) => checked.iter().map(checked_json).collect(),
            Self::Rebuilt(rebuilt) => rebuilt.iter().map(rebuilt_json).collect(),
        }
    }

    /// A check that finds a difference fails.
    pub(super) fn holds(&self) -> Result<(), Failure> {
        let Self::Checked(checked) = self else { return Ok(()) };
        let wrong: Vec<&str> =
            checked.iter().filter(|one| !one.is_equal()).map(|one| one.projection.name()).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Failure::does_not_hold(anyhow!(
            "not what the events lead to: {}; `daftari replay --projection NAME` builds it again while the service goes on",
            wrong.join(", ")
        )))
    }
}

fn print_checked(checked: &Checked) {
    let verdict = if checked.is_equal() { "equal" } else { "NOT EQUAL" };
    let name = checked.projection.name();
    output::line(&format!("{name:<14} {verdict} at position {}", checked.position));
    checked.tables.iter().for_each(print_table);
}

fn print_rebuilt(rebuilt: &Rebuilt) {
    let Rebuilt { projection, position, old_stays } = rebuilt;
    let name = projection.name();
    output::line(&format!("{name:<14} built again, live at position {position}"));
    if let Some(error) = old_stays {
        output::line(&format!(
            "  the replaced tables stay until the next replay, because they could not be dropped: {error}"
        ));
    }
}

fn print_table(compared: &Compared) {
    let Compared { table, live_rows, replayed_rows, differing, rows } = compared;
    let Some(live_rows) = live_rows else {
        output::line(&format!("  {table:<18} MISSING; {replayed_rows} rows by the events"));
        return;
    };
    if *differing == 0 {
        output::line(&format!("  {table:<18} {live_rows} rows"));
        return;
    }
    output::line(&format!(
        "  {table:<18} {live_rows} rows, {replayed_rows} by the events, {differing} differ"
    ));
    for row in rows {
        let how = match row.how {
            How::OnlyLive => "only in the live table",
            How::OnlyReplayed => "missing in the live table",
            How::OtherValues => "other values",
        };
        output::line(&format!("    {}: {how}", row.key));
    }
    let named = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if named < *differing {
        output::line(&format!("    and {} more", differing.saturating_sub(named)));
    }
}

fn rebuilt_json(rebuilt: &Rebuilt) -> Value {
    let Rebuilt { projection, position, old_stays } = rebuilt;
    json!({
        "projection": projection.name(),
        "live_at": position,
        "old_stays": old_stays.as_ref().map(ToString::to_string),
    })
}

fn checked_json(checked: &Checked) -> Value {
    let tables: Vec<Value> = checked
        .tables
        .iter()
        .map(|one| {
            let rows: Vec<Value> = one
                .rows
                .iter()
                .map(|row| json!({ "key": row.key, "how": row.how.as_str() }))
                .collect();
            json!({
                "table": one.table,
                "is_missing": one.live_rows.is_none(),
                "live_rows": one.live_rows,
                "replayed_rows": one.replayed_rows,
                "differing": one.differing,
                "rows": rows,
            })
        })
        .collect();
    json!({
        "projection": checked.projection.name(),
        "position": checked.position,
        "is_equal": checked.is_equal(),
        "tables": tables,
    })
}
