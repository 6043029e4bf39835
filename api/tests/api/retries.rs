//! Asking twice: idempotency keys, double taps, and a phone that is being asked already.

use futures::future::join_all;
use serde_json::json;

use crate::support::TestApp;

const INITIATE: &str = "/api/payments/initiate/";
const PHONE: &str = "0712345678";

#[tokio::test]
async fn the_same_key_and_body_give_the_first_answer_again() {
    let app = TestApp::start_without_callbacks().await;
    let wish = json!({"package_id": app.sell("An hour", 50).await, "phone_number": PHONE});
    let first = app.nobody().post_once(INITIATE, "key-1", &wish).await.ok(202);
    app.prompt_of(&first).await;
    let again = app.nobody().post_once(INITIATE, "key-1", &wish).await.ok(202);
    for field in ["payment_id", "position", "amount_cents", "status"] {
        assert_eq!(again[field], first[field], "{field}");
    }
    app.settles().await;
    assert_eq!(app.transactions().await.len(), 1, "the phone is asked once");

    let other = json!({"package_id": wish["package_id"], "phone_number": "0712000002"});
    let reused = app.nobody().post_once(INITIATE, "key-1", &other).await;
    reused.problem(422, "idempotency_key_reused");
    // The same key elsewhere, or of somebody else, is another key.
    let (customer, _) = app.customer("asha", "0712000003").await;
    let theirs = customer.post_once(INITIATE, "key-1", &other).await.ok(202);
    assert_ne!(theirs["payment_id"], first["payment_id"]);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let app = TestApp::start_idle().await;
    let wish = json!({"package_id": app.sell("An hour", 50).await, "phone_number": PHONE});
    let head = app.head().await;
    for key in ["", " ", &"k".repeat(256)] {
        let answer = app.nobody().post_once(INITIATE, key, &wish).await;
        answer.problem(422, "invalid_idempotency_key");
    }
    assert_eq!(app.head().await, head);
    app.nobody().post_once(INITIATE, &"k".repeat(255), &wish).await.ok(202);
}

#[tokio::test]
async fn a_refusal_is_not_remembered_under_its_key() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let nonsense = json!({"role": "CUSTOMER"});
    let nobody = "/api/users/00000000-0000-0000-0000-000000000000/";
    for _ in 0..2 {
        let request = admin.request(reqwest::Method::PATCH, nobody).header("idempotency-key", "k");
        let answer = crate::support::Answer::to(request.body(nonsense.to_string())).await;
        answer.problem(404, "user_not_found");
    }
}

#[tokio::test]
async fn a_double_tap_under_one_key_is_one_payment() {
    let app = TestApp::start_without_callbacks().await;
    let wish = json!({"package_id": app.sell("An hour", 50).await, "phone_number": PHONE});
    let taps = join_all((0..8).map(|_| {
        let nobody = app.nobody();
        let wish = wish.clone();
        async move { nobody.post_once(INITIATE, "tap", &wish).await.ok(202) }
    }))
    .await;
    for tap in &taps {
        assert_eq!(tap["payment_id"], taps[0]["payment_id"]);
    }
    app.prompt_of(&taps[0]).await;
    app.settles().await;
    assert_eq!(app.transactions().await.len(), 1);
}

#[tokio::test]
async fn a_double_tap_without_a_key_is_one_payment_too() {
    let app = TestApp::start_without_callbacks().await;
    let wish = json!({"package_id": app.sell("An hour", 50).await, "phone_number": PHONE});
    let taps = join_all((0..8).map(|_| {
        let nobody = app.nobody();
        let wish = wish.clone();
        async move { nobody.post(INITIATE, &wish).await }
    }))
    .await;
    let (begun, refused): (Vec<_>, Vec<_>) = taps.iter().partition(|tap| tap.status == 202);
    assert_eq!(begun.len(), 1);
    for answer in refused {
        let problem = answer.problem(409, "push_in_progress");
        let seconds = problem["retry_after_seconds"].as_u64().unwrap();
        assert!((1..=91).contains(&seconds), "{problem}");
    }
    app.prompt_of(&begun[0].ok(202)).await;
    app.settles().await;
    assert_eq!(app.transactions().await.len(), 1);
}

#[tokio::test]
async fn a_phone_is_free_again_once_its_prompt_has_ended() {
    let app = TestApp::start_without_callbacks().await;
    let package = app.sell("An hour", 50).await;
    let (prompt, _) = app.prompt(package, PHONE).await;
    let wish = json!({"package_id": package, "phone_number": PHONE});
    app.nobody().post(INITIATE, &wish).await.problem(409, "push_in_progress");
    app.deliver(&prompt, &prompt.ended(1032, "Request canceled by user.")).await;
    app.progress_becomes(&prompt.payment_id, "FAILED").await;
    app.nobody().post(INITIATE, &wish).await.ok(202);
}

#[tokio::test]
async fn one_phone_is_not_pestered() {
    let app = TestApp::start_idle().await;
    let wish = json!({"package_id": app.sell("An hour", 50).await, "phone_number": PHONE});
    app.nobody().post(INITIATE, &wish).await.ok(202);
    for _ in 1..10 {
        app.nobody().post(INITIATE, &wish).await.problem(409, "push_in_progress");
    }
    let limited = app.nobody().post(INITIATE, &wish).await.problem(429, "rate_limited");
    assert!(limited["retry_after_seconds"].as_u64().is_some_and(|seconds| seconds <= 600));
    let other = json!({"package_id": wish["package_id"], "phone_number": "0712000002"});
    app.nobody().post(INITIATE, &other).await.ok(202);
}

#[tokio::test]
async fn a_registration_that_is_sent_again_changes_no_password() {
    let app = TestApp::start_idle().await;
    let wish =
        |password: &str| json!({"username": "asha", "password": password, "phone_number": PHONE});
    let register = "/api/auth/register/";
    let first = app.nobody().post_once(register, "key", &wish("first password")).await.ok(201);
    let again = app.nobody().post_once(register, "key", &wish("first password")).await.ok(201);
    assert_eq!(again, first);
    let other = app.nobody().post_once(register, "key", &wish("other password")).await;
    other.problem(422, "idempotency_key_reused");
    let login = async |password: &str| {
        let credentials = json!({"username": "asha", "password": password});
        app.nobody().post("/api/auth/login/", &credentials).await
    };
    login("other password").await.problem(401, "wrong_credentials");
    login("first password").await.ok(200);
}
