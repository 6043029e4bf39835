use std::sync::Arc;

use async_trait::async_trait;
use domain::personal::Unseal;
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};
use domain::{PaymentId, Timestamp};
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::projection::{ApplyError, Projection, Projector};
use crate::rows::{Rows, every};

/// Fills subscriptions.
#[derive(Debug)]
pub(crate) struct SubscriptionsProjector;

#[async_trait]
impl Projector for SubscriptionsProjector {
    fn projection(&self) -> Projection {
        Projection::Subscriptions
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        _unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let mut facts = Vec::new();
        for recorded in events.iter().map(Arc::as_ref) {
            let told = recorded.decode::<Subscription>()?;
            facts.extend(told.into_iter().map(|event| (recorded, event)));
        }
        let ids: Vec<Uuid> = facts.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
        let mut rows = load(connection, &ids).await?;
        let mut changed = Vec::new();
        for (recorded, event) in facts {
            // The payment that was shown with it before, and the one that is from now on.
            let id = recorded.aggregate_id;
            let before = rows.get_mut(id).and_then(|row| row.payment_id);
            apply_one(&mut rows, recorded, event)?;
            let after = rows.get_mut(id).and_then(|row| row.payment_id);
            changed.extend(before.into_iter().chain(after).map(PaymentId::new));
        }
        save(connection, &rows).await?;
        changed.sort_unstable();
        changed.dedup();
        Ok(changed)
    }
}

#[derive(Debug)]
struct Row {
    subscription_id: Uuid,
    customer_id: Uuid,
    line_id: Uuid,
    package_id: Uuid,
    package_name: String,
    activated_at: Timestamp,
    starts_at: Timestamp,
    ends_at: Timestamp,
    ended_at: Option<Timestamp>,
    caused_by: String,
    payment_id: Option<Uuid>,
    position: i64,
}

fn cause_of(cause: &ActivationCause) -> (String, Option<Uuid>) {
    match cause {
        ActivationCause::Payment { payment_id } => {
            (format!("payment:{payment_id}"), Some(payment_id.uuid()))
        }
        ActivationCause::Wallet { by } => (format!("user:{by}"), None),
    }
}

fn apply_one(
    rows: &mut Rows<Row>,
    recorded: &Recorded,
    event: SubscriptionEvent,
) -> Result<(), ApplyError> {
    let (id, position) = (recorded.aggregate_id, recorded.position);
    let unknown = ApplyError::Unknown { position, what: "subscription", id };
    match event {
        SubscriptionEvent::SubscriptionActivated {
            subscription_id: _,
            customer_id,
            line_id,
            package,
            starts_at,
            ends_at,
            cause,
        } => {
            let (caused_by, payment_id) = cause_of(&cause);
            let row = Row {
                subscription_id: id,
                customer_id: customer_id.uuid(),
                line_id: line_id.uuid(),
                package_id: package.package_id.uuid(),
                package_name: package.terms.name,
                activated_at: starts_at,
                starts_at,
                ends_at,
                ended_at: None,
                caused_by,
                payment_id,
                position,
            };
            rows.insert(id, row);
        }
        SubscriptionEvent::SubscriptionExtended {
            package,
            from: _,
            ends_at,
            bought_at: _,
            cause,
        } => {
            let row = rows.get_mut(id).ok_or(unknown)?;
            row.package_name = package.terms.name;
            row.ends_at = ends_at;
            (row.caused_by, row.payment_id) = cause_of(&cause);
            row.position = position;
        }
        SubscriptionEvent::SubscriptionChanged {
            package,
            starts_at,
            ends_at,
            unused_value_cents: _,
            cause,
        } => {
            let row = rows.get_mut(id).ok_or(unknown)?;
            row.package_id = package.package_id.uuid();
            row.package_name = package.terms.name;
            row.starts_at = starts_at;
            row.ends_at = ends_at;
            (row.caused_by, row.payment_id) = cause_of(&cause);
            row.position = position;
        }
        SubscriptionEvent::SubscriptionShortened { ends_at, .. } => {
            let row = rows.get_mut(id).ok_or(unknown)?;
            row.ends_at = ends_at;
            row.position = position;
        }
        SubscriptionEvent::SubscriptionExpired { ended_at } => {
            let row = rows.get_mut(id).ok_or(unknown)?;
            row.ended_at = Some(ended_at);
            row.position = position;
        }
    }
    Ok(())
}

async fn load(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Rows<Row>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT subscription_id, customer_id, line_id, package_id, package_name, activated_at,
                starts_at, ends_at, ended_at, caused_by, payment_id, position
         FROM subscriptions WHERE subscription_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.subscription_id))
}

async fn save(connection: &mut PgConnection, rows: &Rows<Row>) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!("DELETE FROM subscriptions WHERE subscription_id = ANY($1)", rows.stored_ids())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO subscriptions (subscription_id, customer_id, line_id, package_id, package_name, activated_at,
             starts_at, ends_at, ended_at, caused_by, payment_id, position)
         SELECT subscription_id, customer_id, line_id, package_id, package_name, activated_at,
             starts_at, ends_at, ended_at, caused_by, payment_id, position
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[],
             $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::uuid[],
             $12::bigint[])
             AS r (subscription_id, customer_id, line_id, package_id, package_name, activated_at,
             starts_at, ends_at, ended_at, caused_by, payment_id, position)",
        &every(rows, |row| row.subscription_id),
        &every(rows, |row| row.customer_id),
        &every(rows, |row| row.line_id),
        &every(rows, |row| row.package_id),
        &every(rows, |row| row.package_name.clone()),
        &every(rows, |row| row.activated_at),
        &every(rows, |row| row.starts_at),
        &every(rows, |row| row.ends_at),
        &every(rows, |row| row.ended_at) as &[Option<Timestamp>],
        &every(rows, |row| row.caused_by.clone()),
        &every(rows, |row| row.payment_id) as &[Option<Uuid>],
        &every(rows, |row| row.position),
    )
    .execute(connection)
    .await?;
    Ok(())
}
