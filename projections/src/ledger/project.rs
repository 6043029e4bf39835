use std::sync::Arc;

use async_trait::async_trait;
use domain::PaymentId;
use domain::ledger::Ledger;
use domain::personal::Unseal;
use event_store::{DecodeError, Recorded};
use sqlx::PgConnection;

use super::event::BookEvent;
use super::journal::Journal;
use super::{bank, periods, statements, tariffs, taxes, terms};
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
        events: &[Arc<Recorded>],
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
            let position = recorded.position;
            let entries = ledger
                .post(event.fact(recorded))
                .map_err(|why| ApplyError::NotInBooks { position, why })?;
            for entry in &entries {
                journal.add(recorded, entry);
            }
        }
        journal.save(connection).await?;
        taxes::save(connection, &happened).await?;
        tariffs::save(connection, &happened).await?;
        periods::save(connection, &happened).await?;
        statements::save(connection, &happened).await?;
        bank::save(connection, &happened).await?;
        terms::save(connection, &ledger.terms).await?;
        Ok(Vec::new())
    }
}

/// An event of a batch that concerns the books.
pub(super) struct Happened<'a> {
    pub(super) recorded: &'a Recorded,
    pub(super) event: BookEvent,
}

impl<'a> Happened<'a> {
    /// Those of the batch, in their order.
    fn of(events: &'a [Arc<Recorded>]) -> Result<Vec<Self>, DecodeError> {
        let mut happened = Vec::new();
        for recorded in events.iter().map(Arc::as_ref) {
            let told = BookEvent::of(recorded)?.into_iter();
            happened.extend(told.map(|event| Self { recorded, event }));
        }
        Ok(happened)
    }
}
