//! `docs/benchmarks.md`: the part between two marks is written anew, the rest is people's.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use domain::Timestamp;

use crate::measure::{Measure, table};
use crate::server::Server;

const BEGIN: &str = "<!-- begin: written by `make bench` -->";
const END: &str = "<!-- end: written by `make bench` -->";

/// What was measured on, and when.
pub(crate) struct Run {
    at: Timestamp,
    cpu: String,
    cores: usize,
    memory: String,
    postgres: String,
    rustc: String,
    commit: String,
}

impl Run {
    pub(crate) async fn now(server: &Server, at: Timestamp) -> Result<Self> {
        let cpu = field("/proc/cpuinfo", "model name");
        Ok(Self {
            at,
            cpu,
            cores: std::thread::available_parallelism()?.get(),
            memory: field("/proc/meminfo", "MemTotal"),
            postgres: server.version().await?,
            rustc: said_by("rustc", &["--version"]),
            commit: commit(),
        })
    }
}

/// The value of the first line with that name.
fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let value = text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    });
    value.unwrap_or_else(|| "unknown".to_owned())
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let said = output.ok().filter(|output| output.status.success());
    said.map_or_else(
        || "unknown".to_owned(),
        |said| String::from_utf8_lossy(&said.stdout).trim().to_owned(),
    )
}

fn commit() -> String {
    let commit = said_by("git", &["rev-parse", "--short=12", "HEAD"]);
    let changed = said_by("git", &["status", "--porcelain", "--untracked-files=no"]);
    if changed.is_empty() { commit } else { format!("{commit}, with changes") }
}

/// Writes the table where it belongs, and leaves everything else.
pub(crate) fn write(page: &Path, run: &Run, measures: &[Measure]) -> Result<()> {
    let old =
        std::fs::read_to_string(page).with_context(|| format!("reading {}", page.display()))?;
    let new = replaced(&old, &written(run, measures))
        .with_context(|| format!("{} has lost the marks around its table", page.display()))?;
    std::fs::write(page, new).with_context(|| format!("writing {}", page.display()))
}

fn replaced(old: &str, text: &str) -> Option<String> {
    let (before, rest) = old.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{text}\n{END}{after}"))
}

fn written(run: &Run, measures: &[Measure]) -> String {
    let Run { at, cpu, cores, memory, postgres, rustc, commit } = run;
    format!(
        "| | |\n|---|---|\n| date | {} |\n| commit | {commit} |\n| machine | {cpu}, {cores} cores, {memory} |\n| Postgres | {postgres}, `fsync` and `synchronous_commit` on |\n| compiler | {rustc} |\n\n{}",
        at.format("%Y-%m-%d"),
        table(measures),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let old = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let new = replaced(&old, "new\n").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert_eq!(replaced("no marks", "new"), None);
    }
}
