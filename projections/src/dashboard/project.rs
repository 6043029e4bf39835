use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DurationRound, NaiveDate, TimeDelta};
use domain::payment::{Payment, PaymentEvent};
use domain::personal::Unseal;
use domain::time::nairobi_day;
use domain::{Money, PaymentId, Timestamp};
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::NO_PACKAGE;
use crate::projection::{ApplyError, Projection, Projector};

/// Fills the dashboard's sums.
#[derive(Debug)]
pub(crate) struct DashboardProjector;

#[async_trait]
impl Projector for DashboardProjector {
    fn projection(&self) -> Projection {
        Projection::Dashboard
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        _unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let mut facts = Vec::new();
        for recorded in events.iter().map(Arc::as_ref) {
            facts.extend(recorded.decode::<Payment>()?.into_iter().map(|event| (recorded, event)));
        }
        let chosen: Vec<(Uuid, Uuid)> =
            facts.iter().filter_map(|(recorded, event)| chosen_in(recorded, event)).collect();
        let income: Vec<Income> =
            facts.iter().filter_map(|(recorded, event)| Income::of(recorded, event)).collect();
        save_chosen(connection, &chosen).await?;
        if income.is_empty() {
            return Ok(Vec::new());
        }
        let packages = packages_of(connection, &income).await?;
        let sums = Sums::of(&income, &packages)?;
        save_days(connection, &sums).await?;
        save_hours(connection, &sums).await?;
        save_last_payment(connection, sums.last_paid_at).await?;
        Ok(Vec::new())
    }
}

/// Money that came by a payment.
struct Income {
    payment_id: Uuid,
    amount: Money,
    paid_at: Timestamp,
    /// Whether it is another payment, and not a change of one that was counted.
    is_first: bool,
    position: i64,
}

impl Income {
    fn of(recorded: &Recorded, event: &PaymentEvent) -> Option<Self> {
        let (amount, paid_at, is_first) = match event {
            // Money in suspense counts from when it is allocated.
            PaymentEvent::PaymentCompleted { amount_cents, paid_at, .. }
            | PaymentEvent::PaymentAllocated { amount_cents, paid_at, .. } => {
                (*amount_cents, *paid_at, true)
            }
            // The push that it is merged into counts it again, on the same day.
            PaymentEvent::PaymentMerged { amount_cents, paid_at, from: Some(_), .. } => {
                (Money::ZERO.minus(*amount_cents)?, *paid_at, false)
            }
            // It counts against the day on which it went back.
            PaymentEvent::PaymentReversed {
                amount_cents,
                reversed_at,
                customer_id: Some(_),
                ..
            } => (Money::ZERO.minus(*amount_cents)?, *reversed_at, false),
            PaymentEvent::PaymentConfirmed { amount_cents, at } => (*amount_cents, *at, true),
            PaymentEvent::ExtraReceiptCredited { amount_cents, paid_at, .. } => {
                (*amount_cents, *paid_at, false)
            }
            // The receipt of a confirmed payment may show another amount than was counted.
            PaymentEvent::ReceiptAttached { confirmed_cents, amount_cents, .. } => {
                (amount_cents.minus(*confirmed_cents)?, recorded.recorded_at, false)
            }
            PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentMerged { from: None, .. }
            | PaymentEvent::PaymentReversed { customer_id: None, .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. } => return None,
        };
        let (payment_id, position) = (recorded.aggregate_id, recorded.position);
        Some(Self { payment_id, amount, paid_at, is_first, position })
    }
}

