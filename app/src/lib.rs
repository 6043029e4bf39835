//! Use cases and background work, free of HTTP.

pub mod audit;
pub mod auth;
pub mod books;
pub mod c2b;
pub mod callbacks;
mod claims;
pub mod clock;
pub mod demo;
pub mod disclosure;
pub mod holds;
pub mod ids;
pub mod limits;
pub mod lines;
pub mod live;
pub mod packages;
pub mod payments;
pub mod read_models;
pub mod receipts;
pub mod refunds;
pub mod results;
pub mod statements;
pub mod subscriptions;
pub mod tax_invoices;
pub mod users;
pub mod workers;

use std::sync::Arc;
use std::time::Duration;

use domain::c2b::{PayTo, ShortCode};
use domain::context::{Actor, Context, Source};
use domain::ports::{
    Asynchronous, C2b, Circuits, PullTransactions, StatementReader, Stk, TaxAuthority,
};
use domain::time::Clock;
use domain::{Money, Msisdn};
use event_store::{Feed, Intake, Lane};
use ipnet::IpNet;
use projections::Progress;
use sqlx::PgPool;
use uuid::Uuid;
use vault::Vault;

use crate::limits::Limits;
use crate::live::Live;
use crate::statements::Accounts;

/// What a use case needs that only changes the ledger.
#[derive(Clone)]
pub struct Ledger {
    /// The database, for reads; the lane has a connection of its own.
    pub pool: PgPool,
    /// The way to change anything.
    pub lane: Lane,
    /// The events, and a wake-up when there are more.
    pub feed: Arc<Feed>,
    /// Credentials, keys and leases.
    pub vault: Vault,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Everything that a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The ledger.
    pub ledger: Ledger,
    /// The way in for deliveries.
    pub intake: Intake,
    /// Safaricom, which prompts customers.
    pub stk: Arc<dyn Stk>,
    /// Safaricom, which tells of unprompted payments.
    pub c2b: Arc<dyn C2b>,
    /// Safaricom, which is asked now and delivers its result later.
    pub later: Arc<dyn Asynchronous>,
    /// Safaricom, which lists the payments of the last two days.
    pub pull: Arc<dyn PullTransactions>,
    /// Reads the statements that Safaricom's portal exports.
    pub statements: Arc<dyn StatementReader>,
    /// The tax authority, if its control unit is configured: without it, tax documents wait.
    pub tax_authority: Option<Arc<dyn TaxAuthority>>,
    /// How each product of Safaricom's has answered this node of late.
    pub circuits: Arc<dyn Circuits>,
    /// How far the read models are.
    pub progress: Progress,
    /// Who waits for changes of payments.
    pub live: Live,
    /// Who has asked too often.
    pub limits: Limits,
    /// Settings.
    pub settings: Arc<Settings>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What the use cases are told by configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The public base of callback addresses, without a slash at its end.
    pub callback_base: String,
    /// What the provider is called on papers; its short code stands for it if it is not said.
    pub provider: Option<String>,
    /// The short codes that this provider is paid under.
    pub short_codes: Vec<ShortCode>,
    /// What customers pay to by hand.
    pub pay_to: PayTo,
    /// The short code that customers are paid out of, if it is another.
    pub payout_short_code: Option<ShortCode>,
    /// Networks that may deliver callbacks.
    pub callback_networks: Vec<IpNet>,
    /// How long after a prompt was sent Safaricom is asked about it, again and again.
    pub ask_after: Vec<Duration>,
    /// How often the janitor looks for payments to ask about.
    pub janitor_every: Duration,
    /// The phone that was nominated for pulled payments; none if they are not pulled.
    pub pull_number: Option<Msisdn>,
    /// Refunds above this need a second person.
    pub second_person_above: Money,
    /// A report of more than this, or one that does not fit, waits until Safaricom confirms it; none if
    /// every report is believed.
    pub verify_above: Option<Money>,
    /// How often it is looked whether payments are to be pulled.
    pub pull_looks_every: Duration,
}

impl Settings {
    /// The provider's M-Pesa accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts { collecting: self.short_codes.clone(), payout: self.payout_short_code.clone() }
    }

    /// 30 s, 2 min, 10 min, 1 h, 24 h after the prompt was sent.
    pub fn ask_after_by_default() -> Vec<Duration> {
        [30, 120, 600, 3_600, 86_400].map(Duration::from_secs).to_vec()
    }
}

/// What the service does by itself because of an event or a timer.
pub(crate) fn by_service(
    correlation_id: Uuid,
    causation_id: Option<String>,
    source: Source,
) -> Context {
    Context { actor: Actor::Service, correlation_id, causation_id, source, request_id: None }
}
