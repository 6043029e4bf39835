//! What a projection is, and what its projector can do.

use std::sync::Arc;

use async_trait::async_trait;
use domain::PaymentId;
use domain::ledger::LedgerError;
use domain::personal::{Unseal, UnsealError};
use event_store::checkpoint::Reader;
use event_store::{DecodeError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

/// A read model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Projection {
    /// Users, lines and wallets.
    Users,
    /// The catalogue.
    Packages,
    /// Subscriptions.
    Subscriptions,
    /// Payments and their timelines.
    Payments,
    /// Sums for the dashboard.
    Dashboard,
    /// What was when, and by when it was known.
    History,
    /// The journal and its accounts.
    Ledger,
    /// Tax invoices and credit notes.
    Taxes,
}

impl Projection {
    /// Every read model.
    pub const ALL: [Self; 8] = [
        Self::Users,
        Self::Packages,
        Self::Subscriptions,
        Self::Payments,
        Self::Dashboard,
        Self::History,
        Self::Ledger,
        Self::Taxes,
    ];

    /// Its name, and the version that this program builds and reads.
    pub const fn reader(self) -> Reader {
        match self {
            Self::Users => Reader { name: "users", version: 1 },
            Self::Packages => Reader { name: "packages", version: 1 },
            Self::Subscriptions => Reader { name: "subscriptions", version: 1 },
            Self::Payments => Reader { name: "payments", version: 6 },
            Self::Dashboard => Reader { name: "dashboard", version: 1 },
            Self::History => Reader { name: "history", version: 2 },
            Self::Ledger => Reader { name: "ledger", version: 3 },
            Self::Taxes => Reader { name: "taxes", version: 1 },
        }
    }

    /// The read model of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|projection| projection.name() == name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.reader().name
    }

    /// The statements that create its tables, whose names are not qualified.
    pub(crate) const fn definition(self) -> &'static str {
        match self {
            Self::Users => include_str!("../schema/users.sql"),
            Self::Packages => include_str!("../schema/packages.sql"),
            Self::Subscriptions => include_str!("../schema/subscriptions.sql"),
            Self::Payments => include_str!("../schema/payments.sql"),
            Self::Dashboard => include_str!("../schema/dashboard.sql"),
            Self::History => include_str!("../schema/history.sql"),
            Self::Ledger => include_str!("../schema/ledger.sql"),
            Self::Taxes => include_str!("../schema/taxes.sql"),
        }
    }

    /// The tables that its definition creates.
    pub(crate) fn tables(self) -> impl Iterator<Item = &'static str> {
        let created = |line: &'static str| line.strip_prefix("CREATE TABLE ")?.split(' ').next();
        self.definition().lines().filter_map(created)
    }

    /// Those of its tables to which its projector only adds rows, without ever looking one up by its
    /// key.
    pub(crate) const fn only_added(self) -> &'static [&'static str] {
        match self {
            // A receipt may pass from one payment to another.
            Self::Payments => &["timeline"],
            Self::History => {
                &["payment_steps", "suspense", "income", "wallet_entries", "package_names"]
            }
            Self::Ledger => &["entries", "postings"],
            Self::Users | Self::Packages | Self::Subscriptions | Self::Dashboard | Self::Taxes => {
                &[]
            }
        }
    }

    /// The Postgres schema in which its tables stand.
    pub(crate) fn schema(self) -> String {
        let Reader { name, version } = self.reader();
        format!("{name}_v{version}")
    }
}

/// Fills one projection.
#[async_trait]
pub trait Projector: Send + Sync {
    /// Which one.
    fn projection(&self) -> Projection;

    /// Writes what a batch of events, in their order, leads to. It runs in the SQL transaction
    /// that moves the checkpoint, so it sees every event once. Returns the payments that a reader
    /// would now see changed.
    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError>;
}

/// A batch could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Personal fields cannot be opened.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The rows cannot be written.
    #[error("the rows could not be written: {0}")]
    Database(#[source] sqlx::Error),
    /// The rows cannot be put into words.
    #[error("the rows could not be written as JSON")]
    Encode(#[from] serde_json::Error),
    /// An event about something that no event before it began.
    #[error(
        "event {position} is about {what} {id}, which no event before it began; run `daftari verify`"
    )]
    Unknown {
        /// Where it stands.
        position: i64,
        /// What sort of thing.
        what: &'static str,
        /// Which one.
        id: Uuid,
    },
    /// An event that the books cannot take.
    #[error("event {position} cannot be put into the books: {why}; run `daftari verify`")]
    NotInBooks {
        /// Where it stands.
        position: i64,
        /// Why not.
        #[source]
        why: LedgerError,
    },
    /// The database found debits other than credits.
    #[error("the debits of an entry are not its credits, as the database counts them")]
    Unbalanced,
    /// A sum beyond counting.
    #[error("event {position} brings a sum beyond counting; run `daftari verify`")]
    TooMuch {
        /// Where it stands.
        position: i64,
    },
}

impl From<sqlx::Error> for ApplyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}
