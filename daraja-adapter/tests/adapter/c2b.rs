//! Unprompted payments: every payload that was seen in the wild, and the registering of addresses.

use daraja_adapter::{C2bVersion, Daraja};
use domain::c2b::{C2bAddresses, Registered, Unanswered};
use domain::money::Money;
use domain::ports::C2b;
use serde_json::value::RawValue;

use crate::stub::{Stub, envelope};
use crate::support::{OneToken, config, daraja, daraja_with_a_token, noon};

const V1: &str = "/mpesa/c2b/v1/registerurl";
const V2: &str = "/mpesa/c2b/v2/registerurl";
const YES: &str =
    r#"{"OriginatorCoversationID":"6e86-45dd","ResponseCode":"0","ResponseDescription":"Success"}"#;
const NO_PRODUCT: &str =
    "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found";

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    payload: &'a RawValue,
}

/// What a payload is read as.
enum Read {
    Payment {
        receipt: &'static str,
        cents: i64,
        paid_at: &'static str,
        short_code: &'static str,
        account: &'static str,
        payer: &'static str,
        name: &'static str,
    },
    Unreadable(&'static str),
}

/// By line of the file.
fn table() -> Vec<Read> {
    let payment = |receipt, cents, paid_at, short_code, account, payer, name| Read::Payment {
        receipt,
        cents,
        paid_at,
        short_code,
        account,
        payer,
        name,
    };
    let hash = "94c2c311d522da950619227b3361752a42042db7e1e699b26e628305c68a88";
    let masked_hash = "a612fdabdad666f84eb5c946d9d0c2b168 ***** 22b0e4b3598692e27c2577bcd";
    let (masked, clear) = ("2547 ***** 126", "254708374149");
    let (nov, jul) = ("2023-11-21T09:13:25Z", "2017-07-27T07:42:47Z");
    vec![
        payment(
            "SB65AAAA7X",
            400,
            "2024-02-06T14:52:12Z",
            "600001",
            "2046332",
            "2547 ***** 063",
            "JOHN",
        ),
        payment("SGM3AAAADR", 1_172_000, "2024-07-22T17:58:01Z", "166000", "", masked_hash, "JOHN"),
        payment("RKL51ZDR4F", 500, nov, "600966", "Sample Transaction", hash, "JOHN"),
        payment(
            "OIF9AAAATF",
            1_000,
            "2020-09-15T15:01:34Z",
            "7368000",
            "",
            "254700000105",
            "JOHN R DOE",
        ),
        payment("RKL51ZDR4F", 500, nov, "600966", "MV7K3QA9F", masked, "JOHN"),
        payment("LGR219G3EY", 1_000, jul, "600134", "xyz", clear, "John Doe"),
        payment("LGR219G3EY", 1_000, jul, "600134", "xyz", clear, "John Doe"),
        // Re-shaped by somebody between Safaricom and us.
        Read::Unreadable("TransTime cannot be read"),
        Read::Unreadable("TransID cannot be read"),
        Read::Unreadable("TransTime is missing"),
        payment("RKL51ZDR4F", 500, nov, "600966", "Sample Transaction", "2547*****126", "JOHN"),
        Read::Unreadable("TransTime cannot be read"),
        payment(
            "RKTQDM7W6S",
            50_000,
            "2026-08-03T07:15:00Z",
            "600426",
            "INV1001",
            "254700000101",
            "John Doe",
        ),
        payment(
            "RI704KI9RW",
            100_000,
            "2019-06-29T07:21:11Z",
            "600000",
            "account123",
            clear,
            "John K Doe",
        ),
    ]
}

#[test]
fn every_payload_is_read_as_the_table_says() {
    let daraja = daraja("http://127.0.0.1:9");
    let lines: Vec<&str> = include_str!("../payloads/c2b.jsonl").lines().collect();
    let table = table();
    assert_eq!(lines.len(), table.len());
    for (number, (line, read)) in (1..).zip(lines.iter().zip(table)) {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        let decoded = daraja.decode_c2b(line.payload.get().as_bytes());
        match read {
            Read::Unreadable(reason) => {
                assert_eq!(decoded.unwrap_err().reason, reason, "line {number}");
            }
            Read::Payment { receipt, cents, paid_at, short_code, account, payer, name } => {
                let notice = decoded.unwrap();
                assert_eq!(notice.receipt.as_str(), receipt, "line {number}");
                assert_eq!(notice.amount, Money::from_cents(cents), "line {number}");
                assert_eq!(notice.paid_at, paid_at.parse::<domain::Timestamp>().unwrap());
                assert_eq!(notice.short_code.as_str(), short_code, "line {number}");
                let typed = notice.account_typed.as_ref().map_or("", |text| text.as_str());
                assert_eq!(typed, account, "line {number}");
                assert_eq!(notice.payer.as_ref().unwrap().as_str(), payer, "line {number}");
                assert_eq!(notice.payer_name.as_ref().unwrap().as_str(), name, "line {number}");
                let printed = format!("{notice:?}");
                assert!(!printed.contains(payer), "line {number}: {printed}");
            }
        }
    }
}

fn addresses() -> C2bAddresses {
    C2bAddresses {
        validation_url: "https://isp.example/api/c2b/ab12/validation/".to_owned(),
        confirmation_url: "https://isp.example/api/c2b/ab12/confirmation/".to_owned(),
        unanswered: Unanswered::Completes,
    }
}

#[tokio::test]
async fn addresses_are_registered_as_daraja_wants_it() {
    let stub = Stub::start().await;
    stub.reply(V2, 200, YES);
    assert_eq!(daraja(&stub.url()).register_c2b(&addresses()).await, Registered::Now);
    let body: serde_json::Value = serde_json::from_slice(&stub.received(V2)[0].body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "ShortCode": "174379",
            "ResponseType": "Completed",
            "ConfirmationURL": "https://isp.example/api/c2b/ab12/confirmation/",
            "ValidationURL": "https://isp.example/api/c2b/ab12/validation/",
        })
    );
    assert!(stub.received(V1).is_empty());
}

