//! Callbacks that the test delivers itself: twice, at once, out of order, and after everything.

use chrono::TimeDelta;
use domain::time::Clock;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{CallbacksGo, Caller, PATIENCE, Prompt, Setup, TestApp};

const PHONE: &str = "0712345678";

#[tokio::test]
async fn the_same_callback_again_and_again_pays_once() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let paid = prompt.paid("UKN1AAAAA1", app.clock.now());
    join_all((0..8).map(|_| app.deliver(&prompt, &paid))).await;
    app.settles().await;
    app.deliver(&prompt, &paid).await;
    app.settles().await;

    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("CallbackReceived"), 1, "{:?}", story.types());
    assert_eq!(story.fates(), [("ACCEPTED", "DONE"); 9], "each delivery is kept");
    assert_eq!(app.payment(&prompt.payment_id).await["needs_a_look"], false);
}

#[tokio::test]
async fn success_after_a_failure_is_paid_served_and_looked_at() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.ended(1032, "Request canceled by user.")).await;
    app.progress_becomes(&prompt.payment_id, "FAILED").await;
    app.story(&prompt.payment_id).await.assert_neither_paid_nor_served();

    app.deliver(&prompt, &prompt.paid("UKN1AAAAA2", app.clock.now())).await;
    let payment = app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    assert_eq!(payment["look_reasons"], json!(["PAID_AND_FAILED"]));
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_paid_and_served_once();
}

#[tokio::test]
async fn failure_after_success_changes_nothing_but_is_looked_at() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.paid("UKN1AAAAA3", app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    for _ in 0..2 {
        app.deliver(&prompt, &prompt.ended(1037, "DS timeout user cannot be reached")).await;
        app.settles().await;
    }
    let payment = app.payment(&prompt.payment_id).await;
    assert_eq!(payment["progress"], "CONNECTED");
    assert_eq!(payment["look_reasons"], json!(["PAID_AND_FAILED"]));
    let story = app.story(&prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("PaymentFailed"), 0, "{:?}", story.types());
    assert_eq!(story.count("ConflictingOutcomeReported"), 1, "{:?}", story.types());
}

