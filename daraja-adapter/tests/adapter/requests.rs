//! What is asked of each product: the fields as Daraja spells them, the limits, and the answers.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use daraja_adapter::{Certificate, Config, Daraja, Initiator, MemoryTokens, Secret};
use domain::money::Money;
use domain::ports::{
    AccountBalance, Conversation, NotDone, PullTransactions, QrCode, QrRequest, Refund,
    RefundRequest, RefundTaken, ResultAddresses, Reversal, ReversalRequest, StatusQuestion,
    StatusSubject, TransactionStatus,
};
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use serde_json::{Value, json};

use crate::stub::{Stub, envelope};
use crate::support::{PAYER, config, noon};

const STATUS: &str = "/mpesa/transactionstatus/v1/query";
const BALANCE: &str = "/mpesa/accountbalance/v1/query";
const REVERSAL: &str = "/mpesa/reversal/v1/request";
const REFUND: &str = "/mpesa/b2c/v3/paymentrequest";
const PULL_REGISTER: &str = "/pulltransactions/v1/register";
const PULL: &str = "/pulltransactions/v1/query";
const QR: &str = "/mpesa/qrcode/v1/generate";
const PASSWORD: &str = "initiators-password";
const TAKEN: &str = r#"{"OriginatorConversationID":"our-refund-1","ConversationID":"AG_20240706_2010","ResponseCode":"0","ResponseDescription":"Accept the service request successfully."}"#;

fn certificate() -> Certificate {
    Certificate::parse(include_bytes!("../certificate/certificate.pem")).unwrap()
}

fn with_initiator(base_url: &str) -> Config {
    let initiator = Initiator {
        name: "daftari".to_owned(),
        password: Secret::new(PASSWORD),
        certificate: certificate(),
    };
    Config {
        initiator: Some(initiator),
        b2c_short_code: Some("600999".to_owned()),
        ..config(base_url)
    }
}

fn daraja(stub: &Stub) -> Daraja {
    Daraja::new(with_initiator(&stub.url()), noon(), Arc::new(MemoryTokens::new())).unwrap()
}

fn addresses() -> ResultAddresses {
    ResultAddresses {
        result_url: "https://isp.example/api/results/ab12/x/".to_owned(),
        timeout_url: "https://isp.example/api/results/ab12/x-timeout/".to_owned(),
    }
}

fn refund() -> RefundRequest {
    RefundRequest {
        id: "our-refund-1".parse().unwrap(),
        payee: PAYER.parse().unwrap(),
        amount: Money::from_cents(45_000),
        remarks: "Refund".to_owned(),
        addresses: addresses(),
    }
}

fn reversal() -> ReversalRequest {
    ReversalRequest {
        receipt: "UF10AAAAA1".parse().unwrap(),
        amount: Money::from_cents(45_000),
        remarks: "Paid twice".to_owned(),
        addresses: addresses(),
    }
}

fn question(subject: StatusSubject) -> StatusQuestion {
    StatusQuestion { subject, remarks: "Check".to_owned(), addresses: addresses() }
}

fn taken() -> Conversation {
    Conversation {
        originator_conversation_id: Some("our-refund-1".to_owned()),
        conversation_id: Some("AG_20240706_2010".to_owned()),
    }
}

/// The last body that was sent there, and what its credential decrypts to.
fn sent(stub: &Stub, path: &str) -> (Value, Vec<u8>) {
    let mut body: Value =
        serde_json::from_slice(&stub.received(path).last().unwrap().body).unwrap();
    let credential = body.as_object_mut().unwrap().remove("SecurityCredential").unwrap();
    let sealed = STANDARD.decode(credential.as_str().unwrap()).unwrap();
    let key = RsaPrivateKey::from_pkcs8_der(include_bytes!("../certificate/key.der")).unwrap();
    (body, key.decrypt(Pkcs1v15Encrypt, &sealed).unwrap())
}

