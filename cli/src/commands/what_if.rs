//! `daftari what-if`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, anyhow};
use app::books::{OtherRule, WhatIf, WhatIfError, WhatIfMonths, what_if};
use domain::books::Month;
use domain::ledger::{ChargedFor, Tariff, TaxRates};
use domain::{Money, PackageId};
use serde::Deserialize;
use serde::de::IgnoredAny;
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
    /// Another tariff of Safaricom's: a JSON file with a list of `{"charged_for": "COLLECTION" or
    /// "PAYOUT", "bands": [{"up_to_cents": …, "charge_cents": …}]}`, as the API takes them.
    #[arg(long, value_name = "FILE")]
    tariff: Option<PathBuf>,
}

/// A tariff as the API takes it; from which day on does not matter here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    charged_for: ChargedFor,
    #[serde(default)]
    from: IgnoredAny,
    bands: Tariff,
}

fn tariffs_in(file: &Path) -> anyhow::Result<BTreeMap<ChargedFor, Tariff>> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the tariff cannot be read from {shown}"))?;
    let tried: Vec<Tried> = serde_json::from_str(&text)
        .with_context(|| format!("the tariff in {shown} cannot be used"))?;
    let mut tariffs = BTreeMap::new();
    for Tried { charged_for, from: IgnoredAny, bands } in tried {
        if tariffs.insert(charged_for, bands).is_some() {
            return Err(anyhow!(
                "{shown} has two tariffs for {}; leave the one that is to be tried",
                charged_for.as_str()
            ));
        }
    }
    Ok(tariffs)
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
    let Arguments { from, to, price, vat, excise, tariff } = arguments;
    let tariffs = tariff.as_deref().map(tariffs_in).transpose().map_err(Failure::usage)?;
    let tariffs = tariffs.unwrap_or_default();
    let taxes = (vat.is_some() || excise.is_some()).then(|| TaxRates {
        vat_per_mille: vat.unwrap_or(0),
        excise_per_mille: excise.unwrap_or(0),
    });
    if price.is_empty() && taxes.is_none() && tariffs.is_empty() {
        let fault = anyhow!("nothing is to be tried: give --price, --vat, --excise or --tariff");
        return Err(Failure::usage(fault));
    }
    let prices = price.into_iter().map(|price| (price.package_id, price.price)).collect();
    let months = WhatIfMonths { first: from, last: to.unwrap_or(from) };
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    let tried = what_if(&pool, months, OtherRule { prices, taxes, tariffs }).await;
    pool.close().await;
    let tried = tried.map_err(|error| match error {
        WhatIfError::Period => Failure::usage(error.into()),
        WhatIfError::Feed(_) | WhatIfError::Decode(_) | WhatIfError::Books(_) => {
            Failure::dependency(error.into())
        }
    })?;
    if json {
        let document = json!({
            "from": from, "to": months.last, "accounts": tried.accounts,
            "charges_kept": tried.charges_kept,
        });
        output::line(&document.to_string());
    } else {
        print(&tried, months);
    }
    Ok(())
}

fn print(tried: &WhatIf, months: WhatIfMonths) {
    let WhatIfMonths { first, last } = months;
    output::line(&format!("What moved from {first} to {last}, and what would have:"));
    let row = |code: &str, name: &str, [own, other, by]: [String; 3]| {
        output::line(format!("{code:<6}{name:<26}{own:>20}{other:>20}{by:>20}").trim_end());
    };
    row("", "", ["As booked", "As if", "Difference"].map(str::to_owned));
    for one in &tried.accounts {
        let (own, other) = (one.as_booked_cents, one.as_if_cents);
        let amounts = [own, other, other - own].map(|cents| Money::from_cents(cents).to_string());
        row(&one.account.to_string(), one.name, amounts);
    }
    if tried.charges_kept > 0 {
        output::line(&format!(
            "{} charges stay as they were taken: the tariff does not say what they would have been.",
            tried.charges_kept
        ));
    }
    output::line("Debits are more than nothing, credits less. Nothing was recorded.");
}
