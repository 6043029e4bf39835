//! Who may do what: every operation of the OpenAPI document, as every kind of caller.

mod statements;

use std::collections::BTreeSet;

use domain::user::Role;
use reqwest::Method;
use serde_json::{Value, json};
use utoipa::openapi::path::{Operation, PathItem};

use crate::support::{Answer, Caller, TestApp};

const CALLERS: [&str; 7] =
    ["nobody", "payment token", "device token", "customer", "agent", "finance", "admin"];

/// Statuses of answers to each of the callers, in their order.
type Expected = [u16; CALLERS.len()];

const EVERYBODY: Expected = [200; CALLERS.len()];
const SIGNED_IN_OR_DEVICE: Expected = [401, 403, 200, 200, 200, 200, 200];
const STAFF: Expected = [401, 403, 403, 403, 200, 200, 200];
const AUDITORS: Expected = [401, 403, 403, 403, 403, 200, 200];
const ADMINS: Expected = [401, 403, 403, 403, 403, 403, 200];

/// A question, and who is answered how.
#[derive(Clone)]
struct Case {
    method: &'static str,
    /// As the document spells it.
    path: &'static str,
    expected: Expected,
    body: fn(&World, usize) -> Value,
}

fn case(method: &'static str, path: &'static str, expected: Expected) -> Case {
    Case { method, path, expected, body: |_, _| Value::Null }
}

fn with_body(
    method: &'static str,
    path: &'static str,
    expected: Expected,
    body: fn(&World, usize) -> Value,
) -> Case {
    Case { method, path, expected, body }
}

fn created(expected: Expected) -> Expected {
    expected.map(|status| if status == 200 { 201 } else { status })
}

fn accepted(status: u16) -> u16 {
    if status == 200 { 202 } else { status }
}

fn without_content(status: u16) -> u16 {
    if status == 200 { 204 } else { status }
}

/// Every operation. The guest of the world is whom the payment token and the device token are of;
/// `{id}` is the guest's payment, a user, or a package.
fn cases() -> Vec<Case> {
    [
        cases_of_everyday(),
        cases_of_the_service(),
        cases_of_people(),
        cases_of_unprompted_payments(),
        statements::cases(),
        cases_of_operators(),
        cases_of_taxes(),
    ]
    .concat()
}

fn cases_of_unprompted_payments() -> Vec<Case> {
    vec![
        with_body("POST", "/api/c2b/{secret}/validation/", EVERYBODY, |_, _| json!({})),
        with_body("POST", "/api/c2b/{secret}/confirmation/", EVERYBODY, |_, _| json!({})),
        with_body("POST", "/api/results/{secret}/{kind}/", EVERYBODY, |_, _| json!({})),
        with_body("POST", "/api/results/{secret}/{kind}/timeout/", EVERYBODY, |_, _| json!({})),
        // The guest asked for this payment, so it is not in suspense.
        with_body(
            "POST",
            "/api/payments/{id}/allocate/",
            [401, 403, 403, 403, 403, 409, 409],
            |world, _| json!({"customer_id": world.other_customer, "reason": "A test"}),
        ),
        // Nor has it brought anything: a payment that is not theirs looks to a customer like none.
        case("GET", "/api/payments/{id}/receipt/", [401, 409, 409, 404, 409, 409, 409]),
        // Nor anything that could go back.
        with_body(
            "POST",
            "/api/payments/{id}/reverse/",
            [401, 403, 403, 403, 403, 422, 422],
            |_, _| json!({"reason": "A test"}),
        ),
        // Nobody has that id.
        with_body(
            "POST",
            "/api/wallets/{id}/refund/",
            [401, 403, 403, 403, 403, 404, 404],
            |_, _| json!({"amount_cents": 2_000, "reason": "A test"}),
        ),
        case("GET", "/api/refunds/", AUDITORS),
        // It is another customer's, which looks like none.
        case("GET", "/api/customers/{id}/statement/", [401, 403, 404, 404, 200, 200, 200]),
        case("GET", "/api/holds/", AUDITORS),
        with_body(
            "POST",
            "/api/holds/{id}/release/",
            [401, 403, 403, 403, 403, 404, 404],
            |_, _| json!({"reason": "A test"}),
        ),
        case("POST", "/api/refunds/{id}/approve/", [401, 403, 403, 403, 403, 404, 404]),
        case("POST", "/api/refunds/{id}/withdraw/", [401, 403, 403, 403, 403, 404, 404]),
    ]
}

