use domain::books::BooksEvent;
use domain::ledger::{Term, TermKey, Terms};
use domain::subscription::SubscriptionEvent;
use domain::{Money, PackageId, SubscriptionId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;

/// The open terms that a batch may release something of: those of subscriptions that end or change
/// in it, or all of them where a day is closed.
pub(super) async fn load(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<Terms, sqlx::Error> {
    let of_all = happened
        .iter()
        .any(|one| matches!(one.event, BookEvent::Books(BooksEvent::DayClosed { .. })));
    let subscriptions: Vec<Uuid> = happened
        .iter()
        .filter(|one| matches!(&one.event, BookEvent::Subscription(event) if releases(event)))
        .map(|one| one.recorded.aggregate_id)
        .collect();
    if !of_all && subscriptions.is_empty() {
        return Ok(Terms::default());
    }
    // One statement for both would be planned for both, and read the whole table.
    let rows = if of_all {
        sqlx::query_as!(
            Row,
            "SELECT subscription_id, position, package_id, net_cents, excise_cents, vat_cents,
                    starts_at, ends_at, released_cents
             FROM terms WHERE released_cents < net_cents",
        )
        .fetch_all(connection)
        .await?
    } else {
        sqlx::query_as!(
            Row,
            "SELECT subscription_id, position, package_id, net_cents, excise_cents, vat_cents,
                    starts_at, ends_at, released_cents
             FROM terms WHERE released_cents < net_cents AND subscription_id = ANY($1)",
            &subscriptions,
        )
        .fetch_all(connection)
        .await?
    };
    Ok(Terms::new(rows.into_iter().map(Row::term)))
}

/// Whether an event takes something out of terms that were there before it.
fn releases(event: &SubscriptionEvent) -> bool {
    match event {
        SubscriptionEvent::SubscriptionActivated { .. }
        | SubscriptionEvent::SubscriptionExtended { .. } => false,
        SubscriptionEvent::SubscriptionChanged { .. }
        | SubscriptionEvent::SubscriptionShortened { .. }
        | SubscriptionEvent::SubscriptionExpired { .. } => true,
    }
}

struct Row {
    subscription_id: Uuid,
    position: i64,
    package_id: Uuid,
    net_cents: i64,
    excise_cents: i64,
    vat_cents: i64,
    starts_at: Timestamp,
    ends_at: Timestamp,
    released_cents: i64,
}

impl Row {
    fn term(self) -> (TermKey, Term) {
        let term = Term {
            package_id: PackageId::new(self.package_id),
            net: Money::from_cents(self.net_cents),
            excise: Money::from_cents(self.excise_cents),
            vat: Money::from_cents(self.vat_cents),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            released: Money::from_cents(self.released_cents),
        };
        ((SubscriptionId::new(self.subscription_id), self.position), term)
    }
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
    let excise: Vec<i64> = column(&changed, |_, term| term.excise.cents());
    let vat: Vec<i64> = column(&changed, |_, term| term.vat.cents());
    let starts_at: Vec<Timestamp> = column(&changed, |_, term| term.starts_at);
    let ends_at: Vec<Timestamp> = column(&changed, |_, term| term.ends_at);
    let released: Vec<i64> = column(&changed, |_, term| term.released.cents());
    sqlx::query!(
        "INSERT INTO terms (subscription_id, position, package_id, net_cents, starts_at, ends_at,
                            released_cents, excise_cents, vat_cents)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[],
                              $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::bigint[],
                              $9::bigint[])
         ON CONFLICT (subscription_id, position) DO UPDATE
         SET released_cents = excluded.released_cents",
        &subscriptions,
        &positions,
        &packages,
        &net,
        &starts_at,
        &ends_at,
        &released,
        &excise,
        &vat,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn column<T>(rows: &[(TermKey, &Term)], of: impl Fn(&TermKey, &Term) -> T) -> Vec<T> {
    rows.iter().map(|(key, term)| of(key, term)).collect()
}
