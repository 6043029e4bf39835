//! Money on its way to the bank, and what the bank has.

use domain::time::nairobi_day;
use domain::user::Role;
use serde_json::{Value, json};

use crate::support::{Caller, SHORT_CODE, TestApp};

const IN_TRANSIT: &str = "/api/finance/in-transit/";
const RECEIPT: &str = "UKN6SWEEP1";

/// A payment, KSh 20,000 that went to the bank, and KSh 500 that went to another M-Pesa account of
/// the organisation, whose side stands under the same receipt.
fn statement(day: &str) -> String {
    format!(
        "Account Holder:,A PROVIDER\nShort Code:,{SHORT_CODE}\n\
         Time Period:,From,{day} 00:00:00,To,{day} 23:59:59\n\
         Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\n\
         UKN6SWEEP2,{day} 00:00:06,Utility Account to Organization Settlement Account,Completed,500.00,,5000.00\n\
         UKN6SWEEP2,{day} 00:00:06,Utility Account to Organization Settlement Account,Completed,,-500.00,4500.00\n\
         {RECEIPT},{day} 00:00:04,Withdraw Funds to Bank,Completed,,-20000.00,5000.00\n\
         UKN6AAAAA1,{day} 00:00:02,Pay Bill from 254712345678 - JANE Acc. shop,Completed,25000.00,,25000.00\n"
    )
}

async fn balance(finance: &Caller, position: &Value, code: i64) -> i64 {
    let path = format!("/api/finance/trial-balance/?min_position={position}");
    let found = finance.read(&path).await;
    let accounts = found["accounts"].as_array().unwrap().iter();
    let side = |account: &Value, name: &str| account[name].as_i64().unwrap();
    accounts
        .filter(|account| account["code"] == code)
        .map(|account| side(account, "debits_cents") - side(account, "credits_cents"))
        .sum()
}

#[tokio::test]
async fn what_went_to_the_bank_arrives_there_once_and_all_of_it() {
    let app = TestApp::start_idle().await;
    let finance = app.staff("finance", Role::Finance).await;
    let today = nairobi_day(domain::time::Clock::now(&*app.clock));
    let day = today.pred_opt().unwrap();
    let path = "/api/finance/statements/?file_name=statement.csv";
    let taken = finance.post_bytes(path, statement(&day.to_string())).await.ok(201);
    let apply =
        format!("/api/finance/statements/{}/apply/", taken["statement_id"].as_str().unwrap());
    let applied = finance.post(&apply, &json!({})).await.ok(200);
    // The sweep, and both sides of the other move.
    assert_eq!(applied["movements"], 3, "{applied}");
    app.read_models_are_there().await;
    let listed = finance.read(IN_TRANSIT).await;
    assert_eq!(listed["amount_cents"], 2_000_000);
    let on_its_way = listed["items"].as_array().unwrap();
    assert_eq!(on_its_way.len(), 1, "{listed}");
    assert_eq!(
        (&on_its_way[0]["receipt"], &on_its_way[0]["amount_cents"]),
        (&json!(RECEIPT), &json!(2_000_000))
    );
    assert!(on_its_way[0]["days"].as_i64().unwrap() <= 2);

    let arrive = format!("{IN_TRANSIT}{RECEIPT}/arrive/");
    let seen = |amount: i64, reference: &str, date: &str| json!({"amount_cents": amount, "bank_reference": reference, "value_date": date});
    let (on, before) = (today.to_string(), day.pred_opt().unwrap().to_string());
    let head = app.head().await;
    for (wish, field) in [
        (seen(1_950_000, "FT26307XYZ", &on), "amount_cents"),
        (seen(2_000_000, "", &on), "bank_reference"),
        (seen(2_000_000, "FT26307XYZ", &before), "value_date"),
        (seen(2_000_000, "FT26307XYZ", "2999-01-01"), "value_date"),
    ] {
        let refused = finance.post(&arrive, &wish).await.problem(422, "invalid_arrival");
        assert!(refused["errors"][field][0].is_string(), "{refused}");
    }
    for receipt in ["UKN6SWEEP2", "UKN6AAAAA1", "nothing"] {
        let other = format!("{IN_TRANSIT}{receipt}/arrive/");
        finance.post(&other, &seen(50_000, "FT1", &on)).await.problem(404, "not_in_transit");
    }
    assert_eq!(app.head().await, head);

    let said = finance.post(&arrive, &seen(2_000_000, "FT26307XYZ", &on)).await.ok(200);
    let position = &said["position"];
    assert_eq!(balance(&finance, position, 1120).await, 2_000_000);
    assert_eq!(balance(&finance, position, 1190).await, 0);
    let head = app.head().await;
    finance.post(&arrive, &seen(2_000_000, "FT26307XYZ", &on)).await.ok(200);
    finance.post(&arrive, &seen(2_000_000, "FT9", &on)).await.problem(409, "arrived_before");
    assert_eq!(app.head().await, head);

    let listed = finance.read(IN_TRANSIT).await;
    assert_eq!((&listed["items"], &listed["amount_cents"]), (&json!([]), &json!(0)));
    let arrived = &listed["arrived"][0];
    assert_eq!(arrived["bank_reference"], "FT26307XYZ");
    assert_eq!((&arrived["amount_cents"], &arrived["value_date"]), (&json!(2_000_000), &json!(on)));
    let me = finance.get("/api/me/").await.ok(200);
    assert_eq!(arrived["said_by"], me["id"]);
    let file = finance.get("/api/finance/exports/in-transit/?format=csv").await;
    assert!(file.text().starts_with("Receipt,Short code,Since,Days,Age,Amount"), "{}", file.text());
}
