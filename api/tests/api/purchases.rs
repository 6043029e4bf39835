//! Buying again, buying from the wallet, and buying for others.

use app::lines::add::{AddLine, Wanted, add};
use chrono::{DateTime, TimeDelta, Utc};
use domain::context::{Actor, Context, Source};
use domain::time::Clock;
use domain::user::Role;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

const INITIATE: &str = "/api/payments/initiate/";
const BUY: &str = "/api/subscriptions/";

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

async fn wallet_of(caller: &Caller, min_position: i64) -> Value {
    let path = format!("/api/me/?min_position={min_position}");
    caller.read(&path).await["wallet_balance_cents"].clone()
}

#[tokio::test]
async fn buying_the_same_again_at_once_is_asked_about_and_loses_no_minute() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let begun = app.initiate(&app.nobody(), package, "0712000001").await;
    let first = app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    let device = app.bearer(&begun["device_token"]);

    let wish = json!({"package_id": package, "phone_number": "0712000002"});
    device.post(INITIATE, &wish).await.problem(409, "bought_just_now");
    let wish = json!({"package_id": package, "phone_number": "0712000002", "force": true});
    let begun = device.post(INITIATE, &wish).await.ok(202);
    let second = app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;

    assert_eq!(second["customer_id"], first["customer_id"], "the device is recognised");
    assert_eq!(second["subscription"]["id"], first["subscription"]["id"]);
    let end = moment(&first["subscription"]["end_date"]);
    assert_eq!(moment(&second["subscription"]["end_date"]), end + TimeDelta::hours(1));
    app.settles().await;
    for payment in [&first, &second] {
        app.story(payment["id"].as_str().unwrap()).await.assert_paid_and_served_once();
    }
}

#[tokio::test]
async fn after_a_while_nobody_is_asked_again() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let begun = app.initiate(&app.nobody(), package, "0712000001").await;
    app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    app.clock.forward(TimeDelta::seconds(121));
    app.initiate(&app.bearer(&begun["device_token"]), package, "0712000001").await;
}

#[tokio::test]
async fn a_wallet_pays_what_it_covers() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("asha", "0712000001").await;
    let begun = app.initiate(&customer, package, "0712000001").await;
    assert_eq!((&begun["access"], &begun["device_token"]), (&Value::Null, &Value::Null));
    let prompt = app.prompt_of(&begun).await;
    app.deliver(&prompt, &prompt.paid_with(170, "UKN1DDDDD1", app.clock.now())).await;
    let first = app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    assert_eq!(wallet_of(&customer, app.head().await).await, 12_000);

    let wish = json!({"package_id": package, "phone_number": "0712000001", "force": true});
    customer.post(INITIATE, &wish).await.problem(409, "wallet_covers_price");
    let order = json!({"package_id": package});
    let mut end = moment(&first["subscription"]["end_date"]);
    for left in [7_000, 2_000] {
        let bought = customer.post(BUY, &order).await.ok(201);
        assert_eq!(bought["subscription_id"], first["subscription"]["id"]);
        end += TimeDelta::hours(1);
        assert_eq!(moment(&bought["end_date"]), end);
        assert_eq!(wallet_of(&customer, bought["position"].as_i64().unwrap()).await, left);
    }
    let head = app.head().await;
    customer.post(BUY, &order).await.problem(422, "wallet_too_low");
    assert_eq!(app.head().await, head);

    let begun = customer.post(INITIATE, &wish).await.ok(202);
    assert_eq!(begun["amount_cents"], 3_000, "the wallet pays the rest");
    let prompt = app.prompt_of(&begun).await;
    app.deliver(&prompt, &prompt.paid("UKN1DDDDD2", app.clock.now())).await;
    let last = app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    assert_eq!(moment(&last["subscription"]["end_date"]), end + TimeDelta::hours(1));
    assert_eq!(wallet_of(&customer, app.head().await).await, 0);
}

