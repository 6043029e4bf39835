//! Events of wallets.

use domain::Money;
use domain::wallet::{CreditCause, DebitCause, KeptReason, Wallet, WalletEvent};

use super::{Sample, case, check, id, sample};

fn stored_name(event: &WalletEvent) -> &'static str {
    match event {
        WalletEvent::WalletCredited { .. } => "WalletCredited.v1",
        WalletEvent::WalletDebited { .. } => "WalletDebited.v1",
        WalletEvent::WalletShort { .. } => "WalletShort.v1",
    }
}

fn credited(cause: CreditCause) -> WalletEvent {
    WalletEvent::WalletCredited {
        customer_id: id("c001"),
        amount_cents: Money::from_cents(187_500),
        balance_cents: Money::from_cents(250_025),
        cause,
    }
}

fn reversed() -> DebitCause {
    DebitCause::Reversed { payment_id: id("a001"), receipt: "UKN5AAAAA1".parse().unwrap() }
}

fn samples() -> Vec<Sample<WalletEvent>> {
    vec![
        sample(credited(CreditCause::Payment {
            payment_id: id("a001"),
            receipt: Some("UKN5AAAAA1".parse().unwrap()),
            kept: None,
        })),
        case(
            "receipt-to-follow",
            credited(CreditCause::Payment {
                payment_id: id("a001"),
                receipt: None,
                kept: Some(KeptReason::LearntLate),
            }),
        ),
        case("unused-value", credited(CreditCause::UnusedValue { subscription_id: id("e001") })),
        sample(WalletEvent::WalletDebited {
            customer_id: id("c001"),
            amount_cents: Money::from_cents(250_000),
            balance_cents: Money::from_cents(25),
            cause: DebitCause::Purchase { subscription_id: id("e001") },
        }),
        case(
            "merged",
            WalletEvent::WalletDebited {
                customer_id: id("c001"),
                amount_cents: Money::from_cents(187_500),
                balance_cents: Money::from_cents(62_525),
                cause: DebitCause::Merged { payment_id: id("a003") },
            },
        ),
        case("refund-failed", credited(CreditCause::RefundFailed { refund_id: id("0001") })),
        case(
            "refund",
            WalletEvent::WalletDebited {
                customer_id: id("c001"),
                amount_cents: Money::from_cents(60_000),
                balance_cents: Money::from_cents(2_525),
                cause: DebitCause::Refund { refund_id: id("0001") },
            },
        ),
        case(
            "reversed",
            WalletEvent::WalletDebited {
                customer_id: id("c001"),
                amount_cents: Money::from_cents(2_525),
                balance_cents: Money::from_cents(0),
                cause: reversed(),
            },
        ),
        sample(WalletEvent::WalletShort {
            customer_id: id("c001"),
            amount_cents: Money::from_cents(184_975),
            cause: reversed(),
        }),
    ]
}

#[test]
fn events_of_wallets_are_read_and_written_as_they_always_were() {
    check::<Wallet>(&samples(), stored_name);
}
