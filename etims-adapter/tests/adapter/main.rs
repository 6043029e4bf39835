//! The adapter against the simulated control unit.
#![expect(
    clippy::unwrap_used,
    reason = "a panic is how a test says that something is not as it should be"
)]

use std::net::SocketAddr;
use std::sync::Arc;

use domain::ledger::TaxRates;
use domain::ports::{NotSigned, TaxAuthority, TaxDocument};
use domain::tax_invoice::{Seller, TaxedItem};
use domain::time::Clock;
use domain::{Money, PackageId, Timestamp};
use etims_adapter::{Config, Credentials, Etims, Registration, Secret, register};
use etims_sim::{Simulator, Trouble};

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        "2026-11-24T06:12:33Z".parse().unwrap()
    }
}

async fn simulator(wants_token: bool) -> Simulator {
    let config = etims_sim::Config { wants_token, ..etims_sim::Config::default() };
    Simulator::start(config, SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

fn config(simulator: &Simulator) -> Config {
    let at = |path: &str| format!("{}{path}", simulator.base_url()).parse().unwrap();
    let known = etims_sim::Config::default();
    Config {
        base_url: at("/etims-api"),
        credentials: Some(Credentials {
            token_url: at("/v1/token/generate"),
            consumer_key: Secret::new("demo"),
            consumer_secret: Secret::new("demo"),
        }),
        communication_key: Secret::new(known.communication_key),
        unit_id: known.unit_id,
        receipt_url: at("/common/link/etims/receipt/indexEtimsReceiptData"),
        item_class: Config::ITEM_CLASS.to_owned(),
    }
}

fn etims(config: Config) -> Etims {
    Etims::new(config, Arc::new(Fixed)).unwrap()
}

fn document(number: u64, price_cents: i64, rates: TaxRates) -> TaxDocument {
    let parts = rates.of(Money::from_cents(price_cents)).unwrap();
    TaxDocument {
        seller: Seller { pin: "P051234567Q".parse().unwrap(), branch: "00".to_owned() },
        number,
        credit_of: None,
        buyer: None,
        item: TaxedItem {
            package_id: PackageId::new(uuid()),
            item_number: u32::from(rates.vat_per_mille) + 1,
            name: "Home 10 Mbps".to_owned(),
            rates,
            net_cents: parts.net,
            excise_cents: parts.excise,
            vat_cents: parts.vat,
        },
        at: Fixed.now(),
    }
}

fn uuid() -> uuid::Uuid {
    uuid::Uuid::from_u128(1)
}

const FULL: TaxRates = TaxRates { vat_per_mille: 160, excise_per_mille: 150 };

#[tokio::test]
async fn an_invoice_is_signed_and_a_customer_finds_it_by_its_code() {
    for wants_token in [true, false] {
        let simulator = simulator(wants_token).await;
        let mut config = config(&simulator);
        config.credentials = config.credentials.filter(|_| wants_token);
        let mut document = document(7, 133_400, FULL);
        document.buyer = Some("A012345678Z".parse().unwrap());
        let unit = etims(config).sign(&document).await.unwrap();
        assert_eq!((unit.unit_id.as_str(), unit.receipt_number), ("KRACU0100000001", 1));
        assert_eq!((unit.signature.len(), unit.internal_data.len()), (16, 26));
        let signed = simulator.signed();
        assert_eq!(signed.len(), 1);
        let amounts = (signed[0].base_cents, signed[0].tax_cents, signed[0].total_cents);
        assert_eq!(amounts, (115_000, 18_400, 133_400));
        assert_eq!(signed[0].buyer.as_deref(), Some("A012345678Z"));
        assert_eq!(signed[0].sold_at, "20261124091233");
        let named = format!("?Data=P051234567Q00{}", signed[0].signature);
        assert!(unit.qr_url.ends_with(&named), "{}", unit.qr_url);
        simulator.stop().await;
    }
}

#[tokio::test]
async fn every_price_and_rate_passes_the_checks_of_the_unit() {
    let simulator = simulator(true).await;
    let etims = etims(config(&simulator));
    let mut number = 0;
    for rates in [
        FULL,
        TaxRates { vat_per_mille: 160, excise_per_mille: 0 },
        TaxRates { vat_per_mille: 80, excise_per_mille: 0 },
        TaxRates::default(),
    ] {
        for price in (1..60).chain([1_999, 150_000, 12_345_678]) {
            number += 1;
            let signed = etims.sign(&document(number, price, rates)).await;
            assert!(signed.is_ok(), "{price} at {rates:?}: {signed:?}");
        }
    }
    let odd = TaxRates { vat_per_mille: 140, excise_per_mille: 0 };
    let refused = etims.sign(&document(9_999, 1_000, odd)).await;
    assert!(matches!(refused, Err(NotSigned::Refused { code, .. }) if code == "RATE"));
    simulator.stop().await;
}

#[tokio::test]
async fn a_credit_note_is_about_an_invoice_that_was_received() {
    let simulator = simulator(true).await;
    let etims = etims(config(&simulator));
    let note = |number, of| TaxDocument { credit_of: Some(of), ..document(number, 66_700, FULL) };
    let early = etims.sign(&note(2, 1)).await;
    assert!(matches!(early, Err(NotSigned::Refused { code, .. }) if code == "922"));
    etims.sign(&document(1, 133_400, FULL)).await.unwrap();
    etims.sign(&note(3, 1)).await.unwrap();
    etims.sign(&note(4, 1)).await.unwrap();
    let beyond = etims.sign(&note(5, 1)).await;
    assert!(matches!(beyond, Err(NotSigned::Refused { code, .. }) if code == "910"));
    let credits: Vec<u64> = simulator.signed().iter().map(|signed| signed.credit_of).collect();
    assert_eq!(credits, [0, 1, 1]);
    simulator.stop().await;
}

#[tokio::test]
async fn what_the_document_is_not_to_blame_for_comes_again() {
    let simulator = simulator(true).await;
    let asked = document(1, 133_400, FULL);
    let etims_now = etims(config(&simulator));
    for trouble in [Trouble::Outage, Trouble::Unknown] {
        simulator.set_trouble(trouble);
        let answer = etims_now.sign(&asked).await;
        assert!(matches!(answer, Err(NotSigned::Later { .. })), "{trouble:?}: {answer:?}");
    }
    simulator.set_trouble(Trouble::None);
    let wrong = Config { communication_key: Secret::new("another"), ..config(&simulator) };
    let answer = etims(wrong).sign(&asked).await;
    assert!(matches!(answer, Err(NotSigned::Later { why }) if why.contains("901")));
    assert!(simulator.signed().is_empty());
    etims_now.sign(&asked).await.unwrap();
    simulator.stop().await;
}

#[tokio::test]
async fn a_lost_answer_is_told_by_the_next_one() {
    let simulator = simulator(true).await;
    let etims = etims(config(&simulator));
    let asked = document(1, 133_400, FULL);
    simulator.set_trouble(Trouble::LostAnswer);
    assert!(matches!(etims.sign(&asked).await, Err(NotSigned::Later { .. })));
    simulator.set_trouble(Trouble::None);
    let again = etims.sign(&asked).await;
    assert!(matches!(again, Err(NotSigned::Refused { code, .. }) if code == "994"));
    assert_eq!(simulator.signed().len(), 1);
    simulator.stop().await;
}

#[tokio::test]
async fn a_device_is_registered_once() {
    let simulator = simulator(true).await;
    let Config { base_url, credentials, communication_key, unit_id, .. } = config(&simulator);
    let asked = |device: &str| Registration {
        base_url: base_url.clone(),
        credentials: credentials.clone(),
        seller: document(1, 100, FULL).seller,
        device: device.to_owned(),
    };
    let unknown = register(asked("another"), Fixed.now()).await;
    assert!(matches!(unknown, Err(NotSigned::Later { why }) if why.contains("901")));
    let registered = register(asked("dvcv1130"), Fixed.now()).await.unwrap();
    assert_eq!(Secret::new(registered.communication_key), communication_key);
    assert_eq!((registered.unit_id, registered.taxpayer.as_str()), (unit_id, "DEMO WIFI LTD"));
    let again = register(asked("dvcv1130"), Fixed.now()).await;
    assert!(matches!(again, Err(NotSigned::Later { why }) if why.contains("902")));
    simulator.stop().await;
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let simulator = simulator(true).await;
    let printed = format!("{:?}", etims(config(&simulator)));
    assert!(!printed.contains("f0b9831bd2334874b7ec815e40347bc4"), "{printed}");
    let document =
        TaxDocument { buyer: Some("A012345678Z".parse().unwrap()), ..document(1, 100, FULL) };
    assert!(!format!("{document:?}").contains("A012345678Z"));
    simulator.stop().await;
}
