//! Months of the books, closed for ever.

use app::books::close_next_day;
use chrono::{Datelike as _, TimeDelta};
use domain::Timestamp;
use domain::books::Month;
use domain::context::Source;
use domain::time::{Clock, in_nairobi, nairobi_day};
use domain::user::Role;
use serde_json::{Value, json};

use crate::support::{Caller, SHORT_CODE, TestApp};
use crate::unprompted::confirm;

const PERIODS: &str = "/api/finance/periods/";

/// A confirmation of money that was paid at that moment for nobody we know.
fn paid_at(at: Timestamp, receipt: &str, shillings: i64) -> Value {
    json!({
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": in_nairobi(at).format("%Y%m%d%H%M%S").to_string(),
        "TransAmount": format!("{shillings}.00"),
        "BusinessShortCode": SHORT_CODE,
        "BillRefNumber": "shop",
        "MSISDN": "2547 ***** 126",
        "FirstName": "NICHOLAS",
    })
}

async fn close_days(app: &TestApp) {
    while close_next_day(&app.app.ledger, Source::Books).await.unwrap().unwrap().day.is_some() {}
}

fn check<'a>(months: &'a Value, name: &str) -> &'a Value {
    let checks = months["next"]["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).unwrap()
}

async fn suspense(finance: &Caller, as_of: Timestamp) -> Value {
    let as_of = as_of.to_rfc3339().replace('+', "%2B");
    let path = format!("/api/finance/trial-balance/?as_of={as_of}");
    let trial = finance.get(&path).await.ok(200);
    let accounts = trial["accounts"].as_array().unwrap();
    let found = accounts.iter().find(|one| one["code"] == 2190);
    found.map_or(json!(0), |one| one["balance_cents"].clone())
}

#[tokio::test]
async fn a_month_is_closed_with_everything_explained_and_what_comes_late_is_booked_after_it() {
    let app = TestApp::start().await;
    let finance = app.staff("finance", Role::Finance).await;
    let paid = app.clock.now();
    let month = Month::of(nairobi_day(paid));
    confirm(&app, &paid_at(paid, "UKN1AAAAA1", 30)).await;
    app.settles().await;
    let close = format!("{PERIODS}{month}/close/");
    let open = finance.get(PERIODS).await.ok(200);
    assert_eq!(open["next"]["month"], month.to_string());
    assert_eq!(check(&open, "OVER")["holds"], false);
    finance.post(&close, &json!({})).await.problem(409, "month_open");

    // Six days into the next month.
    let left = i64::from(month.last_day().unwrap().day()) - i64::from(nairobi_day(paid).day());
    app.clock.forward(TimeDelta::days(left + 6));
    let finance = app.sign_in("finance").await;
    close_days(&app).await;
    app.read_models_are_there().await;
    let open = finance.get(PERIODS).await.ok(200);
    assert_eq!(check(&open, "OVER")["holds"], true, "{open}");
    assert_eq!(check(&open, "SUSPENSE")["holds"], false, "{open}");
    assert_eq!(open["next"]["needs_explanation"], true);
    finance.post(&close, &json!({})).await.problem(422, "explanation_needed");
    let why = json!({"explanation": "The payer was called and answers next week"});
    let closed = finance.post(&close, &why).await.ok(200);
    let path = format!("{PERIODS}?min_position={}", closed["position"]);
    let months = finance.read(&path).await;
    let first = &months["closed"][0];
    assert_eq!(first["month"], month.to_string());
    assert_eq!(
        (&first["suspense_cents"], &first["explanation"]),
        (&json!(3_000), &why["explanation"])
    );
    assert_eq!(first["root_hash"].as_str().unwrap().len(), 64);
    assert_eq!(months["next"]["month"], month.next().unwrap().to_string());
    // Twice is once.
    finance.post(&close, &json!({})).await.ok(200);
    assert_eq!(finance.get(PERIODS).await.ok(200)["closed"].as_array().unwrap().len(), 1);

    // Money of the closed month of which nobody had heard.
    let ended_at = month.ends_at().unwrap();
    let within = ended_at - TimeDelta::seconds(1);
    let before = suspense(&finance, within).await;
    confirm(&app, &paid_at(paid, "UKN2BBBBB2", 70)).await;
    app.settles().await;
    assert_eq!(suspense(&finance, within).await, before, "the month stays as it was closed");
    assert_eq!(suspense(&finance, app.clock.now()).await, json!(-10_000));
    let mpesa = finance.get("/api/finance/accounts/1110/").await.ok(200);
    let late =
        mpesa["items"].as_array().unwrap().iter().find(|line| line["receipt"] == "UKN2BBBBB2");
    let moment = |field: &str| late.unwrap()[field].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert_eq!(moment("booked_at"), ended_at);
    assert!(moment("effective_at") < within);
}
