//! What Safaricom charges the demonstration's provider: the tariffs that the simulator charges by, where
//! the customer bears a part.

use chrono::NaiveDate;
use domain::UserId;
use domain::books::BOOKS;
use domain::context::{Actor, Context, Source};
use domain::ledger::{ChargedFor, Tariff};
use serde::Deserialize;

use super::{DemoError, failed};
use crate::Ledger;
use crate::books::{SetTariff, set_tariff};

const TARIFFS: &str = include_str!("tariffs.json");

#[derive(Debug, Deserialize)]
struct Dated {
    charged_for: ChargedFor,
    from: NaiveDate,
    bands: Tariff,
}

/// Sets them, as the admin.
pub(super) async fn set_tariffs(ledger: &Ledger, by: UserId) -> Result<(), DemoError> {
    const DOING: &str = "set what Safaricom charges";
    let tariffs: Vec<Dated> = serde_json::from_str(TARIFFS).map_err(failed(DOING))?;
    for Dated { charged_for, from, bands: tariff } in tariffs {
        let context = Context {
            actor: Actor::User(by),
            correlation_id: BOOKS,
            causation_id: None,
            source: Source::Demo,
            request_id: None,
        };
        let wish = SetTariff { charged_for, from, tariff, by };
        set_tariff(ledger, wish, context).await.map_err(failed(DOING))?;
    }
    Ok(())
}
