use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::line::{Line, LineEvent, LineKind};
use domain::personal::Unseal;
use domain::user::{User, UserEvent};
use domain::wallet::{Wallet, WalletEvent};
use domain::{PaymentId, Timestamp};
use event_store::{DecodeError, Recorded};
use serde::Serialize;
use smallvec::SmallVec;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::opened::{Opened, Sealed};
use crate::projection::{ApplyError, Projection, Projector};
use crate::rows::Rows;

/// Fills users, lines and wallets.
#[derive(Debug)]
pub(crate) struct UsersProjector;

#[async_trait]
impl Projector for UsersProjector {
    fn projection(&self) -> Projection {
        Projection::Users
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
        let opened = sealed_in(&facts).open(unseal).await?;
        let mut users = load_users(connection, &ids_of::<User>(&facts)).await?;
        let mut lines = load_lines(connection, &ids_of::<Line>(&facts)).await?;
        let mut wallets = HashMap::new();
        for (recorded, fact) in &facts {
            match fact {
                Fact::User(event) => apply_user(&mut users, recorded, event, &opened)?,
                Fact::Line(event) => apply_line(&mut lines, recorded, event, &opened)?,
                Fact::Wallet(
                    WalletEvent::WalletCredited { balance_cents, .. }
                    | WalletEvent::WalletDebited { balance_cents, .. },
                ) => {
                    wallets
                        .insert(recorded.aggregate_id, (balance_cents.cents(), recorded.position));
                }
                Fact::Wallet(WalletEvent::WalletShort { .. }) => {}
            }
        }
        save_users(connection, &users).await?;
        save_lines(connection, &lines).await?;
        save_wallets(connection, wallets).await?;
        Ok(Vec::new())
    }
}

enum Fact {
    User(UserEvent),
    Line(LineEvent),
    Wallet(WalletEvent),
}

impl Fact {
    fn of(recorded: &Recorded) -> Result<SmallVec<[Self; 1]>, DecodeError> {
        let users = recorded.decode::<User>()?.into_iter().map(Self::User);
        let lines = recorded.decode::<Line>()?.into_iter().map(Self::Line);
        let wallets = recorded.decode::<Wallet>()?.into_iter().map(Self::Wallet);
        Ok(users.chain(lines).chain(wallets).collect())
    }
}

fn ids_of<A: domain::Decide>(facts: &[(&Recorded, Fact)]) -> Vec<Uuid> {
    facts
        .iter()
        .filter(|(recorded, _)| recorded.aggregate_type == A::TYPE)
        .map(|(recorded, _)| recorded.aggregate_id)
        .collect()
}

fn sealed_in<'a>(facts: &'a [(&Recorded, Fact)]) -> Sealed<'a> {
    let mut sealed = Sealed::default();
    for (_, fact) in facts {
        match fact {
            Fact::User(UserEvent::UserRegistered { username, phone, name, .. }) => {
                sealed.add(username);
                sealed.add(phone);
                sealed.add(name);
            }
            Fact::Line(LineEvent::LineAdded { name, .. } | LineEvent::LineRenamed { name }) => {
                sealed.add([name]);
            }
            Fact::User(
                UserEvent::RoleChanged { .. }
                | UserEvent::KraPinChanged { .. }
                | UserEvent::UserDisabled {}
                | UserEvent::UserEnabled {},
            )
            | Fact::Line(
                LineEvent::LineClosed {}
                | LineEvent::PackageTaken { .. }
                | LineEvent::OnPaymentSet { .. },
            )
            | Fact::Wallet(_) => {}
        }
    }
    sealed
}

#[derive(Debug, Serialize)]
pub(super) struct UserRow {
    pub(super) user_id: Uuid,
    pub(super) role: String,
    pub(super) username: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) name: Option<String>,
    pub(super) is_active: bool,
    pub(super) created_at: Timestamp,
    pub(super) position: i64,
}

