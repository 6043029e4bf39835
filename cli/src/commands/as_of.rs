//! `daftari as-of`

use std::path::Path;

use anyhow::anyhow;
use app::clock::SystemClock;
use domain::time::{Clock, in_nairobi};
use domain::{Money, Timestamp};
use projections::dashboard::Figures;
use projections::history::{self, AsOf};
use projections::page::PAGE_MAX;
use projections::subscriptions::{Subscription, SubscriptionFilter};
use projections::users::Balance;
use projections::{Cursor, Page};
use serde_json::{Value, json};

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The past moment, such as `2026-11-23T08:00:00+03:00`.
    moment: Timestamp,
    /// Only what had been recorded by then; now, if it is not given.
    #[arg(long, value_name = "TIME", global = true)]
    known_at: Option<Timestamp>,
    #[command(subcommand)]
    shown: Shown,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Shown {
    /// The figures of the dashboard.
    Dashboard,
    /// What was in each wallet.
    Balances,
    /// Subscriptions, the newest first.
    Subscriptions,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let past = past(&arguments, SystemClock.now())?;
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    let unread = |error: sqlx::Error| {
        let error = anyhow::Error::from(error);
        Failure::dependency(error.context(
            "the history could not be read; check that `daftari migrate` has run and that a service of this version is filling it",
        ))
    };
    // It also says whether the history has come as far as the moment by which things were known.
    let figures = history::figures(&pool, past).await.map_err(unread)?;
    if figures.lag_positions > 0 {
        output::error(&format!(
            "daftari: the history trails {} events behind that moment; ask again once it has caught up",
            figures.lag_positions
        ));
    }
    match arguments.shown {
        Shown::Dashboard if json => output::line(&dashboard(&figures).to_string()),
        Shown::Dashboard => print_figures(&figures),
        Shown::Balances => {
            let found =
                whole(async |after| history::balances(&pool, past, None, after, PAGE_MAX).await);
            let found = found.await.map_err(unread)?;
            let total_cents = history::total(&pool, past).await.map_err(unread)?;
            if json {
                let items: Vec<Value> = found.iter().map(balance).collect();
                let document = json!({ "items": items, "total_cents": total_cents });
                output::line(&document.to_string());
            } else {
                print_balances(&found, total_cents);
            }
        }
        Shown::Subscriptions => {
            let filter = SubscriptionFilter::default();
            let found = whole(async |after| {
                history::subscriptions(&pool, past, filter, after, PAGE_MAX).await
            });
            let found = found.await.map_err(unread)?;
            if json {
                let items: Vec<Value> = found.iter().map(|item| subscription(item, past)).collect();
                output::line(&json!({ "items": items }).to_string());
            } else {
                print_subscriptions(&found, past);
            }
        }
    }
    pool.close().await;
    Ok(())
}

fn past(arguments: &Arguments, now: Timestamp) -> Result<AsOf, Failure> {
    let known = arguments.known_at.unwrap_or(now);
    for (name, moment) in [("TIME", arguments.moment), ("--known-at", known)] {
        if moment > now {
            let fault = anyhow!("{name} is in the future; give a moment that has passed");
            return Err(Failure::usage(fault));
        }
    }
    Ok(AsOf { effective: arguments.moment, known })
}

/// Every item of a list, page by page.
async fn whole<T>(
    mut page: impl AsyncFnMut(Option<Cursor>) -> Result<Page<T>, sqlx::Error>,
) -> Result<Vec<T>, sqlx::Error> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let found = page(after).await?;
        items.extend(found.items);
        after = found.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

