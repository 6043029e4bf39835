//! `daftari what-if`

use std::path::Path;
use std::str::FromStr;

use anyhow::{Context as _, anyhow};
use app::books::{Moved, OtherRule, WhatIfError, WhatIfMonths, what_if};
use domain::books::Month;
use domain::ledger::TaxRates;
use domain::{Money, PackageId};
use serde_json::json;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The first month, such as `2026-10`.
    #[arg(long, value_name = "MONTH")]
    from: Month,
    /// The last month; the first one alone, if it is not given.
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
    /// Another price of a package, in shillings: `PACKAGE_ID=60`.
    #[arg(long, value_name = "PACKAGE=KES")]
    price: Vec<Price>,
    /// Value added tax in tenths of a percent: 160 is 16%.
    #[arg(long, value_name = "PER_MILLE", value_parser = clap::value_parser!(u16).range(0..=1000))]
    vat: Option<u16>,
    /// Excise duty in tenths of a percent.
    #[arg(long, value_name = "PER_MILLE", value_parser = clap::value_parser!(u16).range(0..=1000))]
    excise: Option<u16>,
}

/// A package with another price.
#[derive(Debug, Clone, Copy)]
struct Price {
    package_id: PackageId,
    price: Money,
}

impl FromStr for Price {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, anyhow::Error> {
        let (package, price) =
            text.split_once('=').context("write the package's id, `=` and a price")?;
        let package_id = package.trim().parse().context("the package's id is none")?;
        let price = Money::parse_decimal(price.trim())
            .context("the price is no amount such as 60 or 60.50")?;
        if !price.is_positive() {
            return Err(anyhow!("the price is not more than nothing"));
        }
        Ok(Self { package_id, price })
    }
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let Arguments { from, to, price, vat, excise } = arguments;
    let taxes = (vat.is_some() || excise.is_some()).then(|| TaxRates {
        vat_per_mille: vat.unwrap_or(0),
        excise_per_mille: excise.unwrap_or(0),
    });
    if price.is_empty() && taxes.is_none() {
        let fault = anyhow!("nothing is to be tried: give --price, --vat or --excise");
        return Err(Failure::usage(fault));
    }
    let prices = price.into_iter().map(|price| (price.package_id, price.price)).collect();
    let months = WhatIfMonths { first: from, last: to.unwrap_or(from) };
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    let moved = what_if(&pool, months, OtherRule { prices, taxes }).await;
    pool.close().await;
    let moved = moved.map_err(|error| match error {
        WhatIfError::Period => Failure::usage(error.into()),
        WhatIfError::Feed(_) | WhatIfError::Decode(_) | WhatIfError::Books(_) => {
            Failure::dependency(error.into())
        }
    })?;
    if json {
        let document = json!({ "from": from, "to": months.last, "accounts": moved });
        output::line(&document.to_string());
    } else {
        print(&moved, months);
    }
    Ok(())
}

fn print(moved: &[Moved], months: WhatIfMonths) {
    let WhatIfMonths { first, last } = months;
    output::line(&format!("What moved from {first} to {last}, and what would have:"));
    let row = |code: &str, name: &str, [own, other, by]: [String; 3]| {
        output::line(format!("{code:<6}{name:<26}{own:>20}{other:>20}{by:>20}").trim_end());
    };
    row("", "", ["As booked", "As if", "Difference"].map(str::to_owned));
    for one in moved {
        let (own, other) = (one.as_booked_cents, one.as_if_cents);
        let amounts = [own, other, other - own].map(|cents| Money::from_cents(cents).to_string());
        row(&one.account.to_string(), one.name, amounts);
    }
    output::line("Debits are more than nothing, credits less. Nothing was recorded.");
}
