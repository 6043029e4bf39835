//! What left M-Pesa for the bank is seen there: once, all of it, and not before it left.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::statement::{
    Arrival, BankReference, MovementKind, NotBankReference, RecordedMovement, Statement,
    StatementCommand, StatementError, StatementEvent,
};
use domain::{Money, UserId};

use crate::samples::{DAY, after, cents, receipt};
use crate::statement::imported;

fn person() -> UserId {
    "019ab100-0000-7000-8000-00000000c009".parse().unwrap()
}

/// A statement of 23 November that told of these sweeps under one receipt.
fn told(amounts: &[i64]) -> Vec<StatementEvent> {
    let movement = |amount: &i64| RecordedMovement {
        kind: MovementKind::Sweep,
        receipt: Some(receipt("UF10SWEEP1")),
        amount_cents: cents(*amount),
        at: after(0),
    };
    let charge = RecordedMovement { kind: MovementKind::Charge, ..movement(&-500) };
    let movements = amounts.iter().map(movement).chain([charge]).collect();
    let short_code = "600000".parse().unwrap();
    vec![imported(), StatementEvent::MovementsRecorded { short_code, movements }]
}

fn given(events: Vec<StatementEvent>) -> AggregateTestExecutor<Statement> {
    TestFramework::<Statement>::with(()).given(events)
}

fn arrival(amount: i64, value_date: &str) -> Arrival {
    Arrival {
        receipt: receipt("UF10SWEEP1"),
        amount: cents(amount),
        elsewhere: Money::ZERO,
        bank_reference: "FT26307XYZ".parse().unwrap(),
        value_date: value_date.parse().unwrap(),
        by: person(),
        now: after(2 * DAY),
    }
}

fn record(arrival: Arrival) -> StatementCommand {
    StatementCommand::RecordArrival(Box::new(arrival))
}

fn arrived(amount: i64) -> StatementEvent {
    StatementEvent::SweepArrived {
        receipt: receipt("UF10SWEEP1"),
        amount_cents: cents(amount),
        bank_reference: "FT26307XYZ".parse().unwrap(),
        value_date: "2026-11-24".parse().unwrap(),
        by: person(),
        at: after(2 * DAY),
    }
}

#[test]
fn money_arrives_at_the_bank_once() {
    let arrive = || record(arrival(50_000, "2026-11-24"));
    given(told(&[-50_000])).when(arrive()).then_expect_events(vec![arrived(50_000)]);
    let there = || [told(&[-50_000]), vec![arrived(50_000)]].concat();
    given(there()).when(arrive()).then_expect_events(vec![]);
    let other = record(arrival(50_000, "2026-11-25"));
    given(there()).when(other).then_expect_error(StatementError::ArrivedBefore);
    // What came from the bank left it.
    given(told(&[50_000])).when(arrive()).then_expect_events(vec![arrived(-50_000)]);
}

#[test]
fn another_amount_or_day_is_refused() {
    for amount in [49_999, 50_001, 0, -50_000] {
        let expected =
            StatementError::OtherAmount { expected: cents(50_000), given: cents(amount) };
        let command = record(arrival(amount, "2026-11-24"));
        given(told(&[-50_000])).when(command).then_expect_error(expected);
    }
    let left = "2026-11-23".parse().unwrap();
    for value_date in ["2026-11-22", "2026-11-26"] {
        let command = record(arrival(50_000, value_date));
        let value_date = value_date.parse().unwrap();
        let expected = StatementError::BadValueDate { value_date, left };
        given(told(&[-50_000])).when(command).then_expect_error(expected);
    }
    let command = record(arrival(50_000, "2026-11-22"));
    assert_eq!(
        domain::Decide::decide(
            &crate::samples::after_events::<Statement>(told(&[50_000])),
            command
        )
        .map(|events| events.len()),
        Ok(1),
        "the bank gives it before M-Pesa has it"
    );
}

#[test]
fn what_only_moved_between_accounts_of_the_organisation_is_not_on_its_way() {
    let arrive = || record(arrival(50_000, "2026-11-24"));
    for told in [told(&[]), told(&[-50_000, 50_000])] {
        given(told).when(arrive()).then_expect_error(StatementError::NotInTransit);
    }
    // The other side stands on the other account's statement.
    let paired = record(Arrival { elsewhere: cents(50_000), ..arrival(50_000, "2026-11-24") });
    given(told(&[-50_000])).when(paired).then_expect_error(StatementError::NotInTransit);
}

#[test]
fn a_reference_of_the_bank_is_one_line() {
    let reference: BankReference = " FT26307XYZ ".parse().unwrap();
    assert_eq!(reference.as_str(), "FT26307XYZ");
    for none in ["", " ", "a\nb", "\u{0}", &"9".repeat(51)] {
        assert_eq!(none.parse::<BankReference>(), Err(NotBankReference), "{none:?}");
    }
}