fn chosen_in(recorded: &Recorded, event: &PaymentEvent) -> Option<(Uuid, Uuid)> {
    match event {
        PaymentEvent::StkInitiated { package, .. } => {
            Some((recorded.aggregate_id, package.package_id.uuid()))
        }
        PaymentEvent::C2bReceived { .. } => Some((recorded.aggregate_id, NO_PACKAGE)),
        PaymentEvent::PaymentUnallocated { .. }
        | PaymentEvent::PaymentAllocated { .. }
        | PaymentEvent::PaymentMerged { .. }
        | PaymentEvent::PaymentReversed { .. }
        | PaymentEvent::StkDispatched { .. }
        | PaymentEvent::StkAccepted { .. }
        | PaymentEvent::StkRejected { .. }
        | PaymentEvent::StkUnconfirmed { .. }
        | PaymentEvent::CallbackReceived { .. }
        | PaymentEvent::PaymentCompleted { .. }
        | PaymentEvent::PaymentConfirmed { .. }
        | PaymentEvent::ReceiptAttached { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::AmountMismatched { .. }
        | PaymentEvent::ExtraReceiptCredited { .. }
        | PaymentEvent::ConflictingOutcomeReported { .. }
        | PaymentEvent::PaymentExpired { .. } => None,
    }
}

/// What a batch adds.
struct Sums {
    days: HashMap<(NaiveDate, Uuid), (Money, i64)>,
    hours: HashMap<Timestamp, i64>,
    last_paid_at: Option<Timestamp>,
}

impl Sums {
    fn of(income: &[Income], packages: &HashMap<Uuid, Uuid>) -> Result<Self, ApplyError> {
        let mut sums = Self { days: HashMap::new(), hours: HashMap::new(), last_paid_at: None };
        for came in income {
            let Income { payment_id: id, position, .. } = *came;
            let package = packages.get(&id).copied().ok_or(ApplyError::Unknown {
                position,
                what: "payment",
                id,
            })?;
            let payments = i64::from(came.is_first);
            let day = sums.days.entry((nairobi_day(came.paid_at), package)).or_default();
            day.0 = day.0.plus(came.amount).ok_or(ApplyError::TooMuch { position })?;
            day.1 += payments;
            if came.is_first {
                // The hour in UTC, which is an hour in Nairobi too.
                let hour = came.paid_at.duration_trunc(TimeDelta::hours(1)).unwrap_or(came.paid_at);
                *sums.hours.entry(hour).or_default() += payments;
                sums.last_paid_at = sums.last_paid_at.max(Some(came.paid_at));
            }
        }
        Ok(sums)
    }
}

async fn save_chosen(
    connection: &mut PgConnection,
    chosen: &[(Uuid, Uuid)],
) -> Result<(), sqlx::Error> {
    if chosen.is_empty() {
        return Ok(());
    }
    let (payments, packages): (Vec<Uuid>, Vec<Uuid>) = chosen.iter().copied().unzip();
    sqlx::query!(
        "INSERT INTO chosen_packages (payment_id, package_id)
         SELECT * FROM unnest($1::uuid[], $2::uuid[])",
        &payments,
        &packages,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn packages_of(
    connection: &mut PgConnection,
    income: &[Income],
) -> Result<HashMap<Uuid, Uuid>, sqlx::Error> {
    let payments: Vec<Uuid> = income.iter().map(|came| came.payment_id).collect();
    let rows = sqlx::query!(
        "SELECT payment_id, package_id FROM chosen_packages WHERE payment_id = ANY($1)",
        &payments,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.payment_id, row.package_id)).collect())
}

async fn save_days(connection: &mut PgConnection, sums: &Sums) -> Result<(), sqlx::Error> {
    let mut days = Vec::new();
    let mut packages = Vec::new();
    let mut revenues = Vec::new();
    let mut payments = Vec::new();
    for ((day, package), (revenue, count)) in &sums.days {
        days.push(*day);
        packages.push(*package);
        revenues.push(revenue.cents());
        payments.push(*count);
    }
    sqlx::query!(
        "INSERT INTO money_by_day AS m (day, package_id, revenue_cents, payments)
         SELECT * FROM unnest($1::date[], $2::uuid[], $3::bigint[], $4::bigint[])
         ON CONFLICT (day, package_id) DO UPDATE
         SET revenue_cents = m.revenue_cents + EXCLUDED.revenue_cents,
             payments = m.payments + EXCLUDED.payments",
        &days,
        &packages,
        &revenues,
        &payments,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn save_hours(connection: &mut PgConnection, sums: &Sums) -> Result<(), sqlx::Error> {
    let (hours, payments): (Vec<Timestamp>, Vec<i64>) =
        sums.hours.iter().map(|(hour, payments)| (*hour, *payments)).unzip();
    sqlx::query!(
        "INSERT INTO payments_by_hour AS h (hour, payments)
         SELECT * FROM unnest($1::timestamptz[], $2::bigint[])
         ON CONFLICT (hour) DO UPDATE SET payments = h.payments + EXCLUDED.payments",
        &hours,
        &payments,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn save_last_payment(
    connection: &mut PgConnection,
    paid_at: Option<Timestamp>,
) -> Result<(), sqlx::Error> {
    let Some(paid_at) = paid_at else { return Ok(()) };
    sqlx::query!(
        "INSERT INTO last_payment AS l (paid_at) VALUES ($1)
         ON CONFLICT (only_row) DO UPDATE SET paid_at = GREATEST(l.paid_at, EXCLUDED.paid_at)",
        paid_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}
