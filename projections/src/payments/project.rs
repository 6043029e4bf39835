use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::PaymentId;
use domain::payment::{Payment, PaymentEvent};
use domain::personal::Unseal;
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};
use domain::wallet::{CreditCause, KeptReason, Wallet, WalletEvent};
use event_store::{DecodeError, Recorded};
use serde::Serialize;
use smallvec::SmallVec;
use sqlx::PgConnection;
use uuid::Uuid;

use super::fold::{Misfit, Row};
use super::holds;
use super::refunds;
use super::rows::{load, save};
use crate::opened::{Opened, Sealed};
use crate::projection::{ApplyError, Projection, Projector};
use crate::rows::Rows;

/// Fills payments, their receipts and their timelines.
#[derive(Debug)]
pub(crate) struct PaymentsProjector;

#[async_trait]
impl Projector for PaymentsProjector {
    fn projection(&self) -> Projection {
        Projection::Payments
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let mut facts = Vec::new();
        for recorded in events.iter().map(Arc::as_ref) {
            facts.extend(Fact::of(recorded)?.into_iter().map(|fact| (recorded, fact)));
        }
        let opened = personal_in(&facts).open(unseal).await?;
        let mut ids: Vec<Uuid> = facts.iter().map(|(_, fact)| fact.payment_id()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut rows = load(connection, &ids).await?;
        for (recorded, fact) in &facts {
            apply_one(&mut rows, recorded, fact, &opened)?;
        }
        save(connection, &rows).await?;
        refunds::save(connection, events, unseal).await?;
        holds::save(connection, events).await?;
        save_receipts(connection, facts.iter().filter_map(|(_, fact)| fact.receipt())).await?;
        save_timeline(connection, events).await?;
        Ok(ids.into_iter().map(PaymentId::new).collect())
    }
}

/// What an event says about a payment.
enum Fact {
    /// An event of the payment itself.
    Own(Uuid, Box<PaymentEvent>),
    /// Its money stays in the wallet.
    Kept(PaymentId, KeptReason),
    /// It bought time for a subscription.
    Bought(PaymentId),
}

impl Fact {
    fn of(recorded: &Recorded) -> Result<SmallVec<[Self; 1]>, DecodeError> {
        let id = recorded.aggregate_id;
        let own =
            recorded.decode::<Payment>()?.into_iter().map(|event| Self::Own(id, Box::new(event)));
        let wallets = recorded.decode::<Wallet>()?;
        let subscriptions = recorded.decode::<Subscription>()?;
        let kept = wallets.iter().filter_map(Self::of_wallet);
        let bought = subscriptions.iter().filter_map(Self::of_subscription);
        Ok(own.chain(kept).chain(bought).collect())
    }

    fn of_wallet(event: &WalletEvent) -> Option<Self> {
        match event {
            WalletEvent::WalletCredited {
                cause: CreditCause::Payment { payment_id, receipt: _, kept },
                ..
            } => kept.map(|reason| Self::Kept(*payment_id, reason)),
            WalletEvent::WalletCredited {
                cause: CreditCause::UnusedValue { .. } | CreditCause::RefundFailed { .. },
                ..
            }
            | WalletEvent::WalletDebited { .. }
            | WalletEvent::WalletShort { .. } => None,
        }
    }

    fn of_subscription(event: &SubscriptionEvent) -> Option<Self> {
        match event {
            SubscriptionEvent::SubscriptionActivated { cause, .. }
            | SubscriptionEvent::SubscriptionExtended { cause, .. }
            | SubscriptionEvent::SubscriptionChanged { cause, .. } => match cause {
                ActivationCause::Payment { payment_id } => Some(Self::Bought(*payment_id)),
                ActivationCause::Wallet { .. } => None,
            },
            SubscriptionEvent::SubscriptionShortened { .. }
            | SubscriptionEvent::SubscriptionExpired { .. } => None,
        }
    }

    fn payment_id(&self) -> Uuid {
        match self {
            Self::Own(id, _) => *id,
            Self::Kept(id, _) | Self::Bought(id) => id.uuid(),
        }
    }