fn apply_user(
    users: &mut Rows<UserRow>,
    recorded: &Recorded,
    event: &UserEvent,
    opened: &Opened,
) -> Result<(), ApplyError> {
    let (id, position) = (recorded.aggregate_id, recorded.position);
    if let UserEvent::UserRegistered { user_id: _, role, username, phone, name } = event {
        let row = UserRow {
            user_id: id,
            role: role.as_str().to_owned(),
            username: username.as_ref().and_then(|value| opened.text(value)),
            phone: phone.as_ref().and_then(|value| opened.text(value)),
            name: name.as_ref().and_then(|value| opened.text(value)),
            is_active: true,
            created_at: recorded.recorded_at,
            position,
        };
        users.insert(id, row);
        return Ok(());
    }
    let user = users.get_mut(id).ok_or(ApplyError::Unknown { position, what: "user", id })?;
    user.position = position;
    match event {
        UserEvent::UserRegistered { .. } | UserEvent::KraPinChanged { .. } => {}
        UserEvent::RoleChanged { role } => role.as_str().clone_into(&mut user.role),
        UserEvent::UserDisabled {} => user.is_active = false,
        UserEvent::UserEnabled {} => user.is_active = true,
    }
    Ok(())
}

#[derive(Debug, Serialize)]
struct LineRow {
    line_id: Uuid,
    customer_id: Uuid,
    kind: String,
    account_number: Option<String>,
    name: Option<String>,
    is_closed: bool,
    created_at: Timestamp,
    position: i64,
}

fn apply_line(
    lines: &mut Rows<LineRow>,
    recorded: &Recorded,
    event: &LineEvent,
    opened: &Opened,
) -> Result<(), ApplyError> {
    let (id, position) = (recorded.aggregate_id, recorded.position);
    if let LineEvent::LineAdded { line_id: _, customer_id, kind, name } = event {
        let (kind, account_number) = match kind {
            LineKind::Hotspot {} => ("HOTSPOT", None),
            LineKind::Home { account_number } => ("HOME", Some(account_number.as_str().to_owned())),
        };
        let row = LineRow {
            line_id: id,
            customer_id: customer_id.uuid(),
            kind: kind.to_owned(),
            account_number,
            name: opened.text(name),
            is_closed: false,
            created_at: recorded.recorded_at,
            position,
        };
        lines.insert(id, row);
        return Ok(());
    }
    let line = lines.get_mut(id).ok_or(ApplyError::Unknown { position, what: "line", id })?;
    line.position = position;
    match event {
        LineEvent::LineAdded { .. }
        | LineEvent::PackageTaken { .. }
        | LineEvent::OnPaymentSet { .. } => {}
        LineEvent::LineRenamed { name } => line.name = opened.text(name),
        LineEvent::LineClosed {} => line.is_closed = true,
    }
    Ok(())
}

async fn load_users(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Rows<UserRow>, sqlx::Error> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT user_id, role, username, phone, name, is_active, created_at, position
         FROM users WHERE user_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.user_id))
}

async fn save_users(
    connection: &mut PgConnection,
    users: &Rows<UserRow>,
) -> Result<(), ApplyError> {
    let Some(json) = users.to_json()? else { return Ok(()) };
    sqlx::query!("DELETE FROM users WHERE user_id = ANY($1)", users.stored_ids())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn load_lines(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Rows<LineRow>, sqlx::Error> {
    let rows = sqlx::query_as!(
        LineRow,
        "SELECT line_id, customer_id, kind, account_number, name, is_closed, created_at, position
         FROM lines WHERE line_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.line_id))
}

async fn save_lines(
    connection: &mut PgConnection,
    lines: &Rows<LineRow>,
) -> Result<(), ApplyError> {
    let Some(json) = lines.to_json()? else { return Ok(()) };
    sqlx::query!("DELETE FROM lines WHERE line_id = ANY($1)", lines.stored_ids())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO lines SELECT * FROM json_populate_recordset(NULL::lines, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes each wallet's balance, and the position of the event that says so.
async fn save_wallets(
    connection: &mut PgConnection,
    wallets: HashMap<Uuid, (i64, i64)>,
) -> Result<(), sqlx::Error> {
    if wallets.is_empty() {
        return Ok(());
    }
    let mut customers = Vec::with_capacity(wallets.len());
    let mut balances = Vec::with_capacity(wallets.len());
    let mut positions = Vec::with_capacity(wallets.len());
    for (customer, (balance_cents, position)) in wallets {
        customers.push(customer);
        balances.push(balance_cents);
        positions.push(position);
    }
    sqlx::query!(
        "INSERT INTO wallets (customer_id, balance_cents, position)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
         ON CONFLICT (customer_id) DO UPDATE
         SET balance_cents = EXCLUDED.balance_cents, position = EXCLUDED.position",
        &customers,
        &balances,
        &positions,
    )
    .execute(connection)
    .await?;
    Ok(())
}
