use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use projections::rebuild::Meter;

use crate::output;

/// How often the bar is drawn on a terminal, and how often a line is written elsewhere.
const DRAW_EVERY: Duration = Duration::from_millis(200);
const SAY_EVERY: Duration = Duration::from_secs(3);
/// How wide the bar is.
const BAR_CELLS: i64 = 30;

/// Shows how far work has come while it is under way.
pub(super) async fn during<T>(meter: Arc<Meter>, work: impl Future<Output = T>) -> T {
    let shown = tokio::spawn(show(meter));
    let outcome = work.await;
    shown.abort();
    if std::io::stderr().is_terminal() {
        output::progress("");
    }
    outcome
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
