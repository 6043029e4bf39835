//! The books: days are closed once, in their order, and never before they are over.

use chrono::NaiveDate;
use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::Timestamp;
use domain::books::{Books, BooksCommand, BooksError, BooksEvent};
use domain::time::end_of_nairobi_day;

use crate::samples::after_events;

fn given(events: Vec<BooksEvent>) -> AggregateTestExecutor<Books> {
    TestFramework::<Books>::with(()).given(events)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn close(text: &str, now: &str) -> BooksCommand {
    BooksCommand::CloseDay { day: day(text), now: now.parse().unwrap() }
}

fn closed(text: &str) -> BooksEvent {
    let day = day(text);
    BooksEvent::DayClosed { day, ended_at: end_of_nairobi_day(day).unwrap() }
}

#[test]
fn a_day_is_closed_from_midnight_in_nairobi_on() {
    let midnight: Timestamp = "2026-11-23T21:00:00Z".parse().unwrap();
    given(vec![])
        .when(close("2026-11-23", "2026-11-23T20:59:59.999999Z"))
        .then_expect_error(BooksError::NotOver { day: day("2026-11-23") });
    given(vec![]).when(close("2026-11-23", "2026-11-23T21:00:00Z")).then_expect_events(vec![
        BooksEvent::DayClosed { day: day("2026-11-23"), ended_at: midnight },
    ]);
}

#[test]
fn a_day_is_closed_once() {
    for again in ["2026-11-22", "2026-11-23"] {
        given(vec![closed("2026-11-22"), closed("2026-11-23")])
            .when(close(again, "2026-11-25T00:00:00Z"))
            .then_expect_events(vec![]);
    }
}

#[test]
fn no_day_is_left_out() {
    given(vec![closed("2026-11-22")])
        .when(close("2026-11-24", "2026-11-25T00:00:00Z"))
        .then_expect_error(BooksError::OutOfOrder {
            day: day("2026-11-24"),
            next: day("2026-11-23"),
        });
    let books = after_events::<Books>([closed("2026-11-30")]);
    assert_eq!(books.next_day(), Some(day("2026-12-01")));
    assert_eq!(Books::default().next_day(), None);
}
