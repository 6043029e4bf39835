//! `daftari replay`

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use projections::Projection;
use projections::rebuild::{Checked, Compared, How, Meter, Rebuilt, Replay, ReplayError};
use serde_json::{Value, json};

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

/// How often the bar is drawn on a terminal, and how often a line is written elsewhere.
const DRAW_EVERY: Duration = Duration::from_millis(200);
const SAY_EVERY: Duration = Duration::from_secs(3);
/// How wide the bar is.
const BAR_CELLS: i64 = 30;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only this read model: users, packages, subscriptions, payments, dashboard or history. May be
    /// given more than once.
    #[arg(long, value_name = "NAME", value_parser = projection)]
    projection: Vec<Projection>,
    /// Change nothing, and say which rows of the live read models are not what the events lead to.
    #[arg(long)]
    check: bool,
}

fn projection(name: &str) -> Result<Projection, String> {
    let names = || Projection::ALL.map(Projection::name).join(", ");
    Projection::ALL
        .into_iter()
        .find(|projection| projection.name() == name)
        .ok_or_else(|| format!("there are {}", names()))
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect_as_owner(&database_url).await?;
    let vault = service::open_vault(&pool, &master_key).await?;
    let replay = Replay::new(pool.clone(), Arc::new(vault));
    let projections = if arguments.projection.is_empty() {
        Projection::ALL.to_vec()
    } else {
        arguments.projection
    };
    let shown = tokio::spawn(show(replay.meter()));
    let outcome = if arguments.check {
        replay.check(&projections).await.map(Outcome::Checked)
    } else {
        replay.rebuild(&projections).await.map(Outcome::Rebuilt)
    };
    shown.abort();
    if std::io::stderr().is_terminal() {
        output::progress("");
    }
    pool.close().await;
    let outcome = outcome.map_err(failure_of)?;
    if json {
        let text = serde_json::to_string_pretty(&outcome.to_json())
            .context("the outcome could not be written")
            .map_err(Failure::does_not_hold)?;
        output::line(&text);
    } else {
        outcome.print();
    }
    outcome.holds()
}

enum Outcome {
    Checked(Vec<Checked>),
    Rebuilt(Vec<Rebuilt>),
}

impl Outcome {
    fn print(&self) {
        match self {
            Self::Checked(checked) => checked.iter().for_each(print_checked),
            Self::Rebuilt(rebuilt) => rebuilt.iter().for_each(print_rebuilt),
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Checked(checked) => checked.iter().map(checked_json).collect(),
            Self::Rebuilt(rebuilt) => rebuilt
                .iter()
                .map(|one| {
                    let mut value = checked_json(&one.checked);
                    value["live_at"] = one.position.into();
                    value["old_stays"] = one.old_stays.as_ref().map(ToString::to_string).into();
                    value
                })
                .collect(),
        }
    }

    /// A check that finds a difference fails; a rebuild has mended it.
    fn holds(&self) -> Result<(), Failure> {
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
    let Rebuilt { checked, position, old_stays } = rebuilt;
    let name = checked.projection.name();
    let verdict = if checked.is_equal() { "was equal" } else { "DIFFERED" };
    output::line(&format!("{name:<14} built again, live at position {position}; {verdict}"));
    checked.tables.iter().for_each(print_table);
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

fn failure_of(error: ReplayError) -> Failure {
    match error {
        ReplayError::Apply { .. } | ReplayError::FeedEnds { .. } => {
            Failure::does_not_hold(error.into())
        }
        ReplayError::Database(_)
        | ReplayError::Feed(_)
        | ReplayError::Prepare(_)
        | ReplayError::AnotherRuns
        | ReplayError::Ended => Failure::dependency(error.into()),
    }
}

/// Says how far it has come, until it is told to stop.
async fn show(meter: Arc<Meter>) {
    let begun = Instant::now();
    let is_terminal = std::io::stderr().is_terminal();
    let mut beat = tokio::time::interval(if is_terminal { DRAW_EVERY } else { SAY_EVERY });
    // The first tick comes at once, when there is nothing to say.
    beat.tick().await;
    loop {
        beat.tick().await;
        let text = progress(meter.done(), meter.total(), begun.elapsed());
        if is_terminal {
            output::progress(&text);
        } else {
            output::error(&text);
        }
    }
}

/// Each event counts once for each read model that it is applied to.
fn progress(done: i64, total: i64, elapsed: Duration) -> String {
    let elapsed_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX).max(1);
    let per_second = done.saturating_mul(1_000) / elapsed_ms;
    let left = total.saturating_sub(done).max(0);
    let seconds_left =
        if per_second > 0 { (left / per_second).to_string() } else { "?".to_owned() };
    let filled = (done.saturating_mul(BAR_CELLS) / total.max(1)).clamp(0, BAR_CELLS);
    let cell = |at: i64| if at < filled { '#' } else { '.' };
    let bar: String = (0..BAR_CELLS).map(cell).collect();
    format!("[{bar}] {done} of {total} applied, {per_second}/s, {seconds_left} s left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_how_much_how_fast_and_how_long_still() {
        let text = progress(50, 200, Duration::from_secs(5));
        assert_eq!(text, "[#######.......................] 50 of 200 applied, 10/s, 15 s left");
        let text = progress(0, 0, Duration::ZERO);
        assert!(text.ends_with("0 of 0 applied, 0/s, ? s left"), "{text}");
    }
}
