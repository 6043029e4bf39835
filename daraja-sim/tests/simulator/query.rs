use daraja_sim::Config;
use serde_json::{Value, json};

use crate::support::{
    Daraja, QUERY, Receiver, SOMEWHERE, fast, password, push_body, query_body, send,
};

#[tokio::test]
async fn an_unfinished_push_is_4999() {
    // In real time, nobody answers for 26 seconds.
    let daraja = Daraja::start(Config::default()).await;
    let push = daraja.push(&push_body("254700000003", SOMEWHERE)).await;
    let answer = daraja.query(&push.field("CheckoutRequestID")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({
            "ResponseCode": "0",
            "ResponseDescription": "The service request has been accepted successsfully",
            "MerchantRequestID": push.field("MerchantRequestID"),
            "CheckoutRequestID": push.field("CheckoutRequestID"),
            "ResultCode": "4999",
            "ResultDesc": "The transaction is still under processing",
        })
    );
}

#[tokio::test]
async fn a_finished_push_tells_its_result_as_text_and_nothing_of_the_money() {
    for (payer, code, description) in [
        ("254712345678", "0", "The service request is processed successfully."),
        ("254700000001", "2001", "The initiator information is invalid."),
        ("254700000002", "1032", "Request cancelled by user"),
        ("254700000003", "1037", "DS timeout user cannot be reached."),
        ("254700000004", "1", "The balance is insufficient for the transaction."),
        ("254700000008", "0", "The service request is processed successfully."),
        ("254700000011", "1032", "Request cancelled by user"),
    ] {
        let receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        let push = daraja.push(&push_body(payer, &receiver.url())).await;
        daraja.settled().await;
        let answer = daraja.query(&push.field("CheckoutRequestID")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.field("ResultCode"), code, "{payer}");
        assert_eq!(answer.field("ResultDesc"), description, "{payer}");
        assert_eq!(answer.json().as_object().unwrap().len(), 6, "{}", answer.text);
    }
}

#[tokio::test]
async fn an_unknown_id_does_not_exist() {
    let daraja = Daraja::start(fast()).await;
    daraja.query("ws_CO_01062026120000000712345678").await.assert_refused(
        500,
        "500.001.1001",
        "The transaction does not Exist",
    );
}

#[tokio::test]
async fn a_query_is_checked_as_a_push_is() {
    let daraja = Daraja::start(fast()).await;
    for (field, value, status, code, message) in [
        (
            "BusinessShortCode",
            json!("1"),
            400,
            "400.002.02",
            "Bad Request - Invalid BusinessShortCode",
        ),
        ("Timestamp", json!("1"), 400, "400.002.02", "Bad Request - Invalid Timestamp"),
        (
            "CheckoutRequestID",
            Value::Null,
            400,
            "400.002.02",
            "Bad Request - Invalid CheckoutRequestID",
        ),
        ("BusinessShortCode", json!("600000"), 500, "500.001.1001", "Merchant does not exist"),
        ("Password", json!(password("another")), 500, "500.001.1001", "Wrong credentials"),
    ] {
        let mut body = query_body("ws_CO_1");
        body[field] = value;
        send(daraja.post(QUERY).json(&body)).await.assert_refused(status, code, message);
    }
    let unreadable = daraja.post(QUERY).header("Content-Type", "application/json").body("{");
    send(unreadable).await.assert_refused(400, "400.002.05", "Invalid Request Payload");
}