#[tokio::test]
async fn a_refund_is_asked_for_as_daraja_wants_it() {
    let stub = Stub::start().await;
    stub.reply(REFUND, 200, TAKEN);
    assert_eq!(daraja(&stub).ask_refund(&refund()).await, Ok(RefundTaken::Now(taken())));
    let (body, password) = sent(&stub, REFUND);
    assert_eq!(password, PASSWORD.as_bytes());
    assert_eq!(
        body,
        json!({
            "OriginatorConversationID": "our-refund-1",
            "InitiatorName": "daftari",
            "CommandID": "BusinessPayment",
            "Amount": 450,
            "PartyA": "600999",
            "PartyB": PAYER,
            "Remarks": "Refund",
            "ResultURL": "https://isp.example/api/results/ab12/x/",
            "QueueTimeOutURL": "https://isp.example/api/results/ab12/x-timeout/",
            "Occassion": "",
        })
    );
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_asked_for_again_and_was_taken() {
    let stub = Stub::start().await;
    stub.reply(REFUND, 502, "<html>Bad Gateway</html>");
    let duplicate = envelope("500.002.1001", "Duplicate OriginatorConversationID.");
    stub.reply(REFUND, 500, duplicate);
    let daraja = daraja(&stub);
    let lost = daraja.ask_refund(&refund()).await;
    assert!(matches!(lost, Err(NotDone::Unknown { .. })), "{lost:?}");
    assert_eq!(daraja.ask_refund(&refund()).await, Ok(RefundTaken::Before));
    let ids: Vec<Value> = stub
        .received(REFUND)
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body).unwrap())
        .map(|body| body["OriginatorConversationID"].clone())
        .collect();
    assert_eq!(ids, ["our-refund-1", "our-refund-1"]);
}

#[tokio::test]
async fn a_reversal_is_asked_for_as_daraja_misspells_it() {
    let stub = Stub::start().await;
    stub.reply(REVERSAL, 200, TAKEN);
    assert_eq!(daraja(&stub).ask_reversal(&reversal()).await, Ok(taken()));
    let (body, password) = sent(&stub, REVERSAL);
    assert_eq!(password, PASSWORD.as_bytes());
    assert_eq!(
        body,
        json!({
            "Initiator": "daftari",
            "CommandID": "TransactionReversal",
            "TransactionID": "UF10AAAAA1",
            "Amount": 450,
            "ReceiverParty": "174379",
            "RecieverIdentifierType": "11",
            "ResultURL": "https://isp.example/api/results/ab12/x/",
            "QueueTimeOutURL": "https://isp.example/api/results/ab12/x-timeout/",
            "Remarks": "Paid twice",
            "Occasion": "",
        })
    );
}

#[tokio::test]
async fn status_is_asked_for_by_receipt_or_by_our_id() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub);
    for (subject, named, short_code) in [
        (
            StatusSubject::Receipt("UF10AAAAA1".parse().unwrap()),
            ("TransactionID", "UF10AAAAA1"),
            "174379",
        ),
        (
            StatusSubject::Refund("our-refund-1".parse().unwrap()),
            ("OriginalConversationID", "our-refund-1"),
            "600999",
        ),
    ] {
        stub.reply(STATUS, 200, TAKEN);
        assert_eq!(daraja.ask_status(&question(subject)).await, Ok(taken()));
        let (mut body, password) = sent(&stub, STATUS);
        assert_eq!(password, PASSWORD.as_bytes());
        let subject = body.as_object_mut().unwrap().remove(named.0);
        assert_eq!(subject, Some(json!(named.1)));
        assert_eq!(
            body,
            json!({
                "Initiator": "daftari",
                "CommandID": "TransactionStatusQuery",
                "PartyA": short_code,
                "IdentifierType": "4",
                "ResultURL": "https://isp.example/api/results/ab12/x/",
                "QueueTimeOutURL": "https://isp.example/api/results/ab12/x-timeout/",
                "Remarks": "Check",
                "Occasion": "",
            })
        );
    }
}

