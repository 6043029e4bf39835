//! `GET /metrics`

use std::fmt::Write as _;

use app::read_models::list::{self, ReadModel};
use axum::extract;
use axum::http::header;
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::Circuit;

use crate::State;
use crate::problem::Problem;

/// The text format of Prometheus, version 0.0.4
/// (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How far the projections are, and how Safaricom answers this node, as gauges for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 500, body = Problem)))]
pub(crate) async fn metrics(
    extract::State(state): extract::State<State>,
) -> Result<impl IntoResponse, Problem> {
    let ledger = &state.app.ledger;
    let models = list::list(&ledger.pool).await.map_err(|error| Problem::fault(&error))?;
    let mut text = text(&models, ledger.clock.now());
    text.push_str(&safaricom(&state.app.circuits.circuits()));
    Ok(([(header::CONTENT_TYPE, TEXT)], text))
}

/// A gauge that each projection has: its name, what it says, and its value.
type Gauge<'a> = (&'static str, &'static str, &'a dyn Fn(&ReadModel) -> String);

fn text(models: &[ReadModel], now: DateTime<Utc>) -> String {
    let gauges: [Gauge<'_>; 5] = [
        ("position", "The last position that the projection shows.", &|model| {
            model.standing.position.to_string()
        }),
        ("lag_positions", "How many events the projection does not show yet.", &|model| {
            model.standing.lag_positions().to_string()
        }),
        ("lag_seconds", "For how long the projection has owed the first of them.", &|model| {
            seconds(model.standing.lag(now))
        }),
        ("stopped", "1 while the projection stands stopped at an event.", &|model| {
            u8::from(model.standing.stopped_because.is_some()).to_string()
        }),
        ("skipped_events", "How many events the projection leaves out.", &|model| {
            model.skips.len().to_string()
        }),
    ];
    let mut text = String::new();
    let head = models.iter().map(|model| model.standing.head).max().unwrap_or(0);
    let _ = writeln!(text, "# HELP daftari_head_position The position of the last event.");
    let _ = writeln!(text, "# TYPE daftari_head_position gauge");
    let _ = writeln!(text, "daftari_head_position {head}");
    for (name, help, value) in gauges {
        let _ = writeln!(text, "# HELP daftari_projection_{name} {help}");
        let _ = writeln!(text, "# TYPE daftari_projection_{name} gauge");
        for model in models {
            let reader = model.standing.projection.reader();
            let _ = writeln!(
                text,
                "daftari_projection_{name}{{projection=\"{}\",version=\"{}\"}} {}",
                reader.name,
                reader.version,
                value(model),
            );
        }
    }
    text
}

/// A gauge that each product of Safaricom's has: its name, what it says, and its value.
type ProductGauge = (&'static str, &'static str, fn(&Circuit) -> String);

fn safaricom(circuits: &[Circuit]) -> String {
    let gauges: [ProductGauge; 3] = [
        ("left_alone", "1 while the product is left alone because it did not answer.", |circuit| {
            u8::from(circuit.troubled_for.is_some()).to_string()
        }),
        ("left_alone_seconds", "For how long the product has been left alone.", |circuit| {
            let troubled_for = circuit.troubled_for.unwrap_or_default();
            format!("{}.{:03}", troubled_for.as_secs(), troubled_for.subsec_millis())
        }),
        ("failures", "How often in a row the product did not answer.", |circuit| {
            circuit.failures.to_string()
        }),
    ];
    let mut text = String::new();
    for (name, help, value) in gauges {
        let _ = writeln!(text, "# HELP daftari_safaricom_{name} {help}");
        let _ = writeln!(text, "# TYPE daftari_safaricom_{name} gauge");
        for circuit in circuits {
            let product = circuit.product;
            let value = value(circuit);
            let _ = writeln!(text, "daftari_safaricom_{name}{{product=\"{product}\"}} {value}");
        }
    }
    text
}

/// Seconds with their thousandths.
fn seconds(lag: TimeDelta) -> String {
    let milliseconds = lag.num_milliseconds();
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}
