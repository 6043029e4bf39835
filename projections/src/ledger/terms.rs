use domain::ledger::{Term, TermKey, Terms};
use domain::{Money, PackageId, SubscriptionId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::project::{Event, Happened};

/// The open terms that a batch may release something of: those of its subscriptions, or all of them
/// where a day is closed.
pub(super) async fn load(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<Terms, sqlx::Error> {
    let of_all = happened.iter().any(|one| matches!(one.event, Event::Books(_)));
    let subscriptions: Vec<Uuid> = happened
        .iter()
        .filter(|one| matches!(one.event, Event::Subscription(_)))
        .map(|one| one.recorded.aggregate_id)
        .collect();
    if !of_all && subscriptions.is_empty() {
        return Ok(Terms::default());
    }
    let rows = sqlx::query!(
        "SELECT subscription_id, position, package_id, net_cents, starts_at, ends_at, released_cents
         FROM terms
         WHERE released_cents < net_cents AND ($1 OR subscription_id = ANY($2))",
        of_all,
        &subscriptions,
    )
    .fetch_all(connection)
    .await?;
    Ok(Terms::new(rows.into_iter().map(|row| {
        let term = Term {
            package_id: PackageId::new(row.package_id),
            net: Money::from_cents(row.net_cents),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            released: Money::from_cents(row.released_cents),
        };
        ((SubscriptionId::new(row.subscription_id), row.position), term)
    })))
}

/// Writes the terms that a batch has begun or released something of.
pub(super) async fn save(connection: &mut PgConnection, terms: &Terms) -> Result<(), sqlx::Error> {
    let changed: Vec<(TermKey, &Term)> = terms.changed().collect();
    if changed.is_empty() {
        return Ok(());
    }
    let subscriptions: Vec<Uuid> = column(&changed, |(id, _), _| id.uuid());
    let positions: Vec<i64> = column(&changed, |(_, position), _| *position);
    let packages: Vec<Uuid> = column(&changed, |_, term| term.package_id.uuid());
    let net: Vec<i64> = column(&changed, |_, term| term.net.cents());
    let starts_at: Vec<Timestamp> = column(&changed, |_, term| term.starts_at);
    let ends_at: Vec<Timestamp> = column(&changed, |_, term| term.ends_at);
    let released: Vec<i64> = column(&changed, |_, term| term.released.cents());
    sqlx::query!(
        "INSERT INTO terms (subscription_id, position, package_id, net_cents, starts_at, ends_at,
                            released_cents)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[],
                              $5::timestamptz[], $6::timestamptz[], $7::bigint[])
         ON CONFLICT (subscription_id, position) DO UPDATE
         SET released_cents = excluded.released_cents",
        &subscriptions,
        &positions,
        &packages,
        &net,
        &starts_at,
        &ends_at,
        &released,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn column<T>(rows: &[(TermKey, &Term)], of: impl Fn(&TermKey, &Term) -> T) -> Vec<T> {
    rows.iter().map(|(key, term)| of(key, term)).collect()
}
