//! Results of requests that Safaricom answers later: stored before they are understood, believed at
//! an address that was given away for that request alone, and answered alike whatever they say.

use app::results::{Kind, addresses};
use domain::ports::{StatusQuestion, StatusSubject};
use serde_json::{Value, json};
use testing::wait_until;
use uuid::Uuid;

use crate::support::{PATIENCE, Setup, TestApp};

const ACCEPTED: &str = r#"{"ResultCode":0,"ResultDesc":"Accepted"}"#;

/// The paths of the addresses of a request: of its result, and of the news that it waited too long.
fn paths_of(app: &TestApp, kind: Kind, request: Uuid) -> (String, String) {
    let given = addresses(&app.app, kind, request);
    let path = |url: &str| url[url.find("/api/").unwrap()..].to_owned();
    (path(&given.result_url), path(&given.timeout_url))
}

async fn inbox(app: &TestApp) -> Vec<Value> {
    let page = app.admin().await.get("/api/audit/inbox/").await.ok(200);
    page["items"].as_array().unwrap().iter().rev().cloned().collect()
}

fn failed(code: i32) -> Value {
    json!({"Result": {"ResultType": 0, "ResultCode": code, "ResultDesc": "Declined",
        "OriginatorConversationID": "10571-7910404-1", "ConversationID": "AG_20261126_00004e48cf7e3533f581",
        "TransactionID": "UKN0000000"}})
}

#[tokio::test]
async fn whatever_is_posted_is_stored_and_answered_alike() {
    let app = TestApp::start().await;
    let request = Uuid::from_u128(7);
    let (result, timeout) = paths_of(&app, Kind::Reversal, request);
    let (of_another, _) = paths_of(&app, Kind::Reversal, Uuid::from_u128(8));
    let secret = result.split('/').nth(3).unwrap().to_owned();
    let swapped = format!("{}{}", &of_another.split('/').nth(3).unwrap()[..32], &secret[32..]);
    let posts = [
        (result.clone(), "REVERSAL_RESULT", "ACCEPTED"),
        (timeout, "REVERSAL_TIMEOUT", "ACCEPTED"),
        (result.trim_end_matches('/').to_owned(), "REVERSAL_RESULT", "ACCEPTED"),
        (format!("/api/results/{secret}/refund/"), "REFUND_RESULT", "WRONG_SECRET"),
        (format!("/api/results/{secret}/nonsense/"), "RESULT", "WRONG_SECRET"),
        (format!("/api/results/{swapped}/reversal/"), "REVERSAL_RESULT", "WRONG_SECRET"),
        (
            format!("/api/results/{}/status/timeout/", "z".repeat(500)),
            "STATUS_TIMEOUT",
            "WRONG_SECRET",
        ),
        ("/api/results/%00%ff/balance/".to_owned(), "RESULT", "WRONG_SECRET"),
    ];
    for (path, _, _) in &posts {
        let answer = app.nobody().post(path, &failed(2001)).await;
        assert_eq!((answer.status, answer.body.as_slice()), (200, ACCEPTED.as_bytes()), "{path}");
    }
    app.settles().await;
    let kept = inbox(&app).await;
    assert_eq!(kept.len(), posts.len());
    for (delivery, (path, road, trust)) in kept.iter().zip(&posts) {
        assert_eq!(
            (&delivery["road"], &delivery["trust"]),
            (&json!(road), &json!(trust)),
            "{path}"
        );
        assert_eq!(delivery["state"], "REFUSED", "{path}");
        assert_eq!(delivery["body"], failed(2001).to_string(), "{path}");
        let named = if *trust == "ACCEPTED" { json!(request) } else { Value::Null };
        assert_eq!(delivery["reference"], named, "{path}");
    }
    assert_eq!(kept[0]["note"], "nobody waits for the result of that request");
}

#[tokio::test]
async fn what_is_not_understood_stays_visible_and_of_a_huge_one_the_beginning() {
    let app = TestApp::start().await;
    let huge = format!("{{\"Result\":\"{}\"}}", "x".repeat(100 * 1024));
    for kind in Kind::ALL {
        let (result, timeout) = paths_of(&app, kind, Uuid::from_u128(7));
        for bytes in [b"".as_slice(), b"[]", b"{\"Result\":{}}", huge.as_bytes()] {
            app.nobody().post_bytes(&result, bytes.to_vec()).await.ok(200);
        }
        app.nobody().post_bytes(&timeout, b"\xff".to_vec()).await.ok(200);
    }
    app.settles().await;
    let kept = inbox(&app).await;
    assert_eq!(kept.len(), 5 * Kind::ALL.len());
    for delivery in kept {
        assert_eq!(delivery["state"], "UNREADABLE", "{delivery}");
        assert!(delivery["note"].as_str().is_some_and(|note| !note.is_empty()), "{delivery}");
        assert!(delivery["body"].as_str().unwrap().len() <= 64 * 1024);
    }
}

#[tokio::test]
async fn the_right_secret_from_the_wrong_address_is_refused() {
    let callback_networks = vec!["196.201.214.0/24".parse().unwrap()];
    let app = TestApp::start_with(Setup { callback_networks, ..Setup::default() }).await;
    let (result, _) = paths_of(&app, Kind::Refund, Uuid::from_u128(7));
    app.nobody().post(&result, &failed(1)).await.ok(200);
    app.settles().await;
    let kept = inbox(&app).await;
    assert_eq!(
        (&kept[0]["trust"], &kept[0]["state"]),
        (&json!("WRONG_ADDRESS"), &json!("REFUSED"))
    );
}

#[tokio::test]
async fn what_safaricom_is_asked_it_answers_at_the_address_of_the_request() {
    let app = TestApp::start().await;
    let request = Uuid::from_u128(7);
    let question = StatusQuestion {
        subject: StatusSubject::Receipt("UKN1AAAAA1".parse().unwrap()),
        remarks: "A test".to_owned(),
        addresses: addresses(&app.app, Kind::Status, request),
    };
    let asked = app.app.later.ask_status(&question).await.unwrap();
    let delivery = wait_until("the result of the question", PATIENCE, async || {
        inbox(&app).await.into_iter().find(|delivery| delivery["state"] != "PENDING")
    })
    .await;
    assert_eq!(delivery["road"], "STATUS_RESULT");
    assert_eq!(delivery["reference"], json!(request));
    let body = delivery["body"].as_str().unwrap();
    assert!(body.contains(asked.conversation_id.as_deref().unwrap()), "{body}");
}