fn cases_of_operators() -> Vec<Case> {
    vec![
        case("GET", "/api/finance/trial-balance/", AUDITORS),
        case("GET", "/api/finance/journal/", AUDITORS),
        case("GET", "/api/finance/accounts/{code}/", AUDITORS),
        case("GET", "/api/finance/periods/", AUDITORS),
        case("GET", "/api/finance/deferred-revenue/", AUDITORS),
        case("GET", "/api/finance/suspense/", AUDITORS),
        case("GET", "/api/finance/exports/{report}/", AUDITORS),
        // It is not over.
        with_body(
            "POST",
            "/api/finance/periods/{month}/close/",
            [401, 403, 403, 403, 403, 409, 409],
            |_, _| json!({}),
        ),
        case("GET", "/api/audit/inbox/", AUDITORS),
        case("GET", "/api/audit/events/", AUDITORS),
        case("GET", "/api/audit/tree-heads/", AUDITORS),
        // Nobody has paid.
        case("GET", "/api/audit/proofs/{receipt}/", [401, 403, 403, 403, 403, 404, 404]),
        case("GET", "/api/projections/", ADMINS),
        case("POST", "/api/projections/{name}/retry/", ADMINS.map(without_content)),
        case("POST", "/api/projections/{name}/rebuild/", ADMINS.map(accepted)),
        // None has stopped.
        with_body(
            "POST",
            "/api/projections/{name}/skip/",
            [401, 403, 403, 403, 403, 403, 409],
            |_, _| json!({"position": 1, "reason": "A test"}),
        ),
    ]
}

fn cases_of_taxes() -> Vec<Case> {
    vec![
        case("GET", "/api/finance/tax-register/", AUDITORS),
        with_body(
            "POST",
            "/api/finance/tax-register/",
            created(ADMINS),
            |_, _| json!({"kra_pin": "P051234567Q"}),
        ),
        case("GET", "/api/finance/tax-documents/", AUDITORS),
        // Nothing was invoiced.
        case(
            "POST",
            "/api/finance/tax-documents/{number}/send-again/",
            [401, 403, 403, 403, 403, 404, 404],
        ),
        with_body(
            "POST",
            "/api/finance/tax-documents/{number}/enter/",
            [401, 403, 403, 403, 403, 404, 404],
            |_, _| {
                json!({"unit_id": "KRACU1", "receipt_number": 1, "signature": "ABCD",
                          "signed_at": "2026-11-24T06:12:33Z", "qr_url": "https://example.org/"})
            },
        ),
        case("GET", "/api/tax-documents/{number}/paper/", [401, 403, 404, 404, 404, 404, 404]),
    ]
}

fn cases_of_people() -> Vec<Case> {
    vec![
        case("GET", "/api/users/", ADMINS),
        case("GET", "/api/users/{id}/", ADMINS),
        with_body("PATCH", "/api/users/{id}/", ADMINS, |_, _| json!({"is_active": true})),
        case("GET", "/api/customers/", STAFF),
        case("GET", "/api/customers/{id}/", STAFF),
        // Of another customer.
        case("GET", "/api/users/{id}/kra-pin/", STAFF),
        with_body(
            "PUT",
            "/api/users/{id}/kra-pin/",
            STAFF,
            |_, _| json!({"kra_pin": "A012345678Z"}),
        ),
    ]
}

