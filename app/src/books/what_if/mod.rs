//! The books of a period as they would be under another rule, beside what they are.
//!
//! All events are posted twice, into two ledgers in memory: one by the rules that held, one by those
//! that are tried. Nothing is recorded.

mod charges;

use std::collections::BTreeMap;

use domain::books::{BooksEvent, Month};
use domain::ledger::{Account, AccountCode, ChargedFor, Entry, Ledger, Tariff, TaxRates, Taxes};
use domain::package::PackageSnapshot;
use domain::subscription::SubscriptionEvent;
use domain::time::end_of_nairobi_day;
use domain::{Money, PackageId, Timestamp};
use event_store::reading::{Wanted, read};
use event_store::{DecodeError, Recorded, feed};
use projections::ledger::BookEvent;
use serde::Serialize;
use sqlx::PgPool;

use self::charges::{Charges, Recharged};

/// What is tried.
#[derive(Debug, Clone, Default)]
pub struct OtherRule {
    /// Other prices of packages. Whoever bought one is taken to have paid the other price by M-Pesa.
    pub prices: BTreeMap<PackageId, Money>,
    /// Other taxes.
    pub taxes: Option<TaxRates>,
    /// Other tariffs of Safaricom's.
    pub tariffs: BTreeMap<ChargedFor, Tariff>,
}

/// Months, both of them within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    /// The first.
    pub first: Month,
    /// The last.
    pub last: Month,
}

/// How much moved on an account in the period: debits less credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its number in the chart.
    pub account: i16,
    /// Its name.
    pub name: &'static str,
    /// By the rules that held.
    pub as_booked_cents: i64,
    /// By those that are tried.
    pub as_if_cents: i64,
}

/// A period by another rule, beside what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// How each account moved.
    pub accounts: Vec<Moved>,
    /// How many charges stay as they were taken, because the tariff that is tried does not say what
    /// they would have been.
    pub charges_kept: u64,
}

