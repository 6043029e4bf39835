//! The books as finance reads them.

use chrono::TimeDelta;
use domain::time::{Clock, nairobi_day};
use domain::user::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};
use crate::unprompted::{confirm, paid};

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
    let payment = begun["payment_id"].as_str().unwrap();
    let of_payment = finance.pages(&format!("/api/finance/journal/?payment_id={payment}"), 2).await;
    assert_eq!(of_payment.concat(), journal);
    let of_nothing = format!("/api/finance/journal/?payment_id={id}");
    assert_eq!(finance.get(&of_nothing).await.ok(200)["items"], json!([]));

    // The customer's wallet, in and out.
    let wallet = finance.get(&format!("/api/finance/accounts/2110/?part={id}")).await.ok(200);
    assert_eq!((&wallet["opening_cents"], &wallet["closing_cents"]), (&json!(0), &json!(0)));
    let amounts: Vec<&Value> =
        wallet["items"].as_array().unwrap().iter().map(|line| &line["amount_cents"]).collect();
    assert_eq!(amounts, [&json!(-5_000), &json!(5_000)]);
    let mpesa = finance.get("/api/finance/accounts/1110/").await.ok(200);
    assert_eq!((&mpesa["name"], &mpesa["closing_cents"]), (&json!("M-Pesa"), &json!(5_000)));
    assert_eq!(sum(&mpesa["items"]), 5_000);

    let path = format!("/api/payments/{}/receipt/", begun["payment_id"].as_str().unwrap());
    let receipt = customer.get(&path).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_eq!(receipt.header("content-type"), Some("application/pdf"));
    let said = receipt.text();
    for part in
        ["(Not a tax invoice)", "(KSh 50.00)", "(An hour)", journal[2]["receipt"].as_str().unwrap()]
    {
        assert!(said.contains(part), "{part} in {said}");
    }

    let rolled = finance.get("/api/finance/deferred-revenue/").await.ok(200);
    let months = rolled["months"].as_array().unwrap();
    assert_eq!((months.len(), &months[0]["billed_cents"]), (1, &json!(5_000)));
    assert_eq!(months[0]["closing_cents"], 5_000);
    let suspense = finance.get("/api/finance/suspense/").await.ok(200);
    assert_eq!((&suspense["amount_cents"], &suspense["payments"]), (&json!(0), &json!([])));

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
        ("/api/finance/exports/profit/", 404, "report_unknown"),
        ("/api/finance/exports/breaks/?format=hledger", 422, "invalid_format"),
        ("/api/finance/exports/journal/?format=pdf", 400, "invalid_query"),
        ("/api/finance/trial-balance/?as_of=2999-01-01T00:00:00Z", 422, "moment_in_future"),
        ("/api/finance/trial-balance/?as_of=yesterday", 400, "invalid_query"),
    ] {
        finance.get(path).await.problem(status, code);
    }
}

#[tokio::test]
async fn every_report_is_a_file_in_every_form() {
    let app = TestApp::start().await;
    confirm(&app, &paid(&app, "UKN1AAAAA1", "30.00", "=1+1")).await;
    app.settles().await;
    let finance = app.staff("finance", Role::Finance).await;
    let file = async |path: &str| {
        let answer = finance.get(&format!("/api/finance/exports/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer
    };
    let trial = file("trial-balance/").await;
    assert_eq!(
        trial.header("content-disposition"),
        Some("attachment; filename=\"trial-balance.csv\"")
    );
    assert!(trial.text().contains("1110,M-Pesa,ASSET,30.00,0.00,30.00,0.00\n"), "{}", trial.text());
    // As a browser asks.
    let request = finance.request(Method::GET, "/api/finance/exports/journal/?format=xlsx");
    let packed = Answer::to(request.header("accept-encoding", "gzip")).await;
    assert_eq!(packed.status, 200);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let aged = file("aged-suspense/?format=csv").await.text();
    // What the payer typed is no formula.
    assert!(aged.contains("UKN1AAAAA1") && aged.contains(",'=1+1,"), "{aged}");
    let journal = file("journal/").await.text();
    assert_eq!(journal.lines().count(), 3, "{journal}");
    assert!(file("roll-forward/").await.text().starts_with("Month,Opening,"));
    assert!(file("breaks/").await.text().starts_with("Receipt,What,"));
    for report in ["trial-balance", "journal", "roll-forward", "aged-suspense", "breaks"] {
        let workbook = file(&format!("{report}/?format=xlsx")).await;
        assert!(workbook.body.starts_with(b"PK"), "{report}");
    }
    let hledger = file("journal/?format=hledger").await.text();
    assert!(hledger.contains("assets:1110 M-Pesa"), "{hledger}");
    let beancount = file("journal/?format=beancount").await.text();
    assert!(beancount.contains("Assets:1110-M-Pesa"), "{beancount}");
}

#[tokio::test]
async fn taxes_hold_from_a_day_to_come_and_are_owed_for_what_is_bought_then() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 1_334).await;
    let admin = app.admin().await;
    let day = |days| nairobi_day(app.clock.now() + TimeDelta::days(days)).to_string();
    let rates = |from: &str| json!({"from": from, "vat_per_mille": 160, "excise_per_mille": 150});
    let taxes = "/api/finance/taxes/";
    admin.post(taxes, &rates(&day(0))).await.problem(422, "invalid_taxes");
    let tomorrow = day(1);
    let set = admin.post(taxes, &rates(&tomorrow)).await.ok(201);
    let table = admin.read(&format!("{taxes}?min_position={}", set["position"])).await;
    assert_eq!(
        (&table["items"][0]["from"], &table["items"][0]["vat_per_mille"]),
        (&json!(tomorrow), &json!(160))
    );

    // Two customers have the price in their wallets; one buys today, one tomorrow.
    for (name, phone, receipt) in
        [("wanjiku", "0712345678", "UKN1AAAAA1"), ("otieno", "0712345679", "UKN2BBBBB2")]
    {
        let (_, id) = app.customer(name, phone).await;
        let number = app.home_of(&id).await;
        confirm(&app, &paid(&app, receipt, "1334.00", &number)).await;
    }
    app.settles().await;
    let buy = async |name: &str| {
        let customer = app.sign_in(name).await;
        customer.post("/api/subscriptions/", &json!({"package_id": package})).await.ok(201);
        app.read_models_are_there().await;
    };
    let owed = async |code: i64| {
        let admin = app.sign_in("admin").await;
        let trial = admin.get("/api/finance/trial-balance/").await.ok(200);
        let accounts = trial["accounts"].as_array().unwrap().clone();
        let found = accounts.into_iter().find(|one| one["code"] == code);
        found.map_or(json!(0), |one| one["balance_cents"].clone())
    };
    buy("wanjiku").await;
    assert_eq!((owed(2310).await, owed(2320).await), (json!(0), json!(0)));
    app.clock.forward(TimeDelta::days(1));
    buy("otieno").await;
    assert_eq!((owed(2310).await, owed(2320).await), (json!(-18_400), json!(-15_000)));
}