fn dashboard(figures: &Figures) -> Value {
    let by_hour =
        figures.by_hour.iter().map(|hour| json!({ "hour": hour.hour, "payments": hour.payments }));
    let by_day = figures.by_day.iter().map(|day| {
        json!({ "day": day.day.to_string(), "revenue_cents": day.revenue_cents,
                "payments": day.payments })
    });
    let by_package = figures.by_package.iter().map(|sold| {
        json!({ "package_id": sold.package_id, "name": sold.name,
                "revenue_cents": sold.revenue_cents, "payments": sold.payments })
    });
    json!({
        "as_of": figures.as_of,
        "position": figures.position,
        "lag_positions": figures.lag_positions,
        "currency": Money::CURRENCY,
        "revenue_today_cents": figures.revenue_today_cents,
        "payments_today": figures.payments_today,
        "revenue_30_days_cents": figures.revenue_30_days_cents,
        "active_subscriptions": figures.active_subscriptions,
        "expiring_within_24h": figures.expiring_within_24h,
        "pending_payments": figures.pending_payments,
        "oldest_pending_seconds": figures.oldest_pending_seconds,
        "paid_but_offline": figures.paid_but_offline,
        "needs_a_look": figures.needs_a_look,
        "unallocated_cents": figures.unallocated_cents,
        "unallocated_payments": figures.unallocated_payments,
        "open_breaks": figures.open_breaks,
        "minutes_since_last_payment": figures.seconds_since_last_payment.map(|s| s / 60),
        "normal_minutes_between_payments":
            figures.normal_seconds_between_payments.map(|s| s / 60),
        "by_hour": by_hour.collect::<Vec<_>>(),
        "by_day": by_day.collect::<Vec<_>>(),
        "by_package": by_package.collect::<Vec<_>>(),
    })
}

fn print_figures(figures: &Figures) {
    let minutes = |seconds: Option<i64>| {
        seconds.map_or_else(|| "unknown".to_owned(), |seconds| format!("{} min", seconds / 60))
    };
    let money = |cents| Money::from_cents(cents).to_string();
    output::line(&format!(
        "As of {}, after event {}",
        in_nairobi(figures.as_of).format("%Y-%m-%d %H:%M:%S"),
        figures.position
    ));
    for (name, value) in [
        ("Revenue of the day", money(figures.revenue_today_cents)),
        ("Payments of the day", figures.payments_today.to_string()),
        ("Revenue of 30 days", money(figures.revenue_30_days_cents)),
        ("Active subscriptions", figures.active_subscriptions.to_string()),
        ("Ending within 24 hours", figures.expiring_within_24h.to_string()),
        ("Pending payments", figures.pending_payments.to_string()),
        ("Paid but offline", figures.paid_but_offline.to_string()),
        ("Needs a look", figures.needs_a_look.to_string()),
        ("Unallocated", money(figures.unallocated_cents)),
        ("Open breaks", figures.open_breaks.to_string()),
        ("Since the last payment", minutes(figures.seconds_since_last_payment)),
        ("Normal between payments", minutes(figures.normal_seconds_between_payments)),
    ] {
        output::line(&format!("{name:<24} {value:>16}"));
    }
    for sold in &figures.by_package {
        output::line(&format!("  {:<22} {:>16}", sold.name, money(sold.revenue_cents)));
    }
}

fn balance(found: &Balance) -> Value {
    json!({
        "customer_id": found.customer_id,
        "customer_name": found.customer_name,
        "balance_cents": found.balance_cents,
        "currency": Money::CURRENCY,
    })
}

fn print_balances(found: &[Balance], total_cents: i64) {
    for wallet in found {
        let name = wallet.customer_name.as_deref().unwrap_or("(no name)");
        let cents = Money::from_cents(wallet.balance_cents).to_string();
        output::line(&format!("{}  {cents:>12}  {name}", wallet.customer_id));
    }
    let total = Money::from_cents(total_cents);
    output::line(&format!("{} wallets, {total} in all", found.len()));
}

fn subscription(found: &Subscription, past: AsOf) -> Value {
    json!({
        "id": found.id,
        "customer_id": found.customer_id,
        "customer_name": found.customer_name,
        "line_id": found.line_id,
        "line_name": found.line_name,
        "package": { "id": found.package_id, "name": found.package_name },
        "start_date": found.start_date,
        "end_date": found.end_date,
        "is_active": found.is_active(past.effective),
        "status": found.status(past.effective).as_str(),
        "caused_by": found.caused_by,
    })
}

fn print_subscriptions(found: &[Subscription], past: AsOf) {
    for item in found {
        output::line(&format!(
            "{}  {:<8} until {}  {}, {}",
            item.id,
            item.status(past.effective).as_str(),
            in_nairobi(item.end_date).format("%Y-%m-%d %H:%M:%S"),
            item.package_name,
            item.customer_name.as_deref().unwrap_or("(no name)"),
        ));
    }
    let active = found.iter().filter(|item| item.is_active(past.effective)).count();
    output::line(&format!("{} subscriptions, {active} active", found.len()));
}
