use daraja_sim::{Chaos, Config};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    CREDENTIAL, Daraja, PAYER, PUSH, Receiver, SOMEWHERE, fast, push_body, query_body, send,
    within_patience,
};

const TROUBLES: &str = "/sim/troubles";
const BALANCE: &str = "/mpesa/accountbalance/v1/query";

async fn order(daraja: &Daraja, order: Value) {
    let answer = send(daraja.client.post(daraja.url(TROUBLES)).json(&order)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

async fn push(daraja: &Daraja) -> crate::support::Answer {
    daraja.push(&push_body(PAYER, SOMEWHERE)).await
}

#[tokio::test]
async fn the_gateway_refuses_in_every_way_that_is_known() {
    let daraja = Daraja::start(fast()).await;
    for (trouble, status, part) in [
        ("system-busy", 500, "System is busy. Please try again in few minutes."),
        ("spike-arrest", 500, "Error Occurred: Spike Arrest Violation"),
        ("spike-arrest-fault", 429, "policies.ratelimit.SpikeArrestViolation"),
        ("quota-violation", 500, "500.003.03"),
        ("internal-error", 500, "500.003.1001"),
        ("soap-fault", 500, "SCO-AddURLVault"),
        ("html-forbidden", 403, "Incapsula"),
        ("unavailable", 503, "<h1>503"),
        ("empty-bad-request", 400, ""),
        ("error-with-status200", 200, "Internal Server Error"),
    ] {
        order(&daraja, json!({"trouble": trouble, "on": "stk-push"})).await;
        let answer = push(&daraja).await;
        assert_eq!(answer.status, status, "{trouble}: {}", answer.text);
        assert!(answer.text.contains(part), "{trouble}: {}", answer.text);
        assert_eq!(answer.text.is_empty(), part.is_empty(), "{trouble}");
    }
    assert!(daraja.items("/sim/transactions").await.is_empty(), "and nothing was done");
    assert_eq!(push(&daraja).await.status, 200, "each struck once");
}

#[tokio::test]
async fn trouble_strikes_only_where_it_was_ordered_and_can_be_called_off() {
    let daraja = Daraja::start(fast()).await;
    order(&daraja, json!({"trouble": "unknown-transaction", "on": "stk-query", "times": 2})).await;
    let id = push(&daraja).await.field("CheckoutRequestID");
    daraja.query(&id).await.assert_refused(500, "500.001.1001", "The transaction does not Exist");
    assert_eq!(daraja.items(TROUBLES).await[0]["times_left"], 1);
    let cleared = send(daraja.client.delete(daraja.url(TROUBLES))).await;
    assert_eq!(cleared.status, 204);
    assert_eq!(daraja.query(&id).await.status, 200);
}

#[tokio::test]
async fn an_order_that_cannot_be_is_refused_with_its_remedy() {
    let daraja = Daraja::start(fast()).await;
    for (body, hint) in [
        (json!({"trouble": "outage"}), "for_seconds"),
        (json!({"trouble": "drop", "on": "stk-push"}), "another place"),
        (json!({"trouble": "flood"}), "unknown variant"),
        (json!({"trouble": "drop", "often": true}), "often"),
    ] {
        let answer = send(daraja.client.post(daraja.url(TROUBLES)).json(&body)).await;
        assert_eq!(answer.status, 422, "{body}");
        assert!(answer.field("error").contains(hint), "{body}: {}", answer.text);
    }
    // A page of another site can only post what isn't declared as JSON.
    let plain = daraja.client.post(daraja.url(TROUBLES)).body(r#"{"trouble":"drop"}"#);
    assert_eq!(send(plain).await.status, 415);
}

#[tokio::test]
async fn a_forgotten_token_is_refused_in_the_products_own_way() {
    let mut daraja = Daraja::start(fast()).await;
    order(&daraja, json!({"trouble": "invalid-token"})).await;
    let asked = query_body("ws_CO_1");
    daraja.call("/mpesa/stkpushquery/v1/query", &asked).await.assert_refused(
        400,
        "400.003.01",
        "Invalid Access Token",
    );
    push(&daraja).await.assert_refused(404, "404.001.03", "Invalid Access Token");
    daraja.token = daraja.new_token().await;
    assert_eq!(push(&daraja).await.status, 200);
}

/// What comes back on a connection of its own until it is closed.
async fn answer_on_the_line(daraja: &Daraja, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let request = format!(
        "POST {PUSH} HTTP/1.1\r\nHost: daraja\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        daraja.token,
        body.len()
    );
    let mut stream =
        TcpStream::connect(daraja.simulator.address()).await.expect("the simulator listens");
    stream.write_all(request.as_bytes()).await.expect("the simulator reads");
    let mut answer = Vec::new();
    within_patience(stream.read_to_end(&mut answer)).await.expect("the connection is closed");
    answer
}

#[tokio::test]
async fn a_lost_answer_is_done_and_an_outage_is_not() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    order(&daraja, json!({"trouble": "lost-answer", "on": "stk-push"})).await;
    assert_eq!(answer_on_the_line(&daraja, &push_body(PAYER, &receiver.url())).await, b"");
    assert_eq!(receiver.next().await.stk()["ResultCode"], 0);

    // At a thousandth of the time, an hour is 3.6 seconds.
    order(&daraja, json!({"trouble": "outage", "for_seconds": 3_600})).await;
    assert_eq!(answer_on_the_line(&daraja, &push_body("254711111111", SOMEWHERE)).await, b"");
    assert_eq!(daraja.items("/sim/transactions").await.len(), 1);
}

#[tokio::test]
async fn what_is_due_in_an_outage_is_delivered_after_it() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    daraja.assign(PAYER, "slow-payer").await;
    daraja.push(&push_body(PAYER, &receiver.url())).await;
    order(&daraja, json!({"trouble": "outage", "for_seconds": 300})).await;
    let until = daraja.items(TROUBLES).await[0]["until"].as_str().unwrap().to_owned();
    receiver.next().await;
    let delivered = daraja.settled().await["deliveries"][0]["at"].as_str().unwrap().to_owned();
    assert!(delivered >= until, "{delivered} is before {until}");
}

#[tokio::test]
async fn a_callback_can_be_dropped_doubled_and_delayed() {
    for (trouble, deliveries) in [("drop", 0), ("duplicate", 2), ("delay", 1)] {
        let receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        order(&daraja, json!({"trouble": trouble, "on": "stk-callback"})).await;
        daraja.push(&push_body(PAYER, &receiver.url())).await;
        let shown = daraja.settled().await;
        assert_eq!(shown["result_code"], "0");
        assert_eq!(shown["deliveries"].as_array().unwrap().len(), deliveries, "{trouble}");
    }
}

#[tokio::test]
async fn an_overtaken_callback_comes_after_the_next_one() {
    let mut receiver = Receiver::start().await;
    // The first would come after 600 ms, and after 6.6 s if nothing overtook it.
    let daraja = Daraja::start(Config { speed: 5, ..Config::default() }).await;
    let first = daraja.push(&push_body("254700000015", &receiver.at("/first"))).await;
    let second = daraja.push(&push_body(PAYER, &receiver.at("/second"))).await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(receiver.next().await.path, "/second");
    assert_eq!(receiver.next().await.path, "/first");
}

#[tokio::test]
async fn queries_can_contradict_the_callback() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let answer = daraja.push(&push_body("254700000012", &receiver.url())).await;
    assert_eq!(receiver.next().await.stk()["ResultCode"], 0);
    let query = daraja.query(&answer.field("CheckoutRequestID")).await;
    assert_eq!(query.field("ResultCode"), "1032");
}

