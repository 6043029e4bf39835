//! Callbacks that Safaricom did not send: they learn nothing, change nothing, and are seen.

use domain::time::Clock;
use serde_json::Value;

use crate::support::{Answer, CallbacksGo, Prompt, Setup, TestApp};

const PHONE: &str = "0712345678";

/// Everything of an answer that its sender could tell apart.
fn visible(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let varies = ["date", "x-request-id"];
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| !varies.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (answer.status, headers, answer.body.clone())
}

async fn inbox(app: &TestApp) -> Vec<Value> {
    let page = app.admin().await.get("/api/audit/inbox/").await.ok(200);
    serde_json::from_value(page["items"].clone()).unwrap()
}

fn secret_of(prompt: &Prompt) -> &str {
    prompt.callback_path.trim_end_matches('/').rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_forgery_is_answered_as_the_real_one_changes_nothing_and_is_seen() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, PHONE).await;
    let (other, _) = app.prompt(package, "0712000002").await;
    let paid = prompt.paid("UKN1CCCCC1", app.clock.now());
    app.settles().await;
    let head = app.head().await;

    let id = &prompt.payment_id;
    let stranger = uuid::Uuid::nil();
    let secret = secret_of(&prompt);
    let long = "z".repeat(500);
    let forged = [
        format!("/api/payments/callback/{id}/{}/", "0".repeat(secret.len())),
        format!("/api/payments/callback/{id}/{}/", &secret[1..]),
        format!("/api/payments/callback/{id}/{}/", secret_of(&other)),
        format!("/api/payments/callback/{stranger}/{secret}/"),
        format!("/api/payments/callback/nonsense/{secret}/"),
        format!("/api/payments/callback/{long}/{long}/"),
        format!("/api/payments/callback/%00%ff/{secret}/"),
    ];
    let mut answers = Vec::new();
    for path in &forged {
        answers.push((path, app.nobody().post(path, &paid).await));
    }
    app.settles().await;
    assert_eq!(app.head().await, head, "a forgery writes no event");
    app.story(id).await.assert_neither_paid_nor_served();
    let seen = inbox(&app).await;
    assert_eq!(seen.len(), forged.len(), "each of them is kept");
    for delivery in &seen {
        assert_eq!(delivery["state"], "REFUSED", "{delivery}");
        assert_eq!(delivery["trust"], "WRONG_SECRET", "{delivery}");
        assert_eq!(delivery["source_address"], "127.0.0.1", "{delivery}");
        assert_eq!(delivery["body"], paid.to_string());
        assert!(delivery["reference"].as_str().unwrap().len() <= 64, "{delivery}");
    }
    let story = app.story(id).await;
    assert_eq!(story.fates(), [("WRONG_SECRET", "REFUSED"); 3], "those that named this payment");

    let real = app.deliver(&prompt, &paid).await;
    for (path, answer) in &answers {
        assert_eq!(visible(answer), visible(&real), "{path}");
    }
    app.progress_becomes(id, "CONNECTED").await;
}

#[tokio::test]
async fn the_right_secret_from_the_wrong_address_is_refused() {
    let setup = Setup {
        callbacks: CallbacksGo::Nowhere,
        callback_networks: vec!["196.201.214.0/24".parse().unwrap()],
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Setup::default()
    };
    let app = TestApp::start_with(setup).await;
    let (prompt, _) = app.prompt(app.sell("An hour", 50).await, PHONE).await;
    let paid = prompt.paid("UKN1CCCCC2", app.clock.now());
    let from = async |hops: Option<&str>| {
        let request = app.nobody().request(reqwest::Method::POST, &prompt.callback_path);
        let request =
            hops.into_iter().fold(request, |request, hops| request.header("x-forwarded-for", hops));
        Answer::to(request.body(paid.to_string())).await
    };

    app.settles().await;
    let head = app.head().await;
    let strangers = [
        (None, "127.0.0.1"),
        (Some("203.0.113.9"), "203.0.113.9"),
        // What stands left of the proxy's own word is the sender's to write.
        (Some("196.201.214.200, 203.0.113.9"), "203.0.113.9"),
        (Some("nonsense, 203.0.113.9"), "203.0.113.9"),
        (Some("196.201.214.200, nonsense"), "127.0.0.1"),
    ];
    let mut answers = Vec::new();
    for (hops, _) in strangers {
        answers.push(from(hops).await);
    }
    app.settles().await;
    assert_eq!(app.head().await, head);
    let seen: Vec<Value> = inbox(&app).await.into_iter().rev().collect();
    for ((hops, address), delivery) in strangers.iter().zip(&seen) {
        assert_eq!(delivery["trust"], "WRONG_ADDRESS", "{hops:?}");
        assert_eq!(delivery["state"], "REFUSED", "{hops:?}");
        assert_eq!(delivery["source_address"], *address, "{hops:?}");
    }

    let real = from(Some("196.201.214.200")).await;
    for answer in &answers {
        assert_eq!(visible(answer), visible(&real));
    }
    app.progress_becomes(&prompt.payment_id, "CONNECTED").await;
    app.settles().await;
    app.story(&prompt.payment_id).await.assert_paid_and_served_once();
}
