//! `GET /api/finance/journal/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::ledger::AccountCode;
use projections::Projection;
use projections::ledger::{self, EntryLine, EntryPlace};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// A journal entry: its lines sum to zero.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JournalEntry {
    /// Where its event stands.
    position: i64,
    /// Which of the entries of its event, from 1.
    number: i16,
    /// What it is about, such as `RECEIVED` or `EARNED`.
    kind: String,
    #[schema(required)]
    receipt: Option<String>,
    /// When the money moved.
    effective_at: DateTime<Utc>,
    /// From when on it stands in the books: later, if that month was closed.
    booked_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    currency: &'static str,
    lines: Vec<JournalLine>,
}

/// A line of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JournalLine {
    /// The account's number.
    code: i16,
    name: &'static str,
    /// The customer, payment or package whose part of the account it is.
    #[schema(required)]
    part: Option<Uuid>,
    /// A debit if it is more than nothing, else a credit.
    amount_cents: i64,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Of one payment's story: what it brought, what was bought with it, what went back.
    payment_id: Option<Uuid>,
}

/// The journal, the last recorded entry first.
#[utoipa::path(get, path = "/api/finance/journal/", tag = "finance", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<JournalEntry>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn journal(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<JournalEntry>>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger, Projection::Payments]).await?;
    let shown = usize::try_from(page.items()).unwrap_or(usize::MAX);
    let pool = &state.app.ledger.pool;
    let (before, limit) = (page.cursor().map(place).transpose()?, page.items() + 1);
    let lines = match filter.payment_id {
        Some(id) => ledger::entries_of_payment(pool, id, before, limit).await?,
        None => ledger::entries_before(pool, before, limit).await?,
    };
    let mut entries: Vec<JournalEntry> = lines
        .chunk_by(|a, b| (a.position, a.number) == (b.position, b.number))
        .map(shape)
        .collect();
    let has_more = entries.len() > shown;
    entries.truncate(shown);
    let next = entries
        .last()
        .filter(|_| has_more)
        .map(|last| format!("{}.{}", last.position, last.number));
    Ok(Json(Page { next_cursor: next, items: entries }))
}

/// Where a page goes on: before that entry.
fn place(cursor: &str) -> Result<EntryPlace, Problem> {
    let read = || {
        let (position, number) = cursor.split_once('.')?;
        Some((position.parse().ok()?, number.parse().ok()?))
    };
    read().ok_or_else(|| {
        let detail = projections::page::NotCursor.to_string();
        Problem::unprocessable("invalid_cursor", detail)
    })
}

/// An entry, which has a line at least.
fn shape(lines: &[EntryLine]) -> JournalEntry {
    let EntryLine { position, number, kind, receipt, effective_at, booked_at, recorded_at, .. } =
        lines[0].clone();
    let lines = lines.iter().map(|line| JournalLine {
        code: line.account,
        name: name_of(line.account),
        part: line.part,
        amount_cents: line.amount_cents,
    });
    JournalEntry {
        position,
        number,
        kind,
        receipt,
        effective_at,
        booked_at,
        recorded_at,
        currency: Money::CURRENCY,
        lines: lines.collect(),
    }
}

fn name_of(account: i16) -> &'static str {
    AccountCode::numbered(account).map_or("of a newer version", AccountCode::name)
}
