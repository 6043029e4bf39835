//! `GET /api/payments/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Msisdn;
use domain::payment::Status;
use projections::Projection;
use projections::payments::{self, PaymentFilter, PaymentOrder};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::State;
use crate::auth::Owner;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};
use crate::shapes::Payment;

/// Which payments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `PENDING`, `COMPLETED`, `FAILED`, `EXPIRED`, `UNALLOCATED`, `MERGED` or
    /// `REVERSED`.
    status: Option<String>,
    /// The whole M-Pesa receipt.
    receipt: Option<String>,
    /// The payer's number, however it is written.
    phone: Option<String>,
    /// Initiated then or later.
    from: Option<DateTime<Utc>>,
    /// Initiated before then.
    to: Option<DateTime<Utc>>,
    /// What it brought or, until then, was asked for.
    amount_cents: Option<i64>,
    needs_a_look: Option<bool>,
    /// Of one customer, whoever paid; anyone but staff sees their own alone.
    customer_id: Option<Uuid>,
    /// `NEWEST` (as it is without), `OLDEST`, `LARGEST` or `SMALLEST` first; by what a payment brought
    /// or, until then, was asked for. A cursor leads on in the order that it came with.
    sort: Option<String>,
}

impl Filter {
    fn order(&self) -> Result<PaymentOrder, Problem> {
        match self.sort.as_deref() {
            None | Some("" | "NEWEST") => Ok(PaymentOrder::Newest),
            Some("OLDEST") => Ok(PaymentOrder::Oldest),
            Some("LARGEST") => Ok(PaymentOrder::Largest),
            Some("SMALLEST") => Ok(PaymentOrder::Smallest),
            Some(_) => Err(Problem::unprocessable(
                "invalid_sort",
                "payments are sorted NEWEST, OLDEST, LARGEST or SMALLEST first",
            )),
        }
    }

    fn read(self) -> Result<PaymentFilter, Problem> {
        let given = |text: Option<String>| {
            text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let status = given(self.status).map(|name| {
            Status::ALL.into_iter().find(|status| status.as_str() == name).ok_or_else(|| {
                Problem::unprocessable(
                    "invalid_status",
                    "a status is PENDING, COMPLETED, FAILED, EXPIRED, UNALLOCATED, MERGED or REVERSED",
                )
            })
        });
        let phone = given(self.phone).map(|phone| {
            phone
                .parse::<Msisdn>()
                .map_err(|error| Problem::unprocessable("invalid_phone_number", error.to_string()))
        });
        Ok(PaymentFilter {
            status: status.transpose()?,
            receipt: given(self.receipt).map(|receipt| receipt.to_ascii_uppercase()),
            phone: phone.transpose()?.map(|phone| phone.as_str().to_owned()),
            from: self.from,
            to: self.to,
            amount_cents: self.amount_cents,
            needs_a_look: self.needs_a_look,
            customer_id: self.customer_id,
        })
    }
}

/// Payments, the newest first where nobody says otherwise. Anyone but staff sees their own.
#[utoipa::path(get, path = "/api/payments/", tag = "payments", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<Payment>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Payment>>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments, Projection::Subscriptions]).await?;
    let order = filter.order()?;
    let mut filter = filter.read()?;
    let own = (!caller.is_staff()).then(|| caller.customer_id().uuid());
    filter.customer_id = own.or(filter.customer_id);
    let now = state.app.ledger.clock.now();
    let pool = &state.app.ledger.pool;
    let rows = payments::list(pool, &filter, order, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, |row| Payment::of(row, now))))
}
