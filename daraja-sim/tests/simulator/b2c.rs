use daraja_sim::Config;
use serde_json::{Value, json};

use crate::support::{CREDENTIAL, Daraja, PAYER, Receiver, WRONG_CREDENTIAL, fast, send};

const V1: &str = "/mpesa/b2c/v1/paymentrequest";
const V3: &str = "/mpesa/b2c/v3/paymentrequest";

fn rich() -> Config {
    Config { opening_cents: 1_000_000, ..fast() }
}

fn body(receiver: &Receiver, id: &str) -> Value {
    json!({
        "OriginatorConversationID": id,
        "InitiatorName": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "BusinessPayment",
        "Amount": "150",
        "PartyA": "174379",
        "PartyB": PAYER,
        "Remarks": "refund",
        "QueueTimeOutURL": receiver.at("/timeout"),
        "ResultURL": receiver.at("/result"),
        "Occassion": "",
    })
}

#[tokio::test]
async fn a_customer_is_paid_once_and_the_result_says_what_is_left() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(rich()).await;
    let answer = daraja.call(V3, &body(&receiver, "our-id-1")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.field("OriginatorConversationID"), "our-id-1");
    assert_eq!(answer.field("ResponseCode"), "0");
    assert_eq!(answer.field("ResponseDescription"), "Accept the service request successfully.");

    let told = receiver.next().await;
    assert_eq!(told.path, "/result");
    let result = &told.body["Result"];
    let entry = daraja.entry_when(|_| true).await;
    let receipt = entry["receipt"].as_str().unwrap();
    let parameters = &result["ResultParameters"]["ResultParameter"];
    assert_eq!(
        told.body,
        json!({"Result": {
            "ResultType": 0,
            "ResultCode": 0,
            "ResultDesc": "The service request is processed successfully.",
            "OriginatorConversationID": "our-id-1",
            "ConversationID": answer.field("ConversationID"),
            "TransactionID": receipt,
            "ResultParameters": {"ResultParameter": [
                {"Key": "TransactionAmount", "Value": 150},
                {"Key": "TransactionReceipt", "Value": receipt},
                {"Key": "ReceiverPartyPublicName", "Value": parameters[2]["Value"]},
                {"Key": "TransactionCompletedDateTime", "Value": parameters[3]["Value"]},
                {"Key": "B2CUtilityAccountAvailableFunds", "Value": 9845.0},
                {"Key": "B2CWorkingAccountAvailableFunds", "Value": 0.0},
                {"Key": "B2CRecipientIsRegisteredCustomer", "Value": "Y"},
                {"Key": "B2CChargesPaidAccountAvailableFunds", "Value": -5.0},
            ]},
            "ReferenceData": {"ReferenceItem": {
                "Key": "QueueTimeoutURL",
                "Value": "https://internalsandbox.safaricom.co.ke/mpesa/b2cresults/v1/submit",
            }},
        }})
    );
    assert!(parameters[2]["Value"].as_str().unwrap().starts_with("254712345678 - "));
    // 06.07.2024 22:48:52
    assert_eq!(parameters[3]["Value"].as_str().unwrap().len(), 19);
    assert_eq!(daraja.accounts().await["utility_cents"], 984_500);

    daraja.call(V3, &body(&receiver, "our-id-1")).await.assert_refused(
        500,
        "500.002.1001",
        "Duplicate OriginatorConversationID.",
    );
    assert_eq!(daraja.accounts().await["totals"]["paid_out_count"], 1);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn v1_makes_the_id_itself_and_knows_no_duplicate() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(rich()).await;
    let mut asked = body(&receiver, "");
    asked.as_object_mut().unwrap().remove("OriginatorConversationID");
    for _ in 0..2 {
        assert!(!daraja.call(V1, &asked).await.field("OriginatorConversationID").is_empty());
        assert_eq!(receiver.next().await.body["Result"]["ResultCode"], 0);
    }
    assert_eq!(daraja.accounts().await["totals"]["paid_out_count"], 2);
}

#[tokio::test]
async fn what_cannot_be_paid_fails_in_the_result_and_moves_nothing() {
    let wrong = |field: &'static str, value: Value| (field, value);
    for ((field, value), code) in [
        (wrong("Amount", json!(9)), json!(2)),
        (wrong("Amount", json!(250_001)), json!(3)),
        (wrong("Amount", json!(10_000)), json!(1)),
        (wrong("InitiatorName", json!("somebody")), json!(2001)),
        (wrong("SecurityCredential", json!(WRONG_CREDENTIAL)), json!(2001)),
        (wrong("PartyA", json!("600000")), json!("SFC_IC0003")),
        (wrong("PartyB", json!("254700000002")), json!(2040)),
        (wrong("PartyB", json!("254700000004")), json!(1)),
    ] {
        let mut receiver = Receiver::start().await;
        let daraja = Daraja::start(rich()).await;
        let mut asked = body(&receiver, "id");
        asked[field] = value.clone();
        let answer = daraja.call(V3, &asked).await;
        assert_eq!(answer.status, 200, "{field} {value}: {}", answer.text);
        let result = receiver.next().await.body["Result"].take();
        assert_eq!(result["ResultCode"], code, "{field} {value}");
        assert!(result.get("ResultParameters").is_none(), "{result}");
        assert!(result["TransactionID"].as_str().unwrap().ends_with("0000000"), "{result}");
        assert!(daraja.items("/sim/entries").await.is_empty());
        assert_eq!(daraja.accounts().await["utility_cents"], 1_000_000);
    }
}

#[tokio::test]
async fn a_bad_request_is_blamed_on_its_field() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(rich()).await;
    for (field, value) in [
        ("OriginatorConversationID", Value::Null),
        ("InitiatorName", json!("")),
        ("SecurityCredential", json!("demo")),
        ("CommandID", json!("BusinessPayBill")),
        ("Amount", json!("10.5")),
        ("PartyA", json!("12")),
        ("PartyB", json!("0712345678")),
        ("Remarks", json!("r")),
        ("QueueTimeOutURL", json!("nowhere")),
        ("ResultURL", json!("http://example.com/")),
    ] {
        let mut asked = body(&receiver, "id");
        asked[field] = value;
        daraja.call(V3, &asked).await.assert_refused(
            400,
            "400.002.02",
            &format!("Bad Request - Invalid {field}"),
        );
    }
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_bad_token_is_echoed() {
    let receiver = Receiver::start().await;
    let mut daraja = Daraja::start(rich()).await;
    daraja.token = "BJGFGOXv5aZnw90KkA4TDtu4Xdyf".to_owned();
    daraja.call(V3, &body(&receiver, "id")).await.assert_refused(
        401,
        "401.002.01",
        "Error Occurred - Invalid Access Token - BJGFGOXv5aZnw90KkA4TDtu4Xdyf",
    );
}

#[tokio::test]
async fn a_request_that_waits_too_long_is_told_to_the_other_address() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(rich()).await;
    let mut asked = body(&receiver, "id");
    asked["PartyB"] = json!("254700000003");
    daraja.call(V3, &asked).await;
    let told = receiver.next().await;
    assert_eq!(told.path, "/timeout");
    assert_eq!(told.body["Result"]["OriginatorConversationID"], "id");
    assert_eq!(daraja.accounts().await["utility_cents"], 1_000_000);
}

#[tokio::test]
async fn the_certificate_is_served_and_the_credential_made_with_it_is_taken() {
    let daraja = Daraja::start(fast()).await;
    let certificate = send(daraja.get("/sim/certificate")).await;
    assert_eq!(certificate.status, 200);
    assert_eq!(certificate.text, include_str!("../../data/certificate.pem"));
}