#[tokio::test]
async fn where_the_app_lacks_one_version_the_other_is_tried() {
    for (version, first, second) in [(C2bVersion::V2, V2, V1), (C2bVersion::V1, V1, V2)] {
        let stub = Stub::start().await;
        stub.reply(first, 401, envelope("401.003.01", NO_PRODUCT));
        stub.reply(second, 200, YES);
        let config = daraja_adapter::Config { c2b_version: version, ..config(&stub.url()) };
        let daraja = Daraja::new(config, noon(), std::sync::Arc::new(OneToken)).unwrap();
        assert_eq!(daraja.register_c2b(&addresses()).await, Registered::Now);
        assert_eq!((stub.received(first).len(), stub.received(second).len()), (1, 1));
    }
    let stub = Stub::start().await;
    for path in [V1, V2] {
        stub.reply(path, 401, envelope("401.003.01", NO_PRODUCT));
    }
    let registered = daraja(&stub.url()).register_c2b(&addresses()).await;
    let Registered::Refused { why } = registered else { panic!("{registered:?}") };
    assert!(why.contains("add the product Customer to Business"), "{why}");
}

#[tokio::test]
async fn an_earlier_registration_is_told_in_each_way_that_safaricom_tells_it() {
    for (status, body) in [
        (500, envelope("500.003.1001", "Urls are already registered.")),
        (
            200,
            r#"{"ConversationID":"","OriginatorCoversationID":"","ResponseDescription":"Validation and Confirmation URLs are already registered"}"#.to_owned(),
        ),
    ] {
        let stub = Stub::start().await;
        stub.reply(V2, status, body.clone());
        let registered = daraja(&stub.url()).register_c2b(&addresses()).await;
        assert_eq!(registered, Registered::Before, "{body}");
    }
}

#[tokio::test]
async fn what_is_not_registered_says_why() {
    let fault = r#"{"Envelope":{"Body":{"Fault":{"faultstring":"Execution of ServiceCallout SCO-AddURLVault failed. Reason: ResponseCode 409 is treated as error"}}}}"#;
    for (status, body, said) in [
        (400, envelope("400.002.02", "Bad Request - Invalid ConfirmationURL"), "400.002.02"),
        (500, envelope("500.003.1001", "Duplicate notification info, SP ID is 1"), "Duplicate"),
        (500, fault.to_owned(), "register again"),
        (200, "<html></html>".to_owned(), "register again"),
    ] {
        let stub = Stub::start().await;
        stub.reply(V2, status, body.clone());
        let registered = daraja(&stub.url()).register_c2b(&addresses()).await;
        let Registered::Refused { why } = registered else { panic!("{body}: {registered:?}") };
        assert!(why.contains(said), "{why}");
        assert_eq!(stub.received(V2).len(), 1);
    }
}

#[tokio::test]
async fn an_address_that_safaricom_does_not_take_is_not_sent() {
    let stub = Stub::start().await;
    let addresses =
        C2bAddresses { confirmation_url: "https://mpesa.isp.example/".to_owned(), ..addresses() };
    let registered = daraja_with_a_token(&stub.url()).register_c2b(&addresses).await;
    let Registered::Refused { why } = registered else { panic!("{registered:?}") };
    assert!(why.contains("another name") && !why.contains("isp.example"), "{why}");
    assert!(stub.received(V2).is_empty());
}
