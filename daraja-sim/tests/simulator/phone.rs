use serde_json::{Value, json};

use crate::support::{Answer, Daraja, PAYER, Receiver, SOMEWHERE, fast, push_body, send};

async fn screen(daraja: &Daraja) -> Value {
    send(daraja.get(&format!("/sim/phones/{PAYER}"))).await.json()
}

async fn answer(daraja: &Daraja, answer: &Value) -> Answer {
    let url = daraja.url(&format!("/sim/phones/{PAYER}/answer"));
    send(daraja.client.post(url).json(answer)).await
}

async fn pay(daraja: &Daraja, payment: &Value) -> Answer {
    send(daraja.client.post(daraja.url("/sim/payments")).json(payment)).await
}

fn payment() -> Value {
    json!({"msisdn": PAYER, "amount_shillings": 150, "account": "A1", "pin": "1234"})
}

#[tokio::test]
async fn a_prompt_waits_for_the_person_who_holds_the_phone() {
    for (typed, code) in [
        (json!({"pin": "1234"}), json!(0)),
        (json!({"pin": "9999"}), json!(2001)),
        (json!("cancel"), json!(1032)),
    ] {
        let mut receiver = Receiver::start().await;
        let daraja = Daraja::start(fast()).await;
        daraja.assign(PAYER, "by-hand").await;
        assert_eq!(screen(&daraja).await["prompt"], Value::Null);
        let pushed = daraja.push(&push_body(PAYER, &receiver.url())).await;
        let prompt = screen(&daraja).await["prompt"].take();
        assert_eq!(prompt["checkout_request_id"], pushed.field("CheckoutRequestID"));
        assert_eq!(prompt["amount_shillings"], 10);
        assert_eq!(prompt["business"], "DEMO WIFI");
        assert_eq!(prompt["account_reference"], "A1");
        assert!(receiver.is_empty());

        let answered = answer(&daraja, &typed).await;
        assert_eq!(answered.status, 200, "{}", answered.text);
        assert_eq!(receiver.next().await.stk()["ResultCode"], code);
        assert_eq!(screen(&daraja).await["prompt"], Value::Null);
        assert_eq!(answer(&daraja, &typed).await.status, 409, "it is gone");
    }
}

#[tokio::test]
async fn the_phone_shows_what_was_paid_and_given_back() {
    let daraja = Daraja::start(fast()).await;
    let receipt = daraja.paid(PAYER, 450).await;
    let messages = screen(&daraja).await["messages"].take();
    assert_eq!(
        messages[0]["text"],
        format!("{receipt} Confirmed. Ksh450.00 sent to DEMO WIFI for account A1.")
    );
    assert_eq!(messages.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_customer_pays_a_pay_bill_or_a_till_by_hand() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let registration = json!({
        "ShortCode": "174379",
        "ResponseType": "Completed",
        "ConfirmationURL": receiver.at("/c"),
        "ValidationURL": SOMEWHERE,
    });
    daraja.call("/mpesa/c2b/v2/registerurl", &registration).await;
    let mut till = payment();
    till["till"] = json!("5432100");
    for (asked, kind, account) in
        [(payment(), "Pay Bill", "A1"), (till, "Customer Merchant Payment", "")]
    {
        let begun = pay(&daraja, &asked).await;
        assert_eq!(begun.status, 202, "{}", begun.text);
        let told = receiver.next().await.body;
        assert_eq!(told["TransID"], begun.field("receipt"));
        assert_eq!(told["TransactionType"], kind);
        assert_eq!(told["BillRefNumber"], account);
        assert_eq!(told["TransAmount"], "150.00");
    }
    assert_eq!(daraja.items("/sim/entries").await[1]["till"], "5432100");
}

#[tokio::test]
async fn what_a_phone_would_not_send_is_refused() {
    let daraja = Daraja::start(fast()).await;
    for (field, value, hint) in [
        ("msisdn", json!("0712345678"), "254712345678"),
        ("short_code", json!("600000"), "600000"),
        ("amount_shillings", json!(0), "1 to 250000"),
        ("account", json!(""), "account"),
        ("till", json!("12"), "5 to 7"),
        ("pin", json!("9999"), "wrong PIN"),
    ] {
        let mut asked = payment();
        asked[field] = value;
        let refused = pay(&daraja, &asked).await;
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.field("error").contains(hint), "{field}: {}", refused.text);
    }
    assert!(daraja.items("/sim/entries").await.is_empty());
}

#[tokio::test]
async fn the_style_of_numbers_can_change_while_it_runs() {
    let mut receiver = Receiver::start().await;
    let daraja = Daraja::start(fast()).await;
    let registration = json!({
        "ShortCode": "174379",
        "ResponseType": "Completed",
        "ConfirmationURL": receiver.at("/c"),
        "ValidationURL": SOMEWHERE,
    });
    daraja.call("/mpesa/c2b/v2/registerurl", &registration).await;
    for (style, shown) in [("clear", PAYER), ("masked-long", "25471****678")] {
        let set = daraja.client.put(daraja.url("/sim/phone-style")).json(&style);
        assert_eq!(send(set).await.status, 200);
        pay(&daraja, &payment()).await;
        assert_eq!(receiver.next().await.body["MSISDN"], shown);
    }
}

#[tokio::test]
async fn the_pages_load_nothing_from_elsewhere_and_stand_in_no_frame() {
    let daraja = Daraja::start(fast()).await;
    for path in ["/", "/phone"] {
        let response = daraja.get(path).send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let page = response.text().await.unwrap();
        assert!(!page.contains("://"), "{path} names no other host");
        for asset in page.split(['"']).filter(|part| part.starts_with("/sim/")) {
            assert_eq!(send(daraja.get(asset)).await.status, 200, "{asset}");
        }
    }
    let phone = send(daraja.get("/phone")).await.text;
    assert!(phone.contains(r#"value="174379""#), "{phone}");
}
