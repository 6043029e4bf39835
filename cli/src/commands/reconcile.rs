//! `daftari reconcile`

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use app::statements::{
    Accounts, Applied, BreakLine, CompareError, Given, KindSum, Report, compare, import, read,
    report, take_in as take_in_safe,
};
use daraja_adapter::StatementFiles;
use domain::Money;
use domain::c2b::ShortCode;
use domain::context::{Actor, Context, Source};
use domain::ports::STATEMENT_BYTES_MAX;
use domain::time::in_nairobi;
use uuid::Uuid;
use vault::{MasterKey, StatementFile};

use crate::config::Values;
use crate::failure::Failure;
use crate::output;
use crate::service::{self, Store};

/// So many breaks are shown in full; `--json` shows all of them.
const BREAKS_SHOWN: usize = 50;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A statement as Safaricom's portal exports it: CSV, XLS or XLSX.
    file: PathBuf,
    /// Takes in what needs no person: lost payments, reversals, charges, and money that went to the
    /// bank. What is left is raised as breaks.
    #[arg(long)]
    apply: bool,
    /// Of which short code the statement is, where the file does not say it.
    #[arg(long, value_name = "NUMBER")]
    short_code: Option<ShortCode>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let bytes = bytes_of(&arguments.file)?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let (store, accounts) = Values::near(data_dir)?.store_and_accounts(arguments.apply)?;
    let named = arguments.short_code.as_ref();
    let given = read(&StatementFiles, &accounts, (&bytes, name.as_deref()), named)
        .with_context(|| format!("{} was not compared", arguments.file.display()))
        .map_err(Failure::usage)?;
    let (report, applied) = match store {
        (url, Some(key)) if arguments.apply => {
            let file = StatementFile { name, bytes };
            let (report, applied) = take_in(&url, &key, &accounts, &given, &file).await?;
            (report, Some(applied))
        }
        (url, _) => {
            let pool = service::connect(&url).await?;
            let compared = compare(&pool, &given).await;
            pool.close().await;
            (report(&given, &compared.map_err(not_compared)?), None)
        }
    };
    if json {
        let document = serde_json::json!({ "report": report, "applied": applied });
        output::line(&document.to_string());
    } else {
        print(&report, applied.as_ref());
    }
    if report.agrees {
        return Ok(());
    }
    Err(Failure::does_not_hold(anyhow!(if arguments.apply {
        "statement and ledger differ: somebody has to look at what is listed"
    } else {
        "statement and ledger differ: take in what is safe with --apply, and look at the rest"
    })))
}

/// The file, or as much of it as shows that it is too large.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(STATEMENT_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .with_context(|| format!("{} cannot be read", path.display()))
        .map_err(Failure::usage)?;
    Ok(bytes)
}

fn not_compared(error: CompareError) -> Failure {
    let error = anyhow::Error::from(error);
    Failure::dependency(error.context("the statement was not compared with the ledger"))
}

/// What somebody at the command line asks for, as a part of that story.
fn by_operator(story: Uuid) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id: story,
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}

async fn take_in(
    url: &str,
    key: &MasterKey,
    accounts: &Accounts,
    given: &Given,
    file: &StatementFile,
) -> Result<(Report, Applied), Failure> {
    let store = Store::open(url, key, Arc::new(SystemClock)).await?;
    let taken = take_into(&store, accounts, given, file).await;
    store.close().await;
    taken.map_err(|error| {
        Failure::dependency(error.context(
            "the statement was not taken in to its end; what was taken in stays, and giving it again goes on",
        ))
    })
}

async fn take_into(
    store: &Store,
    accounts: &Accounts,
    given: &Given,
    file: &StatementFile,
) -> anyhow::Result<(Report, Applied)> {
    let ledger = &store.ledger;
    let imported =
        import(ledger, given, file, None, |statement| by_operator(statement.uuid())).await?;
    let of = (imported.statement_id, given);
    let (applied, after) = take_in_safe(ledger, accounts, of, by_operator).await?;
    Ok((report(given, &after), applied))
}

fn money(cents: i64) -> String {
    Money::from_cents(cents).to_string()
}

