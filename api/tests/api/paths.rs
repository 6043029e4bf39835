//! Addresses, methods and headers.

use std::path::Path;

use reqwest::Method;

use crate::support::{Answer, TestApp};

#[tokio::test]
async fn paths_are_answered_without_their_last_slash_too() {
    let app = TestApp::start_idle().await;
    app.sell("An hour", 50).await;
    app.read_models_are_there().await;
    let whole = app.nobody().get("/api/packages/?limit=1").await.ok(200);
    assert_eq!(app.nobody().get("/api/packages?limit=1").await.ok(200), whole);
    app.nobody().get("/api/me").await.problem(401, "token_missing");
    let body = serde_json::json!({"refresh": "nonsense"});
    app.nobody().post("/api/auth/refresh", &body).await.problem(401, "session_ended");
    app.nobody().get("/api/openapi.json").await.ok(200);
}

#[tokio::test]
async fn whoever_asks_for_the_head_gets_the_head() {
    let app = TestApp::start_idle().await;
    for path in ["/api/packages/", "/health/live", "/health/ready", "/api/docs/"] {
        let answer = Answer::to(app.nobody().request(Method::HEAD, path)).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{path}");
    }
}

#[tokio::test]
async fn what_the_api_does_not_have_is_a_problem() {
    let app = TestApp::start_idle().await;
    for path in [
        "/api/",
        "/api/nothing/",
        "/api/nothing",
        "/api/payments/a/b/c/",
        "/health/",
        "/api/none.json",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            Answer::to(app.nobody().request(method, path)).await.problem(404, "not_found");
        }
    }
    let answer = Answer::to(app.nobody().request(Method::HEAD, "/api/nothing/")).await;
    assert_eq!(answer.status, 404);
    for (method, path) in [
        (Method::PUT, "/api/packages/"),
        (Method::DELETE, "/api/payments/initiate/"),
        (Method::POST, "/health/live"),
    ] {
        let answer = Answer::to(app.nobody().request(method, path)).await;
        answer.problem(405, "method_not_allowed");
        assert!(answer.header("allow").is_some(), "{path}");
    }
}

#[tokio::test]
async fn other_addresses_are_the_webs_own() {
    let app = TestApp::start_idle().await;
    let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist/index.html");
    for path in ["/", "/pay", "/payments/7/"] {
        let answer = app.nobody().get(path).await;
        match std::fs::read(&index) {
            Ok(page) => {
                assert_eq!(answer.status, 200, "{path}");
                assert_eq!(answer.body, page, "{path}");
                assert!(answer.header("content-type").unwrap().starts_with("text/html"));
                assert!(answer.header("content-security-policy").is_some());
                assert_eq!(answer.header("cache-control"), Some("no-cache"));
            }
            Err(_) => {
                assert!(
                    answer.problem(404, "not_found")["detail"].to_string().contains("make run")
                );
            }
        }
    }
    for path in ["/assets/none.js", "/none.txt", "/../Cargo.toml", "/..%2fCargo.toml"] {
        app.nobody().get(path).await.problem(404, "not_found");
    }
    Answer::to(app.nobody().request(Method::POST, "/pay")).await.problem(405, "method_not_allowed");
}

/// Each of the encodings that it accepts, and the ending of the file that is sent then.
const PACKED: [(&str, &str); 6] = [
    ("gzip, deflate, br, zstd", ".br"),
    ("GZIP", ".gz"),
    ("br;q=0, gzip;q=0.5", ".gz"),
    ("br; q=x", ""),
    ("identity", ""),
    ("", ""),
];

#[tokio::test]
async fn files_of_the_web_are_sent_as_the_build_packed_them() {
    let app = TestApp::start_idle().await;
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist");
    assert!(dist.join("index.html").exists(), "build the web first: make web/dist/index.html");
    for (accepted, ending) in PACKED {
        let request = app.nobody().request(Method::GET, "/").header("accept-encoding", accepted);
        let answer = Answer::to(request).await;
        let sent = std::fs::read(dist.join(format!("index.html{ending}"))).unwrap();
        let encoding = match ending {
            ".br" => Some("br"),
            ".gz" => Some("gzip"),
            // Packed on the way: only for those who take it, and none of these do.
            _ => None,
        };
        assert_eq!(answer.status, 200, "{accepted}");
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert!(answer.header("content-type").unwrap().starts_with("text/html"), "{accepted}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"), "{accepted}");
        assert_eq!(answer.body, sent, "{accepted}");

        let etag = answer.header("etag").unwrap().to_owned();
        let again = app.nobody().request(Method::GET, "/").header("accept-encoding", accepted);
        let again = Answer::to(again.header("if-none-match", etag)).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{accepted}");
    }
}

#[tokio::test]
async fn every_answer_carries_an_id_of_ours_and_safe_headers() {
    let app = TestApp::start_idle().await;
    for path in ["/api/packages/", "/api/nothing/", "/", "/health/live"] {
        let request = app.nobody().request(Method::GET, path).header("x-request-id", "mine");
        let answer = Answer::to(request).await;
        let id = answer.header("x-request-id").unwrap();
        assert!(id.parse::<uuid::Uuid>().is_ok(), "{path}: {id}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
    }
}

#[tokio::test]
async fn health_and_documents_are_for_everybody() {
    let app = TestApp::start_idle().await;
    assert_eq!(app.nobody().get("/health/live").await.ok(200)["status"], "live");
    assert_eq!(app.nobody().get("/health/ready").await.ok(200)["status"], "ready");
    let docs = app.nobody().get("/api/docs/").await;
    assert_eq!(docs.status, 200);
    assert!(docs.text().contains("/api/payments/initiate/"), "{}", docs.text());
    let served = app.nobody().get("/api/openapi.json").await.ok(200);
    assert_eq!(served, serde_json::to_value(api::openapi()).unwrap());
}
