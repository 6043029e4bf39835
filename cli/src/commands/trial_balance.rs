//! `daftari trial-balance`

use std::path::Path;

use anyhow::anyhow;
use app::clock::SystemClock;
use domain::ledger::AccountCode;
use domain::time::{Clock, in_nairobi};
use domain::{Money, Timestamp};
use projections::Projection;
use projections::ledger::{self, AccountBalance};
use serde_json::json;
use sqlx::PgPool;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A past moment, such as `2026-11-23T08:00:00+03:00`; now, if it is not given.
    #[arg(long, value_name = "TIME")]
    as_of: Option<Timestamp>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let as_of = past_or_now(arguments.as_of)?;
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    say_if_ledger_trails(&pool).await?;
    let accounts = ledger::trial_balance(&pool, as_of).await.map_err(no_ledger)?;
    pool.close().await;
    if json {
        print_json(&accounts, as_of);
    } else {
        print(&accounts, as_of);
    }
    let off: i64 = accounts.iter().map(balance).sum();
    if off == 0 {
        return Ok(());
    }
    Err(Failure::does_not_hold(anyhow!(
        "debits and credits differ by {}; run `daftari verify`, then `daftari replay --projection ledger`",
        Money::from_cents(off)
    )))
}

/// The moment that is meant.
pub(super) fn past_or_now(moment: Option<Timestamp>) -> Result<Timestamp, Failure> {
    let now = SystemClock.now();
    match moment {
        Some(moment) if moment > now => {
            let fault = anyhow!("--as-of is in the future; give a moment that has passed");
            Err(Failure::usage(fault))
        }
        Some(moment) => Ok(moment),
        None => Ok(now),
    }
}

/// Says so if the ledger does not show everything that was recorded.
pub(super) async fn say_if_ledger_trails(pool: &PgPool) -> Result<(), Failure> {
    let standings = projections::standings(pool).await.map_err(no_ledger)?;
    let of_ledger = standings.into_iter().find(|one| one.projection == Projection::Ledger);
    let lag = of_ledger.map_or(0, |standing| standing.lag_positions());
    if lag > 0 {
        output::error(&format!(
            "daftari: the ledger trails {lag} events behind; ask again once it has caught up, or run `daftari projections`"
        ));
    }
    Ok(())
}

/// Why nothing of the ledger could be read.
pub(crate) fn no_ledger(error: sqlx::Error) -> Failure {
    let error = anyhow::Error::from(error);
    Failure::dependency(error.context(
        "the ledger could not be read; check that `daftari migrate` has run and that a service of this version is filling it",
    ))
}

fn balance(found: &AccountBalance) -> i64 {
    found.debits_cents - found.credits_cents
}

fn name(found: &AccountBalance) -> &'static str {
    AccountCode::numbered(found.account).map_or("of a newer version", AccountCode::name)
}

fn side(accounts: &[AccountBalance], sign: i64) -> i64 {
    accounts.iter().map(|found| (sign * balance(found)).max(0)).sum()
}

fn print_json(accounts: &[AccountBalance], as_of: Timestamp) {
    let items = accounts.iter().map(|found| {
        json!({ "code": found.account, "name": name(found), "debits_cents": found.debits_cents,
                "credits_cents": found.credits_cents, "balance_cents": balance(found) })
    });
    let document = json!({
        "as_of": as_of,
        "currency": Money::CURRENCY,
        "accounts": items.collect::<Vec<_>>(),
        "debits_cents": side(accounts, 1),
        "credits_cents": side(accounts, -1),
    });
    output::line(&document.to_string());
}

fn print(accounts: &[AccountBalance], as_of: Timestamp) {
    let line = |code: &str, name: &str, debit: String, credit: String| {
        output::line(format!("{code:<6}{name:<26}{debit:>20}{credit:>20}").trim_end());
    };
    let money = |cents: i64| match cents {
        0 => String::new(),
        cents => Money::from_cents(cents).to_string(),
    };
    let at = in_nairobi(as_of).format("%Y-%m-%d %H:%M:%S");
    output::line(&format!("Trial balance as of {at} in Nairobi"));
    line("", "", "Debit".to_owned(), "Credit".to_owned());
    for found in accounts {
        let balance = balance(found);
        let code = found.account.to_string();
        line(&code, name(found), money(balance.max(0)), money((-balance).max(0)));
    }
    line("", "In all", money(side(accounts, 1)), money(side(accounts, -1)));
}
