use daraja_sim::Config;
use serde_json::{Value, json};

use crate::support::{CREDENTIAL, Daraja, PAYER, Receiver, fast};

const STATUS: &str = "/mpesa/transactionstatus/v1/query";

fn body(receiver: &Receiver, receipt: &str) -> Value {
    json!({
        "Initiator": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "TransactionStatusQuery",
        "TransactionID": receipt,
        "PartyA": "174379",
        "IdentifierType": "4",
        "ResultURL": receiver.at("/result"),
        "QueueTimeOutURL": receiver.at("/timeout"),
        "Remarks": "check",
        "Occasion": "missing callback",
    })
}

/// The values by their keys; a key without a value is null.
fn parameters(result: &Value) -> Value {
    let items = result["ResultParameters"]["ResultParameter"].as_array().expect("a list");
    items
        .iter()
        .map(|item| (item["Key"].as_str().expect("a name"), item["Value"].clone()))
        .collect()
}

#[tokio::test]
async fn a_payment_is_told_by_its_receipt() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let receipt = daraja.paid(PAYER, 450).await;
    assert_eq!(daraja.call(STATUS, &body(&receiver, &receipt)).await.status, 200);
    let result = receiver.next().await.body["Result"].take();
    assert_eq!(result["ResultCode"], 0);
    assert!(result["TransactionID"].as_str().unwrap().ends_with("0000000"));
    assert_eq!(
        result["ReferenceData"]["ReferenceItem"],
        json!({"Key": "Occasion", "Value": "missing callback"})
    );
    let told = parameters(&result);
    assert_eq!(told["ReceiptNo"], receipt);
    assert_eq!(told["TransactionStatus"], "Completed");
    assert_eq!(told["ReasonType"], "Pay Utility");
    assert_eq!(told["Amount"].to_string(), "450.0", "as a number with a decimal");
    assert_eq!(told["CreditPartyCharges"], Value::Null);
    assert!(told["FinalisedTime"].is_u64());
    assert!(told["DebitPartyName"].as_str().unwrap().starts_with("254712345678 - "));
    let business = told["CreditPartyName"].as_str().unwrap();
    assert!(business.starts_with("174379 - DEMO WIFI") && business.ends_with("  "), "{business:?}");
}

#[tokio::test]
async fn a_payment_out_is_told_by_its_callers_id() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(Config { opening_cents: 100_000, ..fast() }).await;
    let payment = json!({
        "OriginatorConversationID": "ours",
        "InitiatorName": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "BusinessPayment",
        "Amount": 150,
        "PartyA": "174379",
        "PartyB": PAYER,
        "Remarks": "refund",
        "QueueTimeOutURL": receiver.at("/timeout"),
        "ResultURL": receiver.at("/paid"),
    });
    daraja.call("/mpesa/b2c/v3/paymentrequest", &payment).await;
    receiver.next().await;
    let mut asked = body(&receiver, "");
    asked["OriginalConversationID"] = json!("ours");
    asked["Occasion"] = json!("");
    daraja.call(STATUS, &asked).await;
    let result = receiver.next().await.body["Result"].take();
    assert_eq!(result["ReferenceData"]["ReferenceItem"], json!({"Key": "Occasion"}));
    let told = parameters(&result);
    assert_eq!(told["OriginatorConversationID"], "ours");
    assert_eq!(told["DebitPartyCharges"], "Fee For B2C Payment|KES|5.00");
    assert_eq!(told["DebitAccountType"], "Utility Account");
}

#[tokio::test]
async fn an_unknown_receipt_is_no_receipt_yet() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    daraja.call(STATUS, &body(&receiver, "UF1AAAAAAA")).await;
    let result = receiver.next().await.body["Result"].take();
    assert_eq!(result["ResultCode"], 2033);
    assert_eq!(result["ResultDesc"], "The transaction receipt number does not exist.");
}

#[tokio::test]
async fn a_request_needs_a_receipt_or_an_id() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    daraja.call(STATUS, &body(&receiver, "")).await.assert_refused(
        400,
        "400.002.02",
        "Bad Request - Invalid TransactionID",
    );
}
