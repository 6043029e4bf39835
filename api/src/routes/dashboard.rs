//! `GET /api/dashboard/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use event_store::inbox;
use projections::{Projection, dashboard as read_model, history};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::as_of::AsOfParams;
use crate::auth::Staff;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// How things stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dashboard {
    as_of: DateTime<Utc>,
    /// The position that the figures show.
    position: i64,
    /// How many events they trail behind.
    lag_positions: i64,
    currency: &'static str,
    revenue_today_cents: i64,
    payments_today: i64,
    revenue_30_days_cents: i64,
    active_subscriptions: i64,
    expiring_within_24h: i64,
    pending_payments: i64,
    #[schema(required)]
    oldest_pending_seconds: Option<i64>,
    /// Completed in the last day, and neither served nor kept in the wallet.
    paid_but_offline: i64,
    needs_a_look: i64,
    unreadable_deliveries: i64,
    /// Money that came unprompted and is nobody's, and by how many payments.
    unallocated_cents: i64,
    unallocated_payments: i64,
    /// Differences between statements and the ledger that nobody has resolved.
    open_breaks: i64,
    #[schema(required)]
    minutes_since_last_payment: Option<i64>,
    /// What is usual at this hour of the week.
    #[schema(required)]
    normal_minutes_between_payments: Option<i64>,
    /// Twenty-four hours, the oldest first and the one that is not over last.
    by_hour: Vec<HourFigures>,
    /// Thirty Nairobi days, the oldest first.
    by_day: Vec<DayFigures>,
    /// The same days, the best sold first.
    by_package: Vec<PackageFigures>,
}

/// One hour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HourFigures {
    /// When it began.
    hour: DateTime<Utc>,
    payments: i64,
}

/// One Nairobi day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayFigures {
    #[schema(value_type = String, format = Date)]
    day: String,
    revenue_cents: i64,
    payments: i64,
}

/// One package.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackageFigures {
    package_id: Uuid,
    name: String,
    revenue_cents: i64,
    payments: i64,
}

/// Is anyone paid but offline, is money coming in, does anything need a person; now, or as of a
/// past moment.
#[utoipa::path(get, path = "/api/dashboard/", tag = "dashboard", security(("bearer" = [])),
    params(AsOfParams, MinPosition),
    responses((status = 200, body = Dashboard), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn dashboard(
    extract::State(state): extract::State<State>,
    _staff: Staff,
    fresh: Fresh,
    Params(as_of): Params<AsOfParams>,
) -> Result<Json<Dashboard>, Problem> {
    let now = state.app.ledger.clock.now();
    let past = as_of.past(now)?;
    fresh.wait(&state.app, &Projection::ALL).await?;
    let pool = &state.app.ledger.pool;
    let (figures, unreadable) = match past {
        None => (read_model::figures(pool, now).await?, inbox::count_unreadable(pool).await?),
        Some(past) => (
            history::figures(pool, past).await?,
            inbox::count_unreadable_at(pool, past.effective, past.known).await?,
        ),
    };
    Ok(Json(shape(figures, unreadable)))
}

fn shape(figures: read_model::Figures, unreadable_deliveries: i64) -> Dashboard {
    let minutes = |seconds: i64| seconds / 60;
    Dashboard {
        as_of: figures.as_of,
        position: figures.position,
        lag_positions: figures.lag_positions,
        currency: Money::CURRENCY,
        revenue_today_cents: figures.revenue_today_cents,
        payments_today: figures.payments_today,
        revenue_30_days_cents: figures.revenue_30_days_cents,
        active_subscriptions: figures.active_subscriptions,
        expiring_within_24h: figures.expiring_within_24h,
        pending_payments: figures.pending_payments,
        oldest_pending_seconds: figures.oldest_pending_seconds,
        paid_but_offline: figures.paid_but_offline,
        needs_a_look: figures.needs_a_look,
        unreadable_deliveries,
        unallocated_cents: figures.unallocated_cents,
        unallocated_payments: figures.unallocated_payments,
        open_breaks: figures.open_breaks,
        minutes_since_last_payment: figures.seconds_since_last_payment.map(minutes),
        normal_minutes_between_payments: figures.normal_seconds_between_payments.map(minutes),
        by_hour: figures
            .by_hour
            .into_iter()
            .map(|hour| HourFigures { hour: hour.hour, payments: hour.payments })
            .collect(),
        by_day: figures
            .by_day
            .into_iter()
            .map(|day| DayFigures {
                day: day.day.to_string(),
                revenue_cents: day.revenue_cents,
                payments: day.payments,
            })
            .collect(),
        by_package: figures
            .by_package
            .into_iter()
            .map(|package| PackageFigures {
                package_id: package.package_id,
                name: package.name,
                revenue_cents: package.revenue_cents,
                payments: package.payments,
            })
            .collect(),
    }
}