#[tokio::test]
async fn a_purchase_from_the_wallet_under_one_key_is_one_purchase() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (prompt, begun) = app.prompt(package, "0712000001").await;
    app.deliver(&prompt, &prompt.paid_with(150, "UKN1DDDDD3", app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    let device = app.bearer(&begun["device_token"]);
    let order = json!({"package_id": package});
    let first = device.post_once(BUY, "key", &order).await.ok(201);
    assert_eq!(device.post_once(BUY, "key", &order).await.ok(201), first);
    assert_eq!(wallet_of(&device, app.head().await).await, 5_000);
    // The token of one payment shows that payment, and buys nothing.
    app.bearer(&begun["access"]).post(BUY, &order).await.problem(403, "forbidden");
}

#[tokio::test]
async fn another_package_begins_at_once_and_what_was_left_is_given_back() {
    let app = TestApp::start_without_callbacks().await;
    let hour = app.sell("An hour", 50).await;
    let fast = app.sell("A fast hour", 80).await;
    let (prompt, begun) = app.prompt(hour, "0712000001").await;
    app.deliver(&prompt, &prompt.paid_with(130, "UKN1DDDDD4", app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    let device = app.bearer(&begun["device_token"]);
    app.clock.forward(TimeDelta::minutes(30));
    device.post(BUY, &json!({"package_id": fast})).await.ok(201);
    let left = wallet_of(&device, app.head().await).await.as_i64().unwrap();
    assert!((2_400..=2_500).contains(&left), "half an hour of 50 shillings came back: {left}");
    let me = device.get("/api/me/").await.ok(200);
    assert_eq!(me["lines"][0]["subscription"]["package"]["name"], "A fast hour");
}

#[tokio::test]
async fn staff_and_friends_pay_for_others() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("asha", "0712000001").await;
    let agent = app.staff("agent", Role::Agent).await;

    let wish = json!({"package_id": package, "phone_number": "0712000002", "customer_id": id});
    let begun = agent.post(INITIATE, &wish).await.ok(202);
    let payment_id = begun["payment_id"].as_str().unwrap();
    let payment = app.seen_as(&customer, payment_id, "CONNECTED").await;
    assert_eq!(payment["customer_id"], id.as_str());
    app.nobody().post(INITIATE, &wish).await.problem(403, "forbidden");
    let nobody_named = json!({"package_id": package, "phone_number": "0712000002"});
    agent.post(INITIATE, &nobody_named).await.problem(422, "customer_missing");

    let wanted = AddLine {
        customer_id: TestApp::user_id(&id),
        wanted: Wanted::Home,
        name: "Home".parse().unwrap(),
    };
    let context = Context {
        actor: Actor::Operator,
        correlation_id: TestApp::user_id(&id).uuid(),
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    };
    let added = add(&app.app.ledger, wanted, context, None).await.unwrap();
    app.read_models_are_there().await;
    let account = added.reply.account_number.unwrap();
    let wish = json!({"package_id": package, "phone_number": "0712000003", "account_number": account.as_str()});
    let begun = app.nobody().post(INITIATE, &wish).await.ok(202);
    let paid = app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    assert_eq!(paid["line_id"], added.reply.line_id.to_string());
    let me = customer.get("/api/me/").await.ok(200);
    assert_eq!(me["lines"].as_array().unwrap().len(), 2);

    // A customer who pays another's bill sees that payment by its token.
    let (friend, _) = app.customer("baraka", "0712000004").await;
    let paid = friend
        .post(
            INITIATE,
            &json!({"package_id": package, "phone_number": "0712000004",
        "account_number": account.as_str(), "force": true}),
        )
        .await
        .ok(202);
    assert_eq!(paid["device_token"], Value::Null);
    app.seen_as(&app.bearer(&paid["access"]), paid["payment_id"].as_str().unwrap(), "CONNECTED")
        .await;

    // Whoever pays a bill sees that payment, and is not taken for the customer.
    assert_eq!(begun["device_token"], Value::Null);
    let payer = app.bearer(&begun["access"]);
    let id = begun["payment_id"].as_str().unwrap();
    payer.get(&format!("/api/payments/{id}/")).await.ok(200);
    for path in ["/api/me/", "/api/payments/", "/api/subscriptions/"] {
        payer.get(path).await.problem(403, "forbidden");
    }
}
