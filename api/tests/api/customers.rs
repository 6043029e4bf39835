//! Customers, as those who serve them look them up.

use domain::user::Role;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn a_customer_is_found_by_phone_account_number_and_how_a_name_begins() {
    let app = TestApp::start().await;
    let package = app.sell("An hour", 50).await;
    let (customer, wanjiku) = app.customer("wanjiku", "0712345678").await;
    let (_, otieno) = app.customer("otieno_50", "0712345679").await;
    let account_number = app.home_of(&wanjiku).await;
    let begun = app.initiate(&customer, package, "0712345678").await;
    app.progress_becomes(begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    // A guest, who has no name.
    app.initiate(&app.nobody(), package, "0712345670").await;
    app.read_models_are_there().await;
    let agent = app.staff("agent", Role::Agent).await;

    let found = async |query: &str| agent.ids(&format!("/api/customers/?{query}")).await;
    for query in ["q=0712 345 678", "q=%2B254712345678", "q=WanJ"] {
        assert_eq!(found(query).await, [wanjiku.as_str()], "{query}");
    }
    assert_eq!(found(&format!("q={account_number}")).await, [wanjiku.as_str()]);
    assert_eq!(found("q=otieno_").await, [otieno.as_str()]);
    // A character that means something in a pattern means itself.
    for query in ["q=%25", "q=otieno%25", "q=nobody"] {
        assert!(found(query).await.is_empty(), "{query}");
    }
    assert_eq!(found("").await.len(), 3);
    assert_eq!(found("with_login=true").await, [otieno.as_str(), wanjiku.as_str()]);
    let long = format!("/api/customers/?q={}", "x".repeat(121));
    agent.get(&long).await.problem(422, "invalid_search");

    let whole = agent.get(&format!("/api/customers/{wanjiku}/")).await.ok(200);
    assert_eq!((&whole["username"], &whole["is_guest"]), (&json!("wanjiku"), &json!(false)));
    assert_eq!((&whole["wallet_balance_cents"], &whole["kra_pin"]), (&json!(0), &Value::Null));
    let lines = whole["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["subscription"]["status"], "ACTIVE");
    assert_eq!(lines[1]["account_number"], account_number);
    let path = format!("/api/payments/?customer_id={wanjiku}");
    assert_eq!(agent.ids(&path).await, [begun["payment_id"].as_str().unwrap()]);
    // Anyone else sees their own, whatever they ask for.
    assert_eq!(customer.ids(&format!("/api/payments/?customer_id={otieno}")).await.len(), 1);
    let nobody = format!("/api/customers/{}/", begun["payment_id"].as_str().unwrap());
    agent.get(&nobody).await.problem(404, "customer_not_found");
}
