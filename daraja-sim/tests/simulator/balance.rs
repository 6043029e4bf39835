use daraja_sim::Config;
use serde_json::{Value, json};

use crate::support::{CREDENTIAL, Daraja, PAYER, Receiver, WRONG_CREDENTIAL, fast};

const BALANCE: &str = "/mpesa/accountbalance/v1/query";

fn body(receiver: &Receiver) -> Value {
    json!({
        "Initiator": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "AccountBalance",
        "PartyA": 174_379,
        "IdentifierType": "4",
        "Remarks": "daily",
        "QueueTimeOutURL": receiver.at("/timeout"),
        "ResultURL": receiver.at("/result"),
    })
}

#[tokio::test]
async fn the_balance_is_what_the_books_say() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(Config { opening_cents: 10_000, ..fast() }).await;
    daraja.paid(PAYER, 1_500).await;
    assert_eq!(daraja.call(BALANCE, &body(&receiver)).await.status, 200);
    let told = receiver.next().await;
    assert_eq!(told.path, "/result");
    let result = &told.body["Result"];
    assert_eq!(result["ResultCode"], 0);
    assert!(result["TransactionID"].as_str().unwrap().ends_with("0000000"));
    let parameters = &result["ResultParameters"]["ResultParameter"];
    assert_eq!(parameters[0]["Key"], "AccountBalance");
    assert_eq!(
        parameters[0]["Value"],
        "Working Account|KES|0.00|0.00|0.00|0.00&Float Account|KES|0.00|0.00|0.00|0.00&\
         Utility Account|KES|1595.00|1595.00|0.00|0.00&\
         Charges Paid Account|KES|-5.00|-5.00|0.00|0.00&\
         Organization Settlement Account|KES|0.00|0.00|0.00|0.00"
    );
    assert_eq!(parameters[1]["Key"], "BOCompletedTime");
    assert!(parameters[1]["Value"].as_u64().unwrap() > 20_000_101_000_000);
}

#[tokio::test]
async fn a_wrong_initiator_is_told_later() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let mut asked = body(&receiver);
    asked["SecurityCredential"] = json!(WRONG_CREDENTIAL);
    daraja.call(BALANCE, &asked).await;
    let result = receiver.next().await.body["Result"].take();
    assert_eq!(result["ResultCode"], 2001);
    assert_eq!(result["ResultDesc"], "The initiator information is invalid.");
}

#[tokio::test]
async fn a_bad_request_is_blamed_on_its_field() {
    let receiver = Receiver::start().await;
    let mut daraja = Daraja::start(fast()).await;
    for (field, value) in [
        ("Initiator", json!("")),
        ("CommandID", json!("Balance")),
        ("PartyA", Value::Null),
        ("IdentifierType", json!("11")),
    ] {
        let mut asked = body(&receiver);
        asked[field] = value;
        daraja.call(BALANCE, &asked).await.assert_refused(
            400,
            "400.002.02",
            &format!("Bad Request - Invalid {field}"),
        );
    }
    daraja.token = "wrong".to_owned();
    daraja.call(BALANCE, &body(&receiver)).await.assert_refused(
        401,
        "401.002.01",
        "Error Occurred - Invalid Access Token - wrong",
    );
}