fn cases_of_everyday() -> Vec<Case> {
    // A payment that is not theirs looks to a customer like one that is not.
    let own_payment = [401, 200, 200, 404, 200, 200, 200];
    // The wallets are empty, and staff have no lines of their own.
    let purchase = [401, 403, 422, 422, 404, 404, 404];
    vec![
        with_body("POST", "/api/auth/register/", created(EVERYBODY), |_, caller| {
            json!({"username": format!("new-{caller}"), "password": "a good password",
                   "phone_number": format!("072000000{caller}")})
        }),
        with_body(
            "POST",
            "/api/auth/login/",
            EVERYBODY,
            |_, _| json!({"username": "customer", "password": "correct horse battery"}),
        ),
        with_body(
            "POST",
            "/api/auth/refresh/",
            EVERYBODY,
            |world, caller| json!({"refresh": world.refresh_tokens[caller]}),
        ),
        with_body("POST", "/api/auth/logout/", [204; 7], |_, _| json!({"refresh": "nonsense"})),
        case("GET", "/api/me/", SIGNED_IN_OR_DEVICE),
        case("GET", "/api/packages/", EVERYBODY),
        with_body("POST", "/api/packages/", created(ADMINS), |_, _| {
            json!({"name": "A day", "price_cents": 10_000, "duration": {"unit": "DAYS", "count": 1},
                   "download_kbps": 5_000, "upload_kbps": 1_000})
        }),
        with_body("PATCH", "/api/packages/{id}/", ADMINS, |_, _| json!({"price_cents": 9_000})),
        case("DELETE", "/api/packages/{id}/", ADMINS),
        // For oneself: staff say for whom.
        with_body(
            "POST",
            "/api/payments/initiate/",
            [202, 202, 202, 202, 422, 422, 422],
            |world, caller| json!({"package_id": world.package, "phone_number": format!("073000000{caller}")}),
        ),
        // For another customer.
        with_body(
            "POST",
            "/api/payments/initiate/",
            [403, 403, 403, 403, 202, 202, 202],
            |world, caller| {
                json!({"package_id": world.package, "phone_number": format!("074000000{caller}"),
                   "customer_id": world.other_customer})
            },
        ),
        with_body("POST", "/api/payments/callback/{payment_id}/{secret}/", EVERYBODY, |_, _| {
            json!({})
        }),
        case("GET", "/api/payments/", SIGNED_IN_OR_DEVICE),
        // Anybody may ask, and nobody has paid with it.
        with_body(
            "POST",
            "/api/payments/find/",
            [404; CALLERS.len()],
            |_, caller| json!({"receipt": "UF10AAAAA1", "phone_number": format!("075000000{caller}")}),
        ),
        case("GET", "/api/payments/{id}/", own_payment),
        case("GET", "/api/payments/{id}/events/", own_payment),
        case("GET", "/api/payments/{id}/stream/", own_payment),
        case("GET", "/api/subscriptions/", SIGNED_IN_OR_DEVICE),
        with_body(
            "POST",
            "/api/subscriptions/",
            purchase,
            |world, _| json!({"package_id": world.package}),
        ),
        case("GET", "/api/wallets/", SIGNED_IN_OR_DEVICE),
        case("GET", "/api/dashboard/", STAFF),
    ]
}

fn cases_of_the_service() -> Vec<Case> {
    vec![
        case("GET", "/api/provider/", EVERYBODY),
        case("GET", "/health/live", EVERYBODY),
        case("GET", "/health/ready", EVERYBODY),
        case("GET", "/metrics", EVERYBODY),
        case("GET", "/api/openapi.json", EVERYBODY),
        case("GET", "/api/docs/", EVERYBODY),
    ]
}

