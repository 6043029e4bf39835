//! Events of tax documents and of their register.

use domain::Money;
use domain::ledger::TaxRates;
use domain::tax_invoice::{
    ControlUnit, Cut, Seller, TaxInvoiceEvent, TaxInvoices, TaxRegister, TaxRegisterEvent,
    TaxedItem,
};

use super::{Sample, case, check, id, moment, personal, sample};

fn stored_name(event: &TaxInvoiceEvent) -> &'static str {
    match event {
        TaxInvoiceEvent::TaxInvoiceDrawn { .. } => "TaxInvoiceDrawn.v1",
        TaxInvoiceEvent::CreditNoteDrawn { .. } => "CreditNoteDrawn.v1",
        TaxInvoiceEvent::TaxInvoiceIssued { .. } => "TaxInvoiceIssued.v1",
        TaxInvoiceEvent::CreditNoteIssued { .. } => "CreditNoteIssued.v1",
        TaxInvoiceEvent::TaxDocumentRefused { .. } => "TaxDocumentRefused.v1",
        TaxInvoiceEvent::TaxDocumentSentAgain { .. } => "TaxDocumentSentAgain.v1",
    }
}

/// KSh 1,334, or an eighth of it.
fn item(eighths: i64) -> TaxedItem {
    TaxedItem {
        package_id: id("b001"),
        item_number: 3,
        name: "Home 10 Mbps".into(),
        rates: TaxRates { vat_per_mille: 160, excise_per_mille: 150 },
        net_cents: Money::from_cents(12_500 * eighths),
        excise_cents: Money::from_cents(1_875 * eighths),
        vat_cents: Money::from_cents(2_300 * eighths),
    }
}

fn control_unit(receipt_number: u64) -> ControlUnit {
    ControlUnit {
        unit_id: "KRACU0100000001".into(),
        receipt_number,
        signature: "QUII27MATATSHFRB".into(),
        internal_data: "EAHSAV6ECUUXSY6PCCJYAUP6MI".into(),
        signed_at: moment("2026-11-24T06:12:33Z"),
        qr_url: "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data=P051234567Q00QUII27MATATSHFRB".into(),
    }
}

fn drawn(has_pin: bool) -> TaxInvoiceEvent {
    TaxInvoiceEvent::TaxInvoiceDrawn {
        number: 1_024,
        customer_id: id("c001"),
        buyer: has_pin.then(|| personal("bm9uY2UgYW5kIHBpbg==", "7d865e959b2466918c")),
        item: item(8),
        starts_at: moment("2026-11-24T06:12:30Z"),
        ends_at: moment("2026-12-24T06:12:30Z"),
        sold_at: moment("2026-11-24T06:12:30Z"),
    }
}

fn credited(number: u64, cut: Option<Cut>) -> TaxInvoiceEvent {
    TaxInvoiceEvent::CreditNoteDrawn {
        number,
        of: 1_024,
        customer_id: id("c001"),
        buyer: None,
        item: item(1),
        cut,
        at: moment("2026-12-20T06:12:30Z"),
    }
}

fn samples() -> Vec<Sample<TaxInvoiceEvent>> {
    let cut = Cut { from: moment("2026-12-20T06:12:30Z"), to: moment("2026-12-24T06:12:30Z") };
    vec![
        sample(drawn(true)),
        case("no_pin", drawn(false)),
        sample(credited(1_025, None)),
        case("cut", credited(1_026, Some(cut))),
        sample(TaxInvoiceEvent::TaxInvoiceIssued {
            number: 1_024,
            control_unit: control_unit(511),
            by: None,
            at: moment("2026-11-24T06:12:34Z"),
        }),
        case(
            "entered",
            TaxInvoiceEvent::TaxInvoiceIssued {
                number: 1_024,
                control_unit: control_unit(511),
                by: Some(id("c009")),
                at: moment("2026-11-24T09:00:00Z"),
            },
        ),
        sample(TaxInvoiceEvent::CreditNoteIssued {
            number: 1_025,
            of: 1_024,
            control_unit: control_unit(512),
            by: None,
            at: moment("2026-12-20T06:12:34Z"),
        }),
        sample(TaxInvoiceEvent::TaxDocumentRefused {
            number: 1_024,
            code: "994".into(),
            message: "There is an overlapped Data".into(),
            at: moment("2026-11-24T06:12:34Z"),
        }),
        sample(TaxInvoiceEvent::TaxDocumentSentAgain {
            number: 1_024,
            by: id("c009"),
            at: moment("2026-11-24T09:00:00Z"),
        }),
    ]
}

#[test]
fn events_of_tax_documents_are_read_and_written_as_they_always_were() {
    check::<TaxInvoices>(&samples(), stored_name);
}

fn stored_name_in_register(event: &TaxRegisterEvent) -> &'static str {
    match event {
        TaxRegisterEvent::TaxRegisterOpened { .. } => "TaxRegisterOpened.v1",
        TaxRegisterEvent::TaxItemNumbered { .. } => "TaxItemNumbered.v1",
        TaxRegisterEvent::TaxNumbersTaken { .. } => "TaxNumbersTaken.v1",
    }
}

#[test]
fn events_of_the_register_are_read_and_written_as_they_always_were() {
    let samples = [
        sample(TaxRegisterEvent::TaxRegisterOpened {
            seller: Seller { pin: "P051234567Q".parse().unwrap(), branch: "00".into() },
            last_number: 1_023,
            by: id("c009"),
            at: moment("2026-11-24T06:00:00Z"),
        }),
        sample(TaxRegisterEvent::TaxItemNumbered { package_id: id("b001"), item_number: 3 }),
        sample(TaxRegisterEvent::TaxNumbersTaken {
            first: 1_024,
            count: 1,
            subscription_id: id("e001"),
        }),
    ];
    check::<TaxRegister>(&samples, stored_name_in_register);
}
