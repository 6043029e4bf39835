//! Requests that cannot be: each gets a clear problem with a stable code, and nothing is written.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;

const INITIATE: &str = "/api/payments/initiate/";
const PHONE: &str = "0712345678";

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let app = TestApp::start_idle().await;
    let head = app.head().await;
    for path in [INITIATE, "/api/auth/login/", "/api/auth/register/", "/api/auth/refresh/"] {
        for body in ["", "{", "nonsense", "{\"package_id\": }", "\u{feff}{}"] {
            app.nobody().post_bytes(path, body).await.problem(400, "malformed_json");
        }
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let head = app.head().await;
    let wish = json!({"package_id": package, "phone_number": PHONE, "padding": "x".repeat(65_536)});
    app.nobody().post(INITIATE, &wish).await.problem(413, "body_too_large");
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused() {
    let app = TestApp::start_idle().await;
    let head = app.head().await;
    let wishes = [
        json!({}),
        json!([]),
        json!({"package_id": 7, "phone_number": PHONE}),
        json!({"package_id": "not an id", "phone_number": PHONE}),
        json!({"package_id": uuid::Uuid::nil(), "phone_number": 712_345_678}),
    ];
    for wish in wishes {
        app.nobody().post(INITIATE, &wish).await.problem(422, "invalid_body");
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn a_bad_phone_is_refused_and_not_repeated() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let head = app.head().await;
    for phone in ["", "0812345678", "07123456789", "+1712345678", "0712345678\u{0}", "seven"] {
        let wish = json!({"package_id": package, "phone_number": phone});
        let problem = app.nobody().post(INITIATE, &wish).await.problem(422, "invalid_phone_number");
        assert!(problem["errors"]["phone_number"][0].is_string(), "{problem}");
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn what_does_not_exist_or_is_not_sold_is_refused() {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let admin = app.admin().await;
    admin.delete(&format!("/api/packages/{package}/")).await.ok(200);
    let head = app.head().await;
    let wish = json!({"package_id": uuid::Uuid::nil(), "phone_number": PHONE});
    app.nobody().post(INITIATE, &wish).await.problem(404, "package_not_found");
    let wish = json!({"package_id": package, "phone_number": PHONE});
    app.nobody().post(INITIATE, &wish).await.problem(409, "package_retired");
    let wish = json!({"package_id": package, "phone_number": PHONE, "account_number": "12345674"});
    app.nobody().post(INITIATE, &wish).await.problem(404, "account_not_found");
    let wish = json!({"package_id": package, "phone_number": PHONE, "account_number": "12x"});
    app.nobody().post(INITIATE, &wish).await.problem(422, "invalid_account_number");
    for id in ["00000000-0000-0000-0000-000000000000", "nonsense"] {
        let code = if id == "nonsense" { "not_found" } else { "payment_not_found" };
        for tail in ["", "events/", "stream/"] {
            admin.get(&format!("/api/payments/{id}/{tail}")).await.problem(404, code);
        }
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn terms_that_make_no_sense_are_refused() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let head = app.head().await;
    let terms = json!({
        "name": "An hour", "price_cents": 5_000, "duration": {"unit": "HOURS", "count": 1},
        "download_kbps": 5_000, "upload_kbps": 1_000
    });
    let with = |field: &str, value: serde_json::Value| {
        let mut terms = terms.clone();
        terms[field] = value;
        terms
    };
    for terms in [
        with("price_cents", json!(0)),
        with("price_cents", json!(-100)),
        with("price_cents", json!(5_050)),
        with("price_cents", json!(25_000_100)),
        with("price_cents", json!(i64::MAX)),
        with("name", json!(" ")),
        with("name", json!("An\u{0}hour")),
        with("data_cap_mb", json!(0)),
        with("duration", json!({"unit": "HOURS", "count": 0})),
    ] {
        admin.post("/api/packages/", &terms).await.problem(422, "invalid_package");
    }
    for terms in [
        with("price_cents", json!(50.5)),
        with("price_cents", json!("5000")),
        with("price_cents", json!(1e30)),
        with("duration", json!({"unit": "FORTNIGHTS", "count": 1})),
        with("download_kbps", json!(-1)),
    ] {
        admin.post("/api/packages/", &terms).await.problem(422, "invalid_body");
    }
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn a_missing_invalid_or_expired_token_is_refused() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let (customer, _) = app.customer("asha", PHONE).await;
    let head = app.head().await;

    let missing = app.nobody().get("/api/me/").await;
    missing.problem(401, "token_missing");
    assert_eq!(missing.header("www-authenticate"), Some("Bearer"));
    app.bearer(&json!("nonsense")).get("/api/me/").await.problem(401, "token_invalid");
    // A token that is shown and not good is refused even where none is needed.
    app.bearer(&json!("nonsense")).get("/api/packages/").await.problem(401, "token_invalid");
    for header in ["Basic YTpi", "Bearer", ""] {
        let request = app.nobody().request(reqwest::Method::GET, "/api/me/");
        let answer = crate::support::Answer::to(request.header("authorization", header)).await;
        answer.problem(401, "token_invalid");
    }
    customer.get("/api/users/").await.problem(403, "forbidden");

    admin.get("/api/users/").await.ok(200);
    app.clock.forward(TimeDelta::minutes(16));
    admin.get("/api/users/").await.problem(401, "token_invalid");
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn a_registration_that_cannot_be_names_each_field() {
    let app = TestApp::start_idle().await;
    app.customer("asha", PHONE).await;
    let head = app.head().await;
    let register = async |username: &str, password: &str, phone: &str| {
        let wish =
            json!({"username": username, "password": password, "phone_number": phone, "name": " "});
        app.nobody().post("/api/auth/register/", &wish).await
    };
    let bad = register("x", "short", "123").await.problem(422, "invalid_registration");
    for field in ["username", "password", "phone_number"] {
        assert!(bad["errors"][field][0].is_string(), "{bad}");
    }
    assert!(!bad.to_string().contains("short\""), "a password is not repeated");
    let phone_as_name = register("0712000009", "long enough", "0712000009").await;
    phone_as_name.problem(422, "invalid_registration");
    let taken = register("ASHA", "long enough", "0712000002").await.problem(409, "username_taken");
    assert!(taken["errors"]["username"][0].is_string(), "{taken}");
    let taken =
        register("baraka", "long enough", "+254712345678").await.problem(409, "phone_taken");
    assert!(taken["errors"]["phone_number"][0].is_string(), "{taken}");
    assert_eq!(app.head().await, head);
}

#[tokio::test]
async fn questions_that_cannot_be_answered_are_refused() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    for (path, status, code) in [
        ("/api/payments/?cursor=nonsense", 422, "invalid_cursor"),
        ("/api/payments/?status=LOST", 422, "invalid_status"),
        ("/api/payments/?phone=123", 422, "invalid_phone_number"),
        ("/api/payments/?amount_cents=a+lot", 400, "invalid_query"),
        ("/api/payments/?from=yesterday", 400, "invalid_query"),
        ("/api/payments/?min_position=here", 400, "invalid_query"),
        ("/api/payments/?limit=many", 400, "invalid_query"),
        ("/api/subscriptions/?status=LOST", 422, "invalid_status"),
        ("/api/users/?role=KING", 422, "invalid_role"),
        ("/api/users/?phone=123", 422, "invalid_phone_number"),
        ("/api/audit/inbox/?state=LOST", 422, "invalid_state"),
        ("/api/audit/inbox/?cursor=1_2", 422, "invalid_cursor"),
        ("/api/audit/events/?cursor=1_2", 422, "invalid_cursor"),
        ("/api/audit/events/?from=yesterday", 400, "invalid_query"),
        ("/api/audit/events/?aggregate_id=7", 400, "invalid_query"),
        ("/api/audit/tree-heads/?cursor=x", 422, "invalid_cursor"),
    ] {
        admin.get(path).await.problem(status, code);
    }
}
