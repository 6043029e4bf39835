//! Events of held reports.

use domain::Money;
use domain::hold::{About, Doubt, Hold, HoldEvent, Released, Report};
use domain::outcome::OutcomeSource;

use super::{Sample, case, check, id, moment, personal, sample};

fn stored_name(event: &HoldEvent) -> &'static str {
    match event {
        HoldEvent::ReportHeld { .. } => "ReportHeld.v1",
        HoldEvent::HoldUnanswered { .. } => "HoldUnanswered.v1",
        HoldEvent::HoldReleased { .. } => "HoldReleased.v1",
        HoldEvent::HoldRefuted { .. } => "HoldRefuted.v1",
    }
}

fn held(source: OutcomeSource, about: About, doubts: Vec<Doubt>) -> HoldEvent {
    HoldEvent::ReportHeld {
        hold_id: id("0002"),
        report: Box::new(Report {
            source,
            receipt: "UKN5AAAAA1".parse().unwrap(),
            amount_cents: Money::from_cents(2_500_000),
            paid_at: moment("2026-11-24T06:12:30Z"),
            delivery_id: Some(id("f001")),
            about,
        }),
        doubts,
        at: moment("2026-11-24T06:12:32Z"),
    }
}

fn released(by: Released) -> HoldEvent {
    HoldEvent::HoldReleased {
        by,
        amount_cents: Money::from_cents(2_500_000),
        at: moment("2026-11-24T06:12:35Z"),
    }
}

fn samples() -> Vec<Sample<HoldEvent>> {
    let push = About::Push {
        payment_id: id("a001"),
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
    };
    let unprompted = About::Unprompted {
        payment_id: id("a002"),
        short_code: "174379".parse().unwrap(),
        account_typed: Some(personal("c2VhbGVkIGFjY291bnQ", "hash-of-account")),
        payer: Some(personal("c2VhbGVkIGhhbmRsZQ", "hash-of-handle")),
        payer_name: Some(personal("c2VhbGVkIG5hbWU", "hash-of-name")),
    };
    let all = vec![
        Doubt::AboveLimit,
        Doubt::AmountDiffers,
        Doubt::AfterFailure,
        Doubt::AfterExpiry,
        Doubt::SecondReceipt,
    ];
    vec![
        sample(held(OutcomeSource::Callback, push, all)),
        case("unprompted", held(OutcomeSource::C2b, unprompted, vec![Doubt::AboveLimit])),
        sample(HoldEvent::HoldUnanswered {
            times_asked: 3,
            last_answer: "Safaricom is out of reach".into(),
            at: moment("2026-11-24T06:25:02Z"),
        }),
        sample(released(Released::Safaricom {})),
        case("ledger", released(Released::Ledger {})),
        case(
            "person",
            released(Released::Person {
                user_id: id("c009"),
                why: "Seen on the portal".parse().unwrap(),
            }),
        ),
        sample(HoldEvent::HoldRefuted {
            code: "2033".into(),
            description: "The receipt is not found".into(),
            at: moment("2026-11-24T06:15:02Z"),
        }),
    ]
}

#[test]
fn events_of_held_reports_are_read_and_written_as_they_always_were() {
    check::<Hold>(&samples(), stored_name);
}