#[tokio::test]
async fn a_push_that_is_under_way_is_told_in_both_ways() {
    let daraja = Daraja::start(Config::default()).await;
    let slow = daraja.push(&push_body("254700000013", SOMEWHERE)).await;
    let query = daraja.query(&slow.field("CheckoutRequestID")).await;
    assert_eq!(query.field("ResultCode"), "4999");
    assert_eq!(query.field("ResultDesc"), "The transaction is still under processing");
    let old = daraja.push(&push_body("254700000014", SOMEWHERE)).await;
    daraja.query(&old.field("CheckoutRequestID")).await.assert_refused(
        500,
        "500.001.1001",
        "The transaction is being processed",
    );
}

#[tokio::test]
async fn a_confirmation_can_come_before_the_callback() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let registration = json!({
        "ShortCode": "174379",
        "ResponseType": "Completed",
        "ConfirmationURL": receiver.at("/confirmation"),
        "ValidationURL": receiver.at("/validation"),
    });
    daraja.call("/mpesa/c2b/v2/registerurl", &registration).await;
    // The callback waits for another delivery, which is the confirmation here.
    daraja.assign("254700000016", "overtaken-callback").await;
    daraja.push(&push_body("254700000016", &receiver.at("/callback"))).await;
    assert_eq!(receiver.next().await.path, "/confirmation");
    assert_eq!(receiver.next().await.path, "/callback");
}

