use serde_json::{Value, json};

use crate::support::{CREDENTIAL, Daraja, PAYER, Receiver, fast};

const REVERSAL: &str = "/mpesa/reversal/v1/request";

fn body(receiver: &Receiver, receipt: &str, shillings: u32) -> Value {
    json!({
        "Initiator": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "TransactionReversal",
        "TransactionID": receipt,
        "Amount": shillings,
        "ReceiverParty": "174379",
        "RecieverIdentifierType": "11",
        "ResultURL": receiver.at("/result"),
        "QueueTimeOutURL": receiver.at("/timeout"),
        "Remarks": "paid twice",
        "Occasion": "",
    })
}

#[tokio::test]
async fn money_is_given_back_once() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let receipt = daraja.paid(PAYER, 450).await;
    assert_eq!(daraja.call(REVERSAL, &body(&receiver, &receipt, 450)).await.status, 200);
    let result = receiver.next().await.body["Result"].take();
    assert_eq!(result["ResultCode"], 0, "{result}");
    let entries = daraja.items("/sim/entries").await;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["reversed_by"], entries[1]["receipt"]);
    assert_eq!(entries[1]["reverses"], receipt);
    assert_eq!(result["TransactionID"], entries[1]["receipt"]);
    let parameters = result["ResultParameters"]["ResultParameter"].as_array().unwrap();
    assert!(parameters.contains(&json!({"Key": "OriginalTransactionID", "Value": receipt})));
    assert!(parameters.contains(&json!({"Key": "Amount", "Value": "450.00"})));
    assert_eq!(daraja.accounts().await["utility_cents"], 0);

    daraja.call(REVERSAL, &body(&receiver, &receipt, 450)).await;
    let again = receiver.next().await.body["Result"].take();
    assert_eq!(again["ResultCode"], "R000001");
    assert_eq!(again["ResultDesc"], "The transaction has already been reversed");
    assert_eq!(daraja.items("/sim/entries").await.len(), 2);
}

#[tokio::test]
async fn only_a_payment_can_be_reversed_and_only_whole() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let receipt = daraja.paid(PAYER, 450).await;
    for (receipt, shillings, code) in
        [("UF1AAAAAAA", 450, json!("R000002")), (receipt.as_str(), 449, json!(25))]
    {
        daraja.call(REVERSAL, &body(&receiver, receipt, shillings)).await;
        assert_eq!(receiver.next().await.body["Result"]["ResultCode"], code);
    }
    assert_eq!(daraja.accounts().await["utility_cents"], 45_000);
}

#[tokio::test]
async fn the_correctly_spelt_key_is_not_known() {
    let receiver = Receiver::start().await;
    let mut daraja = Daraja::start(fast()).await;
    let mut asked = body(&receiver, "UF1AAAAAAA", 10);
    asked.as_object_mut().unwrap().remove("RecieverIdentifierType");
    asked["ReceiverIdentifierType"] = json!("11");
    daraja.call(REVERSAL, &asked).await.assert_refused(
        400,
        "400.002.02",
        "Bad Request - Invalid RecieverIdentifierType",
    );
    daraja.token = "wrong".to_owned();
    daraja.call(REVERSAL, &asked).await.assert_refused(404, "404.001.03", "Invalid Access Token");
}
