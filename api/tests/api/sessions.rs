//! Signing in, staying signed in, and signing out.

use chrono::TimeDelta;
use domain::user::Role;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const PHONE: &str = "0712345678";

async fn login(app: &TestApp, username: &str, password: &str) -> Answer {
    let credentials = json!({"username": username, "password": password});
    app.nobody().post("/api/auth/login/", &credentials).await
}

async fn refresh(app: &TestApp, token: &Value) -> Answer {
    app.nobody().post("/api/auth/refresh/", &json!({"refresh": token})).await
}

async fn registered(app: &TestApp) -> Value {
    let wish = json!({
        "username": "Asha", "password": "a good password", "phone_number": PHONE, "name": "Asha W."
    });
    app.nobody().post("/api/auth/register/", &wish).await.ok(201)
}

#[tokio::test]
async fn whoever_registers_signs_in_by_name_and_by_phone() {
    let app = TestApp::start_idle().await;
    let user = registered(&app).await;
    for name in ["Asha", "asha", "0712345678", "+254 712 345 678"] {
        let session = login(&app, name, "a good password").await.ok(200);
        assert_eq!(session["user_id"], user["user_id"], "{name}");
        assert_eq!(session["role"], "CUSTOMER");
        assert_eq!(session["expires_in_seconds"], 900);
        let me = app.bearer(&session["access"]);
        let me = me.read(&format!("/api/me/?min_position={}", user["position"])).await;
        assert_eq!(me["id"], user["user_id"]);
        assert_eq!(me["username"], "Asha");
        assert_eq!(me["name"], "Asha W.");
        assert_eq!(me["phone_number"], "254712345678");
        assert_eq!(me["wallet_balance_cents"], 0);
        assert_eq!(me["lines"][0]["kind"], "HOTSPOT");
        assert_eq!(me["lines"][0]["subscription"], Value::Null);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_answered_alike() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    let without_id = |answer: Answer| {
        let mut problem = answer.problem(401, "wrong_credentials");
        problem["request_id"] = Value::Null;
        problem
    };
    let wrong = without_id(login(&app, "asha", "a bad password").await);
    for (name, password) in [
        ("nobody", "a good password"),
        ("0712000009", "a good password"),
        ("", "a good password"),
        ("asha", "short"),
        ("asha\u{0}", "a good password"),
    ] {
        assert_eq!(without_id(login(&app, name, password).await), wrong, "{name}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_a_used_one_ends_its_family() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    let other_device = login(&app, "asha", "a good password").await.ok(200);
    let first = login(&app, "asha", "a good password").await.ok(200);
    let second = refresh(&app, &first["refresh"]).await.ok(200);
    assert_ne!(second["refresh"], first["refresh"]);
    assert_eq!(second["role"], "CUSTOMER");
    app.bearer(&second["access"]).get("/api/payments/").await.ok(200);
    let third = refresh(&app, &second["refresh"]).await.ok(200);

    refresh(&app, &first["refresh"]).await.problem(401, "session_ended");
    refresh(&app, &third["refresh"]).await.problem(401, "session_ended");
    refresh(&app, &json!("nonsense")).await.problem(401, "session_ended");
    refresh(&app, &other_device["refresh"]).await.ok(200);
}

#[tokio::test]
async fn a_renewal_whose_answer_was_lost_is_asked_for_again_under_its_key() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    let first = login(&app, "asha", "a good password").await.ok(200);
    let renew = async |key: &str| {
        let body = json!({"refresh": first["refresh"]});
        app.nobody().post_once("/api/auth/refresh/", key, &body).await
    };
    let lost = renew("7c0ffee0-0000-4000-8000-000000000001").await.ok(200);
    let heard = renew("7c0ffee0-0000-4000-8000-000000000001").await.ok(200);
    assert_eq!(heard["refresh"], lost["refresh"]);
    app.bearer(&heard["access"]).get("/api/payments/").await.ok(200);
    renew("").await.problem(422, "invalid_idempotency_key");

    renew("7c0ffee0-0000-4000-8000-000000000002").await.problem(401, "session_ended");
    refresh(&app, &heard["refresh"]).await.problem(401, "session_ended");
}

#[tokio::test]
async fn a_session_that_was_not_used_for_a_month_has_ended() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    let session = login(&app, "asha", "a good password").await.ok(200);
    app.clock.forward(TimeDelta::days(31));
    refresh(&app, &session["refresh"]).await.problem(401, "session_ended");
}

#[tokio::test]
async fn who_signs_out_is_signed_out_and_may_do_it_twice() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    let session = login(&app, "asha", "a good password").await.ok(200);
    for _ in 0..2 {
        let body = json!({"refresh": session["refresh"]});
        let answer = app.nobody().post("/api/auth/logout/", &body).await;
        assert_eq!((answer.status, answer.body.len()), (204, 0));
    }
    refresh(&app, &session["refresh"]).await.problem(401, "session_ended");
}

