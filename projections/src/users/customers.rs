//! Customers, as those who serve them look them up.

use domain::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page::{BEGIN_LIST, Cursor, Page, one_more};

/// Who buys: with a login, or as a guest. A personal field is none if it was not given, or was
/// erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with; a guest has none.
    pub username: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// The phone, normalised.
    pub phone: Option<String>,
    /// Whether it buys without a login.
    pub is_guest: bool,
    /// Whether it may sign in.
    pub is_active: bool,
    /// What is in the wallet.
    pub balance_cents: i64,
    /// When it was first known.
    pub created_at: Timestamp,
}

/// What customers are looked up by. What is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// That phone, normalised.
    pub phone: Option<String>,
    /// That home's account number.
    pub account_number: Option<String>,
    /// How the name or the user name begins, in any case.
    pub name: Option<String>,
    /// Those with a login alone.
    pub with_login: bool,
}

/// Customers, the newest first.
pub async fn customers(
    pool: &PgPool,
    filter: &CustomerFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Customer>, sqlx::Error> {
    let begins = filter.name.as_deref().map(beginning);
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let items = sqlx::query_as!(
        Customer,
        r#"SELECT u.user_id AS id, u.username, u.name, u.phone, u.role = 'GUEST' AS "is_guest!",
                  u.is_active, coalesce(w.balance_cents, 0) AS "balance_cents!", u.created_at
           FROM users u LEFT JOIN wallets w ON w.customer_id = u.user_id
           WHERE u.role IN ('CUSTOMER', 'GUEST')
             AND ($1::text IS NULL OR u.phone = $1)
             AND ($2::text IS NULL OR u.user_id IN (
                 SELECT l.customer_id FROM lines l WHERE l.account_number = $2))
             AND ($3::text IS NULL OR u.name ILIKE $3 OR u.username ILIKE $3)
             AND (NOT $4 OR u.role = 'CUSTOMER')
             AND ($5::timestamptz IS NULL OR (u.created_at, u.user_id) < ($5, $6::uuid))
           ORDER BY u.created_at DESC, u.user_id DESC LIMIT $7"#,
        filter.phone.as_deref(),
        filter.account_number.as_deref(),
        begins.as_deref(),
        filter.with_login,
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.created_at, item.id)))
}

/// One customer.
pub async fn customer(pool: &PgPool, id: Uuid) -> Result<Option<Customer>, sqlx::Error> {
    sqlx::query_as!(
        Customer,
        r#"SELECT u.user_id AS id, u.username, u.name, u.phone, u.role = 'GUEST' AS "is_guest!",
                  u.is_active, coalesce(w.balance_cents, 0) AS "balance_cents!", u.created_at
           FROM users u LEFT JOIN wallets w ON w.customer_id = u.user_id
           WHERE u.user_id = $1 AND u.role IN ('CUSTOMER', 'GUEST')"#,
        id,
    )
    .fetch_optional(pool)
    .await
}

/// The pattern of texts that begin so: what means something in a pattern means itself.
fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if matches!(letter, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_a_pattern_means_itself() {
        assert_eq!(beginning("wan"), "wan%");
        assert_eq!(beginning("50%_\\"), "50\\%\\_\\\\%");
    }
}
