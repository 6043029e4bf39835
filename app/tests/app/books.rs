//! Days are closed in the books, each once, and after downtime all that were left.

use std::sync::{Arc, Mutex};

use app::books::{Closed, close_next_day};
use app::packages;
use domain::Timestamp;
use domain::context::{Actor, Context, Source};
use domain::package::{Duration, PackageTerms, SoldAt, Unit};
use domain::time::Clock;
use domain::{Money, PackageId};

use crate::ground::{Ground, at};

struct HandClock(Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

async fn close(ground: &Ground) -> Option<Closed> {
    close_next_day(&ground.ledger, Source::Books).await.unwrap()
}

fn closed(day: Option<&str>, next: &str) -> Closed {
    Closed { day: day.map(|day| day.parse().unwrap()), next: next.parse().unwrap() }
}

/// Something happens: a package is put on sale.
async fn something_happens(ground: &Ground) {
    let terms = PackageTerms {
        name: "An hour".to_owned(),
        price_cents: Money::from_cents(2_000),
        duration: Duration { count: 1, unit: Unit::Hours },
        data_cap_mb: None,
        download_kbps: 5_000,
        upload_kbps: 1_000,
        devices_max: 1,
        sold_at: SoldAt::Both,
        renews: false,
    };
    let context = |id: PackageId| Context {
        actor: Actor::Operator,
        correlation_id: id.uuid(),
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    };
    packages::create(&ground.ledger, terms, context, None).await.unwrap();
}

#[tokio::test]
async fn days_are_closed_from_the_first_event_on_and_each_once() {
    // A minute before midnight in Nairobi.
    let clock = Arc::new(HandClock(Mutex::new(at("2026-11-23T20:59:00Z"))));
    let ground = Ground::with_clock(clock.clone()).await;
    assert_eq!(close(&ground).await, None, "there is nothing to close");
    something_happens(&ground).await;
    assert_eq!(close(&ground).await, Some(closed(None, "2026-11-23")));

    *clock.0.lock().unwrap() = at("2026-11-23T21:00:00Z");
    assert_eq!(close(&ground).await, Some(closed(Some("2026-11-23"), "2026-11-24")));
    assert_eq!(close(&ground).await, Some(closed(None, "2026-11-24")));

    // Nothing ran for two days.
    *clock.0.lock().unwrap() = at("2026-11-26T08:00:00Z");
    let (one, other) = tokio::join!(close(&ground), close(&ground));
    let mut days = [one.unwrap().day, other.unwrap().day];
    days.sort();
    assert_eq!(days, ["2026-11-24", "2026-11-25"].map(|day| Some(day.parse().unwrap())));
    assert_eq!(close(&ground).await, Some(closed(None, "2026-11-26")));

    let events = ground.events().await;
    let of_books: Vec<_> = events.iter().filter(|event| event.aggregate_type == "books").collect();
    assert_eq!(of_books.len(), 3);
    assert!(of_books.iter().all(|event| event.metadata["source"] == "books"));
}
