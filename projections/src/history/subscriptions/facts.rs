use std::collections::HashMap;

use domain::Timestamp;
use domain::subscription::{ActivationCause, SubscriptionEvent};
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::history::project::effective;
use crate::projection::ApplyError;

/// A subscription as one of its events left it.
#[derive(Debug, Clone)]
struct Fact {
    subscription_id: Uuid,
    position: i64,
    begins: bool,
    customer_id: Uuid,
    line_id: Uuid,
    package_id: Uuid,
    package_name: String,
    activated_at: Timestamp,
    starts_at: Timestamp,
    ends_at: Timestamp,
    ended_at: Option<Timestamp>,
    caused_by: String,
    effective_at: Timestamp,
    recorded_at: Timestamp,
}

/// Writes what a batch says about subscriptions.
pub(in crate::history) async fn save(
    connection: &mut PgConnection,
    events: &[(&Recorded, SubscriptionEvent)],
) -> Result<(), ApplyError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut last = load_last(connection, events).await?;
    let mut facts = Vec::new();
    for (recorded, event) in events {
        let id = recorded.aggregate_id;
        let fact = match last.get(&id) {
            Some(before) => before.after(recorded, event),
            None => Fact::first(recorded, event),
        };
        let fact = fact.ok_or(ApplyError::Unknown {
            position: recorded.position,
            what: "subscription",
            id,
        })?;
        last.insert(id, fact.clone());
        facts.push(fact);
    }
    insert(connection, &facts).await?;
    Ok(())
}

fn cause_of(cause: &ActivationCause) -> String {
    match cause {
        ActivationCause::Payment { payment_id } => format!("payment:{payment_id}"),
        ActivationCause::Wallet { by } => format!("user:{by}"),
    }
}

impl Fact {
    /// Of the event that begins a subscription. None if this event begins none.
    fn first(recorded: &Recorded, event: &SubscriptionEvent) -> Option<Self> {
        let SubscriptionEvent::SubscriptionActivated {
            subscription_id: _,
            customer_id,
            line_id,
            package,
            starts_at,
            ends_at,
            cause,
        } = event
        else {
            return None;
        };
        Some(Self {
            subscription_id: recorded.aggregate_id,
            position: recorded.position,
            begins: true,
            customer_id: customer_id.uuid(),
            line_id: line_id.uuid(),
            package_id: package.package_id.uuid(),
            package_name: package.terms.name.clone(),
            activated_at: *starts_at,
            starts_at: *starts_at,
            ends_at: *ends_at,
            ended_at: None,
            caused_by: cause_of(cause),
            effective_at: effective(*starts_at, recorded),
            recorded_at: recorded.recorded_at,
        })
    }

    /// What an event makes of it. None if the event begins another.
    fn after(&self, recorded: &Recorded, event: &SubscriptionEvent) -> Option<Self> {
        let mut fact = Self {
            position: recorded.position,
            begins: false,
            recorded_at: recorded.recorded_at,
            ..self.clone()
        };
        let own = match event {
            SubscriptionEvent::SubscriptionActivated { .. } => return None,
            SubscriptionEvent::SubscriptionExtended {
                package,
                from: _,
                ends_at,
                bought_at,
                cause,
            } => {
                fact.package_name.clone_from(&package.terms.name);
                fact.ends_at = *ends_at;
                fact.caused_by = cause_of(cause);
                *bought_at
            }
            SubscriptionEvent::SubscriptionChanged {
                package,
                starts_at,
                ends_at,
                unused_value_cents: _,
                cause,
            } => {
                fact.package_id = package.package_id.uuid();
                fact.package_name.clone_from(&package.terms.name);
                fact.starts_at = *starts_at;
                fact.ends_at = *ends_at;
                fact.caused_by = cause_of(cause);
                *starts_at
            }
            SubscriptionEvent::SubscriptionShortened { ends_at, .. } => {
                fact.ends_at = *ends_at;
                recorded.recorded_at
            }
            SubscriptionEvent::SubscriptionExpired { ended_at } => {
                fact.ended_at = Some(*ended_at);
                *ended_at
            }
        };
        fact.effective_at = effective(own, recorded);
        Some(fact)
    }

    /// Until when the line is entitled by it; never before it is so.
    fn serves_until(&self) -> Timestamp {
        match self.ended_at {
            Some(_) => self.effective_at,
            None => self.ends_at.max(self.effective_at),
        }
    }
}

/// The last facts, as they stand in the table, of the subscriptions that a batch is about.
async fn load_last(
    connection: &mut PgConnection,
    events: &[(&Recorded, SubscriptionEvent)],
) -> Result<HashMap<Uuid, Fact>, sqlx::Error> {
    let mut ids: Vec<Uuid> = events.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let facts = sqlx::query_as!(
        Fact,
        r#"SELECT last.subscription_id AS "subscription_id!", last.position AS "position!",
                  last.begins AS "begins!", last.customer_id AS "customer_id!",
                  last.line_id AS "line_id!", last.package_id AS "package_id!",
                  last.package_name AS "package_name!", last.activated_at AS "activated_at!",
                  last.starts_at AS "starts_at!", last.ends_at AS "ends_at!", last.ended_at,
                  last.caused_by AS "caused_by!", last.effective_at AS "effective_at!",
                  last.recorded_at AS "recorded_at!"
           FROM unnest($1::uuid[]) AS wanted(id)
           CROSS JOIN LATERAL (
               SELECT * FROM subscription_facts f WHERE f.subscription_id = wanted.id
               ORDER BY f.position DESC LIMIT 1
           ) last"#,
        &ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(facts.into_iter().map(|fact| (fact.subscription_id, fact)).collect())
}

async fn insert(connection: &mut PgConnection, facts: &[Fact]) -> Result<(), sqlx::Error> {
    fn every<T>(facts: &[Fact], of: impl Fn(&Fact) -> T) -> Vec<T> {
        facts.iter().map(of).collect()
    }
    sqlx::query!(
        "INSERT INTO subscription_facts
             (subscription_id, position, begins, customer_id, line_id, package_id, package_name,
              activated_at, starts_at, ends_at, ended_at, caused_by, serves_until, effective_at,
              recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::boolean[], $4::uuid[], $5::uuid[],
                              $6::uuid[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                              $10::timestamptz[], $11::timestamptz[], $12::text[],
                              $13::timestamptz[], $14::timestamptz[], $15::timestamptz[])",
        &every(facts, |fact| fact.subscription_id),
        &every(facts, |fact| fact.position),
        &every(facts, |fact| fact.begins),
        &every(facts, |fact| fact.customer_id),
        &every(facts, |fact| fact.line_id),
        &every(facts, |fact| fact.package_id),
        &every(facts, |fact| fact.package_name.clone()),
        &every(facts, |fact| fact.activated_at),
        &every(facts, |fact| fact.starts_at),
        &every(facts, |fact| fact.ends_at),
        &every(facts, |fact| fact.ended_at) as &[Option<Timestamp>],
        &every(facts, |fact| fact.caused_by.clone()),
        &every(facts, Fact::serves_until),
        &every(facts, |fact| fact.effective_at),
        &every(facts, |fact| fact.recorded_at),
    )
    .execute(connection)
    .await?;
    Ok(())
}