    fn receipt(&self) -> Option<ReceiptRow<'_>> {
        let Self::Own(payment_id, event) = self else { return None };
        match event.as_ref() {
            PaymentEvent::PaymentCompleted { receipt, amount_cents, .. }
            | PaymentEvent::C2bReceived { receipt, amount_cents, .. }
            | PaymentEvent::ReceiptAttached { receipt, amount_cents, .. }
            | PaymentEvent::ExtraReceiptCredited { receipt, amount_cents, .. } => {
                Some(ReceiptRow {
                    receipt: receipt.as_str(),
                    payment_id: *payment_id,
                    amount_cents: amount_cents.cents(),
                })
            }
            PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::PaymentMerged { .. }
            | PaymentEvent::PaymentReversed { .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentConfirmed { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. } => None,
        }
    }
}

fn personal_in<'a>(facts: &'a [(&Recorded, Fact)]) -> Sealed<'a> {
    let mut sealed = Sealed::default();
    for (_, fact) in facts {
        let Fact::Own(_, event) = fact else { continue };
        if let PaymentEvent::StkInitiated { payer, .. } = event.as_ref() {
            sealed.add([payer]);
        }
        if let PaymentEvent::C2bReceived { account_typed, payer, payer_name, .. } = event.as_ref() {
            sealed.add(account_typed);
            sealed.add(payer);
            sealed.add(payer_name);
        }
    }
    sealed
}

fn apply_one(
    rows: &mut Rows<Row>,
    recorded: &Recorded,
    fact: &Fact,
    opened: &Opened,
) -> Result<(), ApplyError> {
    let (id, position) = (fact.payment_id(), recorded.position);
    if let Fact::Own(_, event) = fact
        && let Some(row) = Row::begin(event, opened)
    {
        rows.insert(id, row);
    }
    let misfit = |misfit| match misfit {
        Misfit::NotBegun => ApplyError::Unknown { position, what: "payment", id },
        Misfit::TooMuch => ApplyError::TooMuch { position },
        Misfit::Encode(error) => ApplyError::Encode(error),
    };
    let row = rows.get_mut(id).ok_or_else(|| misfit(Misfit::NotBegun))?;
    row.position = position;
    match fact {
        Fact::Own(_, event) => row.apply(event, recorded.recorded_at).map_err(misfit)?,
        Fact::Kept(_, reason) => row.keep(*reason),
        Fact::Bought(_) => row.buy(recorded.aggregate_id, position),
    }
    Ok(())
}

#[derive(Debug, Serialize)]
struct ReceiptRow<'a> {
    receipt: &'a str,
    payment_id: Uuid,
    amount_cents: i64,
}

async fn save_receipts(
    connection: &mut PgConnection,
    receipts: impl Iterator<Item = ReceiptRow<'_>>,
) -> Result<(), ApplyError> {
    // The last to tell of a receipt is right: a merged payment gives its receipt to a push.
    let last: BTreeMap<&str, ReceiptRow<'_>> = receipts.map(|row| (row.receipt, row)).collect();
    if last.is_empty() {
        return Ok(());
    }
    let rows: Vec<&ReceiptRow<'_>> = last.values().collect();
    sqlx::query!(
        "INSERT INTO receipts
         SELECT * FROM json_populate_recordset(NULL::receipts, $1::text::json)
         ON CONFLICT (receipt) DO UPDATE
         SET payment_id = EXCLUDED.payment_id, amount_cents = EXCLUDED.amount_cents",
        serde_json::to_string(&rows)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes which story each event belongs to. Events that come before the payment itself, such as
/// those of a new guest, carry its id too, so every story is kept and not only those of payments.
async fn save_timeline(
    connection: &mut PgConnection,
    events: &[Arc<Recorded>],
) -> Result<(), sqlx::Error> {
    let (stories, positions): (Vec<Uuid>, Vec<i64>) = events
        .iter()
        .filter_map(|recorded| Some((recorded.correlation_id()?, recorded.position)))
        .unzip();
    sqlx::query!(
        "INSERT INTO timeline (correlation_id, position)
         SELECT * FROM unnest($1::uuid[], $2::bigint[])",
        &stories,
        &positions,
    )
    .execute(connection)
    .await?;
    Ok(())
}
