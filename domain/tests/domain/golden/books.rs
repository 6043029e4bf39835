//! Events of the books.

use domain::Money;
use domain::books::{Books, BooksEvent};
use domain::ledger::{Band, ChargedFor, Tariff, TaxRates};

use super::{Sample, case, check, id, moment, sample};

fn stored_name(event: &BooksEvent) -> &'static str {
    match event {
        BooksEvent::DayClosed { .. } => "DayClosed.v1",
        BooksEvent::PeriodClosed { .. } => "PeriodClosed.v1",
        BooksEvent::TaxesSet { .. } => "TaxesSet.v1",
        BooksEvent::TariffSet { .. } => "TariffSet.v1",
    }
}

fn closed(suspense: i64, carried_breaks: u32, explanation: Option<&str>) -> BooksEvent {
    BooksEvent::PeriodClosed {
        month: "2026-11".parse().unwrap(),
        ended_at: moment("2026-11-30T21:00:00Z"),
        tree_size: 918_273,
        root_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        suspense_cents: Money::from_cents(suspense),
        carried_breaks,
        explanation: explanation.map(|text| text.parse().unwrap()),
        by: id("c009"),
        at: moment("2026-12-02T08:15:00Z"),
    }
}

fn band(up_to: i64, charge: i64) -> Band {
    Band { up_to_cents: Money::from_cents(up_to), charge_cents: Money::from_cents(charge) }
}

fn samples() -> Vec<Sample<BooksEvent>> {
    vec![
        sample(BooksEvent::DayClosed {
            day: "2026-11-23".parse().unwrap(),
            ended_at: moment("2026-11-23T21:00:00Z"),
        }),
        sample(BooksEvent::TaxesSet {
            from: "2026-12-01".parse().unwrap(),
            starts_at: moment("2026-11-30T21:00:00Z"),
            rates: TaxRates { vat_per_mille: 160, excise_per_mille: 150 },
            by: id("c009"),
            at: moment("2026-11-25T09:00:00Z"),
        }),
        sample(BooksEvent::TariffSet {
            charged_for: ChargedFor::Payout,
            from: "2026-07-01".parse().unwrap(),
            starts_at: moment("2026-06-30T21:00:00Z"),
            tariff: vec![band(10_000, 0), band(150_000, 500)].try_into().unwrap(),
            by: id("c009"),
            at: moment("2026-11-25T09:05:00Z"),
        }),
        case(
            "unknown",
            BooksEvent::TariffSet {
                charged_for: ChargedFor::Collection,
                from: "2026-12-01".parse().unwrap(),
                starts_at: moment("2026-11-30T21:00:00Z"),
                tariff: Tariff::default(),
                by: id("c009"),
                at: moment("2026-11-25T09:06:00Z"),
            },
        ),
        sample(closed(0, 0, None)),
        case("explained", closed(150_000, 2, Some("Two payers have not answered yet"))),
    ]
}

#[test]
fn events_of_the_books_are_read_and_written_as_they_always_were() {
    check::<Books>(&samples(), stored_name);
}