#[tokio::test]
async fn balances_are_asked_for_with_another_credential_each_time() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub);
    for _ in 0..2 {
        stub.reply(BALANCE, 200, TAKEN);
        assert_eq!(daraja.ask_balance("Check", &addresses()).await, Ok(taken()));
    }
    let (body, password) = sent(&stub, BALANCE);
    assert_eq!(password, PASSWORD.as_bytes());
    assert_eq!(
        body,
        json!({
            "Initiator": "daftari",
            "CommandID": "AccountBalance",
            "PartyA": "174379",
            "IdentifierType": "4",
            "Remarks": "Check",
            "ResultURL": "https://isp.example/api/results/ab12/x/",
            "QueueTimeOutURL": "https://isp.example/api/results/ab12/x-timeout/",
        })
    );
    let received = stub.received(BALANCE);
    assert_ne!(received[0].body, received[1].body);
}

#[tokio::test]
async fn pulls_are_of_a_period_on_nairobis_clock() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub);
    stub.reply(PULL_REGISTER, 200, r#"{"ResponseRefID":"1","ResponseStatus":"1001"}"#);
    let nominated = PAYER.parse().unwrap();
    assert_eq!(daraja.register_pull(&nominated, "https://isp.example/pull/").await, Ok(()));
    let body: Value = serde_json::from_slice(&stub.received(PULL_REGISTER)[0].body).unwrap();
    assert_eq!(
        body,
        json!({
            "ShortCode": "174379",
            "RequestType": "Pull",
            "NominatedNumber": PAYER,
            "CallBackURL": "https://isp.example/pull/",
        })
    );
    let (from, to) =
        ("2026-11-22T21:04:05Z".parse().unwrap(), "2026-11-23T09:00:00Z".parse().unwrap());
    let expected: [&[(&str, i64)]; 3] = [
        &[],
        &[("IJKOD5EE38", 10_000)],
        &[
            ("YZLYRESRG1", 16_800),
            ("ZOBJR29VDZ", 64_700),
            ("NZ84WXLX8P", 87_600),
            ("9MFSU3CIHH", 68_700),
            ("LJFZATI088", 9_300),
        ],
    ];
    let lines = include_str!("../payloads/pull.jsonl").lines();
    for (line, rows) in lines.zip(expected) {
        let line: Value = serde_json::from_str(line).unwrap();
        stub.reply(PULL, 200, line["payload"].to_string());
        let page = daraja.pull(from, to, 40).await.unwrap();
        let read: Vec<(&str, i64)> =
            page.rows.iter().map(|row| (row.receipt.as_str(), row.amount.cents())).collect();
        assert_eq!((&*read, page.unreadable.len()), (rows, 0));
    }
    let body: Value = serde_json::from_slice(&stub.received(PULL)[0].body).unwrap();
    assert_eq!(
        body,
        json!({
            "ShortCode": "174379",
            "StartDate": "2026-11-23 00:04:05",
            "EndDate": "2026-11-23 12:00:00",
            "OffSetValue": "40",
        })
    );
    let backwards = daraja.pull(to, from, 0).await;
    assert!(matches!(backwards, Err(NotDone::Invalid { .. })), "{backwards:?}");
    // The last line of the file is one row, which is no answer.
    let row = include_str!("../payloads/pull.jsonl").lines().last().unwrap();
    let row: Value = serde_json::from_str(row).unwrap();
    stub.reply(PULL, 200, row["payload"].to_string());
    let alone = daraja.pull(from, to, 0).await;
    assert!(matches!(alone, Err(NotDone::Unknown { .. })), "{alone:?}");
}

#[tokio::test]
async fn a_qr_code_names_who_is_paid() {
    let stub = Stub::start().await;
    let png = b"\x89PNG\r\n\x1a\n...".to_vec();
    let answer = json!({"ResponseCode": "00", "QRCode": STANDARD.encode(&png)});
    stub.reply(QR, 200, answer.to_string());
    let request = QrRequest {
        merchant_name: "Nyota WiFi".to_owned(),
        reference: "10020030".to_owned(),
        amount: Money::from_cents(45_000),
        size_px: 300,
    };
    assert_eq!(daraja(&stub).qr_code(&request).await, Ok(png));
    let body: Value = serde_json::from_slice(&stub.received(QR)[0].body).unwrap();
    assert_eq!(
        body,
        json!({
            "MerchantName": "Nyota WiFi",
            "RefNo": "10020030",
            "Amount": 450,
            "TrxCode": "PB",
            "CPI": "174379",
            "Size": "300",
        })
    );
}

