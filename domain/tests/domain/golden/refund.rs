//! Events of refunds.

use domain::Money;
use domain::refund::{Refund, RefundEvent, RefundWay};

use super::{Sample, case, check, id, moment, personal, sample};

fn stored_name(event: &RefundEvent) -> &'static str {
    match event {
        RefundEvent::RefundRequested { .. } => "RefundRequested.v1",
        RefundEvent::RefundApproved { .. } => "RefundApproved.v1",
        RefundEvent::RefundSent { .. } => "RefundSent.v1",
        RefundEvent::RefundUnsent { .. } => "RefundUnsent.v1",
        RefundEvent::RefundPaid { .. } => "RefundPaid.v1",
        RefundEvent::RefundReversed { .. } => "RefundReversed.v1",
        RefundEvent::RefundFailed { .. } => "RefundFailed.v1",
    }
}

fn requested(way: RefundWay, awaits_approval: bool) -> RefundEvent {
    RefundEvent::RefundRequested {
        refund_id: id("0001"),
        customer_id: Some(id("c001")),
        way,
        amount_cents: Money::from_cents(187_500),
        by: id("c009"),
        why: "Paid for the neighbour's line".parse().unwrap(),
        awaits_approval,
        at: moment("2026-11-24T06:12:30Z"),
    }
}

fn samples() -> Vec<Sample<RefundEvent>> {
    let reversal =
        RefundWay::Reversal { payment_id: id("a001"), receipt: "UKN5AAAAA1".parse().unwrap() };
    let payout = RefundWay::Payout { payee: personal("c2VhbGVkIHBob25l", "hash-of-phone") };
    vec![
        sample(requested(payout, true)),
        case("reversal", requested(reversal, false)),
        sample(RefundEvent::RefundApproved { by: id("c010"), at: moment("2026-11-24T06:20:00Z") }),
        sample(RefundEvent::RefundSent { at: moment("2026-11-24T06:20:01Z") }),
        sample(RefundEvent::RefundUnsent { why: "Safaricom is out of reach".into() }),
        sample(RefundEvent::RefundPaid {
            receipt: Some("UKN6AAAAA8".parse().unwrap()),
            amount_cents: Money::from_cents(187_500),
            paid_at: moment("2026-11-24T06:20:04Z"),
        }),
        sample(RefundEvent::RefundReversed {
            receipt: Some("UKN6AAAAA9".parse().unwrap()),
            reversed_at: moment("2026-11-24T06:20:04Z"),
        }),
        sample(RefundEvent::RefundFailed {
            code: "2040".into(),
            description: "Credit Party customer type can't be supported by the service".into(),
        }),
    ]
}

#[test]
fn events_of_refunds_are_read_and_written_as_they_always_were() {
    check::<Refund>(&samples(), stored_name);
}
