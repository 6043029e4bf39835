use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use daraja_sim::Config;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    Daraja, PAYER, PUSH, Receiver, SOMEWHERE, fast, loopback, push_body, within_patience,
};

fn moment(value: &Value) -> DateTime<Utc> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("{value} is no moment"))
}

/// How long after the push something was, in the time of a simulator a thousand times as fast.
fn milliseconds_after_push(shown: &Value, at: &Value) -> TimeDelta {
    moment(at) - moment(&shown["requested_at"])
}

#[tokio::test]
async fn a_payment_is_called_back_once_with_its_receipt() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let push = daraja.push(&push_body(PAYER, &receiver.url())).await;
    let callback = receiver.next().await;
    let shown = daraja.settled().await;

    assert_eq!(callback.method, Method::POST);
    assert_eq!(callback.path, "/callback/secret/");
    assert_eq!(callback.headers["content-type"], "application/json;charset=UTF-8");
    assert_eq!(callback.headers["businessshortcode"], "174379");

    let receipt = shown["receipt"].as_str().unwrap();
    assert_eq!(receipt.len(), 10);
    let date = (moment(&shown["finished_at"]) + TimeDelta::hours(3)).format("%Y%m%d%H%M%S");
    let date: u64 = date.to_string().parse().unwrap();
    assert_eq!(
        callback.body,
        json!({"Body": {"stkCallback": {
            "MerchantRequestID": push.field("MerchantRequestID"),
            "CheckoutRequestID": push.field("CheckoutRequestID"),
            "ResultCode": 0,
            "ResultDesc": "The service request is processed successfully.",
            "CallbackMetadata": {"Item": [
                {"Name": "Amount", "Value": 10},
                {"Name": "MpesaReceiptNumber", "Value": receipt},
                {"Name": "Balance"},
                {"Name": "TransactionDate", "Value": date},
                {"Name": "PhoneNumber", "Value": 254_712_345_678_u64},
            ]},
        }}})
    );
    assert!(receiver.is_empty(), "it is delivered once");
    assert!(milliseconds_after_push(&shown, &shown["finished_at"]) >= TimeDelta::milliseconds(3));
}

#[tokio::test]
async fn a_failure_is_called_back_without_metadata() {
    for (payer, code, description, scenario) in [
        ("254700000001", 2001, "The initiator information is invalid.", "wrong-pin"),
        ("254700000002", 1032, "Request cancelled by user", "cancelled"),
        ("254700000003", 1037, "No response from user.", "no-reply"),
        (
            "254700000004",
            1,
            "The balance is insufficient for the transaction.",
            "insufficient-funds",
        ),
        ("254708374149", 1037, "No response from user.", "no-reply"),
    ] {
        let mut receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        let push = daraja.push(&push_body(payer, &receiver.url())).await;
        let callback = receiver.next().await;
        assert_eq!(
            callback.stk(),
            &json!({
                "MerchantRequestID": push.field("MerchantRequestID"),
                "CheckoutRequestID": push.field("CheckoutRequestID"),
                "ResultCode": code,
                "ResultDesc": description,
            }),
            "{payer}"
        );
        let shown = daraja.settled().await;
        assert_eq!(shown["scenario"], scenario);
        assert_eq!(shown["receipt"], Value::Null);
        if code == 1037 {
            let after = milliseconds_after_push(&shown, &shown["finished_at"]);
            assert!(after >= TimeDelta::milliseconds(26), "{payer}: {after}");
        }
        assert!(receiver.is_empty(), "{payer}: it is delivered once");
    }
}

#[tokio::test]
async fn a_duplicate_is_the_same_callback_again() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body("254700000005", &receiver.url())).await;
    let first = receiver.next().await;
    let second = receiver.next().await;
    assert_eq!(first.body, second.body);
    assert_eq!(first.stk()["ResultCode"], 0);
    let shown = daraja.settled().await;
    assert_eq!(shown["deliveries"].as_array().unwrap().len(), 2);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_late_callback_is_45_seconds_behind_the_push() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body("254700000006", &receiver.url())).await;
    assert_eq!(receiver.next().await.stk()["ResultCode"], 0);
    let shown = daraja.settled().await;
    let delivered = &shown["deliveries"][0]["at"];
    assert!(milliseconds_after_push(&shown, delivered) >= TimeDelta::milliseconds(45));
    assert!(moment(&shown["finished_at"]) < moment(delivered));
}

#[tokio::test]
async fn an_early_callback_is_answered_before_the_push_is() {
    let mut receiver = Receiver::holding().await;
    let daraja = Daraja::start(Config::default()).await;
    let body = push_body("254700000007", &receiver.url());
    let pushing = tokio::spawn(daraja.post(PUSH).json(&body).send());

    let callback = receiver.next().await;
    assert!(!pushing.is_finished(), "the callback is not answered yet");
    receiver.release();
    let answer: Value = within_patience(pushing).await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(answer["ResponseCode"], "0");
    assert_eq!(answer["CheckoutRequestID"], callback.stk()["CheckoutRequestID"]);
    assert_eq!(callback.stk()["ResultCode"], 0);
}

#[tokio::test]
async fn a_lost_callback_is_never_delivered() {
    for (payer, code) in [("254700000008", "0"), ("254700000011", "1032")] {
        let receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        daraja.push(&push_body(payer, &receiver.url())).await;
        let shown = daraja.settled().await;
        assert_eq!(shown["result_code"], code);
        assert_eq!(shown["deliveries"], json!([]));
        assert!(receiver.is_empty());
    }
}

