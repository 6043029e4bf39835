//! Tax invoices: each sale has one, and no sale waits for it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use app::clock::SystemClock;
use chrono::TimeDelta;
use domain::ports::TaxAuthority;
use domain::time::{Clock as _, nairobi_day};
use domain::user::Role;
use etims_adapter::{Config, Credentials, Etims, Secret};
use etims_sim::{Simulator, Trouble};
use serde_json::{Value, json};
use testing::wait_until;
use uuid::Uuid;

use crate::support::{CallbacksGo, Caller, PATIENCE, Setup, TestApp};

const PIN: &str = "P051234567Q";

async fn authority() -> (Simulator, Arc<dyn TaxAuthority>) {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let known = etims_sim::Config::default();
    let simulator = Simulator::start(known.clone(), listen).await.unwrap();
    let at = |path: &str| format!("{}{path}", simulator.base_url()).parse().unwrap();
    let config = Config {
        base_url: at("/etims-api"),
        credentials: Some(Credentials {
            token_url: at("/v1/token/generate"),
            consumer_key: Secret::new("demo"),
            consumer_secret: Secret::new("demo"),
        }),
        communication_key: Secret::new(known.communication_key),
        unit_id: known.unit_id,
        receipt_url: at("/common/link/etims/receipt/indexEtimsReceiptData"),
        item_class: Config::ITEM_CLASS.to_owned(),
    };
    let etims = Etims::new(config, Arc::new(SystemClock)).unwrap();
    (simulator, Arc::new(etims))
}

