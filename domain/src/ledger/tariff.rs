//! What Safaricom charges, as dated bands of amounts. None is known unless somebody gives one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::time::Timestamp;

/// Safaricom's tariffs have some twenty bands.
pub const BANDS_MAX: usize = 100;

/// What is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChargedFor {
    /// A customer paid, to a paybill or a till.
    Collection,
    /// A customer was paid.
    Payout,
}

impl ChargedFor {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Collection, Self::Payout];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Collection => "COLLECTION",
            Self::Payout => "PAYOUT",
        }
    }
}

/// What amounts cost, above those of the band before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The highest amount of the band.
    pub up_to_cents: Money,
    /// What the provider is charged for each.
    pub charge_cents: Money,
}

/// Bands of amounts, each higher than the one before. Without any band it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Band>", into = "Vec<Band>")]
pub struct Tariff {
    bands: Vec<Band>,
}

/// Bands that are no tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTariff {
    /// Too many.
    #[error("a tariff has at most {BANDS_MAX} bands")]
    TooMany,
    /// Out of order.
    #[error(
        "band {number} does not begin where the one before ends; order bands by up_to_cents, each higher than the last and more than nothing"
    )]
    NotRising {
        /// Which, from 1.
        number: usize,
    },
    /// Nobody charges that.
    #[error("band {number} charges less than nothing, or more than all that is moved")]
    BadCharge {
        /// Which, from 1.
        number: usize,
    },
}

impl Tariff {
    /// Its bands, the lowest first.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// What moving that amount costs. None beyond its bands: a tariff says nothing of what it does
    /// not name.
    pub fn charge(&self, amount: Money) -> Option<Money> {
        let place = self.bands.partition_point(|band| band.up_to_cents < amount);
        self.bands.get(place).map(|band| band.charge_cents)
    }
}

impl TryFrom<Vec<Band>> for Tariff {
    type Error = NotTariff;

    fn try_from(bands: Vec<Band>) -> Result<Self, NotTariff> {
        if bands.len() > BANDS_MAX {
            return Err(NotTariff::TooMany);
        }
        let mut before = Money::ZERO;
        for (number, band) in (1..).zip(&bands) {
            if band.up_to_cents <= before {
                return Err(NotTariff::NotRising { number });
            }
            if band.charge_cents < Money::ZERO || band.charge_cents > band.up_to_cents {
                return Err(NotTariff::BadCharge { number });
            }
            before = band.up_to_cents;
        }
        Ok(Self { bands })
    }
}

impl From<Tariff> for Vec<Band> {
    fn from(tariff: Tariff) -> Self {
        tariff.bands
    }
}

/// Which tariff holds from when on, for each kind of movement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tariffs {
    from: BTreeMap<(ChargedFor, Timestamp), Tariff>,
}

impl Tariffs {
    /// These, each from its moment on.
    pub fn new(from: impl IntoIterator<Item = ((ChargedFor, Timestamp), Tariff)>) -> Self {
        Self { from: from.into_iter().collect() }
    }

    /// Whether nothing is known of any charge.
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    /// What moving that amount at that moment costs, if a tariff says so.
    pub fn charge(&self, of: ChargedFor, amount: Money, at: Timestamp) -> Option<Money> {
        let until = self.from.range((of, Timestamp::MIN_UTC)..=(of, at));
        until.last().and_then(|(_, tariff)| tariff.charge(amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tariff(bands: &[(i64, i64)]) -> Result<Tariff, NotTariff> {
        let band = |(up_to, charge): &(i64, i64)| Band {
            up_to_cents: Money::from_cents(*up_to),
            charge_cents: Money::from_cents(*charge),
        };
        bands.iter().map(band).collect::<Vec<_>>().try_into()
    }

    #[test]
    fn an_amount_costs_what_its_band_says_and_nothing_is_said_beyond_the_last() {
        let tariff = tariff(&[(10_000, 0), (50_000, 500), (100_000, 1_000)]).unwrap();
        for (amount, charge) in [
            (1, Some(0)),
            (10_000, Some(0)),
            (10_001, Some(500)),
            (50_000, Some(500)),
            (100_000, Some(1_000)),
            (100_001, None),
        ] {
            let charged = tariff.charge(Money::from_cents(amount)).map(Money::cents);
            assert_eq!(charged, charge, "{amount}");
        }
        assert_eq!(Tariff::default().charge(Money::from_cents(1)), None);
    }

    #[test]
    fn bands_rise_and_charge_no_more_than_is_moved() {
        assert_eq!(tariff(&[(0, 0)]), Err(NotTariff::NotRising { number: 1 }));
        assert_eq!(tariff(&[(5, 0), (5, 1)]), Err(NotTariff::NotRising { number: 2 }));
        assert_eq!(tariff(&[(5, -1)]), Err(NotTariff::BadCharge { number: 1 }));
        assert_eq!(tariff(&[(5, 1), (9, 10)]), Err(NotTariff::BadCharge { number: 2 }));
        let many: Vec<(i64, i64)> = (1..=101).map(|up_to| (up_to, 0)).collect();
        assert_eq!(tariff(&many), Err(NotTariff::TooMany));
        assert!(tariff(&many[..BANDS_MAX]).is_ok());
    }

    #[test]
    fn the_tariff_of_the_moment_holds_for_its_own_kind() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (first, second) = (at("2026-06-30T21:00:00Z"), at("2026-07-31T21:00:00Z"));
        let tariffs = Tariffs::new([
            ((ChargedFor::Collection, first), tariff(&[(1_000, 5)]).unwrap()),
            ((ChargedFor::Collection, second), tariff(&[(1_000, 7)]).unwrap()),
            ((ChargedFor::Payout, second), Tariff::default()),
        ]);
        let charge = |of, moment: &str| {
            tariffs.charge(of, Money::from_cents(900), at(moment)).map(Money::cents)
        };
        assert_eq!(charge(ChargedFor::Collection, "2026-06-30T20:59:59Z"), None);
        assert_eq!(charge(ChargedFor::Collection, "2026-06-30T21:00:00Z"), Some(5));
        assert_eq!(charge(ChargedFor::Collection, "2026-09-01T00:00:00Z"), Some(7));
        assert_eq!(charge(ChargedFor::Payout, "2026-09-01T00:00:00Z"), None);
        assert!(Tariffs::default().is_empty());
    }
}