#[tokio::test]
async fn a_lost_answer_closes_the_connection_and_the_payer_pays() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = push_body("254700000009", &receiver.url()).to_string();
    let request = format!(
        "POST {PUSH} HTTP/1.1\r\nHost: daraja\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        daraja.token,
        body.len()
    );
    let mut stream = TcpStream::connect(daraja.simulator.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    within_patience(stream.read_to_end(&mut answer)).await.unwrap();
    assert_eq!(answer, b"", "not one byte of an answer");

    assert_eq!(receiver.next().await.stk()["ResultCode"], 0);
    daraja.settled().await;
    let asked = daraja.items("/sim/requests").await;
    assert_eq!(asked.last().unwrap()["status"], Value::Null);
}

#[tokio::test]
async fn a_client_sees_a_lost_answer_as_an_error_and_the_push_happened_once() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let body = push_body("254700000009", &receiver.url());
    let error = daraja.post(PUSH).json(&body).send().await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    receiver.next().await;
    daraja.settled().await;
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_busy_system_refuses_the_push_and_does_nothing() {
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body("254700000010", SOMEWHERE)).await.assert_refused(
        500,
        "500.003.02",
        "System is busy. Please try again in few minutes.",
    );
    assert!(daraja.items("/sim/transactions").await.is_empty());
}

#[tokio::test]
async fn a_callback_that_is_answered_badly_is_not_repeated() {
    let mut receiver = Receiver::answering(StatusCode::INTERNAL_SERVER_ERROR).await;
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body(PAYER, &receiver.url())).await;
    receiver.next().await;
    let shown = daraja.settled().await;
    assert_eq!(shown["deliveries"][0]["status"], 500);
    assert_eq!(shown["deliveries"].as_array().unwrap().len(), 1);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_receiver_that_hangs_up_loses_its_callback() {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}/secret/", listener.local_addr().unwrap());
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body(PAYER, &url)).await;
    let (stream, _) = within_patience(listener.accept()).await.unwrap();
    drop(stream);

    let shown = daraja.settled().await;
    assert_eq!(shown["deliveries"].as_array().unwrap().len(), 1);
    let delivery = &shown["deliveries"][0];
    assert_eq!(delivery["status"], Value::Null);
    let error = delivery["error"].as_str().unwrap();
    assert!(!error.contains("secret"), "{error}");
    assert_eq!(shown["result_code"], "0", "the money moved all the same");
}

#[tokio::test]
async fn header_names_are_written_as_safaricom_writes_them() {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let daraja = Daraja::start(fast()).await;
    daraja.push(&push_body(PAYER, &url)).await;
    let (mut stream, _) = within_patience(listener.accept()).await.unwrap();
    let mut head = String::new();
    within_patience(async {
        while !head.contains("\r\n\r\n") {
            let mut part = [0; 4_096];
            let length = stream.read(&mut part).await.unwrap();
            assert_ne!(length, 0, "closed after {head}");
            head.push_str(&String::from_utf8_lossy(&part[..length]));
        }
    })
    .await;
    assert!(head.starts_with("POST / HTTP/1.1\r\n"), "{head}");
    for line in [
        "\r\nContent-Type: application/json;charset=UTF-8\r\n",
        "\r\nBusinessshortcode: 174379\r\n",
    ] {
        assert!(head.contains(line), "{line:?} in {head}");
    }
}

#[tokio::test]
async fn the_same_payment_again_within_two_minutes_is_rule_limited() {
    for (repeat_rule, code) in [(true, json!(17)), (false, json!(0))] {
        let mut receiver = Receiver::start().await;
        // At this pace the payer takes 150 ms and two minutes are 6 s.
        let config = Config { speed: 20, repeat_rule, ..Config::default() };
        let daraja = Daraja::start(config).await;
        let body = push_body(PAYER, &receiver.url());
        daraja.push(&body).await;
        assert_eq!(receiver.next().await.stk()["ResultCode"], 0);

        assert_eq!(daraja.push(&body).await.status, 200);
        let second = receiver.next().await;
        assert_eq!(second.stk()["ResultCode"], code);
        if repeat_rule {
            assert_eq!(second.stk()["ResultDesc"], "Rule limited.");
            assert!(second.stk().get("CallbackMetadata").is_none());
        }
    }
}

#[tokio::test]
async fn what_no_phone_could_show_or_no_operator_knows_fails_in_the_callback() {
    for (field, value, code) in [
        ("AccountReference", json!("a".repeat(150)), json!(1025)),
        ("PartyB", json!("600000"), json!("SFC_IC0003")),
    ] {
        let mut receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        let mut body = push_body(PAYER, &receiver.url());
        body[field] = value;
        assert_eq!(daraja.push(&body).await.status, 200);
        assert_eq!(receiver.next().await.stk()["ResultCode"], code);
    }
}

#[tokio::test]
async fn a_till_is_paid_under_another_number_than_the_stores() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let mut body = push_body(PAYER, &receiver.url());
    body["TransactionType"] = json!("CustomerBuyGoodsOnline");
    body["PartyB"] = json!("5432100");
    daraja.push(&body).await;
    assert_eq!(receiver.next().await.stk()["ResultCode"], 0);
}
