use serde_json::{Value, json};

use crate::support::{Daraja, PAYER, PUSH, Receiver, SOMEWHERE, fast, push_body, send};

#[tokio::test]
async fn everything_that_daraja_is_asked_is_remembered_in_order() {
    let daraja = Daraja::start(fast()).await;
    let body = push_body(PAYER, SOMEWHERE);
    daraja.push(&body).await;
    daraja.query("ws_CO_1").await;
    send(daraja.get("/nowhere?a=b")).await;

    let asked = daraja.items("/sim/requests").await;
    let lines: Vec<(&str, &str, u64)> = asked
        .iter()
        .map(|request| {
            (
                request["method"].as_str().unwrap(),
                request["path"].as_str().unwrap(),
                request["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("GET", "/oauth/v1/generate", 200),
            ("POST", PUSH, 200),
            ("POST", "/mpesa/stkpushquery/v1/query", 500),
            ("GET", "/nowhere", 404),
        ],
        "and the control interface is not Daraja"
    );
    assert_eq!(asked[0]["headers"]["authorization"], "Basic ZGVtbzpkZW1v");
    assert_eq!(asked[0]["query"], "grant_type=client_credentials");
    let push = &asked[1];
    assert_eq!(push["headers"]["authorization"], format!("Bearer {}", daraja.token));
    assert_eq!(push["headers"]["content-type"], "application/json");
    let sent: Value = serde_json::from_str(push["body"].as_str().unwrap()).unwrap();
    assert_eq!(sent, body);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_not_kept() {
    let daraja = Daraja::start(fast()).await;
    let mut body = push_body(PAYER, SOMEWHERE);
    body["TransactionDesc"] = json!("a".repeat(17_000));
    daraja.push(&body).await.assert_refused(413, "400.002.05", "Invalid Request Payload");
    let asked = daraja.items("/sim/requests").await;
    assert_eq!(asked.last().unwrap()["body"], "");
}

#[tokio::test]
async fn a_transaction_is_shown_with_what_became_of_it() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let push = daraja.push(&push_body(PAYER, &receiver.url())).await;
    let shown = daraja.settled().await;
    assert_eq!(shown["checkout_request_id"], push.field("CheckoutRequestID"));
    assert_eq!(shown["merchant_request_id"], push.field("MerchantRequestID"));
    assert_eq!(shown["msisdn"], PAYER);
    assert_eq!(shown["amount_shillings"], 10);
    assert_eq!(shown["account_reference"], "A1");
    assert_eq!(shown["callback_url"], receiver.url());
    assert_eq!(shown["scenario"], "success");
    assert_eq!(shown["result_code"], "0");
    assert_eq!(shown["deliveries"][0]["status"], 200);
    assert_eq!(shown["deliveries"][0]["error"], Value::Null);
}

#[tokio::test]
async fn a_number_can_be_given_another_part() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let assigned = daraja.assign(PAYER, "wrong-pin").await;
    assert_eq!(assigned.status, 200);
    assert_eq!(assigned.json(), json!({"msisdn": PAYER, "scenario": "wrong-pin"}));
    daraja.push(&push_body(PAYER, &receiver.url())).await;
    assert_eq!(receiver.next().await.stk()["ResultCode"], 2001);
}

#[tokio::test]
async fn a_part_that_does_not_exist_is_refused_with_those_that_do() {
    let daraja = Daraja::start(fast()).await;
    let unknown = daraja.assign(PAYER, "no-such-thing").await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.field("error").contains("cancelled-callback-lost"), "{}", unknown.text);
    let bad_number = daraja.assign("0712345678", "success").await;
    assert_eq!(bad_number.status, 422);
    assert!(bad_number.field("error").contains("0712345678"));
}

#[tokio::test]
async fn the_page_lists_the_numbers_and_the_latest_transactions_harmlessly() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let empty = send(daraja.get("/")).await;
    assert_eq!(empty.status, 200);
    assert!(empty.text.contains("None yet."), "{}", empty.text);
    for number in ["254700000001", "254700000011", "254708374149"] {
        assert!(empty.text.contains(number), "{number}");
    }

    let mut body = push_body(PAYER, &receiver.url());
    body["AccountReference"] = json!("<script>1</script>");
    daraja.push(&body).await;
    let receipt = daraja.settled().await["receipt"].clone();
    let page = send(daraja.get("/")).await.text;
    assert!(page.contains(receipt.as_str().unwrap()), "{page}");
    assert!(page.contains("&lt;script&gt;1&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<script>"), "{page}");
}