#[tokio::test]
async fn safaricom_is_asked_at_once_about_a_pending_payment_that_staff_look_at() {
    let hour = std::time::Duration::from_secs(3_600);
    let ask_after = vec![std::time::Duration::from_secs(30), hour];
    let setup = Setup { callbacks: CallbacksGo::Nowhere, ask_after, ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    // Whoever is asked before the payer has done says that it is still being processed.
    let scenario = app.of_safaricom(Method::PUT, "/sim/scenarios/254712345678");
    let set = scenario.header("content-type", "application/json").body("\"slow-payer\"");
    assert!(set.send().await.unwrap().status().is_success());
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.clock.forward(TimeDelta::seconds(31));
    wait_until("the payer to have paid", PATIENCE, async || {
        let found = app.transactions().await;
        found.iter().all(|one| one["receipt"].is_string()).then_some(())
    })
    .await;
    let admin = app.admin().await;
    let payment = app.seen_as(&admin, &prompt.payment_id, "CONNECTED").await;
    assert_eq!(payment["mpesa_receipt_number"], Value::Null, "a query tells no receipt");
}

/// A service in which Safaricom never said what became of a prompt, and a day has gone by. With
/// it whoever may still see the payment: a user's token is good for minutes, this one for two days.
async fn expired() -> (TestApp, Prompt, Caller) {
    let ask_after = vec![std::time::Duration::from_secs(30), std::time::Duration::from_secs(60)];
    let setup = Setup { callbacks: CallbacksGo::Nowhere, ask_after, ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    let (prompt, begun) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.stop_simulator().await;
    app.clock.forward(TimeDelta::hours(25));
    let guest = app.bearer(&begun["access"]);
    let payment = app.seen_as(&guest, &prompt.payment_id, "EXPIRED").await;
    assert_eq!(payment["status"], "EXPIRED");
    assert_eq!(payment["look_reasons"], json!(["ENDED_UNKNOWN"]));
    (app, prompt, guest)
}

#[tokio::test]
async fn paid_after_it_was_given_up_is_still_paid_and_served() {
    let (app, prompt, guest) = expired().await;
    let paid = prompt.paid("UKN1AAAAA4", app.clock.now());
    for _ in 0..2 {
        app.deliver(&prompt, &paid).await;
    }
    app.settles().await;
    let payment = app.seen_as(&guest, &prompt.payment_id, "CONNECTED").await;
    assert_eq!(payment["kept_in_wallet"], Value::Null);
    let story = app.story_as(&guest, &prompt.payment_id).await;
    story.assert_paid_and_served_once();
    assert_eq!(story.count("PaymentExpired"), 1, "{:?}", story.types());
}

#[tokio::test]
async fn paid_long_ago_and_learnt_late_is_kept_in_the_wallet() {
    let (app, prompt, guest) = expired().await;
    let paid = prompt.paid("UKN1AAAAA5", app.clock.now() - TimeDelta::hours(25));
    for _ in 0..2 {
        app.deliver(&prompt, &paid).await;
    }
    app.settles().await;
    let payment = app.seen_as(&guest, &prompt.payment_id, "PAID").await;
    assert_eq!(payment["kept_in_wallet"], "LEARNT_LATE");
    let story = app.story_as(&guest, &prompt.payment_id).await;
    assert_eq!(story.count("PaymentCompleted"), 1, "{:?}", story.types());
    assert_eq!(story.count("WalletCredited"), 1, "{:?}", story.types());
    assert_eq!(story.activations(), 0, "nobody's time runs while they are not there");
}

#[tokio::test]
async fn bytes_that_nobody_understands_are_kept_and_the_next_callback_still_counts() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let unreadable: [&[u8]; 5] = [b"", b"{\"Body\":", b"\xff\xfe\x00", b"[]", b"{\"Body\":{}}"];
    for bytes in unreadable {
        app.nobody().post_bytes(&prompt.callback_path, bytes).await.ok(200);
        app.settles().await;
    }
    let story = app.story(&prompt.payment_id).await;
    assert_eq!(story.fates(), [("ACCEPTED", "UNREADABLE"); 5]);
    for (delivery, bytes) in story.deliveries.iter().zip(unreadable) {
        assert_eq!(delivery["body"], *String::from_utf8_lossy(bytes));
        assert!(delivery["note"].as_str().is_some_and(|note| !note.is_empty()), "{delivery}");
    }
    let inbox = app.admin().await.get("/api/audit/inbox/?state=UNREADABLE").await.ok(200);
    assert_eq!(inbox["items"].as_array().unwrap().len(), 5);
    let dashboard = app.admin().await.get("/api/dashboard/").await.ok(200);
    assert_eq!(dashboard["unreadable_deliveries"], 5);

    app.deliver(&prompt, &prompt.paid("UKN1AAAAA6", app.clock.now())).await;
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
}

#[tokio::test]
async fn of_a_huge_delivery_the_beginning_is_kept() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let huge = format!("{{\"padding\":\"{}\"}}", "x".repeat(100 * 1024));
    let answer = app.nobody().post_bytes(&prompt.callback_path, huge.clone()).await;
    assert_eq!(answer.ok(200), json!({"ResultCode": 0, "ResultDesc": "Accepted"}));
    app.settles().await;
    let story = app.story(&prompt.payment_id).await;
    assert_eq!(story.fates(), [("ACCEPTED", "UNREADABLE")]);
    assert_eq!(story.deliveries[0]["body"], huge[..64 * 1024]);
    story.assert_neither_paid_nor_served();
}

#[tokio::test]
async fn odd_words_of_safaricoms_do_not_stop_the_read_models() {
    let app = TestApp::start_without_callbacks().await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    app.deliver(&prompt, &prompt.ended(1032, "cancelled\u{0}\u{7}\u{202e}\u{1f600}")).await;
    let payment = app.progress_becomes(&prompt.payment_id, "FAILED").await;
    assert_eq!(payment["failure"]["class"], "CANCELLED");
    app.settles().await;
}
