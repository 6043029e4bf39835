//! What a package gives, for how long and at what price.

use serde::{Deserialize, Serialize};

use crate::id::PackageId;
use crate::money::Money;
use crate::time::{Timestamp, months_later, seconds_later};

/// The terms of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTerms {
    /// What customers call it.
    pub name: String,
    /// Its price.
    pub price_cents: Money,
    /// How long it lasts.
    pub duration: Duration,
    /// How much data it carries, in megabytes of 1,000,000 bytes; none means without limit.
    pub data_cap_mb: Option<u32>,
    /// Download rate in kilobits a second.
    pub download_kbps: u32,
    /// Upload rate in kilobits a second.
    pub upload_kbps: u32,
    /// How many devices may be online at once.
    pub devices_max: u32,
    /// Where it is sold.
    pub sold_at: SoldAt,
    /// Whether it may renew itself.
    pub renews: bool,
}

/// A package as it was when it was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSnapshot {
    /// Which package.
    pub package_id: PackageId,
    /// Its terms at that moment.
    pub terms: PackageTerms,
}

/// Where a package is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SoldAt {
    /// At hotspots.
    Hotspot,
    /// To homes.
    Home,
    /// Everywhere.
    Both,
}

/// A length of time as a person says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Unit {
    /// Sixty seconds.
    Minutes,
    /// Sixty minutes.
    Hours,
    /// Twenty-four hours.
    Days,
    /// Seven days.
    Weeks,
    /// Calendar months in Nairobi.
    Months,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Duration {
    /// The moment when it is over, if it began at `from`.
    pub fn after(self, from: Timestamp) -> Option<Timestamp> {
        let unit_seconds = match self.unit {
            Unit::Minutes => 60,
            Unit::Hours => 3_600,
            Unit::Days => SECONDS_PER_DAY,
            Unit::Weeks => SECONDS_PER_DAY.checked_mul(7)?,
            Unit::Months => return months_later(from, self.count),
        };
        seconds_later(from, i64::from(self.count).checked_mul(unit_seconds)?)
    }

    /// Whether it lasts a day or longer.
    pub fn is_a_day_or_longer(self) -> bool {
        match self.unit {
            Unit::Minutes => self.count >= 24 * 60,
            Unit::Hours => self.count >= 24,
            Unit::Days | Unit::Weeks | Unit::Months => self.count >= 1,
        }
    }
}
