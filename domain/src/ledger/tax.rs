//! Taxes on what is sold, as dated rates. They are off unless somebody sets them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::time::Timestamp;

const WHOLE: i64 = 1_000;

/// The most that a rate can be: the price again.
pub const TAX_PER_MILLE_MAX: u16 = 1_000;

/// Rates in tenths of a percent. Excise is inside the base of value added tax.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRates {
    /// Value added tax.
    pub vat_per_mille: u16,
    /// Excise duty.
    pub excise_per_mille: u16,
}

/// A price, taken apart. The parts sum to it exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taxed {
    /// The provider's own.
    pub net: Money,
    /// Excise duty on that.
    pub excise: Money,
    /// Value added tax on both.
    pub vat: Money,
}

impl TaxRates {
    /// Takes a price apart: net = price ÷ ((1 + excise)(1 + VAT)), rounded down to the cent. None
    /// beyond counting.
    pub fn of(self, price: Money) -> Option<Taxed> {
        let with_vat = WHOLE.saturating_add(i64::from(self.vat_per_mille));
        let with_excise = WHOLE.saturating_add(i64::from(self.excise_per_mille));
        let before_vat = price.share(WHOLE, with_vat)?;
        let net = before_vat.share(WHOLE, with_excise)?;
        Some(Taxed { net, excise: before_vat.minus(net)?, vat: price.minus(before_vat)? })
    }
}

impl Taxed {
    /// All of it.
    pub fn price(self) -> Option<Money> {
        self.net.plus(self.taxes()?)
    }

    /// Both taxes.
    pub fn taxes(self) -> Option<Money> {
        self.excise.plus(self.vat)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            net: self.net.plus(other.net)?,
            excise: self.excise.plus(other.excise)?,
            vat: self.vat.plus(other.vat)?,
        })
    }

    /// What of it is in a part of the price: taxes are rounded down.
    pub(crate) fn within(self, part: Money) -> Option<Self> {
        let price = self.price()?.cents();
        if price <= 0 {
            return Some(Self { net: part, ..Self::default() });
        }
        let excise = self.excise.share(part.cents(), price)?;
        let vat = self.vat.share(part.cents(), price)?;
        Some(Self { net: part.minus(excise)?.minus(vat)?, excise, vat })
    }
}

/// Which rates hold from when on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxes {
    from: BTreeMap<Timestamp, TaxRates>,
}

impl Taxes {
    /// These, each from its moment on.
    pub fn new(from: impl IntoIterator<Item = (Timestamp, TaxRates)>) -> Self {
        Self { from: from.into_iter().collect() }
    }

    /// Sets what holds from a moment on.
    pub fn set(&mut self, from: Timestamp, rates: TaxRates) {
        self.from.insert(from, rates);
    }

    /// What holds at a moment.
    pub fn at(&self, moment: Timestamp) -> TaxRates {
        self.from.range(..=moment).next_back().map(|(_, rates)| *rates).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_taken_apart_without_a_cent_left() {
        let kenyan = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };
        // 1,334 ÷ 1.16 = 1,150, ÷ 1.15 = 1,000.
        let taxed = kenyan.of(Money::from_cents(133_400)).unwrap();
        let parts = [taxed.net, taxed.excise, taxed.vat].map(Money::cents);
        assert_eq!(parts, [100_000, 15_000, 18_400]);
        for cents in 0..5_000 {
            let price = Money::from_cents(cents);
            assert_eq!(kenyan.of(price).unwrap().price(), Some(price));
        }
        let untaxed = TaxRates::default().of(Money::from_cents(777)).unwrap();
        assert_eq!(untaxed, Taxed { net: Money::from_cents(777), ..Taxed::default() });
    }

    #[test]
    fn rates_hold_from_their_moment_on() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let rates = TaxRates { vat_per_mille: 160, excise_per_mille: 0 };
        let mut taxes = Taxes::new([(at("2026-07-01T00:00:00Z"), rates)]);
        assert_eq!(taxes.at(at("2026-06-30T23:59:59Z")), TaxRates::default());
        assert_eq!(taxes.at(at("2026-07-01T00:00:00Z")), rates);
        taxes.set(at("2026-08-01T00:00:00Z"), TaxRates::default());
        assert_eq!(taxes.at(at("2026-09-01T00:00:00Z")), TaxRates::default());
    }
}
