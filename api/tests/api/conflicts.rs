//! Money that is not what was asked for: another amount, a second receipt, another's receipt.

use domain::time::Clock;
use serde_json::{Value, json};

use crate::support::TestApp;

const PHONE: &str = "0712345678";

#[tokio::test]
async fn what_was_paid_beyond_the_price_stays_in_the_wallet() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, begun) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.paid_with(70, "UKN1BBBBB1", app.clock.now())).await;
    let payment = app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    assert_eq!(payment["amount_paid_cents"], 7_000);
    assert_eq!(payment["look_reasons"], json!(["AMOUNT_MISMATCHED"]));
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_paid_and_served_once();
    let me = app.bearer(&begun["device_token"]).get("/api/me/").await.ok(200);
    assert_eq!(me["wallet_balance_cents"], 2_000);
    assert_eq!(me["role"], "GUEST");
}

#[tokio::test]
async fn too_little_buys_nothing_and_is_kept() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, begun) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.paid_with(20, "UKN1BBBBB2", app.clock.now())).await;
    app.settles().await;
    let payment = app.payment(&prompt.payment_id).await;
    assert_eq!(payment["status"], "COMPLETED");
    assert_eq!(payment["kept_in_wallet"], "TOO_LITTLE");
    assert_eq!(payment["needs_a_look"], true);
    assert_eq!(payment["subscription"], Value::Null);
    assert_eq!(app.story(&prompt.payment_id).await.activations(), 0);
    let me = app.bearer(&begun["device_token"]).get("/api/me/").await.ok(200);
    assert_eq!(me["wallet_balance_cents"], 2_000);
}

#[tokio::test]
async fn a_second_receipt_is_credited_and_activates_nothing() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, begun) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    for receipt in ["UKN1BBBBB3", "UKN1BBBBB4", "UKN1BBBBB4"] {
        app.deliver(&prompt, &prompt.paid(receipt, app.clock.now())).await;
        app.settles().await;
    }
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("ExtraReceiptCredited"), 1, "{:?}", story.types());
    let payment = app.payment(&prompt.payment_id).await;
    assert_eq!(payment["look_reasons"], json!(["EXTRA_RECEIPT"]));
    let me = app.bearer(&begun["device_token"]).get("/api/me/").await.ok(200);
    assert_eq!(me["wallet_balance_cents"], 5_000);
}

#[tokio::test]
async fn a_receipt_credits_one_payment_only() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (first, _) = app.prompt(package, "0712000001").await;
    let (second, _) = app.prompt(package, "0712000002").await;
    for prompt in [&first, &second] {
        app.deliver(prompt, &prompt.paid("UKN1BBBBB5", app.clock.now())).await;
        app.settles().await;
    }
    app.story(&first.payment_id).await.assert_paid_and_served_once();
    app.story(&second.payment_id).await.assert_neither_paid_nor_served();
    let payment = app.payment(&second.payment_id).await;
    assert_eq!(payment["status"], "PENDING");
    assert_eq!(payment["look_reasons"], json!(["RECEIPT_OF_ANOTHER"]));
}
