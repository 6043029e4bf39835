use std::time::Duration;

use daraja_sim::{C2bRegistration, C2bVersions, Config, Phones, PushConfirmations};
use serde_json::{Value, json};

use crate::support::{Daraja, PAYER, Receiver, SOMEWHERE, fast, push_body};

const REGISTER_V1: &str = "/mpesa/c2b/v1/registerurl";
const REGISTER_V2: &str = "/mpesa/c2b/v2/registerurl";
const SIMULATE: &str = "/mpesa/c2b/v2/simulate";

fn registration(confirmation: &str, validation: &str, response_type: &str) -> Value {
    json!({
        "ShortCode": "174379",
        "ResponseType": response_type,
        "ConfirmationURL": confirmation,
        "ValidationURL": validation,
    })
}

fn payment() -> Value {
    json!({
        "ShortCode": 174_379,
        "CommandID": "CustomerPayBillOnline",
        "Amount": 1_500,
        "Msisdn": 254_712_345_678_u64,
        "BillRefNumber": " acc 007 ",
    })
}

fn accepting() -> Value {
    json!({"ResultCode": "0", "ResultDesc": "Accepted", "ThirdPartyTransID": "1234567890"})
}

#[tokio::test]
async fn a_registration_is_answered_with_the_misspelt_key() {
    let daraja = Daraja::start(fast()).await;
    for path in [REGISTER_V1, REGISTER_V2] {
        let answer = daraja.call(path, &registration(SOMEWHERE, SOMEWHERE, "Completed")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(!answer.field("OriginatorCoversationID").is_empty());
        assert_eq!(answer.field("ResponseCode"), "0");
        assert_eq!(answer.field("ResponseDescription"), "Success");
        assert_eq!(answer.json().as_object().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_bad_registration_is_blamed_on_its_field() {
    let daraja = Daraja::start(fast()).await;
    for (field, value) in [
        ("ShortCode", json!("1743")),
        ("ShortCode", json!("600000")),
        ("ResponseType", json!("completed")),
        ("ConfirmationURL", json!("https://example.com/MPESA/")),
        ("ValidationURL", json!("https://example.com/sql")),
        ("ValidationURL", Value::Null),
    ] {
        let mut body = registration(SOMEWHERE, SOMEWHERE, "Completed");
        body[field] = value;
        daraja.call(REGISTER_V2, &body).await.assert_refused(
            400,
            "400.002.02",
            &format!("Bad Request - Invalid {field}"),
        );
    }
}

#[tokio::test]
async fn production_takes_addresses_once_and_only_the_version_it_gave() {
    let config =
        Config { c2b_registration: C2bRegistration::Once, c2b_versions: C2bVersions::V2, ..fast() };
    let daraja = Daraja::start(config).await;
    let body = registration(SOMEWHERE, SOMEWHERE, "Completed");
    daraja.call(REGISTER_V1, &body).await.assert_refused(
        401,
        "401.003.01",
        "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found",
    );
    assert_eq!(daraja.call(REGISTER_V2, &body).await.status, 200);
    daraja.call(REGISTER_V2, &body).await.assert_refused(
        500,
        "500.003.1001",
        "Urls are already registered.",
    );
}

#[tokio::test]
async fn a_bad_token_is_refused_in_c2b_s_own_code() {
    let mut daraja = Daraja::start(fast()).await;
    daraja.token = "wrong".to_owned();
    for path in [REGISTER_V2, SIMULATE] {
        daraja.call(path, &json!({})).await.assert_refused(
            400,
            "400.003.01",
            "Invalid Access Token",
        );
    }
}

#[tokio::test]
async fn a_payment_is_validated_then_confirmed_with_its_new_balance() {
    let mut validation = Receiver::replying(&accepting()).await;
    let mut confirmation = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = registration(&confirmation.url(), &validation.url(), "Cancelled");
    assert_eq!(daraja.call(REGISTER_V2, &body).await.status, 200);
    let simulated = daraja.call(SIMULATE, &payment()).await;
    assert_eq!(simulated.field("ResponseCode"), "0", "{}", simulated.text);

    let asked = validation.next().await.body;
    let receipt = asked["TransID"].as_str().unwrap().to_owned();
    assert_eq!(
        asked,
        json!({
            "TransactionType": "Pay Bill",
            "TransID": receipt,
            "TransTime": asked["TransTime"],
            "TransAmount": "1500.00",
            "BusinessShortCode": "174379",
            "BillRefNumber": " acc 007 ",
            "InvoiceNumber": "",
            "OrgAccountBalance": "",
            "ThirdPartyTransID": "",
            "MSISDN": "2547 ***** 678",
            "FirstName": asked["FirstName"],
        })
    );
    assert_eq!(asked["TransTime"].as_str().unwrap().len(), 14);

    let told = confirmation.next().await.body;
    let mut expected = asked;
    expected["OrgAccountBalance"] = json!("1495.00");
    expected["ThirdPartyTransID"] = json!("1234567890");
    expected["TransTime"] = told["TransTime"].clone();
    assert_eq!(told, expected);

    let entry = daraja.entry_when(|entry| entry["confirmations"][0]["status"] == 200).await;
    assert_eq!(entry["receipt"], receipt);
    assert_eq!(entry["amount_cents"], 150_000);
    assert_eq!(entry["charge_cents"], 500);
    assert_eq!(daraja.accounts().await["utility_cents"], 149_500);
    assert!(validation.is_empty() && confirmation.is_empty());
}

#[tokio::test]
async fn v1_hashes_the_number_and_has_every_name() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = registration(&receiver.at("/c"), &receiver.at("/v"), "Completed");
    daraja.call(REGISTER_V1, &body).await;
    daraja.call(SIMULATE, &payment()).await;
    let asked = receiver.next().await;
    assert_eq!(asked.path, "/v");
    assert_eq!(
        asked.body["MSISDN"],
        "7132104d6aae9c3fac82095a42c2817952bca48e09d98d5bf4ac08218982fb90"
    );
    assert_eq!(asked.body["MiddleName"], "");
    assert_eq!(asked.body["LastName"], "");
    assert_eq!(receiver.next().await.path, "/c");
}

#[tokio::test]
async fn a_payment_that_the_business_refuses_moves_no_money() {
    let reply = json!({"ResultCode": "C2B00012", "ResultDesc": "Rejected"});
    let mut validation = Receiver::replying(&reply).await;
    let confirmation = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = registration(&confirmation.url(), &validation.url(), "Completed");
    daraja.call(REGISTER_V2, &body).await;
    daraja.call(SIMULATE, &payment()).await;
    validation.next().await;
    daraja.entry_when(|entry| entry["status"] == "declined").await;
    let accounts = daraja.accounts().await;
    assert_eq!(accounts["utility_cents"], 0);
    assert_eq!(accounts["totals"]["declined_count"], 1);
    assert!(confirmation.is_empty());
}

#[tokio::test]
async fn the_response_type_decides_when_validation_is_silent() {
    for (response_type, status) in [("Completed", "completed"), ("Cancelled", "declined")] {
        let mut silent = Receiver::holding().await;
        let daraja =
            Daraja::start(Config { validation_timeout: Duration::from_millis(50), ..fast() }).await;
        let body = registration(SOMEWHERE, &silent.url(), response_type);
        daraja.call(REGISTER_V2, &body).await;
        daraja.call(SIMULATE, &payment()).await;
        silent.next().await;
        daraja.entry_when(|entry| entry["status"] == status).await;
    }
}

#[tokio::test]
async fn a_payment_by_push_is_confirmed_too_under_the_same_receipt() {
    let mut callbacks = Receiver::start().await;
    let mut confirmations = Receiver::start().await;
    let daraja = Daraja::start(Config { phones: Phones::Clear, ..fast() }).await;
    let body = registration(&confirmations.at("/c"), &confirmations.at("/v"), "Completed");
    daraja.call(REGISTER_V2, &body).await;
    daraja.push(&push_body(PAYER, &callbacks.url())).await;
    let confirmation = confirmations.next().await;
    assert_eq!(confirmation.path, "/c", "a push is not validated");
    assert_eq!(confirmation.body["MSISDN"], PAYER);
    assert_eq!(confirmation.body["BillRefNumber"], "A1");
    let items = &callbacks.next().await.body["Body"]["stkCallback"]["CallbackMetadata"]["Item"];
    assert_eq!(items[1]["Value"], confirmation.body["TransID"]);
    let entry = daraja.entry_when(|entry| entry["confirmations"][0]["status"] == 200).await;
    assert_eq!(entry["road"], "stk-push");
    assert_eq!(daraja.accounts().await["utility_cents"], 1_000);
    assert!(confirmations.is_empty() && callbacks.is_empty());
}

#[tokio::test]
async fn confirmations_of_pushes_can_be_switched_off() {
    let mut callbacks = Receiver::start().await;
    let confirmations = Receiver::start().await;
    let config = Config { push_confirmations: PushConfirmations::NotSent, ..fast() };
    let daraja = Daraja::start(config).await;
    let body = registration(&confirmations.at("/c"), &confirmations.at("/v"), "Completed");
    daraja.call(REGISTER_V2, &body).await;
    daraja.push(&push_body(PAYER, &callbacks.url())).await;
    callbacks.next().await;
    daraja.settled().await;
    assert!(confirmations.is_empty());
}

#[tokio::test]
async fn a_till_s_confirmation_has_its_own_type_and_no_account() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = registration(&receiver.at("/c"), &receiver.at("/v"), "Completed");
    daraja.call(REGISTER_V2, &body).await;
    let mut payment = payment();
    payment["CommandID"] = json!("CustomerBuyGoodsOnline");
    payment["BillRefNumber"] = Value::Null;
    daraja.call(SIMULATE, &payment).await;
    for path in ["/v", "/c"] {
        let told = receiver.next().await;
        assert_eq!(told.path, path);
        assert_eq!(told.body["TransactionType"], "Customer Merchant Payment");
        assert_eq!(told.body["BillRefNumber"], "");
    }
}

#[tokio::test]
async fn a_bad_simulation_is_blamed_on_its_field() {
    let daraja = Daraja::start(fast()).await;
    for (field, value) in [
        ("ShortCode", json!("600000")),
        ("CommandID", json!("CustomerPay")),
        ("Amount", json!(0)),
        ("Msisdn", json!("0712345678")),
        ("BillRefNumber", Value::Null),
    ] {
        let mut body = payment();
        body[field] = value;
        daraja.call(SIMULATE, &body).await.assert_refused(
            400,
            "400.002.02",
            &format!("Bad Request - Invalid {field}"),
        );
    }
    assert!(daraja.items("/sim/entries").await.is_empty());
}
