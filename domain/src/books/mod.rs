//! The books: what finance decides about whole days, beside what happens to single payments.
//!
//! There is one stream in a store. A day is closed once, and days are closed in their order.

mod event;
mod month;

use chrono::NaiveDate;
use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregate::Decide;
use crate::id::UserId;
use crate::ledger::{ChargedFor, TAX_PER_MILLE_MAX, Tariff, TaxRates, Taxes};
use crate::money::Money;
use crate::reason::Reason;
use crate::time::{Timestamp, end_of_nairobi_day, seconds_between};

pub use event::BooksEvent;
pub use month::{Month, NotMonth};

/// So far a tariff may lie back or ahead, in days: whoever gives a day ten years away has mistyped it.
pub const TARIFF_DAYS_MAX: i64 = 3_653;

/// The id of the one stream.
pub const BOOKS: Uuid = Uuid::from_u128(0x0195_d1f0_5a3c_7000_8000_0000_0000_b00c);

/// How far the books are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    last_closed: Option<NaiveDate>,
    /// The last month that was closed.
    last_month: Option<Month>,
    /// The rates of taxes.
    taxes: Taxes,
}

/// What somebody in finance closes a month with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseMonth {
    /// Which month.
    pub month: Month,
    /// Over how many events the signed head is that holds all of the month.
    pub tree_size: i64,
    /// The head's root hash, hex.
    pub root_hash: String,
    /// What was in suspense as the month ended.
    pub suspense: Money,
    /// How many breaks of it are carried on, open.
    pub carried_breaks: u32,
    /// Why it is closed with something in suspense or breaks that are open.
    pub explanation: Option<Reason>,
    /// Who closes it.
    pub by: UserId,
    /// The moment now.
    pub now: Timestamp,
}

/// What can be asked of the books.
#[derive(Debug, Clone)]
pub enum BooksCommand {
    /// Closes a day: what was earned by its end is taken to income. A day that is closed already is
    /// success and no event.
    CloseDay {
        /// A calendar day in Nairobi.
        day: NaiveDate,
        /// The moment now.
        now: Timestamp,
    },
    /// Closes a month: what is learnt of it later is posted to the next one. It is never opened
    /// again. A month that is closed already is success and no event.
    CloseMonth(Box<CloseMonth>),
    /// Lets other rates of taxes hold from a day on: what is bought from then on is taxed by them.
    SetTaxes {
        /// A calendar day in Nairobi, tomorrow at the earliest.
        from: NaiveDate,
        /// The rates.
        rates: TaxRates,
        /// Who sets them.
        by: UserId,
        /// The moment now.
        now: Timestamp,
    },
    /// Lets another tariff of Safaricom's hold from a day on, which may be past: statements are judged
    /// by it, and nothing is posted.
    SetTariff {
        /// For which movements.
        charged_for: ChargedFor,
        /// A calendar day in Nairobi.
        from: NaiveDate,
        /// The bands; none of them if nothing is known from then on.
        tariff: Tariff,
        /// Who sets it.
        by: UserId,
        /// The moment now.
        now: Timestamp,
    },
}

/// Why the books cannot do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BooksError {
    /// The day is not over.
    #[error("{day} is not over in Nairobi; close it after midnight")]
    NotOver {
        /// Which day.
        day: NaiveDate,
    },
    /// A day before it is still open.
    #[error("{next} is still open; close it before {day}")]
    OutOfOrder {
        /// Which day.
        day: NaiveDate,
        /// The day that comes first.
        next: NaiveDate,
    },
    /// The month is not over, or its last day is not closed.
    #[error(
        "{month} is not over, or its last day is not closed in the books yet; close it after midnight"
    )]
    MonthNotOver {
        /// Which month.
        month: Month,
    },
    /// What was bought is taxed already.
    #[error(
        "{from} has begun, and what was bought since is taxed already; give tomorrow or a later day"
    )]
    TooLate {
        /// Which day.
        from: NaiveDate,
    },
    /// No tax is as high.
    #[error("a rate is 0 to {TAX_PER_MILLE_MAX} tenths of a percent")]
    BadRate,
    /// Nobody means that day.
    #[error("{from} is more than ten years away; give the day from which Safaricom charges so")]
    FarAway {
        /// Which day.
        from: NaiveDate,
    },
    /// A month before it is still open.
    #[error("{next} is still open; close it before {month}")]
    MonthOutOfOrder {
        /// Which month.
        month: Month,
        /// The month that comes first.
        next: Month,
    },
}

impl Books {
    /// The last month that was closed.
    pub const fn last_month(&self) -> Option<Month> {
        self.last_month
    }

