//! What an auditor is shown: events as they stand in the store, signed heads, and proofs.

use app::audit;
use app::payments::record::{Fact, record};
use domain::context::{Actor, Context, Source};
use domain::outcome::{OutcomeSource, Paid, StkOutcome};
use domain::time::Clock as _;
use domain::user::Role;
use domain::{Money, PaymentId};
use event_store::heads::{self, Step, When};
use event_store::note::Verifier;
use event_store::proof::Proof;
use serde_json::Value;
use uuid::Uuid;

use crate::support::TestApp;

const RECEIPT: &str = "UF10AAAAA1";

/// A service in which nothing happens by itself, and a payment that was paid under that receipt.
async fn paid() -> (TestApp, Uuid) {
    let app = TestApp::start_idle().await;
    let package = app.sell("An hour", 50).await;
    let begun = app.initiate(&app.nobody(), package, "0712000001").await;
    let payment: Uuid = begun["payment_id"].as_str().unwrap().parse().unwrap();
    let outcome = StkOutcome::Paid(Paid {
        result_code: "0".to_owned(),
        description: "The service request is processed successfully.".to_owned(),
        receipt: Some(RECEIPT.parse().unwrap()),
        amount: Some(Money::from_cents(5_000)),
        paid_at: None,
    });
    let fact = Fact::Outcome { source: OutcomeSource::Callback, outcome, delivery_id: None };
    let context = Context {
        actor: Actor::Safaricom,
        correlation_id: payment,
        causation_id: None,
        source: Source::Inbox,
        request_id: None,
    };
    record(&app.app.ledger, PaymentId::new(payment), fact, context).await.unwrap();
    (app, payment)
}

/// Signs a head over everything, as a running service does within a minute.
async fn sign(app: &TestApp) -> Verifier {
    let ledger = &app.app.ledger;
    let signer = audit::signer(&ledger.pool, &ledger.vault).await.unwrap();
    let step = heads::advance(&ledger.pool, &signer, app.clock.now(), When::Now).await.unwrap();
    assert!(matches!(step, Step::Signed(_)), "{step:?}");
    signer.verifier().clone()
}

fn positions(pages: &[Vec<Value>]) -> Vec<i64> {
    pages.iter().flatten().map(|event| event["position"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn events_are_shown_as_they_stand_in_the_store() {
    let (app, payment) = paid().await;
    let finance = app.staff("finance", Role::Finance).await;
    let head = app.head().await;
    let every: Vec<i64> = (1..=head).rev().collect();
    for limit in [2, 200] {
        assert_eq!(positions(&finance.pages("/api/audit/events/", limit).await), every);
    }

    let newest = finance.get("/api/audit/events/?limit=1").await.ok(200)["items"][0].clone();
    let chain: Vec<u8> = sqlx::query_scalar("SELECT chain_hash FROM events WHERE position = $1")
        .bind(head)
        .fetch_one(&app.app.ledger.pool)
        .await
        .unwrap();
    assert_eq!(newest["chain_hash"], hex::encode(chain));

    // The payment's own history shows the same, and hides as much of the phone.
    let path = format!("/api/audit/events/?correlation_id={payment}");
    let mut seen = finance.pages(&path, 200).await.concat();
    seen.reverse();
    let story = app.story(&payment.to_string()).await;
    assert_eq!(seen.len(), story.events.len());
    for (seen, told) in seen.iter().zip(&story.events) {
        for name in ["position", "sequence", "event_type", "actor", "source", "payload"] {
            assert_eq!(seen[name], told[name], "{name} of {seen}");
        }
        assert_eq!(seen["event_version"], "1");
        assert!(!seen.to_string().contains("254712000001"), "{seen}");
    }
}

#[tokio::test]
async fn events_are_found_by_their_marks() {
    let (app, payment) = paid().await;
    let admin = app.admin().await;
    let types = async |query: &str| -> Vec<String> {
        let pages = admin.pages(&format!("/api/audit/events/?{query}"), 200).await.concat();
        pages.iter().map(|event| event["event_type"].as_str().unwrap().to_owned()).collect()
    };
    let of_payment = format!("aggregate_type=payment&aggregate_id={payment}");
    let told = ["PaymentCompleted", "CallbackReceived", "StkInitiated"];
    assert_eq!(types(&of_payment).await, told);
    assert_eq!(types(&format!("aggregate_id={payment}&event_type=StkInitiated")).await, told[2..]);
    assert_eq!(types("actor=safaricom").await, told[..2]);
    assert_eq!(types("actor=&event_type=&aggregate_type=package").await, ["PackageCreated"]);
    assert_eq!(types("event_type=PackageCreated&from=2").await.len(), 0);
    assert_eq!(types("from=1&to=1").await.len(), 1);
}

#[tokio::test]
async fn heads_are_shown_with_their_signed_notes_the_newest_first() {
    let (app, _) = paid().await;
    let admin = app.admin().await;
    let none = admin.get("/api/audit/tree-heads/").await.ok(200);
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    sign(&app).await;
    app.sell("A day", 100).await;
    let key = sign(&app).await;
    let heads = admin.pages("/api/audit/tree-heads/", 1).await.concat();
    let size = app.head().await;
    assert_eq!(heads.len(), 2);
    assert_eq!(heads[0]["size"], size);
    for head in heads {
        let said = key.open(head["note"].as_str().unwrap()).unwrap();
        assert_eq!(head["size"], said.size);
        assert_eq!(head["root"], hex::encode(said.root));
    }
}

#[tokio::test]
async fn a_receipt_is_proven_once_a_head_covers_it() {
    let (app, payment) = paid().await;
    let admin = app.admin().await;
    for unknown in ["UF10AAAAA2", "x", "%20"] {
        let answer = admin.get(&format!("/api/audit/proofs/{unknown}/")).await;
        answer.problem(404, "receipt_unknown");
    }
    let path = format!("/api/audit/proofs/{}/", RECEIPT.to_lowercase());
    let early = admin.get(&path).await;
    early.problem(409, "head_not_yet");
    assert_eq!(early.header("retry-after"), Some("60"));

    let key = sign(&app).await;
    let answer = admin.get(&path).await;
    answer.ok(200);
    let proof = Proof::parse(&answer.text()).unwrap();
    proof.check(Some(&key)).unwrap();
    assert_eq!(proof.event.event_type, "PaymentCompleted");
    assert_eq!(proof.event.aggregate_id, payment.to_string());
    assert!(proof.event.payload.contains(RECEIPT));
}