fn print(report: &Report, applied: Option<&Applied>) {
    let at = |moment| in_nairobi(moment).format("%Y-%m-%d %H:%M:%S").to_string();
    let from = report.from.map(at).unwrap_or_default();
    let to = report.to.map(at).unwrap_or_default();
    let account = report.account.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
    output::line(&format!("Statement of {}{account}, {from} to {to}", report.short_code));
    output::line(&format!("  file    {}", report.file_sha256));
    output::line(&format!("  ledger  event {}, chain {}", report.position, report.chain_hash));
    output::line("");
    if let Some(applied) = applied {
        print_applied(applied);
    }
    let row = |name: &str, count: &str, statement: &str, ledger: &str| {
        let line = format!("{name:<44}{count:>8}{statement:>20}{ledger:>20}");
        output::line(line.trim_end());
    };
    row("", "Lines", "Statement", "Ledger");
    let both = |name: &str, both: app::statements::Both| {
        row(name, "", &money(both.statement_cents), &money(both.ledger_cents));
    };
    both("Opening balance", report.opening);
    for KindSum { words, count, amount_cents, .. } in &report.matched {
        let amount = money(*amount_cents);
        row(&format!("  {words}, matched"), &count.to_string(), &amount, &amount);
    }
    for KindSum { words, count, amount_cents, .. } in &report.differs {
        row(&format!("  {words}"), &count.to_string(), &difference(*amount_cents), "");
    }
    both("Closing balance", report.closing);
    if report.unexplained_cents != 0 {
        row("  Not explained by any line", "", &difference(report.unexplained_cents), "");
    }
    output::line("");
    output::line(&format!(
        "Of the payments, in customers' wallets: {} ({}); nobody's yet: {} ({}).",
        report.credited.count,
        money(report.credited.amount_cents),
        report.in_suspense.count,
        money(report.in_suspense.amount_cents),
    ));
    print_troubles(report);
    if report.agrees {
        output::line("Statement and ledger agree in every line.");
    } else {
        print_breaks(&report.breaks);
    }
}

fn difference(cents: i64) -> String {
    if cents > 0 { format!("+{}", money(cents)) } else { money(cents) }
}

/// So many of something.
fn counted(number: impl Into<u64>, one: &str, more: &str) -> String {
    let number = number.into();
    format!("{number} {}", if number == 1 { one } else { more })
}

fn print_applied(applied: &Applied) {
    output::line(&format!(
        "Taken in: {}, {}, {}.",
        counted(applied.payments, "payment", "payments"),
        counted(applied.reversals, "reversal", "reversals"),
        counted(applied.movements, "charge or bank movement", "charges and bank movements"),
    ));
    for refused in &applied.refused {
        output::line(&format!("  {} was not: {}", refused.receipt, refused.why));
    }
    output::line("");
}

fn print_troubles(report: &Report) {
    if report.not_completed > 0 {
        output::line(&format!(
            "Not completed, and so without effect: {}.",
            counted(report.not_completed, "movement", "movements")
        ));
    }
    for unreadable in &report.unreadable {
        output::line(&format!("Row {} cannot be read: {}", unreadable.row, unreadable.why));
    }
    if let Some(step) = report.first_misstep {
        output::line(&format!(
            "Row {}: the statement's own balance says {}, and {} follows from the row before: a row is missing or was changed.",
            step.row,
            money(step.stated_cents),
            money(step.expected_cents)
        ));
    }
    if report.breaks.iter().any(|one| one.kind == "OPENING" && !one.is_safe) {
        output::line(
            "The account held something else before the first row: take in the statements before this one first.",
        );
    }
    if let Some(divergence) = &report.first_divergence {
        output::line(&format!(
            "First divergence: row {}, {}: the statement holds {}, the ledger {}.",
            divergence.row,
            divergence.receipt,
            money(divergence.balance.statement_cents),
            money(divergence.balance.ledger_cents)
        ));
    }
}

/// Safe charges and bank movements are many, and their sums say enough.
fn print_breaks(breaks: &[BreakLine]) {
    let only_summed = |one: &&BreakLine| one.is_safe && matches!(one.kind, "CHARGE" | "SWEEP");
    let (summed, listed): (Vec<_>, Vec<_>) = breaks.iter().partition(only_summed);
    output::line("");
    for one in listed.iter().take(BREAKS_SHOWN) {
        let receipt = one.receipt.as_deref().unwrap_or("-");
        let row = one.row.map(|row| format!("row {row}")).unwrap_or_default();
        let at = in_nairobi(one.moved_at).format("%Y-%m-%d %H:%M:%S");
        let amount = difference(one.amounts.statement_cents - one.amounts.ledger_cents);
        let safe = if one.is_safe { "  safe" } else { "" };
        let line = format!("{at}  {receipt:<12}{row:<10}{amount:>18}  {}{safe}", one.words);
        output::line(&line);
        if let Some(expected) = one.expected_cents {
            let stated = one.amounts.statement_cents;
            let said = [stated, expected].map(|cents| money(-cents));
            output::line(&format!("{:21}{} was charged, {} is due", "", said[0], said[1]));
        }
        if let Some(suggestion) = &one.suggestion {
            output::line(&format!("{:21}{}", "", suggestion.words));
        }
    }
    if listed.len() > BREAKS_SHOWN {
        output::line(&format!("… and {} more; --json shows all.", listed.len() - BREAKS_SHOWN));
    }
    if !summed.is_empty() {
        output::line(&format!(
            "{} charges and bank movements are safe to take in, and summed above; --json shows each.",
            summed.len()
        ));
    }
}
