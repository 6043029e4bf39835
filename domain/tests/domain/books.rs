//! The books: days are closed once, in their order, and never before they are over.

use chrono::NaiveDate;
use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::books::{Books, BooksCommand, BooksError, BooksEvent, CloseMonth, Month, NotMonth};
use domain::ledger::{Band, ChargedFor, Tariff, TaxRates};
use domain::time::end_of_nairobi_day;
use domain::{Money, Timestamp, UserId};

use crate::samples::{after, after_events, cents};

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

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn close_month(text: &str, now: &str) -> BooksCommand {
    BooksCommand::CloseMonth(Box::new(CloseMonth {
        month: month(text),
        tree_size: 7,
        root_hash: "00".repeat(32),
        suspense: Money::ZERO,
        carried_breaks: 0,
        explanation: None,
        by: UserId::new(uuid::Uuid::from_u128(9)),
        now: now.parse().unwrap(),
    }))
}

fn month_closed(text: &str, now: &str) -> BooksEvent {
    BooksEvent::PeriodClosed {
        month: month(text),
        ended_at: month(text).ends_at().unwrap(),
        tree_size: 7,
        root_hash: "00".repeat(32),
        suspense_cents: Money::ZERO,
        carried_breaks: 0,
        explanation: None,
        by: UserId::new(uuid::Uuid::from_u128(9)),
        at: now.parse().unwrap(),
    }
}

#[test]
fn a_month_is_closed_once_its_last_day_is_and_never_again() {
    const NOW: &str = "2026-12-02T00:00:00Z";
    given(vec![closed("2026-11-29")])
        .when(close_month("2026-11", NOW))
        .then_expect_error(BooksError::MonthNotOver { month: month("2026-11") });
    given(vec![closed("2026-11-30")])
        .when(close_month("2026-11", "2026-11-30T20:59:59Z"))
        .then_expect_error(BooksError::MonthNotOver { month: month("2026-11") });
    given(vec![closed("2026-11-30")])
        .when(close_month("2026-11", NOW))
        .then_expect_events(vec![month_closed("2026-11", NOW)]);
    for again in ["2026-10", "2026-11"] {
        given(vec![closed("2026-11-30"), month_closed("2026-11", NOW)])
            .when(close_month(again, NOW))
            .then_expect_events(vec![]);
    }
}

#[test]
fn no_month_is_left_out() {
    const NOW: &str = "2027-02-01T00:00:00Z";
    given(vec![closed("2026-11-30"), month_closed("2026-11", NOW), closed("2027-01-31")])
        .when(close_month("2027-01", NOW))
        .then_expect_error(BooksError::MonthOutOfOrder {
            month: month("2027-01"),
            next: month("2026-12"),
        });
}

#[test]
fn months_are_read_as_they_are_written() {
    let november = month("2026-11");
    assert_eq!(november.to_string(), "2026-11");
    assert_eq!(november.last_day(), Some(day("2026-11-30")));
    assert_eq!(november.ends_at(), Some("2026-11-30T21:00:00Z".parse().unwrap()));
    assert_eq!(november.next(), Some(month("2026-12")));
    assert_eq!(Month::of(day("2026-11-23")), november);
    for none in ["", "2026", "2026-13", "2026-1", "2026-11-", "26-11", "November"] {
        assert_eq!(none.parse::<Month>(), Err(NotMonth), "{none}");
    }
}

#[test]
fn taxes_are_set_for_days_that_have_not_begun() {
    let by = UserId::new(uuid::Uuid::from_u128(9));
    let rates = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };
    let now: Timestamp = "2026-11-23T20:59:59Z".parse().unwrap();
    let set = |from, rates| BooksCommand::SetTaxes { from: day(from), rates, by, now };
    given(vec![]).when(set("2026-11-24", rates)).then_expect_events(vec![BooksEvent::TaxesSet {
        from: day("2026-11-24"),
        starts_at: "2026-11-23T21:00:00Z".parse().unwrap(),
        rates,
        by,
        at: now,
    }]);
    given(vec![])
        .when(set("2026-11-23", rates))
        .then_expect_error(BooksError::TooLate { from: day("2026-11-23") });
    let beyond = TaxRates { vat_per_mille: 1_001, excise_per_mille: 0 };
    given(vec![]).when(set("2026-11-24", beyond)).then_expect_error(BooksError::BadRate);
}

#[test]
fn a_tariff_holds_from_any_day_of_these_years() {
    let tariff: Tariff =
        vec![Band { up_to_cents: cents(10_000), charge_cents: cents(500) }].try_into().unwrap();
    let set = |from: &str| BooksCommand::SetTariff {
        charged_for: ChargedFor::Collection,
        from: from.parse().unwrap(),
        tariff: tariff.clone(),
        by: "019ab100-0000-7000-8000-00000000c009".parse().unwrap(),
        now: after(0),
    };
    // Charges of last month are judged too; the day begins at midnight in Nairobi.
    given(vec![]).when(set("2026-10-01")).then_expect_events(vec![BooksEvent::TariffSet {
        charged_for: ChargedFor::Collection,
        from: "2026-10-01".parse().unwrap(),
        starts_at: "2026-09-30T21:00:00Z".parse().unwrap(),
        tariff: tariff.clone(),
        by: "019ab100-0000-7000-8000-00000000c009".parse().unwrap(),
        at: after(0),
    }]);
    for from in ["2016-10-01", "2062-10-01"] {
        let far = BooksError::FarAway { from: from.parse().unwrap() };
        given(vec![]).when(set(from)).then_expect_error(far);
    }
}
