//! What the control unit knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, FixedOffset, TimeDelta};

use serde::Serialize;

use crate::clock;
use crate::trouble::Trouble;

/// What the simulator takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The consumer key of the app.
    pub consumer_key: String,
    /// Its secret.
    pub consumer_secret: String,
    /// Whether calls need a token: the older gateway wants none.
    pub wants_token: bool,
    /// The taxpayer's PIN.
    pub pin: String,
    /// The taxpayer's name.
    pub name: String,
    /// The branch.
    pub branch: String,
    /// The serial number of the device that is to be registered.
    pub device: String,
    /// The key that every call carries.
    pub communication_key: String,
    /// The control unit's own number.
    pub unit_id: String,
    /// What it signed before it was started.
    pub past: Vec<Signed>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            consumer_key: "demo".to_owned(),
            consumer_secret: "demo".to_owned(),
            wants_token: true,
            pin: "P051234567Q".to_owned(),
            name: "DEMO WIFI LTD".to_owned(),
            branch: "00".to_owned(),
            device: "dvcv1130".to_owned(),
            communication_key: "f0b9831bd2334874b7ec815e40347bc4".to_owned(),
            unit_id: "KRACU0100000001".to_owned(),
            past: Vec::new(),
        }
    }
}

/// A document that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The seller's number of it.
    pub number: u64,
    /// The invoice that it credits; 0 for an invoice.
    pub credit_of: u64,
    /// The buyer's PIN.
    pub buyer: Option<String>,
    /// What was sold.
    pub item: String,
    /// The letter of its tax.
    pub tax_type: String,
    /// Net of value added tax, in cents.
    pub base_cents: i64,
    /// Value added tax, in cents.
    pub tax_cents: i64,
    /// Both, in cents.
    pub total_cents: i64,
    /// The unit's number of it.
    pub receipt_number: u64,
    /// The signature.
    pub signature: String,
    /// When it was sold, in fourteen digits of Nairobi's clock.
    pub sold_at: String,
}

/// One control unit.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) config: Arc<Config>,
    books: Arc<Mutex<Books>>,
    ahead_seconds: Arc<AtomicI64>,
}

#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) tokens: BTreeSet<String>,
    pub(crate) is_installed: bool,
    pub(crate) items: BTreeMap<String, Item>,
    pub(crate) signed: BTreeMap<u64, Signed>,
    pub(crate) trouble: Trouble,
}

/// An item as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) tax_type: String,
}

impl Shared {
    pub(crate) fn new(config: Config) -> Self {
        let signed = config.past.iter().map(|one| (one.number, one.clone())).collect();
        let books = Books { signed, ..Books::default() };
        let books = Arc::new(Mutex::new(books));
        Self { config: Arc::new(config), books, ahead_seconds: Arc::default() }
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no holder of the books panics")
    }

    /// The unit's clock.
    pub(crate) fn now(&self) -> DateTime<FixedOffset> {
        clock::now() + TimeDelta::seconds(self.ahead_seconds.load(Ordering::SeqCst))
    }

    pub(crate) fn forward(&self, by: TimeDelta) {
        self.ahead_seconds.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }

    pub(crate) fn set_trouble(&self, trouble: Trouble) {
        self.books().trouble = trouble;
    }

    pub(crate) fn trouble(&self) -> Trouble {
        self.books().trouble
    }
}
