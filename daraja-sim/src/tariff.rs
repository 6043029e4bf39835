//! What Safaricom charges: dated tables of bands, read from data and not written in code.

use chrono::NaiveDate;
use serde::Deserialize;

/// The published tariffs; `data/tariffs.json` says which.
const PUBLISHED: &str = include_str!("../data/tariffs.json");

/// What is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Service {
    PayBill,
    BusinessPayment,
}

/// Who pays the charge of a pay bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bearer {
    /// Mgao: the customer and the business pay a part each.
    #[default]
    Shared,
    Business,
    Customer,
}

/// Why tariffs can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TariffError {
    #[error("the tariffs are not JSON of the expected shape; see daraja-sim/data/tariffs.json")]
    Json(#[source] serde_json::Error),
    #[error(
        "the bands of the tariff from {from} don't rise, or cost less than nothing; order them by up_to_shillings"
    )]
    Bands { from: NaiveDate },
}

#[derive(Clone, Debug, Deserialize)]
struct Band {
    up_to_shillings: i64,
    total_shillings: i64,
    /// Only where the charge may be shared.
    shared: Option<Shares>,
}

#[derive(Clone, Debug, Deserialize)]
struct Shares {
    customer_shillings: i64,
    business_shillings: i64,
}

#[derive(Clone, Debug, Deserialize)]
struct Tariff {
    service: Service,
    from: NaiveDate,
    bands: Vec<Band>,
}

/// Every tariff that is known, for all services and dates.
#[derive(Clone, Debug)]
pub struct Tariffs(Vec<Tariff>);

impl Tariffs {
    /// Reads tariffs from JSON in the shape of `data/tariffs.json`.
    pub fn parse(json: &str) -> Result<Self, TariffError> {
        let mut tariffs: Vec<Tariff> = serde_json::from_str(json).map_err(TariffError::Json)?;
        for tariff in &tariffs {
            let rises =
                tariff.bands.is_sorted_by(|one, next| one.up_to_shillings < next.up_to_shillings);
            if !rises || tariff.bands.iter().any(|band| !band.adds_up()) {
                return Err(TariffError::Bands { from: tariff.from });
            }
        }
        tariffs.sort_by_key(|tariff| tariff.from);
        Ok(Self(tariffs))
    }

    /// The business's part of the charge, in cents. Above the last band it is the last band's; before
    /// the first tariff it is the first one's.
    pub(crate) fn business_cents(
        &self,
        service: Service,
        bearer: Bearer,
        amount_cents: i64,
        on: NaiveDate,
    ) -> i64 {
        let mut of_service = self.0.iter().filter(|tariff| tariff.service == service);
        let in_force =
            of_service.clone().rfind(|tariff| tariff.from <= on).or_else(|| of_service.next());
        let Some(band) = in_force.and_then(|tariff| tariff.band(amount_cents)) else {
            return 0;
        };
        let shillings = match (bearer, &band.shared) {
            (Bearer::Shared, Some(shares)) => shares.business_shillings,
            (Bearer::Business | Bearer::Shared, _) => band.total_shillings,
            (Bearer::Customer, _) => 0,
        };
        shillings * 100
    }
}

impl Default for Tariffs {
    fn default() -> Self {
        Self::parse(PUBLISHED).expect("a test reads the published tariffs")
    }
}

impl Tariff {
    fn band(&self, amount_cents: i64) -> Option<&Band> {
        self.bands
            .iter()
            .find(|band| amount_cents <= band.up_to_shillings.saturating_mul(100))
            .or(self.bands.last())
    }
}

impl Band {
    fn adds_up(&self) -> bool {
        let shares_add_up = self.shared.as_ref().is_none_or(|shares| {
            shares.customer_shillings >= 0
                && shares.business_shillings >= 0
                && shares.customer_shillings + shares.business_shillings == self.total_shillings
        });
        (0..1_000_000).contains(&self.total_shillings) && shares_add_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_pay_bill_costs_what_was_published() {
        let tariffs = Tariffs::default();
        for (shillings, business, shared) in [
            (49, 0, 0),
            (100, 0, 0),
            (101, 5, 0),
            (1_500, 15, 5),
            (1_501, 20, 7),
            (250_000, 108, 84),
        ] {
            let of = |bearer| {
                tariffs.business_cents(
                    Service::PayBill,
                    bearer,
                    shillings * 100,
                    date("2026-06-01"),
                )
            };
            assert_eq!(of(Bearer::Business), business * 100, "{shillings}");
            assert_eq!(of(Bearer::Shared), shared * 100, "{shillings}");
            assert_eq!(of(Bearer::Customer), 0, "{shillings}");
        }
    }

    #[test]
    fn the_tariff_of_the_day_holds() {
        let tariffs = Tariffs::parse(
            r#"[{"service":"pay-bill","from":"2026-02-01","bands":[{"up_to_shillings":9,"total_shillings":2}]},
                {"service":"pay-bill","from":"2026-01-01","bands":[{"up_to_shillings":9,"total_shillings":1}]}]"#,
        )
        .unwrap();
        for (day, cents) in [("2025-12-31", 100), ("2026-01-31", 100), ("2026-02-01", 200)] {
            let charged =
                tariffs.business_cents(Service::PayBill, Bearer::Business, 500, date(day));
            assert_eq!(charged, cents, "{day}");
        }
    }

    #[test]
    fn bands_that_fall_or_do_not_add_up_are_refused() {
        for bands in [
            r#"[{"up_to_shillings":9,"total_shillings":1},{"up_to_shillings":9,"total_shillings":2}]"#,
            r#"[{"up_to_shillings":9,"total_shillings":-1}]"#,
            r#"[{"up_to_shillings":9,"total_shillings":5,"shared":{"customer_shillings":1,"business_shillings":1}}]"#,
        ] {
            let json = format!(r#"[{{"service":"pay-bill","from":"2026-01-01","bands":{bands}}}]"#);
            assert!(matches!(Tariffs::parse(&json), Err(TariffError::Bands { .. })), "{bands}");
        }
        assert!(matches!(Tariffs::parse("{}"), Err(TariffError::Json(_))));
    }
}