/// It could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum WhatIfError {
    /// The events.
    #[error("the events could not be read: {0}")]
    Feed(#[from] feed::FeedError),
    /// An event.
    #[error("an event could not be read: {0}")]
    Decode(#[from] DecodeError),
    /// The books.
    #[error("an event cannot be put into the books: {0}; run `daftari verify`")]
    Books(#[from] domain::ledger::LedgerError),
    /// The period.
    #[error("the period ends before it begins, or beyond the calendar")]
    Period,
}

impl From<sqlx::Error> for WhatIfError {
    fn from(error: sqlx::Error) -> Self {
        Self::Feed(error.into())
    }
}

/// Replays everything under both rules, and says how each account moved
/// in it.
pub async fn what_if(
    pool: &PgPool,
    months: Months,
    rule: OtherRule,
) -> Result<WhatIf, WhatIfError> {
    let begins_at = months.first.first_day().pred_opt().and_then(end_of_nairobi_day);
    let (begins_at, ends_at) = begins_at.zip(months.last.ends_at()).ok_or(WhatIfError::Period)?;
    if ends_at <= begins_at {
        return Err(WhatIfError::Period);
    }
    let head = feed::head_of(pool).await?;
    let mut replay = Replay::new(begins_at, ends_at, rule);
    let mut failed = None;
    read(pool, 0, head, async |events: Vec<Recorded>| {
        match events.iter().try_for_each(|recorded| replay.take(recorded)) {
            Ok(()) => Wanted::More,
            Err(error) => {
                failed = Some(error);
                Wanted::NoMore
            }
        }
    })
    .await?;
    failed.map_or_else(|| Ok(replay.end()), Err)
}

type Sums = BTreeMap<AccountCode, i64>;

struct Replay {
    begins_at: Timestamp,
    ends_at: Timestamp,
    rule: OtherRule,
    booked: Ledger,
    other: Ledger,
    as_booked: Sums,
    as_if: Sums,
    charges: Charges,
    /// What each subscription that runs was bought for by the other rule, and by its own.
    repriced: BTreeMap<uuid::Uuid, (Money, Money)>,
}

impl Replay {
    fn new(begins_at: Timestamp, ends_at: Timestamp, rule: OtherRule) -> Self {
        let charges = Charges::new(rule.tariffs.clone(), (begins_at, ends_at));
        let mut other = Ledger::default();
        if let Some(rates) = rule.taxes {
            other.taxes = Taxes::new([(begins_at, rates)]);
        }
        Self {
            begins_at,
            ends_at,
            rule,
            booked: Ledger::default(),
            other,
            as_booked: Sums::new(),
            as_if: Sums::new(),
            charges,
            repriced: BTreeMap::new(),
        }
    }

    fn take(&mut self, recorded: &Recorded) -> Result<(), WhatIfError> {
        // What is recorded after the period, such as the end of its last day, may be booked in it.
        for told in BookEvent::of(recorded)? {
            let entries = self.booked.post(told.fact(recorded))?;
            self.add(&entries, false);
            self.charges.take(&entries);
            // What was set is replaced by what is tried.
            if self.rule.taxes.is_some()
                && matches!(told, BookEvent::Books(BooksEvent::TaxesSet { .. }))
            {
                continue;
            }
            let told = match told {
                BookEvent::Subscription(event) => {
                    BookEvent::Subscription(self.reprice(recorded, event))
                }
                told => told,
            };
            let entries = self.other.post(told.fact(recorded))?;
            self.add(&entries, true);
        }
        Ok(())
    }

    /// The event as it would have been with the other price, and beside it the money that would have
    /// come and gone besides.
    fn reprice(&mut self, recorded: &Recorded, mut event: SubscriptionEvent) -> SubscriptionEvent {
        let id = recorded.aggregate_id;
        if let SubscriptionEvent::SubscriptionChanged { unused_value_cents, .. }
        | SubscriptionEvent::SubscriptionShortened { unused_value_cents, .. } = &mut event
            && let Some((other, own)) = self.repriced.get(&id).copied()
        {
            let scaled = unused_value_cents.share(other.cents(), own.cents());
            let scaled = scaled.unwrap_or(*unused_value_cents);
            // It would have gone back to where it came from.
            self.beside(recorded, Account::DEFERRED_REVENUE, scaled, *unused_value_cents);
            *unused_value_cents = scaled;
        }
        if let SubscriptionEvent::SubscriptionActivated { package, .. }
        | SubscriptionEvent::SubscriptionExtended { package, .. }
        | SubscriptionEvent::SubscriptionChanged { package, .. } = &mut event
        {
            self.reprice_package(recorded, package);
        }
        event
    }

    fn reprice_package(&mut self, recorded: &Recorded, package: &mut PackageSnapshot) {
        let own = package.terms.price_cents;
        let other = self.rule.prices.get(&package.package_id).copied();
        let Some(other) = other.filter(|_| self.is_within(recorded.recorded_at)) else {
            self.repriced.remove(&recorded.aggregate_id);
            return;
        };
        package.terms.price_cents = other;
        self.repriced.insert(recorded.aggregate_id, (other, own));
        let rates = self.other.taxes.at(recorded.recorded_at);
        let (Some(before), Some(after)) = (rates.of(own), rates.of(other)) else { return };
        let parts = [
            (AccountCode::Mpesa, other.cents() - own.cents()),
            (AccountCode::DeferredRevenue, before.net.cents() - after.net.cents()),
            (AccountCode::VatPayable, before.vat.cents() - after.vat.cents()),
            (AccountCode::ExcisePayable, before.excise.cents() - after.excise.cents()),
        ];
        self.move_besides(recorded.recorded_at, &parts);
    }

    /// More or less goes back to a customer, who gets it by M-Pesa.
    fn beside(&mut self, recorded: &Recorded, from: Account, other: Money, own: Money) {
        let more = other.cents() - own.cents();
        let parts = [(from.code(), more), (AccountCode::Mpesa, -more)];
        self.move_besides(recorded.recorded_at, &parts);
    }

    fn move_besides(&mut self, at: Timestamp, parts: &[(AccountCode, i64)]) {
        if self.is_within(at) {
            for (code, cents) in parts {
                *self.as_if.entry(*code).or_default() += cents;
            }
        }
    }

    fn is_within(&self, at: Timestamp) -> bool {
        at >= self.begins_at && at < self.ends_at
    }

    fn add(&mut self, entries: &[Entry], as_if: bool) {
        let (begins_at, ends_at) = (self.begins_at, self.ends_at);
        let within = |entry: &&Entry| entry.booked_at() >= begins_at && entry.booked_at() < ends_at;
        let sums = if as_if { &mut self.as_if } else { &mut self.as_booked };
        for posting in entries.iter().filter(within).flat_map(Entry::postings) {
            *sums.entry(posting.account.code()).or_default() += posting.amount.cents();
        }
    }

    fn end(mut self) -> WhatIf {
        let Recharged { more_cents, kept } = self.charges.recharged();
        for (code, cents) in
            [(AccountCode::MpesaCharges, more_cents), (AccountCode::Mpesa, -more_cents)]
        {
            *self.as_if.entry(code).or_default() += cents;
        }
        WhatIf { accounts: self.moved(), charges_kept: kept }
    }

    fn moved(&self) -> Vec<Moved> {
        let of = |sums: &Sums, code| sums.get(&code).copied().unwrap_or(0);
        AccountCode::ALL
            .into_iter()
            .map(|code| Moved {
                account: code.number(),
                name: code.name(),
                as_booked_cents: of(&self.as_booked, code),
                as_if_cents: of(&self.as_if, code),
            })
            .filter(|moved| moved.as_booked_cents != 0 || moved.as_if_cents != 0)
            .collect()
    }
}
