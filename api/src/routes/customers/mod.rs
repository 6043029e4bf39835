//! Customers.

pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod statement;

use chrono::{DateTime, Utc};
use domain::Money;
use projections::users;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who buys: with a login, or as a guest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Customer {
    id: Uuid,
    #[schema(required)]
    username: Option<String>,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    phone_number: Option<String>,
    is_guest: bool,
    is_active: bool,
    wallet_balance_cents: i64,
    currency: &'static str,
    created_at: DateTime<Utc>,
}

impl Customer {
    fn of(row: users::Customer) -> Self {
        Self {
            id: row.id,
            username: row.username,
            name: row.name,
            phone_number: row.phone,
            is_guest: row.is_guest,
            is_active: row.is_active,
            wallet_balance_cents: row.balance_cents,
            currency: Money::CURRENCY,
            created_at: row.created_at,
        }
    }
}