#[tokio::test]
async fn what_breaks_a_limit_is_not_sent() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub);
    let long = "x".repeat(101);
    let http = ResultAddresses { result_url: "ftp://isp.example/".to_owned(), ..addresses() };
    let refused = [
        daraja
            .ask_refund(&RefundRequest { amount: Money::from_cents(900), ..refund() })
            .await
            .unwrap_err(),
        daraja
            .ask_refund(&RefundRequest { amount: Money::from_cents(45_050), ..refund() })
            .await
            .unwrap_err(),
        daraja
            .ask_refund(&RefundRequest { remarks: "x".to_owned(), ..refund() })
            .await
            .unwrap_err(),
        daraja
            .ask_refund(&RefundRequest { addresses: http.clone(), ..refund() })
            .await
            .unwrap_err(),
        daraja
            .ask_reversal(&ReversalRequest { remarks: long.clone(), ..reversal() })
            .await
            .unwrap_err(),
        daraja.ask_balance(&long, &addresses()).await.unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(error, NotDone::Invalid { .. }), "{error:?}");
    }
    assert!(stub.received("/oauth/v1/generate").is_empty());
}

#[tokio::test]
async fn without_an_initiator_it_says_what_to_set() {
    let stub = Stub::start().await;
    let bare = crate::support::daraja(&stub.url());
    let error = bare.ask_reversal(&reversal()).await.unwrap_err().to_string();
    for name in ["DARAJA_INITIATOR_NAME", "DARAJA_INITIATOR_PASSWORD", "DARAJA_CERTIFICATE"] {
        assert!(error.contains(name), "{error}");
    }
    assert!(stub.received(REVERSAL).is_empty());
}

#[tokio::test]
async fn an_answer_that_is_no_yes_says_whether_anything_may_have_been_done() {
    for (status, body, kind) in [
        (400, envelope("400.002.02", "Bad Request - Invalid TransactionID"), "refused"),
        (500, envelope("500.003.02", "System is busy. Please try again in few minutes."), "busy"),
        (500, envelope("500.003.1001", "Internal Server Error"), "unknown"),
        (403, "<html>Incapsula</html>".to_owned(), "unknown"),
        (200, r#"{"ResponseCode":"1","ConversationID":"AG_1"}"#.to_owned(), "unknown"),
        (200, String::new(), "unknown"),
    ] {
        let stub = Stub::start().await;
        stub.reply(REVERSAL, status, body.clone());
        let error = daraja(&stub).ask_reversal(&reversal()).await.unwrap_err();
        let found = match error {
            NotDone::Invalid { .. } => "invalid",
            NotDone::Unavailable { .. } => "busy",
            NotDone::Refused { .. } => "refused",
            NotDone::Unknown { .. } => "unknown",
        };
        assert_eq!(found, kind, "{body}");
    }
}

#[tokio::test]
async fn errors_repeat_neither_password_nor_credential() {
    let stub = Stub::start().await;
    let daraja = daraja(&stub);
    let echo = format!("Bad Request - Invalid SecurityCredential {PASSWORD} of {PAYER}");
    stub.reply(REVERSAL, 400, envelope("400.002.02", &echo));
    let error = daraja.ask_reversal(&reversal()).await.unwrap_err();
    let printed = format!("{error} {error:?} {daraja:?} {:?}", reversal());
    for secret in [PASSWORD, PAYER, "ab12"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn a_certificate_is_pem_or_der_and_nothing_else() {
    Certificate::parse(include_bytes!("../certificate/certificate.der")).unwrap();
    certificate();
    for bytes in [&b""[..], b"nonsense", include_bytes!("../certificate/key.der")] {
        assert!(Certificate::parse(bytes).is_err());
    }
}
