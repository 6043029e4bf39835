//! What a person at the terminal sees.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks")]

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// One line of a result.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// One line about what is going on, or wrong.
pub(crate) fn error(text: &str) {
    eprintln!("{text}");
}

/// How far a long piece of work has come: a line that the next one replaces, on a terminal only.
pub(crate) fn progress(text: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{text}");
    }
}

/// Logs go to standard error: for people on a terminal, as JSON where `DAFTARI_LOG_FORMAT=json`.
pub(crate) fn init_logs() {
    let filter = EnvFilter::try_from_env("DAFTARI_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("DAFTARI_LOG_FORMAT").is_ok_and(|format| format == "json") {
        logs.json().init();
    } else {
        logs.with_ansi(std::io::stderr().is_terminal()).init();
    }
}
