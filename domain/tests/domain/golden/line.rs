//! Events of lines.

use domain::codes::AccountNumber;
use domain::line::{Line, LineEvent, LineKind, OnPayment};

use super::{Sample, case, check, id, personal, sample};

fn stored_name(event: &LineEvent) -> &'static str {
    match event {
        LineEvent::LineAdded { .. } => "LineAdded.v1",
        LineEvent::LineRenamed { .. } => "LineRenamed.v1",
        LineEvent::PackageTaken { .. } => "PackageTaken.v1",
        LineEvent::OnPaymentSet { .. } => "OnPaymentSet.v1",
        LineEvent::LineClosed {} => "LineClosed.v1",
    }
}

fn added(kind: LineKind) -> LineEvent {
    LineEvent::LineAdded {
        line_id: id("d001"),
        customer_id: id("c001"),
        kind,
        name: personal("bm9uY2UgYW5kIG5hbWU=", "2c26b46b68ffc68f"),
    }
}

fn samples() -> Vec<Sample<LineEvent>> {
    vec![
        sample(added(LineKind::Home {
            account_number: AccountNumber::from_base(1_002_003).unwrap(),
        })),
        case("hotspot", added(LineKind::Hotspot {})),
        sample(LineEvent::LineRenamed {
            name: personal("bm9uY2UgYW5kIG90aGVyIG5hbWU=", "fcde2b2edba56bf4"),
        }),
        sample(LineEvent::PackageTaken { package_id: id("b001") }),
        sample(LineEvent::OnPaymentSet { on_payment: OnPayment::KeepInWallet }),
        sample(LineEvent::LineClosed {}),
    ]
}

#[test]
fn events_of_lines_are_read_and_written_as_they_always_were() {
    check::<Line>(&samples(), stored_name);
}
