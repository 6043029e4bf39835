//! Safaricom is down for an hour while customers go on asking, and then it is back.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::PaymentId;
use domain::codes::AccountReference;
use domain::user::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;
use uuid::Uuid;

use crate::support::{Answer, Caller, PATIENCE, Setup, TestApp};

/// Minutes after the beginning of the outage at which customers ask again: before and after each
/// moment at which Safaricom is asked about those before them.
const ASKED_AT_MINUTES: [i64; 6] = [0, 1, 5, 15, 40, 60];
const CUSTOMERS: usize = 12;

struct Hour {
    app: TestApp,
    package: Uuid,
    customers: usize,
}

impl Hour {
    async fn trouble(&self, method: Method, body: &Value) {
        let request = self.app.of_safaricom(method, "/sim/troubles");
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer = Answer::to(request).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
    }

    /// Customers ask to pay, all at once.
    async fn ask(&mut self) -> Vec<Value> {
        let numbers = self.customers..self.customers + CUSTOMERS;
        self.customers += CUSTOMERS;
        let (app, package) = (&self.app, self.package);
        let asking = numbers.map(|number| async move {
            app.initiate_as_guest(package, &format!("07121{number:05}")).await
        });
        futures::future::join_all(asking).await
    }

    /// Payments by id, once none of them waits to be sent.
    async fn seen(&self, staff: &Caller) -> BTreeMap<String, Value> {
        wait_until("every prompt to be answered or given up", PATIENCE, async || {
            self.app.read_models_are_there().await;
            let pages = staff.pages("/api/payments/", 200).await;
            let all: Vec<Value> = pages.into_iter().flatten().collect();
            let waits = |payment: &Value| payment["progress"] == "REQUESTED";
            let by_id = |payment: Value| (payment["id"].as_str().unwrap().to_owned(), payment);
            (!all.iter().any(waits)).then(|| all.into_iter().map(by_id).collect())
        })
        .await
    }
}

/// What Safaricom has of each payment: how often it was prompted for, and whether it is paid.
async fn of_safaricom(app: &TestApp) -> BTreeMap<String, (usize, bool)> {
    let mut known: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for prompt in app.transactions().await {
        let reference = prompt["account_reference"].as_str().unwrap().to_owned();
        let (times, paid) = known.entry(reference).or_default();
        *times += 1;
        *paid |= prompt["receipt"].is_string();
    }
    known
}

fn reference_of(id: &str) -> String {
    AccountReference::of(id.parse::<PaymentId>().unwrap()).as_str().to_owned()
}

fn is_failed(payment: &Value) -> bool {
    payment["status"] == "FAILED" || payment["status"] == "EXPIRED"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_without_safaricom_fails_nobody_wrongly_and_prompts_nobody_twice() {
    let ask_after = app::Settings::ask_after_by_default();
    let app = TestApp::start_with(Setup { ask_after, ..Setup::default() }).await;
    let package = app.sell("An hour", 50).await;
    let mut hour = Hour { app, package, customers: 0 };
    // Those whose prompts are on their phones when it begins: what becomes of them is told late.
    let late =
        json!({"trouble": "delay", "on": "stk-callback", "times": CUSTOMERS, "delay_seconds": 90});
    hour.trouble(Method::POST, &late).await;
    let before = ids(&hour.ask().await);
    for id in &before {
        let seen = hour.app.progress_becomes(id, "PROMPTED").await;
        assert_eq!(seen["failure"], Value::Null);
    }
    hour.trouble(Method::POST, &json!({"trouble": "outage", "for_seconds": 86_400})).await;

    let mut minute = 0;
    for at in ASKED_AT_MINUTES {
        hour.app.clock.forward(TimeDelta::minutes(at - minute));
        minute = at;
        hour.ask().await;
        let staff = hour.app.staff(&format!("staff{at}"), Role::Admin).await;
        let known = of_safaricom(&hour.app).await;
        for (id, payment) in hour.seen(&staff).await {
            let told = payment["progress"].as_str().unwrap();
            match known.get(&reference_of(&id)) {
                // It is on the phone, or paid: nobody is told that it failed.
                Some(_) if before.contains(&id) => {
                    assert!(["PROMPTED", "CONFIRMING"].contains(&told), "{at} min: {payment}");
                }
                // Nothing was asked for, or nobody knows whether it was.
                None => assert!(["CONFIRMING", "FAILED"].contains(&told), "{at} min: {payment}"),
                Some(_) => panic!("a prompt went through the outage: {payment}"),
            }
            if told == "FAILED" {
                // It never reached Safaricom, and nobody is told that they did anything wrong.
                assert_eq!(payment["failure"]["class"], "REJECTED", "{at} min: {payment}");
            }
        }
    }

    says_so(&hour.app).await;
    hour.trouble(Method::DELETE, &Value::Null).await;
    let staff = hour.app.staff("auditor", Role::Admin).await;
    for id in &before {
        wait_until("the backlog to clear", PATIENCE, async || {
            let payment = staff.get(&format!("/api/payments/{id}/")).await.ok(200);
            assert!(!is_failed(&payment), "{payment}");
            (payment["status"] == "COMPLETED").then_some(())
        })
        .await;
    }
    // A day later nobody waits any more, and what was never sent is not said to be paid.
    hour.app.clock.forward(TimeDelta::hours(25));
    let staff = hour.app.staff("later", Role::Admin).await;
    wait_until("everything to be over", PATIENCE, async || {
        hour.app.settles().await;
        let pending = staff.pages("/api/payments/?status=PENDING", 200).await;
        pending.iter().all(Vec::is_empty).then_some(())
    })
    .await;
    let known = of_safaricom(&hour.app).await;
    let seen = hour.seen(&staff).await;
    assert_eq!(seen.len(), hour.customers);
    for (id, payment) in seen {
        match known.get(&reference_of(&id)) {
            Some((times, paid)) => {
                assert_eq!(*times, 1, "prompted twice: {payment}");
                assert_eq!(payment["status"] == "COMPLETED", *paid, "{payment}");
            }
            None => assert!(is_failed(&payment), "{payment}"),
        }
    }
}

/// Whoever looks after the service sees who does not answer, and the node stays in its place.
async fn says_so(app: &TestApp) {
    let ready = app.nobody().get("/health/ready").await.ok(200);
    assert_eq!(ready["status"], "degraded");
    let unanswering = ready["safaricom"].as_array().unwrap();
    // Without a token, nothing else is asked.
    let product =
        unanswering.iter().find(|one| one["product"] == "oauth" || one["product"] == "stk_push");
    let product = product.unwrap_or_else(|| panic!("{ready}"));
    assert!(product["failures"].as_u64().unwrap() >= 5, "{ready}");
    assert!(product["since"].is_string(), "{ready}");
    let name = product["product"].as_str().unwrap();
    let metrics = app.nobody().get("/metrics").await;
    let gauge = format!("daftari_safaricom_left_alone{{product=\"{name}\"}} 1");
    assert!(metrics.text().lines().any(|line| line == gauge), "{}", metrics.text());
}

fn ids(begun: &[Value]) -> Vec<String> {
    begun.iter().map(|begun| begun["payment_id"].as_str().unwrap().to_owned()).collect()
}
