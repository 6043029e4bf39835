//! Several nodes of one service, with a real Redis between them and without one.

use std::net::Ipv6Addr;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Answer, Events, PATIENCE, Setup, TestApp, Work};

const OAUTH: &str = "/oauth/v1/generate";

fn with_redis(work: Work) -> Setup {
    let trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    Setup { redis: true, work, trusted_proxies, ..Setup::default() }
}

/// Nothing but Redis tells the second node of what the first one's read models show: it fills
/// none itself.
async fn two_nodes(redis: bool) -> (TestApp, TestApp) {
    let first = TestApp::start_with(Setup { redis, ..with_redis(Work::All) }).await;
    let second = first.another_node(Setup { redis, ..with_redis(Work::Nothing) }).await;
    (first, second)
}

#[tokio::test]
async fn a_payment_on_one_node_is_followed_live_on_another() {
    let (first, second) = two_nodes(true).await;
    let package = first.sell("An hour", 50).await;
    let mut told = second.app.live.listen();
    let begun = second.initiate(&second.nobody(), package, "0712345678").await;
    let id = begun["payment_id"].as_str().unwrap();
    let guest = second.bearer(&begun["access"]);
    let mut events = Events::of(&guest, id, &begun["position"]).await;
    let connected = events.until("CONNECTED").await;
    assert_eq!(connected["subscription"]["is_active"], true);

    let named = timeout(PATIENCE, async { while told.recv().await.unwrap().to_string() != id {} });
    named.await.expect("Redis names the payment to the other node");
}

#[tokio::test]
async fn without_redis_one_node_follows_its_own_payments_live() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let mut told = app.app.live.listen();
    let begun = app.initiate(&app.nobody(), package, "0712345678").await;
    let id = begun["payment_id"].as_str().unwrap();
    let guest = app.bearer(&begun["access"]);
    let mut events = Events::of(&guest, id, &begun["position"]).await;
    events.until("CONNECTED").await;
    let named = timeout(PATIENCE, async { while told.recv().await.unwrap().to_string() != id {} });
    named.await.expect("the read models name the payment");
}

#[tokio::test]
async fn without_redis_another_node_sees_a_payment_by_looking() {
    let (first, second) = two_nodes(false).await;
    let package = first.sell("An hour", 50).await;
    let begun = second.initiate(&second.nobody(), package, "0712345678").await;
    let id = begun["payment_id"].as_str().unwrap();
    let guest = second.bearer(&begun["access"]);
    let mut events = Events::of(&guest, id, &begun["position"]).await;
    events.until("CONNECTED").await;
}

/// Has both nodes ask Safaricom at the same time, and tells how many tokens they fetched.
async fn tokens_fetched(redis: bool) -> usize {
    let first = TestApp::start_with(Setup { redis, ..with_redis(Work::Nothing) }).await;
    let second = first.another_node(Setup { redis, ..with_redis(Work::Nothing) }).await;
    let prompt = "ws_CO_231120260900001712345678".parse().unwrap();
    for _ in 0..2 {
        tokio::join!(first.app.stk.query(&prompt), second.app.stk.query(&prompt));
    }
    let asked = first.requests_for("/mpesa/stkpushquery/v1/query").await;
    assert_eq!(asked, 4, "each of them asked with a token");
    first.requests_for(OAUTH).await
}

#[tokio::test]
async fn nodes_share_one_token_of_safaricoms_through_redis() {
    assert_eq!(tokens_fetched(true).await, 1);
}

#[tokio::test]
async fn without_redis_each_node_has_a_token_of_its_own() {
    assert_eq!(tokens_fetched(false).await, 2);
}

/// An address that no other test counts attempts from, because all of them share one Redis.
fn some_address() -> String {
    let random = app::ids::new_uuid().as_u128();
    Ipv6Addr::from_bits((0xfd << 120) | (random >> 8)).to_string()
}

async fn login(app: &TestApp, address: &str, password: &str) -> Answer {
    let credentials = json!({"username": "asha", "password": password});
    let request = app.nobody().request(reqwest::Method::POST, "/api/auth/login/");
    Answer::to(request.header("x-forwarded-for", address).body(credentials.to_string())).await
}

#[tokio::test]
async fn attempts_to_sign_in_are_counted_over_all_nodes_until_one_succeeds() {
    let first = TestApp::start_with(with_redis(Work::ReadModels)).await;
    let second = first.another_node(with_redis(Work::Nothing)).await;
    let address = some_address();
    let wish =
        json!({"username": "asha", "password": "a good password", "phone_number": "0712345678"});
    let request = first.nobody().request(reqwest::Method::POST, "/api/auth/register/");
    let request = request.header("x-forwarded-for", &address).body(wish.to_string());
    Answer::to(request).await.ok(201);

    for _ in 0..9 {
        login(&first, &address, "a bad password").await.problem(401, "wrong_credentials");
    }
    login(&second, &address, "a good password").await.ok(200);
    for node in [&first, &second] {
        for _ in 0..5 {
            login(node, &address, "a bad password").await.problem(401, "wrong_credentials");
        }
    }
    for node in [&first, &second] {
        let limited = login(node, &address, "a good password").await.problem(429, "rate_limited");
        let seconds = limited["retry_after_seconds"].as_u64().unwrap();
        assert!((1..=300).contains(&seconds), "{limited}");
    }
}

#[tokio::test]
async fn without_redis_each_node_counts_for_itself() {
    let first = TestApp::start_idle().await;
    let second = first.another_node(Setup { work: Work::Nothing, ..Setup::default() }).await;
    for node in [&first, &second] {
        for _ in 0..10 {
            login(node, "ignored", "a bad password").await.problem(401, "wrong_credentials");
        }
        login(node, "ignored", "a bad password").await.problem(429, "rate_limited");
    }
}

#[tokio::test]
async fn two_nodes_that_both_work_ask_a_phone_once() {
    let first = TestApp::start_with(with_redis(Work::All)).await;
    let second = first.another_node(with_redis(Work::All)).await;
    let package = first.sell("An hour", 50).await;
    let mut ids = Vec::new();
    for number in 1..=6 {
        let node = if number % 2 == 0 { &first } else { &second };
        let begun = node.initiate(&node.nobody(), package, &format!("071200000{number}")).await;
        ids.push(begun["payment_id"].as_str().unwrap().to_owned());
    }
    for id in &ids {
        first.progress_becomes(id, "CONNECTED").await;
    }
    first.simulator_is_done().await;
    first.settles().await;
    assert_eq!(first.transactions().await.len(), ids.len());
    for id in &ids {
        let story = first.story(id).await;
        story.assert_paid_and_served_once();
        assert_eq!(story.count("StkDispatched"), 1, "{:?}", story.types());
    }
}

#[tokio::test]
async fn a_writer_reads_its_own_write_on_another_node() {
    let (first, second) = two_nodes(false).await;
    let terms = |name: String| {
        json!({
            "name": name, "price_cents": 5_000, "duration": {"unit": "HOURS", "count": 1},
            "download_kbps": 5_000, "upload_kbps": 1_000
        })
    };
    let admin = first.admin().await;
    for number in 0..20 {
        let name = format!("Package {number}");
        let created = admin.post("/api/packages/", &terms(name.clone())).await.ok(201);
        let path = format!("/api/packages/?limit=200&min_position={}", created["position"]);
        let list = second.nobody().read(&path).await;
        let named = |item: &Value| item["name"] == name.as_str();
        assert!(list["items"].as_array().unwrap().iter().any(named), "{name} in {list}");
    }
}
