use domain::Timestamp;
use domain::codes::AccountNumber;
use domain::line::LineKind;
use domain::user::Role;
use sqlx::PgPool;
use uuid::Uuid;

use super::project::UserRow;
use crate::page::{Cursor, Page, damaged, named, one_more};

/// The most lines of one customer that are ever shown.
const LINES_MAX: i64 = 500;

/// A user: a login, or a guest. A personal field is none if it was not given, or was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: Uuid,
    /// What it may do.
    pub role: Role,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The phone, normalised.
    pub phone: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// Whether it may sign in.
    pub is_active: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The position of its last event.
    pub position: i64,
}

impl User {
    /// Whether it buys without a login.
    pub fn is_guest(&self) -> bool {
        self.role == Role::Guest
    }
}

/// Which users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Of that role.
    pub role: Option<Role>,
    /// With that phone, normalised.
    pub phone: Option<String>,
}

/// One user.
pub async fn get(pool: &PgPool, id: Uuid) -> Result<Option<User>, sqlx::Error> {
    sqlx::query_as!(
        UserRow,
        "SELECT user_id, role, username, phone, name, is_active, created_at, position
         FROM users WHERE user_id = $1",
        id,
    )
    .fetch_optional(pool)
    .await?
    .map(User::try_from)
    .transpose()
}

/// Users, the newest first.
pub async fn list(
    pool: &PgPool,
    filter: &UserFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<User>, sqlx::Error> {
    let mut transaction = pool.begin_with(crate::page::BEGIN_LIST).await?;
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT user_id, role, username, phone, name, is_active, created_at, position
         FROM users
         WHERE ($1::text IS NULL OR role = $1)
           AND ($2::text IS NULL OR phone = $2)
           AND ($3::timestamptz IS NULL OR (created_at, user_id) < ($3, $4::uuid))
         ORDER BY created_at DESC, user_id DESC LIMIT $5",
        filter.role.map(Role::as_str),
        filter.phone.as_deref(),
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let users = rows.into_iter().map(User::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::of(users, limit, |user| Cursor::at(user.created_at, user.id)))
}

/// What a customer's wallet holds, in cents.
pub async fn wallet_balance(pool: &PgPool, customer_id: Uuid) -> Result<i64, sqlx::Error> {
    let balance_cents = sqlx::query_scalar!(
        "SELECT balance_cents FROM wallets WHERE customer_id = $1",
        customer_id
    )
    .fetch_optional(pool)
    .await?;
    Ok(balance_cents.unwrap_or(0))
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub customer_id: Uuid,
    /// What sort of line, with its account number if it is a home.
    pub kind: LineKind,
    /// What its customer calls it; none if that was erased.
    pub name: Option<String>,
    /// Whether service there ended for good.
    pub is_closed: bool,
    /// The position of its last event.
    pub position: i64,
}

/// One line.
pub async fn line(pool: &PgPool, id: Uuid) -> Result<Option<Line>, sqlx::Error> {
    sqlx::query_as!(
        LineRow,
        "SELECT line_id, customer_id, account_number, name, is_closed, position
         FROM lines WHERE line_id = $1",
        id,
    )
    .fetch_optional(pool)
    .await?
    .map(Line::try_from)
    .transpose()
}

/// The lines of a customer, the oldest first.
pub async fn lines_of(pool: &PgPool, customer_id: Uuid) -> Result<Vec<Line>, sqlx::Error> {
    sqlx::query_as!(
        LineRow,
        "SELECT line_id, customer_id, account_number, name, is_closed, position
         FROM lines WHERE customer_id = $1 ORDER BY created_at, line_id LIMIT $2",
        customer_id,
        LINES_MAX,
    )
    .fetch_all(pool)
    .await?
    .into_iter()
    .map(Line::try_from)
    .collect()
}

/// The home line with that account number.
pub async fn line_by_account_number(
    pool: &PgPool,
    account_number: &str,
) -> Result<Option<Line>, sqlx::Error> {
    sqlx::query_as!(
        LineRow,
        "SELECT line_id, customer_id, account_number, name, is_closed, position
         FROM lines WHERE account_number = $1",
        account_number,
    )
    .fetch_optional(pool)
    .await?
    .map(Line::try_from)
    .transpose()
}

impl TryFrom<UserRow> for User {
    type Error = sqlx::Error;
    fn try_from(row: UserRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.user_id,
            role: named("role", &row.role)?,
            username: row.username,
            phone: row.phone,
            name: row.name,
            is_active: row.is_active,
            created_at: row.created_at,
            position: row.position,
        })
    }
}

struct LineRow {
    line_id: Uuid,
    customer_id: Uuid,
    account_number: Option<String>,
    name: Option<String>,
    is_closed: bool,
    position: i64,
}

impl TryFrom<LineRow> for Line {
    type Error = sqlx::Error;
    fn try_from(row: LineRow) -> Result<Self, sqlx::Error> {
        let kind = match row.account_number {
            None => LineKind::Hotspot {},
            Some(number) => {
                let account_number: AccountNumber = number
                    .parse()
                    .map_err(|error: domain::codes::NotCode| damaged("account_number", error))?;
                LineKind::Home { account_number }
            }
        };
        Ok(Self {
            id: row.line_id,
            customer_id: row.customer_id,
            kind,
            name: row.name,
            is_closed: row.is_closed,
            position: row.position,
        })
    }
}
