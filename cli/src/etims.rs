//! A simulated tax authority for `daftari up`.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, anyhow};
use domain::time::in_nairobi;
use etims_sim::{Config, Signed, Simulator};
use projections::taxes::{self, TaxDocument};

use crate::config::Values;
use crate::failure::Failure;
use crate::service;

/// Starts one that remembers what it has signed, as far as the ledger knows it.
pub(crate) async fn start(port: u16, database_url: &str) -> Result<Simulator, Failure> {
    let pool = service::connect(database_url).await?;
    let issued = taxes::issued(&pool)
        .await
        .context("the tax documents could not be read")
        .map_err(Failure::dependency);
    pool.close().await;
    let past = issued?.into_iter().filter_map(remembered).collect();
    let config = Config { past, ..Config::default() };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Simulator::start(config, address).await.map_err(|error| {
        Failure::dependency(anyhow!(error).context("choose another with --etims-port"))
    })
}

/// Tells the service how to be its client.
pub(crate) fn describe(simulator: &Simulator, values: Values) -> Values {
    let known = Config::default();
    let base = simulator.base_url();
    values
        .or("ETIMS_BASE_URL", format!("{base}/etims-api"))
        .or("ETIMS_TOKEN_URL", format!("{base}/v1/token/generate"))
        .or("ETIMS_CONSUMER_KEY", known.consumer_key)
        .or("ETIMS_CONSUMER_SECRET", known.consumer_secret)
        .or("ETIMS_COMMUNICATION_KEY", known.communication_key)
        .or("ETIMS_CONTROL_UNIT", known.unit_id)
        .or("ETIMS_RECEIPT_URL", format!("{base}/common/link/etims/receipt/indexEtimsReceiptData"))
}

fn remembered(document: TaxDocument) -> Option<Signed> {
    let base_cents = document.net_cents.saturating_add(document.excise_cents);
    let total_cents = document.total_cents();
    let signed = document.signed?;
    let whole = |number: i64| u64::try_from(number).ok();
    Some(Signed {
        number: whole(document.number)?,
        credit_of: document.credit_of.and_then(whole).unwrap_or(0),
        buyer: document.buyer_pin,
        item: document.name,
        tax_type: match document.vat_per_mille {
            160 => "B",
            80 => "E",
            _ => "D",
        }
        .to_owned(),
        base_cents,
        tax_cents: document.vat_cents,
        total_cents,
        receipt_number: whole(signed.receipt_number)?,
        signature: signed.signature,
        sold_at: in_nairobi(document.sold_at).format("%Y%m%d%H%M%S").to_string(),
    })
}
