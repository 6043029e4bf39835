//! A customer's statement: what happened to their money, as the ledger has it.

use domain::Money;
use domain::user::Role;
use serde_json::json;
use testing::wait_until;

use crate::support::{Answer, Caller, PATIENCE, TestApp};
use crate::unprompted::{confirm, paid};

const PHONE: &str = "0712345678";

/// What a statement says, text by text. Its pages are not compressed.
fn texts(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["content-type"], "application/pdf");
    let file = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(file.starts_with("%PDF-"));
    let shown = |part: &str| part.split(") Tj").next().map(str::to_owned);
    file.split("\n(").skip(1).filter_map(shown).collect()
}

/// What stands behind that name.
fn fact(texts: &[String], name: &str) -> String {
    let at = texts.iter().position(|text| text == name).unwrap_or_else(|| panic!("{texts:?}"));
    texts[at + 1].clone()
}

/// The customer's part of 2110 in shillings, which is what they have.
async fn in_the_ledger(finance: &Caller, id: &str) -> String {
    let path = format!("/api/finance/accounts/2110/?part={id}");
    let held = finance.get(&path).await.ok(200)["closing_cents"].as_i64().unwrap();
    Money::from_cents(-held).to_string()
}

async fn statement(caller: &Caller, id: &str, period: &str) -> Answer {
    caller.get(&format!("/api/customers/{id}/statement/{period}")).await
}

async fn balance_becomes(customer: &Caller, cents: i64) {
    wait_until("the wallet to hold that", PATIENCE, async || {
        let page = customer.get("/api/wallets/").await.ok(200);
        (page["items"][0]["balance_cents"] == cents).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_statement_shows_every_movement_and_ends_with_what_the_ledger_has() {
    let app = TestApp::start().await;
    let finance = app.staff("finance", Role::Finance).await;
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let before = texts(&statement(&customer, &id, "").await);
    assert_eq!(fact(&before, "Closing balance"), "KSh 0.00");
    assert!(before.iter().any(|text| text == "Nothing moved in this period."));

    // Bought and taken back, paid by hand, and paid out in part.
    let begun = app.initiate(&customer, package, PHONE).await;
    let payment = begun["payment_id"].as_str().unwrap();
    app.progress_becomes(payment, "CONNECTED").await;
    let wish = json!({"reason": "Paid for the neighbour's line"});
    finance.post(&format!("/api/payments/{payment}/reverse/"), &wish).await.ok(202);
    app.progress_becomes(payment, "REVERSED").await;
    let number = app.home_of(&id).await;
    confirm(&app, &paid(&app, "UKN1AAAAA1", "130.00", &number)).await;
    balance_becomes(&customer, 13_000).await;
    let wish = json!({"amount_cents": 4_000, "reason": "Moved away"});
    finance.post(&format!("/api/wallets/{id}/refund/"), &wish).await.ok(202);
    balance_becomes(&customer, 9_000).await;
    app.settles().await;

    let own = statement(&customer, &id, "").await;
    let said = texts(&own);
    assert_eq!(&said[..2], ["Statement of account", "Not a tax invoice"]);
    let closing = in_the_ledger(&finance, &id).await;
    assert_eq!((closing.as_str(), fact(&said, "Closing balance")), ("KSh 90.00", closing.clone()));
    assert_eq!(fact(&said, "Opening balance"), "KSh 0.00");
    assert_eq!(fact(&said, "Customer"), "wanjiku");
    // A text with the dots of a masked number is written in hexadecimal.
    let file = String::from_utf8_lossy(&own.body).to_uppercase();
    assert!(file.contains("<323534379595959595363738> TJ"), "2547•••••678");
    for movement in [
        "Payment credited",
        "Bought: An hour",
        "Reversed money taken from the wallet",
        "UKN1AAAAA1",
        "130.00",
        "Refund asked",
        "40.00",
        "90.00",
    ] {
        assert!(said.iter().any(|text| text == movement), "{movement} in {said:?}");
    }
    let all = said.join("\n");
    assert!(!all.contains("254712345678"), "the number is masked");
    assert!(all.contains("Written from the books as of event "), "{all}");

    // Staff see the same; before that day there was nothing, and after it what it ended with.
    let agent = app.staff("agent", Role::Agent).await;
    let theirs = texts(&statement(&agent, &id, "").await);
    let before_the_proof = |said: &[String]| said[..said.len() - 3].to_vec();
    assert_eq!(before_the_proof(&theirs), before_the_proof(&said));
    let earlier = texts(&statement(&agent, &id, "?from=2026-01-01&to=2026-01-31").await);
    assert_eq!(fact(&earlier, "Closing balance"), "KSh 0.00");
    let later = texts(&statement(&agent, &id, "?from=2999-01-01&to=2999-01-31").await);
    assert_eq!(
        (fact(&later, "Opening balance"), fact(&later, "Closing balance")),
        (closing.clone(), closing)
    );
}

#[tokio::test]
async fn a_statement_has_limits_and_says_them() {
    let app = TestApp::start_idle().await;
    let (customer, id) = app.customer("wanjiku", PHONE).await;
    let (_, other) = app.customer("atieno", "0712345679").await;
    statement(&customer, &other, "").await.problem(404, "customer_not_found");
    let finance = app.staff("finance", Role::Finance).await;
    let nobody = "019ab100-0000-7000-8000-00000000dead";
    statement(&finance, nobody, "").await.problem(404, "customer_not_found");
    for (period, code) in [
        ("?from=2026-02-01&to=2026-01-31", "period_backwards"),
        ("?from=2025-01-01&to=2026-01-02", "period_too_long"),
        ("?from=2025-01-01&to=%2B262142-12-31", "period_too_long"),
    ] {
        statement(&customer, &id, period).await.problem(422, code);
    }
    assert_eq!(statement(&customer, &id, "?from=2025-01-01&to=2026-01-01").await.status, 200);
    assert_eq!(statement(&customer, &id, "?from=yesterday").await.status, 400);
}
