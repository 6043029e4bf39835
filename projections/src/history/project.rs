use std::sync::Arc;

use async_trait::async_trait;
use domain::package::{Package, PackageEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::personal::Unseal;
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::wallet::{Wallet, WalletEvent};
use domain::{PaymentId, Timestamp};
use event_store::{DecodeError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{payments, subscriptions, wallets};
use crate::projection::{ApplyError, Projection, Projector};

/// Fills the history.
#[derive(Debug)]
pub(crate) struct HistoryProjector;

#[async_trait]
impl Projector for HistoryProjector {
    fn projection(&self) -> Projection {
        Projection::History
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        _unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let facts = Facts::of(events)?;
        let came = payments::save(connection, &facts).await?;
        wallets::save(connection, &facts.wallets, came).await?;
        subscriptions::save(connection, &facts.subscriptions).await?;
        save_names(connection, &facts.packages).await?;
        Ok(Vec::new())
    }
}

/// The events of a batch by what they are about, each sort in its order.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub(super) payments: Vec<(&'a Recorded, PaymentEvent)>,
    pub(super) wallets: Vec<(&'a Recorded, WalletEvent)>,
    pub(super) subscriptions: Vec<(&'a Recorded, SubscriptionEvent)>,
    packages: Vec<(&'a Recorded, PackageEvent)>,
}

impl<'a> Facts<'a> {
    fn of(events: &'a [Arc<Recorded>]) -> Result<Self, DecodeError> {
        let mut facts = Self::default();
        for recorded in events.iter().map(Arc::as_ref) {
            facts.payments.extend(recorded.decode::<Payment>()?.into_iter().map(|e| (recorded, e)));
            facts.wallets.extend(recorded.decode::<Wallet>()?.into_iter().map(|e| (recorded, e)));
            let of_subscriptions = recorded.decode::<Subscription>()?.into_iter();
            facts.subscriptions.extend(of_subscriptions.map(|event| (recorded, event)));
            facts.packages.extend(recorded.decode::<Package>()?.into_iter().map(|e| (recorded, e)));
        }
        Ok(facts)
    }
}

/// From when it was so, if an event tells that moment of its own.
pub(super) fn effective(own: Timestamp, recorded: &Recorded) -> Timestamp {
    own.min(recorded.recorded_at)
}

async fn save_names(
    connection: &mut PgConnection,
    facts: &[(&Recorded, PackageEvent)],
) -> Result<(), sqlx::Error> {
    let mut packages: Vec<Uuid> = Vec::new();
    let (mut positions, mut names, mut recorded_at) = (Vec::new(), Vec::new(), Vec::new());
    for (recorded, event) in facts {
        match event {
            PackageEvent::PackageCreated { package_id: _, terms }
            | PackageEvent::PackageChanged { terms } => {
                packages.push(recorded.aggregate_id);
                positions.push(recorded.position);
                names.push(terms.name.clone());
                recorded_at.push(recorded.recorded_at);
            }
            PackageEvent::PackageRepriced { .. } | PackageEvent::PackageRetired {} => {}
        }
    }
    if packages.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO package_names (package_id, position, name, recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[])",
        &packages,
        &positions,
        &names,
        &recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}
