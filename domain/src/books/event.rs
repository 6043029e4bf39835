use chrono::NaiveDate;
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::month::Month;
use crate::id::UserId;
use crate::ledger::{ChargedFor, Tariff, TaxRates};
use crate::money::Money;
use crate::reason::Reason;
use crate::time::Timestamp;

/// What happened to the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BooksEvent {
    /// A day was closed.
    DayClosed {
        /// A calendar day in Nairobi.
        day: NaiveDate,
        /// The midnight with which it ended.
        ended_at: Timestamp,
    },
    /// A month was closed.
    PeriodClosed {
        /// A calendar month in Nairobi.
        month: Month,
        /// The midnight with which it ended.
        ended_at: Timestamp,
        /// Over how many events the signed head is that holds all of it.
        tree_size: i64,
        /// That head's root hash, hex.
        root_hash: String,
        /// What was in suspense as it ended.
        suspense_cents: Money,
        /// How many breaks of it are carried on.
        carried_breaks: u32,
        /// Why it was closed with something in suspense or breaks that are open.
        explanation: Option<Reason>,
        /// Who closed it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Another tariff of Safaricom's holds from a day on. Nothing is posted by it: charges stand in the
    /// books as they were taken.
    TariffSet {
        /// For which movements.
        charged_for: ChargedFor,
        /// A calendar day in Nairobi.
        from: NaiveDate,
        /// The midnight with which it begins.
        starts_at: Timestamp,
        /// The bands; none of them if nothing is known from then on.
        tariff: Tariff,
        /// Who set it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Other rates of taxes hold from a day on.
    TaxesSet {
        /// A calendar day in Nairobi.
        from: NaiveDate,
        /// The midnight with which it begins.
        starts_at: Timestamp,
        /// The rates.
        rates: TaxRates,
        /// Who set them.
        by: UserId,
        /// When.
        at: Timestamp,
    },
}

impl DomainEvent for BooksEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DayClosed { .. } => "DayClosed",
            Self::PeriodClosed { .. } => "PeriodClosed",
            Self::TaxesSet { .. } => "TaxesSet",
            Self::TariffSet { .. } => "TariffSet",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