/// A service whose sales are invoiced from now on, its finance, and who signs.
async fn invoicing() -> (TestApp, Caller, Simulator) {
    let (simulator, authority) = authority().await;
    let setup = Setup { tax_authority: Some(authority), ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    let admin = app.admin().await;
    let opened = admin.post("/api/finance/tax-register/", &json!({"kra_pin": PIN})).await.ok(201);
    assert!(opened["position"].as_i64().unwrap() > 0);
    let finance = app.staff("finance", Role::Finance).await;
    (app, finance, simulator)
}

/// Somebody pays for a package, and is online.
async fn buys(app: &TestApp, customer: &Caller, package: Uuid, phone: &str) -> Value {
    let wish = json!({"package_id": package, "phone_number": phone});
    let begun = customer.post("/api/payments/initiate/", &wish).await.ok(202);
    app.seen_as(customer, begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
    begun
}

/// The same, with a callback of the service's own time.
async fn pays(app: &TestApp, customer: &Caller, package: Uuid, receipt: &str) {
    let begun = app.initiate(customer, package, "0712345678").await;
    let prompt = app.prompt_of(&begun).await;
    app.deliver(&prompt, &prompt.paid(receipt, app.clock.now())).await;
    app.seen_as(customer, begun["payment_id"].as_str().unwrap(), "CONNECTED").await;
}

async fn documents(finance: &Caller) -> Vec<Value> {
    let mut all = finance.pages("/api/finance/tax-documents/", 2).await.concat();
    all.reverse();
    all
}

/// Waits until there are so many documents in a stage.
async fn in_stage(finance: &Caller, stage: &str, count: usize) -> Vec<Value> {
    wait_until(&format!("{count} tax documents are {stage}"), PATIENCE, async || {
        let all = documents(finance).await;
        let found: Vec<Value> = all.into_iter().filter(|one| one["stage"] == stage).collect();
        (found.len() == count).then_some(found)
    })
    .await
}

#[tokio::test]
async fn each_sale_is_invoiced_with_its_taxes_and_the_buyers_pin() {
    let (app, finance, simulator) = invoicing().await;
    let tomorrow = nairobi_day(app.clock.now()).succ_opt().unwrap();
    let rates = json!({"from": tomorrow, "vat_per_mille": 160, "excise_per_mille": 150});
    app.admin().await.post("/api/finance/taxes/", &rates).await.ok(201);
    let package = app.sell("An hour", 50).await;
    let (customer, id) = app.customer("wanjiku", "0712345678").await;
    let path = format!("/api/users/{id}/kra-pin/");
    let put = customer.put(&path, &json!({"kra_pin": "a012345678z"})).await.ok(200);
    let fresh = format!("{path}?min_position={}", put["position"]);
    assert_eq!(customer.read(&fresh).await["kra_pin"], "A012345678Z");

    buys(&app, &customer, package, "0712345678").await;
    let first = in_stage(&finance, "ISSUED", 1).await.remove(0);
    // Nothing was taxed today.
    assert_eq!((&first["number"], &first["total_cents"]), (&json!(1), &json!(5_000)));
    assert_eq!((&first["net_cents"], &first["vat_cents"]), (&json!(5_000), &json!(0)));
    assert_eq!(first["buyer_kra_pin"], "A012345678Z");
    let unit = &first["control_unit"];
    let signed = &simulator.signed()[0];
    assert_eq!(unit["signature"], signed.signature.as_str());
    assert_eq!(unit["receipt_number"], signed.receipt_number);
    assert_eq!((signed.tax_type.as_str(), signed.buyer.as_deref()), ("D", Some("A012345678Z")));

    let paper = customer.get("/api/tax-documents/1/paper/").await;
    assert_eq!((paper.status, paper.header("content-type")), (200, Some("application/pdf")));
    for part in [
        "(Tax invoice)",
        "(Mtaa WiFi)",
        PIN,
        "A012345678Z",
        "(KSh 50.00)",
        signed.signature.as_str(),
    ] {
        assert!(paper.text().contains(part), "{part} in {}", paper.text());
    }
    let (stranger, _) = app.customer("otieno", "0712345679").await;
    stranger.get("/api/tax-documents/1/paper/").await.problem(404, "tax_document_not_found");
    stranger.get(&path).await.problem(403, "forbidden");
    for (body, code) in [
        (json!({"kra_pin": "A12"}), "invalid_kra_pin"),
        (json!({"pin": "A012345678Z"}), "invalid_body"),
    ] {
        customer.put(&path, &body).await.problem(422, code);
    }
    simulator.stop().await;
}

#[tokio::test]
async fn what_is_sold_under_other_rates_is_invoiced_by_them_and_what_goes_back_is_credited() {
    let (simulator, authority) = authority().await;
    let tax_authority = Some(authority);
    let callbacks = CallbacksGo::Nowhere;
    let app = TestApp::start_with(Setup { callbacks, tax_authority, ..Setup::default() }).await;
    let boss = app.staff("boss", Role::Admin).await;
    boss.post("/api/finance/tax-register/", &json!({"kra_pin": PIN})).await.ok(201);
    let tomorrow = nairobi_day(app.clock.now()).succ_opt().unwrap();
    let rates = json!({"from": tomorrow, "vat_per_mille": 160, "excise_per_mille": 150});
    boss.post("/api/finance/taxes/", &rates).await.ok(201);
    let forward = |by: TimeDelta| {
        app.clock.forward(by);
        simulator.forward(by);
    };
    forward(TimeDelta::days(1));
    let finance = app.staff("finance", Role::Finance).await;
    let (customer, _) = app.customer("wanjiku", "0712345678").await;
    let hour = app.sell("An hour", 667).await;
    let other = app.sell("Another hour", 1_334).await;
    pays(&app, &customer, hour, "UKN5AAAAA1").await;
    // A part of what was sold is over when something else is bought in its place.
    forward(TimeDelta::minutes(6));
    pays(&app, &customer, other, "UKN5AAAAA2").await;

    let all = in_stage(&finance, "ISSUED", 3).await;
    let kinds: Vec<(&Value, &Value, &Value)> =
        all.iter().map(|one| (&one["number"], &one["kind"], &one["credit_of"])).collect();
    assert_eq!(
        kinds,
        [
            (&json!(1), &json!("INVOICE"), &Value::Null),
            (&json!(2), &json!("CREDIT_NOTE"), &json!(1)),
            (&json!(3), &json!("INVOICE"), &Value::Null),
        ]
    );
    assert_eq!((&all[2]["net_cents"], &all[2]["excise_cents"]), (&json!(100_000), &json!(15_000)));
    assert_eq!((&all[2]["vat_cents"], &all[2]["total_cents"]), (&json!(18_400), &json!(133_400)));
    // What the books owe is what the invoices say less what the credit notes say.
    let sum = |field: &str| -> i64 {
        let signed = |one: &Value| if one["kind"] == "INVOICE" { 1 } else { -1 };
        all.iter().map(|one| signed(one) * one[field].as_i64().unwrap()).sum()
    };
    let path = format!("/api/finance/trial-balance/?min_position={}", app.head().await);
    let trial = finance.read(&path).await;
    let owed = |code: i64| -> i64 {
        let accounts = trial["accounts"].as_array().unwrap();
        let found = accounts.iter().find(|one| one["code"] == code).unwrap();
        -found["balance_cents"].as_i64().unwrap()
    };
    assert_eq!((owed(2310), owed(2320)), (sum("vat_cents"), sum("excise_cents")));
    let signed = simulator.signed();
    let total: i64 = signed
        .iter()
        .map(|one| if one.credit_of == 0 { one.tax_cents } else { -one.tax_cents })
        .sum();
    assert_eq!(total, sum("vat_cents"));
    simulator.stop().await;
}

#[tokio::test]
async fn no_sale_waits_for_an_authority_that_is_away() {
    let (app, finance, simulator) = invoicing().await;
    simulator.set_trouble(Trouble::Outage);
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("wanjiku", "0712345678").await;
    // It is online while nothing is signed.
    buys(&app, &customer, package, "0712345678").await;
    let waiting = in_stage(&finance, "WAITING", 1).await.remove(0);
    assert_eq!(waiting["control_unit"], Value::Null);
    let held_up = wait_until("it is said why nothing is signed", PATIENCE, async || {
        let register = finance.get("/api/finance/tax-register/").await.ok(200);
        register["held_up"].as_str().map(str::to_owned)
    })
    .await;
    assert!(held_up.contains("503") || held_up.contains("token"), "{held_up}");
    customer.get("/api/tax-documents/1/paper/").await.problem(409, "not_signed");

    simulator.set_trouble(Trouble::None);
    // It is asked again in five seconds, which the clock puts behind us.
    app.clock.forward(TimeDelta::seconds(6));
    in_stage(&finance, "ISSUED", 1).await;
    let register = finance.get("/api/finance/tax-register/").await.ok(200);
    assert_eq!((&register["waiting"], &register["held_up"]), (&json!(0), &Value::Null));
    assert_eq!(register["seller"]["kra_pin"], PIN);
    simulator.stop().await;
}

#[tokio::test]
async fn a_signature_that_was_lost_is_entered_by_a_person_and_a_refused_document_sent_again() {
    let (app, finance, simulator) = invoicing().await;
    simulator.set_trouble(Trouble::LostAnswer);
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("wanjiku", "0712345678").await;
    buys(&app, &customer, package, "0712345678").await;
    wait_until("it was signed, and the answer lost", PATIENCE, async || {
        (simulator.signed().len() == 1).then_some(())
    })
    .await;
    simulator.set_trouble(Trouble::None);
    // The lease is given back after the answer was lost; only then the clock may move on.
    wait_until("the queue is held up", PATIENCE, async || {
        let register = finance.get("/api/finance/tax-register/").await.ok(200);
        register["held_up"].as_str().map(|_| ())
    })
    .await;
    app.clock.forward(TimeDelta::seconds(6));
    let refused = in_stage(&finance, "REFUSED", 1).await.remove(0);
    assert_eq!(refused["refusal_code"], "994");

    let signed = simulator.signed().remove(0);
    let entered = json!({
        "unit_id": "KRACU0100000001", "receipt_number": signed.receipt_number,
        "signature": signed.signature, "signed_at": "2026-11-24T06:12:33Z",
        "qr_url": format!("https://example.org/?Data={PIN}00{}", signed.signature),
    });
    let path = "/api/finance/tax-documents/1/enter/";
    for (field, value) in [("signature", json!("a b")), ("qr_url", json!("ftp://x"))] {
        let mut wrong = entered.clone();
        wrong[field] = value;
        let problem = finance.post(path, &wrong).await.problem(422, "invalid_signature");
        assert!(problem["errors"][field].is_array(), "{problem}");
    }
    finance.post(path, &entered).await.ok(200);
    let issued = in_stage(&finance, "ISSUED", 1).await.remove(0);
    assert_eq!(issued["control_unit"]["signature"], signed.signature.as_str());
    assert!(issued["control_unit"]["entered_by"].is_string());
    finance.post(path, &entered).await.problem(409, "tax_document_not_refused");

    simulator.set_trouble(Trouble::Refuse);
    let (other, _) = app.customer("otieno", "0712345679").await;
    buys(&app, &other, package, "0712345679").await;
    in_stage(&finance, "REFUSED", 1).await;
    simulator.set_trouble(Trouble::None);
    let again = "/api/finance/tax-documents/2/send-again/";
    finance.post(again, &json!({})).await.ok(200);
    in_stage(&finance, "ISSUED", 2).await;
    finance.post(again, &json!({})).await.problem(409, "tax_document_not_refused");
    let missing = finance.post("/api/finance/tax-documents/9/send-again/", &json!({})).await;
    missing.problem(404, "tax_document_not_found");
    simulator.stop().await;
}

#[tokio::test]
async fn the_register_is_opened_once_and_what_was_sold_before_is_not_invoiced() {
    let (simulator, authority) = authority().await;
    let setup = Setup { tax_authority: Some(authority), ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    let package = app.sell("An hour", 50).await;
    let (customer, _) = app.customer("wanjiku", "0712345678").await;
    buys(&app, &customer, package, "0712345678").await;
    let admin = app.admin().await;
    let path = "/api/finance/tax-register/";
    for (body, code) in [
        (json!({"kra_pin": "nonsense"}), "invalid_kra_pin"),
        (json!({"kra_pin": PIN, "branch": "1"}), "invalid_branch"),
    ] {
        admin.post(path, &body).await.problem(422, code);
    }
    admin.post(path, &json!({"kra_pin": PIN, "last_number": 41})).await.ok(201);
    admin.post(path, &json!({"kra_pin": PIN})).await.problem(409, "register_open");
    let (other, _) = app.customer("otieno", "0712345679").await;
    buys(&app, &other, package, "0712345679").await;
    let issued = in_stage(&admin, "ISSUED", 1).await.remove(0);
    assert_eq!(issued["number"], 42);
    simulator.stop().await;
}
