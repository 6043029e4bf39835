//! What Safaricom charges, beside what its tariff says.

use domain::time::{Clock as _, nairobi_day};
use domain::user::Role;
use serde_json::{Value, json};

use crate::support::{Caller, SHORT_CODE, TestApp};

const TARIFFS: &str = "/api/finance/tariffs/";
const STATEMENTS: &str = "/api/finance/statements/";

/// Two payments, each with its charge: of KSh 1,500 eight shillings were taken.
fn statement(day: &str) -> String {
    format!(
        "Account Holder:,A PROVIDER\nShort Code:,{SHORT_CODE}\n\
         Time Period:,From,{day} 00:00:00,To,{day} 23:59:59\n\
         Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\n\
         UKN5AAAAA2,{day} 00:00:05,Pay Bill Charge,Completed,,-7.00,3490.00\n\
         UKN5AAAAA2,{day} 00:00:05,Pay Bill from 254712345678 - JANE Acc. shop,Completed,2000.00,,3497.00\n\
         UKN5AAAAA1,{day} 00:00:02,Pay Bill Charge,Completed,,-8.00,1497.00\n\
         UKN5AAAAA1,{day} 00:00:02,Pay Bill from 254712345679 - JOHN Acc. shop,Completed,1500.00,,1505.00\n"
    )
}

fn tariff(from: &str, dear_cents: i64) -> Value {
    json!({"charged_for": "COLLECTION", "from": from, "bands": [
        {"up_to_cents": 100_000, "charge_cents": 0},
        {"up_to_cents": 150_000, "charge_cents": dear_cents},
        {"up_to_cents": 250_000, "charge_cents": 700},
    ]})
}

async fn set(admin: &Caller, wish: &Value) {
    let position = admin.post(TARIFFS, wish).await.ok(201)["position"].clone();
    admin.read(&format!("{TARIFFS}?min_position={position}")).await;
}

fn wrong(report: &Value) -> Vec<&Value> {
    let breaks = report["breaks"].as_array().unwrap().iter();
    breaks.filter(|found| found["kind"] == "WRONG_CHARGE").collect()
}

#[tokio::test]
async fn a_wrong_charge_is_named_and_changes_no_balance() {
    let app = TestApp::start_idle().await;
    let finance = app.staff("finance", Role::Finance).await;
    let admin = app.admin().await;
    let today = nairobi_day(app.clock.now());
    let day = (today.pred_opt().unwrap()).to_string();
    let file = statement(&day);
    let path = format!("{STATEMENTS}?file_name=statement.csv");
    // As long as no tariff is known, nothing is judged.
    let taken = finance.post_bytes(&path, file.clone()).await.ok(201);
    assert_eq!(wrong(&taken["report"]), Vec::<&Value>::new());

    set(&admin, &tariff(&day, 500)).await;
    let taken = finance.post_bytes(&path, file.clone()).await.ok(201);
    let found = wrong(&taken["report"]);
    assert_eq!(found.len(), 1, "{}", taken["report"]);
    assert_eq!((&found[0]["receipt"], &found[0]["row"]), (&json!("UKN5AAAAA1"), &json!(7)));
    let amounts = ["statement_cents", "ledger_cents", "expected_cents"];
    assert_eq!(amounts.map(|name| found[0][name].clone()), [-800, -800, -500]);
    assert_eq!(taken["report"]["unexplained_cents"], 0);

    // It is taken in like every charge, and named all the same.
    let statement = format!("{STATEMENTS}{}/", taken["statement_id"].as_str().unwrap());
    let applied = finance.post(&format!("{statement}apply/"), &json!({})).await.ok(200);
    let report = &applied["report"];
    assert_eq!(wrong(report).len(), 1, "{report}");
    assert_eq!(report["closing"]["statement_cents"], report["closing"]["ledger_cents"]);
    app.read_models_are_there().await;
    let balance = finance.read("/api/finance/trial-balance/").await;
    let accounts = balance["accounts"].as_array().unwrap();
    let charges = accounts.iter().find(|account| account["code"] == 5110).unwrap();
    assert_eq!(charges["debits_cents"], 1_500, "{charges}");
    let open = "/api/finance/breaks/?is_open=true&kind=WRONG_CHARGE";
    let raised = finance.read(open).await;
    assert_eq!(raised["items"][0]["expected_cents"], -500, "{raised}");

    // The tariff was mistyped: the break is gone with the next look.
    set(&admin, &tariff(&day, 800)).await;
    let again = finance.post_bytes(&path, file).await.ok(201);
    assert_eq!(again["is_known"], true);
    assert_eq!(wrong(&again["report"]), Vec::<&Value>::new());
    app.read_models_are_there().await;
    assert_eq!(finance.read(open).await["items"], json!([]));
}

#[tokio::test]
async fn what_is_no_tariff_is_refused_with_its_field() {
    let app = TestApp::start_idle().await;
    let admin = app.admin().await;
    let mut falling = tariff("2026-07-01", 500);
    falling["bands"][1]["up_to_cents"] = json!(5);
    let mut many = tariff("2026-07-01", 500);
    many["bands"] =
        (1..=101).map(|up_to| json!({"up_to_cents": up_to, "charge_cents": 0})).collect();
    let before = app.head().await;
    for (wish, field) in [(falling, "bands"), (many, "bands"), (tariff("1990-07-01", 500), "from")]
    {
        let refused = admin.post(TARIFFS, &wish).await;
        assert!(refused.problem(422, "invalid_tariff")["errors"][field][0].is_string(), "{field}");
    }
    assert_eq!(app.head().await, before);
    set(&admin, &tariff("2026-07-01", 500)).await;
    let listed = admin.read(TARIFFS).await;
    assert_eq!(listed["items"][0]["bands"], tariff("2026-07-01", 500)["bands"]);
}
