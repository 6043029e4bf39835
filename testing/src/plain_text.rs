//! The real programs that read journals: what they say of one, and what they count.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Debits less credits in cents, by account; none of them nothing.
pub type Balances = BTreeMap<i64, i64>;

/// How hledger ends that is given a journal.
///
/// # Panics
/// If it cannot be run.
pub fn hledger(journal: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new("hledger")
        .args(["-f", "-"])
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("hledger is installed; `scripts/setup test` does that");
    let mut input = child.stdin.take().expect("its input is a pipe");
    let given = journal.to_owned();
    // It may refuse the journal before it has read all of it.
    let writing = std::thread::spawn(move || drop(input.write_all(given.as_bytes())));
    let ended = child.wait_with_output().expect("it ends");
    writing.join().expect("writing does not panic");
    ended
}

/// What hledger counts in a journal that it accepts.
///
/// # Panics
/// If it does not accept it.
pub fn counted_by_hledger(journal: &str) -> Balances {
    let arguments = ["balance", "--depth", "2", "--flat", "--no-total", "-O", "csv"];
    let said = text(&hledger(journal, &arguments));
    let rows = said.lines().skip(1).map(|line| {
        // "assets:1110 M-Pesa","50.00 KES"
        let (account, amount) = line.trim_matches('"').split_once("\",\"").expect("two columns");
        let amount = amount.strip_suffix(" KES").unwrap_or(amount);
        (number(account, ' '), cents(amount))
    });
    rows.filter(|(_, cents)| *cents != 0).collect()
}

/// What beancount finds wrong with a journal: nothing, if it is right.
///
/// # Panics
/// If it cannot be run.
pub fn bean_check(journal: &str) -> String {
    let file = as_file(journal);
    let ended = Command::new("bean-check")
        .arg(file.path())
        .output()
        .expect("beancount is installed; `scripts/setup test` does that");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.success(), said.is_empty(), "{said}");
    said
}

/// What beancount counts in a journal that it accepts.
///
/// # Panics
/// If it does not accept it.
pub fn counted_by_beancount(journal: &str) -> Balances {
    let file = as_file(journal);
    let ended = Command::new("bean-query")
        .args(["-q", "-f", "csv"])
        .arg(file.path())
        .arg("SELECT account, sum(number) GROUP BY account")
        .output()
        .expect("beancount is installed; `scripts/setup test` does that");
    let said = text(&ended);
    let rows = said.lines().skip(1).map(|line| {
        // Assets:1110-M-Pesa,100.00
        let (account, amount) = line.split_once(',').expect("two columns");
        (number(account.trim(), '-'), cents(amount.trim().trim_matches('"')))
    });
    rows.filter(|(_, cents)| *cents != 0).collect()
}

fn text(ended: &Output) -> String {
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "it refused the journal: {said}");
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

/// The number of an account such as `assets:1110 M-Pesa`.
fn number(account: &str, ends_with: char) -> i64 {
    let name = account.split(':').nth(1).unwrap_or_default();
    let number = name.split(ends_with).next().unwrap_or_default();
    number.parse().unwrap_or_else(|_| panic!("{account} has no number"))
}

/// An amount such as `-20.50` or `0`, in cents.
fn cents(amount: &str) -> i64 {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{fraction:0<2}").parse().unwrap_or_else(|_| panic!("{amount} is no amount"))
}

/// A journal as a file, for programs that read no standard input.
fn as_file(journal: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".beancount").tempfile().expect("there is room");
    std::fs::write(file.path(), journal).expect("there is room");
    file
}
