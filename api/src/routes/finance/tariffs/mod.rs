//! What Safaricom charges.

pub(crate) mod list;
pub(crate) mod set;

use domain::Money;
use domain::ledger::Band;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What amounts cost, above those of the band before.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TariffBand {
    /// The highest amount of the band.
    up_to_cents: i64,
    /// What the provider is charged for each.
    charge_cents: i64,
}

impl From<TariffBand> for Band {
    fn from(band: TariffBand) -> Self {
        Self {
            up_to_cents: Money::from_cents(band.up_to_cents),
            charge_cents: Money::from_cents(band.charge_cents),
        }
    }
}

impl From<Band> for TariffBand {
    fn from(band: Band) -> Self {
        Self { up_to_cents: band.up_to_cents.cents(), charge_cents: band.charge_cents.cents() }
    }
}