/// A service with somebody of every kind, in which nothing happens by itself.
struct World {
    app: TestApp,
    callers: [Caller; CALLERS.len()],
    package: String,
    package_to_change: String,
    payment: String,
    other_customer: String,
    refresh_tokens: Vec<Value>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start_idle().await;
        let package = app.sell("An hour", 50).await;
        let package_to_change = app.sell("A week", 500).await.to_string();
        let guest = app.initiate(&app.nobody(), package, "0712000001").await;
        let (customer, _) = app.customer("customer", "0712000002").await;
        let (_, other_customer) = app.customer("other", "0712000003").await;
        let credentials = json!({"username": "other", "password": "correct horse battery"});
        let mut refresh_tokens = Vec::new();
        for _ in CALLERS {
            let session = app.nobody().post("/api/auth/login/", &credentials).await.ok(200);
            refresh_tokens.push(session["refresh"].clone());
        }
        let callers = [
            app.nobody(),
            app.bearer(&guest["access"]),
            app.bearer(&guest["device_token"]),
            customer,
            app.staff("agent", Role::Agent).await,
            app.staff("finance", Role::Finance).await,
            app.admin().await,
        ];
        app.read_models_are_there().await;
        Self {
            callers,
            package: package.to_string(),
            package_to_change,
            payment: guest["payment_id"].as_str().unwrap().to_owned(),
            other_customer,
            refresh_tokens,
            app,
        }
    }

    fn address(&self, path: &str) -> String {
        let id = if path.starts_with("/api/packages/") {
            &self.package_to_change
        } else if path.starts_with("/api/users/") || path.starts_with("/api/customers/") {
            &self.other_customer
        } else {
            &self.payment
        };
        path.replace("{id}", id)
            .replace("{payment_id}", &self.payment)
            .replace("{secret}", "guess")
            .replace("{kind}", "status")
            .replace("{name}", "users")
            .replace("{receipt}", "UF10AAAAA1")
            .replace("{month}", "2999-12")
            .replace("{report}", "trial-balance")
            .replace("{code}", "2110")
            .replace("{number}", "1")
    }

    async fn ask(&self, case: &Case, caller: usize) -> Option<Answer> {
        let method: Method = case.method.parse().unwrap();
        let request = self.callers[caller].request(method, &self.address(case.path));
        let request = match (case.body)(self, caller) {
            Value::Null => request,
            body => request.body(body.to_string()),
        };
        if case.path.ends_with("/stream/") {
            // It has no end; its status says enough.
            let response = request.send().await.unwrap();
            if response.status().is_success() {
                assert_eq!(response.status(), case.expected[caller]);
                return None;
            }
            let request = self.callers[caller].request(Method::GET, &self.address(case.path));
            return Some(Answer::to(request).await);
        }
        Some(Answer::to(request).await)
    }
}

#[tokio::test]
async fn each_caller_may_do_what_they_may() {
    let world = World::new().await;
    let mut faults = Vec::new();
    for case in cases() {
        for (caller, who) in CALLERS.into_iter().enumerate() {
            let head = world.app.head().await;
            let Some(answer) = world.ask(&case, caller).await else { continue };
            let (method, path, expected) = (case.method, case.path, case.expected[caller]);
            if answer.status != expected {
                faults.push(format!(
                    "{method} {path} as {who}: {} and not {expected}",
                    answer.status
                ));
            }
            if (400..500).contains(&answer.status) {
                let code = answer.ok(answer.status)["code"].as_str().unwrap_or_default().to_owned();
                answer.problem(answer.status, &code);
                assert_eq!(
                    world.app.head().await,
                    head,
                    "{method} {path} as {who} wrote something"
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_operation_of_the_document_has_its_case() {
    let document = api::openapi();
    let documented: BTreeSet<(String, String)> = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            operations(item).into_iter().map(|method| (method.to_owned(), path.clone()))
        })
        .collect();
    let cases: BTreeSet<(String, String)> =
        cases().iter().map(|case| (case.method.to_owned(), case.path.to_owned())).collect();
    let missing: Vec<_> = documented.difference(&cases).collect();
    assert!(missing.is_empty(), "these have no case that says who may call them: {missing:?}");
    let stale: Vec<_> = cases.difference(&documented).collect();
    assert!(stale.is_empty(), "these are not in the document: {stale:?}");
}

/// The document says of each operation whether it needs a token, and so does the table.
#[test]
fn the_document_says_who_needs_a_token() {
    let document = api::openapi();
    for case in cases() {
        let item = &document.paths.paths[case.path];
        let needs_token = operation(item, case.method).security.as_ref().is_some_and(|all| {
            // An empty requirement makes a token optional.
            !all.iter().any(|one| serde_json::to_value(one).unwrap() == json!({}))
        });
        assert_eq!(needs_token, case.expected[0] == 401, "{} {}", case.method, case.path);
    }
}

fn methods(item: &PathItem) -> [(&'static str, &Option<Operation>); 8] {
    [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("OPTIONS", &item.options),
        ("HEAD", &item.head),
        ("PATCH", &item.patch),
        ("TRACE", &item.trace),
    ]
}

fn operations(item: &PathItem) -> Vec<&'static str> {
    methods(item).into_iter().filter(|(_, found)| found.is_some()).map(|(name, _)| name).collect()
}

fn operation<'a>(item: &'a PathItem, method: &str) -> &'a Operation {
    let found = methods(item).into_iter().find(|(name, _)| *name == method);
    found.and_then(|(_, operation)| operation.as_ref()).unwrap()
}
