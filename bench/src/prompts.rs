//! Payments whose prompt is on a phone, made by the product's own commands, and the callbacks that
//! Safaricom would send about them.

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use app::clock::SystemClock;
use app::payments::initiate::{Buyer, Initiate, initiate};
use app::payments::record::{Fact, record};
use app::{Ledger, packages};
use bytes::Bytes;
use domain::context::{Actor, Context, Source};
use domain::package::{Duration, PackageTerms, SoldAt, Unit};
use domain::payment::Again;
use domain::time::{Clock as _, in_nairobi};
use domain::{Money, PackageId, PaymentId};
use event_store::{Feed, Lane};
use futures::{StreamExt as _, TryStreamExt as _};
use uuid::Uuid;
use vault::{MasterKey, Vault};

use crate::program::MASTER_KEY;
use crate::server::Database;

/// How many are made side by side.
const AT_ONCE: usize = 256;
const SHILLINGS: i64 = 50;

/// A payment that waits for its callback.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    number: u64,
    /// Where its callback goes, secret and all.
    pub(crate) path: String,
    merchant_request_id: String,
    checkout_request_id: String,
}

impl Prompt {
    /// The body by which Safaricom says that it was paid just now, as Safaricom lays it out.
    pub(crate) fn paid(&self) -> Bytes {
        let Self { number, merchant_request_id, checkout_request_id, .. } = self;
        let paid_at = in_nairobi(SystemClock.now()).format("%Y%m%d%H%M%S");
        let phone = phone(*number);
        format!(
            r#"{{"Body":{{"stkCallback":{{"MerchantRequestID":"{merchant_request_id}","CheckoutRequestID":"{checkout_request_id}","ResultCode":0,"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{{"Item":[{{"Name":"Amount","Value":{SHILLINGS}.00}},{{"Name":"MpesaReceiptNumber","Value":"TBQ{number:07}"}},{{"Name":"Balance"}},{{"Name":"TransactionDate","Value":{paid_at}}},{{"Name":"PhoneNumber","Value":{phone}}}]}}}}}}}}"#
        )
        .into()
    }
}

fn phone(number: u64) -> String {
    format!("2547{number:08}")
}

/// Makes so many payments, each of a guest of its own.
pub(crate) async fn prepare(store: &Database, count: u64) -> Result<Vec<Prompt>> {
    let clock = Arc::new(SystemClock);
    let key: MasterKey = MASTER_KEY.parse().map_err(|_| anyhow!("the master key"))?;
    let vault = Vault::open(store.pool.clone(), &key, clock.now()).await?;
    let feed = Feed::start(store.pool.clone()).await?;
    let options = store.url.parse().context("the database's address")?;
    let (lane, executor) = Lane::open(&store.pool, options, clock.clone(), &feed).await?;
    let ledger = Ledger { pool: store.pool.clone(), lane, feed: Arc::new(feed), vault, clock };
    let context = |id: PackageId| by_operator(id.uuid());
    let package = packages::create(&ledger, day(), context, None).await?.reply;
    let prompts = futures::stream::iter(0..count)
        .map(|number| {
            let ledger = ledger.clone();
            async move { tokio::spawn(prompt(ledger, package, number)).await? }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    drop(ledger);
    executor.await?;
    Ok(prompts)
}

fn day() -> PackageTerms {
    PackageTerms {
        name: "1 day".to_owned(),
        price_cents: Money::from_cents(SHILLINGS * 100),
        duration: Duration { count: 1, unit: Unit::Days },
        data_cap_mb: None,
        download_kbps: 5_000,
        upload_kbps: 2_000,
        devices_max: 1,
        sold_at: SoldAt::Hotspot,
        renews: false,
    }
}

async fn prompt(ledger: Ledger, package_id: PackageId, number: u64) -> Result<Prompt> {
    let payer = phone(number).parse()?;
    let wish = Initiate { buyer: Buyer::NewGuest, package_id, payer, again: Again::Ask };
    let begun = initiate(&ledger, wish, |id| by_operator(id.uuid()), None).await?.reply;
    let payment_id = begun.payment_id;
    let merchant_request_id = format!("29115-{number:08}-1");
    let checkout_request_id = format!("ws_CO_19022026{number:014}");
    let key = ledger.vault.subject_key(begun.customer_id, ledger.clock.now()).await?;
    let accepted = Fact::Accepted {
        merchant_request_id: merchant_request_id.clone(),
        checkout_request_id: ledger.vault.seal(&key, &checkout_request_id.parse()?),
    };
    for fact in [Fact::Dispatched { attempt: 1 }, accepted] {
        record(&ledger, payment_id, fact, by_operator(payment_id.uuid())).await?;
    }
    let path = path(&ledger, payment_id)?;
    Ok(Prompt { number, path, merchant_request_id, checkout_request_id })
}

fn path(ledger: &Ledger, payment_id: PaymentId) -> Result<String> {
    let vault = &ledger.vault;
    let secret = vault.callback_secret(vault.callback_key_id(), payment_id);
    let secret = secret.context("the key in use is not there")?;
    Ok(format!("/api/payments/callback/{payment_id}/{secret}/"))
}

fn by_operator(correlation_id: Uuid) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id,
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}
