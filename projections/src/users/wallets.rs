use sqlx::PgPool;
use uuid::Uuid;

use crate::page::{BEGIN_LIST, Cursor, Page, one_more};

/// What is in a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Whose wallet.
    pub customer_id: Uuid,
    /// What the customer is called now, if that is known.
    pub customer_name: Option<String>,
    /// What is in it, in cents.
    pub balance_cents: i64,
}

impl Balance {
    /// Where a list in the order of the customers' ids goes on.
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor::new(0, self.customer_id)
    }
}

/// What is in each wallet that was ever used, in the order of the customers' ids.
pub async fn balances(
    pool: &PgPool,
    customer_id: Option<Uuid>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Balance>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let items = sqlx::query_as!(
        Balance,
        r#"SELECT w.customer_id, u.name AS "customer_name?", w.balance_cents
           FROM wallets w LEFT JOIN users u ON u.user_id = w.customer_id
           WHERE ($1::uuid IS NULL OR w.customer_id = $1)
             AND ($2::uuid IS NULL OR w.customer_id > $2)
           ORDER BY w.customer_id LIMIT $3"#,
        customer_id,
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Page::of(items, limit, Balance::cursor))
}
