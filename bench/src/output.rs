//! What is said: progress on the standard error, results on the standard output.

use std::io::Write as _;

/// A line that tells what is under way.
pub(crate) fn progress(line: &str) {
    // Whoever has closed the stream does not want to know.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A result.
pub(crate) fn result(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
