//! The Kenya Revenue Authority's eTIMS, which signs tax invoices, over HTTP: the only place, with its
//! simulator, that spells a field of its.
//!
//! What is spoken is the interface of the online control unit (OSCU): `saveItem` makes a package known,
//! `saveTrnsSalesOsdc` has an invoice or a credit note signed. The authority's own specification is not
//! public; fields, codes and limits are those of its sandbox's request collection as two published
//! clients have them, `paybillke/kra-etims-oscu-docs` and `kra-etims-sdk` 0.1.5 for Python. Where both differ
//! it is said beside the field.

mod answer;
mod config;
mod http;
mod item;
mod register;
mod sale;
mod token;

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::ports::{NotSigned, TaxAuthority, TaxDocument};
use domain::tax_invoice::{ControlUnit, Seller, TaxedItem};
use domain::time::Clock;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Mutex;

pub use config::{Config, ConfigError, Credentials, Secret};
pub use register::{Registered, Registration, register};

use answer::{Meaning, Signature};
use http::{Headers, Http};
use token::Tokens;

const SAVE_ITEM: &str = "saveItem";
const SAVE_SALE: &str = "saveTrnsSalesOsdc";

/// The answer that what was sent is there already.
const OVERLAPPED: &str = "994";

/// A client of one control unit.
pub struct Etims {
    config: Config,
    http: Http,
    tokens: Tokens,
    clock: Arc<dyn Clock>,
    /// The items that the authority knows as they are sold now. It is asked to save others first.
    known_items: Mutex<BTreeSet<String>>,
}

impl std::fmt::Debug for Etims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Etims").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Etims {
    /// A client with that configuration.
    pub fn new(config: Config, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        let http = Http::new(&config.base_url)?;
        let tokens = Tokens::new(config.credentials.clone());
        Ok(Self { config, http, tokens, clock, known_items: Mutex::default() })
    }

    async fn call(
        &self,
        name: &'static str,
        seller: &Seller,
        body: &impl Serialize,
    ) -> Result<Meaning, NotSigned> {
        let token = self.tokens.get(&self.http, self.clock.now()).await?;
        let headers = Headers {
            pin: seller.pin.as_str(),
            branch: &seller.branch,
            communication_key: Some(self.config.communication_key.expose()),
            token: token.as_deref(),
        };
        let meaning = answer::read(self.http.post(name, &headers, body).await?);
        if meaning == Meaning::BadToken {
            self.tokens.forget().await;
        }
        Ok(meaning)
    }

    /// Makes a package known, once for each way in which it is sold.
    async fn save_item(&self, seller: &Seller, item: &TaxedItem) -> Result<(), NotSigned> {
        let body = item::body(seller, item, &self.config)?;
        let mut known = self.known_items.lock().await;
        let key = body.identity();
        if known.contains(&key) {
            return Ok(());
        }
        match self.call(SAVE_ITEM, seller, &body).await? {
            Meaning::Done(_) => {}
            // Saved before, by another run of this program.
            Meaning::Refused { code, .. } if code == OVERLAPPED => {}
            other => return Err(other.not_done()),
        }
        known.insert(key);
        Ok(())
    }
}

#[async_trait]
impl TaxAuthority for Etims {
    async fn sign(&self, document: &TaxDocument) -> Result<ControlUnit, NotSigned> {
        self.save_item(&document.seller, &document.item).await?;
        let body = sale::body(document, &self.config)?;
        match self.call(SAVE_SALE, &document.seller, &body).await? {
            Meaning::Done(data) => {
                let signature = Signature::read(data.as_deref())?;
                Ok(signature.control_unit(&document.seller, &self.config))
            }
            other => Err(other.not_done()),
        }
    }
}