    /// The last day that was closed.
    pub const fn last_day(&self) -> Option<NaiveDate> {
        self.last_closed
    }

    /// The rates of taxes, and from when on each holds.
    pub const fn taxes(&self) -> &Taxes {
        &self.taxes
    }

    /// The day that is closed next; none before the first.
    pub fn next_day(&self) -> Option<NaiveDate> {
        self.last_closed.and_then(|day| day.succ_opt())
    }
}

impl Books {
    fn close_month(&self, close: CloseMonth) -> Result<Vec<BooksEvent>, BooksError> {
        let month = close.month;
        if self.last_month.is_some_and(|last| month <= last) {
            return Ok(vec![]);
        }
        let not_over = BooksError::MonthNotOver { month };
        let ended_at = month.ends_at().filter(|end| *end <= close.now).ok_or(not_over)?;
        if self.last_closed < month.last_day() {
            return Err(not_over);
        }
        match self.last_month.and_then(Month::next) {
            Some(next) if next != month => Err(BooksError::MonthOutOfOrder { month, next }),
            Some(_) | None => Ok(vec![BooksEvent::PeriodClosed {
                month,
                ended_at,
                tree_size: close.tree_size,
                root_hash: close.root_hash,
                suspense_cents: close.suspense,
                carried_breaks: close.carried_breaks,
                explanation: close.explanation,
                by: close.by,
                at: close.now,
            }]),
        }
    }
}

fn set_taxes(
    from: NaiveDate,
    rates: TaxRates,
    by: UserId,
    now: Timestamp,
) -> Result<Vec<BooksEvent>, BooksError> {
    let highest = rates.vat_per_mille.max(rates.excise_per_mille);
    if highest > TAX_PER_MILLE_MAX {
        return Err(BooksError::BadRate);
    }
    let too_late = BooksError::TooLate { from };
    let starts_at = from.pred_opt().and_then(end_of_nairobi_day).ok_or(too_late)?;
    if starts_at <= now {
        return Err(too_late);
    }
    Ok(vec![BooksEvent::TaxesSet { from, starts_at, rates, by, at: now }])
}

fn set_tariff(
    (charged_for, from): (ChargedFor, NaiveDate),
    tariff: Tariff,
    by: UserId,
    now: Timestamp,
) -> Result<Vec<BooksEvent>, BooksError> {
    let far_away = BooksError::FarAway { from };
    let starts_at = from.pred_opt().and_then(end_of_nairobi_day).ok_or(far_away)?;
    let days_away = seconds_between(now, starts_at).saturating_abs() / 86_400;
    if days_away > TARIFF_DAYS_MAX {
        return Err(far_away);
    }
    Ok(vec![BooksEvent::TariffSet { charged_for, from, starts_at, tariff, by, at: now }])
}

impl Decide for Books {
    const WITHOUT_CLAIMS: &'static [&'static str] =
        &["DayClosed", "PeriodClosed", "TaxesSet", "TariffSet"];
    // 2: the last month that was closed. 3: the rates of taxes.
    const FOLD: i32 = 3;

    fn decide(&self, command: BooksCommand) -> Result<Vec<BooksEvent>, BooksError> {
        let (day, now) = match command {
            BooksCommand::CloseDay { day, now } => (day, now),
            BooksCommand::CloseMonth(close) => return self.close_month(*close),
            BooksCommand::SetTaxes { from, rates, by, now } => {
                return set_taxes(from, rates, by, now);
            }
            BooksCommand::SetTariff { charged_for, from, tariff, by, now } => {
                return set_tariff((charged_for, from), tariff, by, now);
            }
        };
        let ended_at =
            end_of_nairobi_day(day).filter(|end| *end <= now).ok_or(BooksError::NotOver { day })?;
        if self.last_closed.is_some_and(|last| day <= last) {
            return Ok(vec![]);
        }
        match self.next_day() {
            Some(next) if next != day => Err(BooksError::OutOfOrder { day, next }),
            Some(_) | None => Ok(vec![BooksEvent::DayClosed { day, ended_at }]),
        }
    }
}

impl Aggregate for Books {
    const TYPE: &'static str = "books";
    type Command = BooksCommand;
    type Event = BooksEvent;
    type Error = BooksError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match event {
            BooksEvent::DayClosed { day, ended_at: _ } => self.last_closed = Some(day),
            BooksEvent::PeriodClosed { month, .. } => self.last_month = Some(month),
            BooksEvent::TaxesSet { starts_at, rates, .. } => self.taxes.set(starts_at, rates),
            BooksEvent::TariffSet { .. } => {}
        }
    }
}