#[tokio::test]
async fn a_disabled_user_is_out_until_enabled_again() {
    let app = TestApp::start_idle().await;
    let user = registered(&app).await;
    let session = login(&app, "asha", "a good password").await.ok(200);
    let admin = app.admin().await;
    let path = format!("/api/users/{}/", user["user_id"].as_str().unwrap());
    let disabled = admin.patch(&path, &json!({"is_active": false})).await.ok(200);
    let shown = admin.read(&format!("{path}?min_position={}", disabled["position"])).await;
    assert_eq!(shown["is_active"], false);
    login(&app, "asha", "a good password").await.problem(401, "user_disabled");
    login(&app, "asha", "a bad password").await.problem(401, "wrong_credentials");
    refresh(&app, &session["refresh"]).await.problem(401, "session_ended");
    admin.patch(&path, &json!({"is_active": true})).await.ok(200);
    login(&app, "asha", "a good password").await.ok(200);
}

#[tokio::test]
async fn another_role_holds_from_the_next_sign_in() {
    let app = TestApp::start_idle().await;
    let user = registered(&app).await;
    let session = login(&app, "asha", "a good password").await.ok(200);
    let admin = app.admin().await;
    let path = format!("/api/users/{}/", user["user_id"].as_str().unwrap());
    admin.patch(&path, &json!({"role": "AGENT"})).await.ok(200);
    refresh(&app, &session["refresh"]).await.problem(401, "session_ended");
    let session = login(&app, "asha", "a good password").await.ok(200);
    assert_eq!(session["role"], "AGENT");
    app.bearer(&session["access"]).get("/api/dashboard/").await.ok(200);
    for role in ["KING", "GUEST"] {
        admin.patch(&path, &json!({"role": role})).await.problem(422, "invalid_role");
    }
}

#[tokio::test]
async fn nobody_changes_their_own_access() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    app.read_models_are_there().await;
    let id = admin.get("/api/me/").await.ok(200)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/{id}/");
    admin.patch(&path, &json!({"is_active": false})).await.problem(409, "own_account");
    admin.patch(&path, &json!({"role": "AGENT"})).await.problem(409, "own_account");
    app.staff("second", Role::Admin).await.patch(&path, &json!({"role": "AGENT"})).await.ok(200);
}

#[tokio::test]
async fn whoever_tries_passwords_is_stopped_for_a_while() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    for _ in 0..10 {
        login(&app, "asha", "a bad password").await.problem(401, "wrong_credentials");
    }
    let limited = login(&app, "asha", "a good password").await.problem(429, "rate_limited");
    let seconds = limited["retry_after_seconds"].as_i64().unwrap();
    assert!((1..=300).contains(&seconds), "{limited}");
    login(&app, PHONE, "a good password").await.ok(200);
    app.clock.forward(TimeDelta::seconds(seconds));
    login(&app, "asha", "a good password").await.ok(200);
}

#[tokio::test]
async fn whoever_knows_the_password_is_not_counted_as_guessing() {
    let app = TestApp::start_idle().await;
    registered(&app).await;
    for _ in 0..3 {
        for _ in 0..6 {
            login(&app, "asha", "a bad password").await.problem(401, "wrong_credentials");
        }
        login(&app, "asha", "a good password").await.ok(200);
    }
    for _ in 0..10 {
        login(&app, "asha", "a bad password").await.problem(401, "wrong_credentials");
    }
    login(&app, "asha", "a good password").await.problem(429, "rate_limited");
}

#[tokio::test]
async fn one_address_makes_only_so_many_logins() {
    let app = TestApp::start_idle().await;
    let register = async |number: usize| {
        let wish = json!({"username": format!("user-{number}"), "password": "short", "phone_number": PHONE});
        app.nobody().post("/api/auth/register/", &wish).await
    };
    for number in 0..30 {
        register(number).await.problem(422, "invalid_registration");
    }
    register(30).await.problem(429, "rate_limited");
}
