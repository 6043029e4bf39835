use async_trait::async_trait;
use domain::PaymentId;
use domain::books::{Books, BooksEvent};
use domain::ledger::{Fact, Ledger, LedgerEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::personal::Unseal;
use domain::refund::{Refund, RefundEvent};
use domain::statement::{Statement, StatementEvent};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::wallet::{Wallet, WalletEvent};
use event_store::{DecodeError, Recorded};
use sqlx::PgConnection;

use super::journal::Journal;
use super::{periods, statements, taxes, terms};
use crate::projection::{ApplyError, Projection, Projector};

/// Fills the ledger.
#[derive(Debug)]
pub(crate) struct LedgerProjector;

#[async_trait]
impl Projector for LedgerProjector {
    fn projection(&self) -> Projection {
        Projection::Ledger
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Recorded],
        _unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let happened = Happened::of(events)?;
        let mut ledger = Ledger {
            terms: terms::load(connection, &happened).await?,
            open_from: periods::open_from(connection).await?,
            taxes: taxes::load(connection).await?,
        };
        let mut journal = Journal::default();
        for Happened { recorded, event } in &happened {
            let fact = Fact {
                position: recorded.position,
                aggregate_id: recorded.aggregate_id,
                recorded_at: recorded.recorded_at,
                event: event.of_ledger(),
            };
            let position = recorded.position;
            let entries =
                ledger.post(fact).map_err(|why| ApplyError::NotInBooks { position, why })?;
            for entry in &entries {
                journal.add(recorded, entry);
            }
        }
        journal.save(connection).await?;
        taxes::save(connection, &happened).await?;
        periods::save(connection, &happened).await?;
        statements::save(connection, &happened).await?;
        terms::save(connection, &ledger.terms).await?;
        Ok(Vec::new())
    }
}

/// An event of a batch that concerns the books.
pub(super) struct Happened<'a> {
    pub(super) recorded: &'a Recorded,
    pub(super) event: Event,
}

pub(super) enum Event {
    Payment(PaymentEvent),
    Wallet(WalletEvent),
    Subscription(SubscriptionEvent),
    Refund(RefundEvent),
    Books(BooksEvent),
    Statement(StatementEvent),
}

impl Event {
    fn of_ledger(&self) -> LedgerEvent<'_> {
        match self {
            Self::Payment(event) => LedgerEvent::Payment(event),
            Self::Wallet(event) => LedgerEvent::Wallet(event),
            Self::Subscription(event) => LedgerEvent::Subscription(event),
            Self::Refund(event) => LedgerEvent::Refund(event),
            Self::Books(event) => LedgerEvent::Books(event),
            Self::Statement(event) => LedgerEvent::Statement(event),
        }
    }
}

impl<'a> Happened<'a> {
    /// Those of the batch, in their order.
    fn of(events: &'a [Recorded]) -> Result<Vec<Self>, DecodeError> {
        let mut happened = Vec::new();
        for recorded in events {
            let mut add = |event| happened.push(Self { recorded, event });
            recorded.decode::<Payment>()?.into_iter().map(Event::Payment).for_each(&mut add);
            recorded.decode::<Wallet>()?.into_iter().map(Event::Wallet).for_each(&mut add);
            let of_subscription = recorded.decode::<Subscription>()?.into_iter();
            of_subscription.map(Event::Subscription).for_each(&mut add);
            recorded.decode::<Refund>()?.into_iter().map(Event::Refund).for_each(&mut add);
            recorded.decode::<Books>()?.into_iter().map(Event::Books).for_each(&mut add);
            recorded.decode::<Statement>()?.into_iter().map(Event::Statement).for_each(&mut add);
        }
        Ok(happened)
    }
}
