//! Events of statements.

use domain::Money;
use domain::statement::{
    BreakKind, Layout, MovementKind, RecordedMovement, Span, Statement, StatementEvent,
};

use super::{Past, Sample, case, check_with_past, id, moment, past, sample};

fn stored_name(event: &StatementEvent) -> &'static str {
    match event {
        StatementEvent::StatementImported { .. } => "StatementImported.v1",
        StatementEvent::MovementsRecorded { .. } => "MovementsRecorded.v1",
        StatementEvent::SweepArrived { .. } => "SweepArrived.v1",
        StatementEvent::BreakRaised { .. } => "BreakRaised.v2",
        StatementEvent::BreakAssigned { .. } => "BreakAssigned.v1",
        StatementEvent::BreakResolved { .. } => "BreakResolved.v1",
    }
}

fn imported(layout: Layout, account: Option<&str>, balances: Option<(i64, i64)>) -> StatementEvent {
    StatementEvent::StatementImported {
        statement_id: id("5001"),
        file_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        short_code: "600000".parse().unwrap(),
        account: account.map(str::to_owned),
        layout,
        period: Span { from: moment("2026-10-31T21:00:00Z"), to: moment("2026-11-30T20:59:59Z") },
        opening_cents: balances.map(|(opening, _)| Money::from_cents(opening)),
        closing_cents: balances.map(|(_, closing)| Money::from_cents(closing)),
        lines: 4_211,
        unreadable: 2,
        by: balances.map(|_| id("c009")),
        at: moment("2026-12-01T06:00:00Z"),
    }
}

fn differing_amount() -> StatementEvent {
    StatementEvent::BreakRaised {
        break_id: id("6001"),
        kind: BreakKind::AmountDiffers,
        receipt: Some("UK35CCCCC3".parse().unwrap()),
        row: Some(118),
        statement_cents: Money::from_cents(15_000),
        ledger_cents: Money::from_cents(10_000),
        expected_cents: None,
        moved_at: moment("2026-11-03T09:30:00Z"),
        at: moment("2026-12-01T06:00:01Z"),
    }
}

fn differing_opening() -> StatementEvent {
    StatementEvent::BreakRaised {
        break_id: id("6002"),
        kind: BreakKind::Opening,
        receipt: None,
        row: None,
        statement_cents: Money::from_cents(1_250_000),
        ledger_cents: Money::from_cents(1_240_000),
        expected_cents: None,
        moved_at: moment("2026-10-31T21:00:00Z"),
        at: moment("2026-12-01T06:00:01Z"),
    }
}

fn samples() -> Vec<Sample<StatementEvent>> {
    let movement = |kind, receipt: Option<&str>, cents, at: &str| RecordedMovement {
        kind,
        receipt: receipt.map(|receipt| receipt.parse().unwrap()),
        amount_cents: Money::from_cents(cents),
        at: moment(at),
    };
    vec![
        sample(imported(Layout::Classic, Some("Utility Account"), Some((1_250_000, 87_450_050)))),
        case("recent", imported(Layout::Recent, None, None)),
        sample(StatementEvent::MovementsRecorded {
            short_code: "600000".parse().unwrap(),
            movements: vec![
                movement(MovementKind::Opening, None, 1_250_000, "2026-10-31T20:59:59Z"),
                movement(MovementKind::Charge, Some("UK15AAAAA1"), -1_050, "2026-11-01T06:12:30Z"),
                movement(
                    MovementKind::Sweep,
                    Some("UK25BBBBB2"),
                    -5_000_000,
                    "2026-11-02T20:00:00Z",
                ),
            ],
        }),
        sample(StatementEvent::SweepArrived {
            receipt: "UK25BBBBB2".parse().unwrap(),
            amount_cents: Money::from_cents(5_000_000),
            bank_reference: "FT26307XYZ".parse().unwrap(),
            value_date: "2026-11-03".parse().unwrap(),
            by: id("c009"),
            at: moment("2026-12-01T07:30:00Z"),
        }),
        sample(differing_amount()),
        case("opening", differing_opening()),
        case(
            "wrong_charge",
            StatementEvent::BreakRaised {
                break_id: id("6003"),
                kind: BreakKind::WrongCharge,
                receipt: Some("UK45DDDDD4".parse().unwrap()),
                row: Some(231),
                statement_cents: Money::from_cents(-1_500),
                ledger_cents: Money::from_cents(-1_500),
                expected_cents: Some(Money::from_cents(-1_000)),
                moved_at: moment("2026-11-04T07:45:10Z"),
                at: moment("2026-12-01T06:00:01Z"),
            },
        ),
        sample(StatementEvent::BreakAssigned { break_id: id("6001"), to: id("c010") }),
        sample(StatementEvent::BreakResolved {
            break_id: id("6001"),
            by: Some(id("c010")),
            why: "Half of it was given back at the desk".parse().unwrap(),
            at: moment("2026-12-02T08:15:00Z"),
        }),
        case(
            "by_itself",
            StatementEvent::BreakResolved {
                break_id: id("6002"),
                by: None,
                why: "Statement and ledger agree by now".parse().unwrap(),
                at: moment("2026-12-02T08:15:00Z"),
            },
        ),
    ]
}

#[test]
fn events_of_statements_are_read_and_written_as_they_always_were() {
    let past = [
        past("BreakRaised", 1, vec![differing_amount()]),
        Past { case: Some("opening"), ..past("BreakRaised", 1, vec![differing_opening()]) },
    ];
    check_with_past::<Statement>(&samples(), &past, stored_name);
}
