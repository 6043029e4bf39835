//! The books as finance reads them.

use domain::user::Role;
use serde_json::{Value, json};

use crate::support::TestApp;

fn sum(lines: &Value) -> i64 {
    lines.as_array().unwrap().iter().map(|line| line["amount_cents"].as_i64().unwrap()).sum()
}

#[tokio::test]
async fn what_a_customer_paid_stands_in_the_books_at_once() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("wanjiku", "0712345678").await;
    let wish = json!({"package_id": package, "phone_number": "0712345678"});
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    app.settles().await;
    let finance = app.staff("finance", Role::Finance).await;

    let trial = finance.get("/api/finance/trial-balance/").await.ok(200);
    assert_eq!((&trial["debits_cents"], &trial["credits_cents"]), (&json!(5_000), &json!(5_000)));
    assert_eq!(trial["lag_positions"], 0);
    let held = |code: i64| {
        let accounts = trial["accounts"].as_array().unwrap();
        accounts.iter().find(|one| one["code"] == code).map(|one| one["balance_cents"].clone())
    };
    assert_eq!((held(1110), held(2210)), (Some(json!(5_000)), Some(json!(-5_000))));

    let journal = finance.pages("/api/finance/journal/", 2).await.concat();
    let kinds: Vec<&str> = journal.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["BOUGHT", "CREDITED", "RECEIVED"]);
    assert!(journal.iter().all(|entry| sum(&entry["lines"]) == 0), "{journal:?}");
    assert!(journal[2]["receipt"].is_string(), "{journal:?}");

    // The customer's wallet, in and out.
    let wallet = finance.get(&format!("/api/finance/accounts/2110/?part={id}")).await.ok(200);
    assert_eq!((&wallet["opening_cents"], &wallet["closing_cents"]), (&json!(0), &json!(0)));
    let amounts: Vec<&Value> =
        wallet["items"].as_array().unwrap().iter().map(|line| &line["amount_cents"]).collect();
    assert_eq!(amounts, [&json!(-5_000), &json!(5_000)]);
    let mpesa = finance.get("/api/finance/accounts/1110/").await.ok(200);
    assert_eq!((&mpesa["name"], &mpesa["closing_cents"]), (&json!("M-Pesa"), &json!(5_000)));
    assert_eq!(sum(&mpesa["items"]), 5_000);

    for (path, status, code) in [
        ("/api/finance/accounts/7/", 404, "account_unknown"),
        ("/api/finance/accounts/wallets/", 404, "account_unknown"),
        (
            "/api/finance/accounts/1110/?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
            422,
            "period_backwards",
        ),
        ("/api/finance/accounts/1110/?cursor=x", 422, "invalid_cursor"),
        ("/api/finance/journal/?cursor=x", 422, "invalid_cursor"),
        ("/api/finance/trial-balance/?as_of=2999-01-01T00:00:00Z", 422, "moment_in_future"),
        ("/api/finance/trial-balance/?as_of=yesterday", 400, "invalid_query"),
    ] {
        finance.get(path).await.problem(status, code);
    }
}
