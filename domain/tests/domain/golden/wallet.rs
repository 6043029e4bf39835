//! Events of wallets.

use domain::Money;
use domain::wallet::{CreditCause, DebitCause, KeptReason, Wallet, WalletEvent};

use super::{Sample, case, check, id, sample};

fn stored_name(event: &WalletEvent) -> &'static str {
    match event {
        WalletEvent::WalletCredited { .. } => "WalletCredited.v1",
        WalletEvent::WalletDebited { .. } => "WalletDebited.v1",
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
    ]
}

#[test]
fn events_of_wallets_are_read_and_written_as_they_always_were() {
    check::<Wallet>(&samples(), stored_name);
}
