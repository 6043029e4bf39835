//! `GET /api/finance/accounts/{code}/`

use axum::Json;
use axum::extract::{self, Path};
use chrono::{DateTime, Utc};
use domain::Money;
use domain::ledger::AccountCode;
use projections::Projection;
use projections::ledger::{self, EntryLine};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::PageParams;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which part of the account, and which period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// One customer, payment or package; all of them if it is not given.
    part: Option<Uuid>,
    /// From when on; from the beginning if it is not given.
    from: Option<DateTime<Utc>>,
    /// Until when, without that moment itself; until now if it is not given.
    to: Option<DateTime<Utc>>,
}

/// What happened on an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountStatement {
    code: i16,
    name: &'static str,
    #[schema(required)]
    part: Option<Uuid>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    currency: &'static str,
    /// Debits less credits as the period begins.
    opening_cents: i64,
    /// The same as it ends: the opening and every line of all pages.
    closing_cents: i64,
    items: Vec<AccountLine>,
    /// For the next page; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// A line of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountLine {
    /// Where its event stands.
    position: i64,
    /// What it is about, such as `RECEIVED` or `EARNED`.
    kind: String,
    #[schema(required)]
    receipt: Option<String>,
    /// When the money moved.
    effective_at: DateTime<Utc>,
    /// From when on it stands in the books: later, if that month was closed.
    booked_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    #[schema(required)]
    part: Option<Uuid>,
    /// A debit if it is more than nothing, else a credit.
    amount_cents: i64,
}

/// The statement of an account, or of a customer's, payment's or package's part of it.
#[utoipa::path(get, path = "/api/finance/accounts/{code}/", tag = "finance", security(("bearer" = [])),
    params(("code" = i16, Path, description = "The account's number, such as 2110"), Period, PageParams, MinPosition),
    responses((status = 200, body = AccountStatement), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn account(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Path(code): Path<String>,
    fresh: Fresh,
    Params(period): Params<Period>,
    Params(page): Params<PageParams>,
) -> Result<Json<AccountStatement>, Problem> {
    let code = code.parse().ok().and_then(AccountCode::numbered).ok_or_else(|| {
        Problem::not_found("account_unknown", "there is no such account; see the trial balance")
    })?;
    let from = period.from.unwrap_or(DateTime::UNIX_EPOCH);
    let to = period.to.unwrap_or_else(|| state.app.ledger.clock.now());
    if from > to {
        let detail = "the period ends before it begins; give an earlier `from` or a later `to`";
        return Err(
            Problem::unprocessable("period_backwards", detail).with_field("from", "is after `to`")
        );
    }
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let wanted = ledger::Statement { account: code.number(), part: period.part, from, to };
    let pool = &state.app.ledger.pool;
    let (opening_cents, closing_cents) = ledger::opening_and_closing(pool, wanted).await?;
    let found = ledger::lines(pool, wanted, page.after()?, page.items()).await?;
    Ok(Json(AccountStatement {
        code: code.number(),
        name: code.name(),
        part: period.part,
        from,
        to,
        currency: Money::CURRENCY,
        opening_cents,
        closing_cents,
        next_cursor: found.next.map(|cursor| cursor.to_string()),
        items: found.items.into_iter().map(shape).collect(),
    }))
}

fn shape(line: EntryLine) -> AccountLine {
    let EntryLine {
        position,
        kind,
        receipt,
        effective_at,
        booked_at,
        recorded_at,
        part,
        amount_cents,
        ..
    } = line;
    AccountLine {
        position,
        kind,
        receipt,
        effective_at,
        booked_at,
        recorded_at,
        part,
        amount_cents,
    }
}