#[tokio::test]
async fn a_call_that_is_answered_later_can_fail_or_expire() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let asked = json!({
        "Initiator": "demo",
        "SecurityCredential": CREDENTIAL,
        "CommandID": "AccountBalance",
        "PartyA": "174379",
        "IdentifierType": "4",
        "Remarks": "daily",
        "QueueTimeOutURL": receiver.at("/timeout"),
        "ResultURL": receiver.at("/result"),
    });
    let locked =
        json!({"trouble": "fail", "on": "account-balance", "failure": "credential-locked"});
    order(&daraja, locked).await;
    daraja.call(BALANCE, &asked).await;
    let told = receiver.next().await;
    assert_eq!(told.path, "/result");
    assert_eq!(told.body["Result"]["ResultCode"], 8006);

    order(&daraja, json!({"trouble": "expire"})).await;
    daraja.call(BALANCE, &asked).await;
    assert_eq!(receiver.next().await.path, "/timeout");

    order(&daraja, json!({"trouble": "duplicate", "on": "result"})).await;
    daraja.call(BALANCE, &asked).await;
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn chaos_is_set_read_and_ended() {
    let daraja = Daraja::start(fast()).await;
    let chaos = || daraja.get("/sim/chaos");
    assert_eq!(send(chaos()).await.json(), Value::Null);
    let set = |body: Value| send(daraja.client.put(daraja.url("/sim/chaos")).json(&body));
    assert_eq!(set(json!({"loss_percent": 101})).await.status, 422);
    assert_eq!(set(json!({"seed": 7, "loss_percent": 100})).await.status, 200);
    assert_eq!(send(chaos()).await.json()["seed"], 7);
    assert_eq!(send(daraja.client.delete(daraja.url("/sim/chaos"))).await.status, 204);
    assert_eq!(send(chaos()).await.json(), Value::Null);
}

/// However deliveries are lost and doubled, the money moved once a push, and the books say so.
#[tokio::test]
async fn chaos_disturbs_what_is_told_and_never_the_money() {
    let mut receiver = Receiver::start().await;
    let rules = Chaos {
        seed: 11,
        duplicate_percent: 30,
        loss_percent: 30,
        reorder_percent: 30,
        delay_percent: 30,
        delay_seconds_max: 60,
        refusal_percent: 20,
        lost_answer_percent: 10,
    };
    let daraja = Daraja::start(Config { chaos: Some(rules), ..fast() }).await;
    for number in 0..60 {
        let body = push_body(&format!("2547110000{number:02}"), &receiver.url());
        // A lost answer is an error here.
        let _ = daraja.post(PUSH).json(&body).send().await;
    }
    let pushes = within_patience(async {
        loop {
            let pushes = daraja.items("/sim/transactions").await;
            let are_settled = pushes
                .iter()
                .all(|push| !push["finished_at"].is_null() && push["callbacks_due"] == 0);
            if are_settled {
                return pushes;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    })
    .await;
    assert!((30..60).contains(&pushes.len()), "some are refused: {}", pushes.len());
    let deliveries: Vec<usize> =
        pushes.iter().map(|push| push["deliveries"].as_array().unwrap().len()).collect();
    for times in [0, 1, 2] {
        assert!(deliveries.contains(&times), "{times}: {deliveries:?}");
    }
    let mut received = 0;
    while !receiver.is_empty() {
        receiver.next().await;
        received += 1;
    }
    assert_eq!(received, deliveries.iter().sum::<usize>());
    let accounts = daraja.accounts().await;
    assert_eq!(accounts["totals"]["received_count"], pushes.len());
    assert_eq!(accounts["utility_cents"], pushes.len() * 1_000);
}
