//! Many payments while what Safaricom tells of them is lost, repeated, late and out of order: in
//! the end both sides have the same books.
//!
//! `make test` runs a thousand of them from a fixed seed; `make soak` as many as is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::time::Duration;

use chrono::TimeDelta;
use domain::PaymentId;
use domain::codes::AccountReference;
use domain::user::Role;
use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;
use uuid::Uuid;

use crate::support::{Answer, Caller, Setup, TestApp};

const PAYMENTS: u64 = 1_000;
const SEED: u64 = 2_547;
/// Every so many payers do something of their own. The simulator knows a thousand such numbers.
const ODD_EVERY: u64 = 8;
const ODD_MAX: u64 = 1_000;
/// What they do, in turn.
const ODD: [&str; 14] = [
    "wrong-pin",
    "contradictory-query",
    "cancelled",
    "lost-callback",
    "early-callback",
    "no-reply",
    "duplicate-callback",
    "late-callback",
    "lost-answer",
    "insufficient-funds",
    "cancelled-callback-lost",
    "slow-payer",
    "pending-as-error",
    "confirmation-first",
];
/// How many customers ask at the same time.
const AT_ONCE: usize = 32;
/// The clock is put forward after each part, so that Safaricom is asked while callbacks are on
/// their way.
const PARTS: u64 = 10;
/// Far more than the largest run takes.
const PATIENCE: Duration = Duration::from_mins(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_sides_have_the_same_books_whatever_happens_on_the_way() {
    let payments = testing::asked_for(testing::SOAK_PAYMENTS, PAYMENTS);
    let seed = testing::asked_for(testing::SOAK_SEED, SEED);
    let setup = Setup { ask_after: app::Settings::ask_after_by_default(), ..Setup::default() };
    let app = TestApp::start_with(setup).await;
    let (vault, base) = (&app.app.ledger.vault, &app.app.settings.callback_base);
    app::c2b::register::register(vault, app.app.c2b.as_ref(), base).await;
    let packages = [app.sell("An hour", 20).await, app.sell("An evening", 35).await];
    begin_trouble(&app, payments, seed).await;

    for part in 0..PARTS {
        ask_all(&app, &packages, part * payments / PARTS..(part + 1) * payments / PARTS).await;
        app.clock.forward(TimeDelta::seconds(35));
    }
    let (soon, in_the_end) = (TimeDelta::minutes(2), TimeDelta::hours(25));
    app.clock.forward(soon);
    app.simulator_is_done().await;
    app.clock.forward(in_the_end);
    // The admin's session has ended meanwhile.
    let auditor = app.staff("auditor", Role::Admin).await;

    let mut differences = Vec::new();
    let books = tokio::time::timeout(PATIENCE, async {
        loop {
            app.settles().await;
            let books = Books::of(&app, &auditor).await;
            differences = books.differences();
            if differences.is_empty() {
                return books;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let Ok(books) = books.await else {
        panic!("seed {seed}: {} differences: {differences:#?}", differences.len())
    };
    books.are_whole(payments);
    books.are_told(seed);
}

/// The thousand odd payers, and dice for everybody.
async fn begin_trouble(app: &TestApp, payments: u64, seed: u64) {
    let odd = (0..payments).step_by(usize::try_from(ODD_EVERY).unwrap());
    for (nth, payer) in odd.take(usize::try_from(ODD_MAX).unwrap()).enumerate() {
        let path = format!("/sim/scenarios/{}", phone(payer));
        ask_simulator(app, Method::PUT, &path, &json!(ODD[nth % ODD.len()])).await.ok(200);
    }
    let chaos = json!({
        "seed": seed,
        "duplicate_percent": 15,
        "loss_percent": 10,
        "reorder_percent": 15,
        "delay_percent": 25,
        "delay_seconds_max": 60,
        "refusal_percent": 3,
        "lost_answer_percent": 2,
    });
    ask_simulator(app, Method::PUT, "/sim/chaos", &chaos).await.ok(200);
}

async fn ask_simulator(app: &TestApp, method: Method, path: &str, body: &Value) -> Answer {
    let request = app.of_safaricom(method, path).header("content-type", "application/json");
    Answer::to(request.body(body.to_string())).await
}

fn phone(payer: u64) -> String {
    format!("2547{:08}", 10_000_000 + payer)
}

/// Customers ask to pay, so many at the same time, and Safaricom hears of each of them.
async fn ask_all(app: &TestApp, packages: &[Uuid], payers: std::ops::Range<u64>) {
    let asking = payers.map(|payer| {
        let package = packages[usize::try_from(payer).unwrap() % packages.len()];
        async move {
            app.initiate_as_guest(package, &phone(payer)).await;
        }
    });
    futures::stream::iter(asking).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let admin = app.admin().await;
    wait_until("every prompt to be on its way", PATIENCE, async || {
        app.read_models_are_there().await;
        let pending = admin.pages("/api/payments/?status=PENDING", 200).await;
        let waits = |payment: &Value| payment["progress"] == "REQUESTED";
        (!pending.iter().flatten().any(waits)).then_some(())
    })
    .await;
}

/// What both sides have.
struct Books {
    /// Every payment of ours, by the reference that its payer saw.
    ours: BTreeMap<String, Value>,
    /// Every payment that Safaricom took, by its receipt.
    theirs: BTreeMap<String, Value>,
    /// How often each reference was prompted for, and whether a callback about it arrived.
    prompts: BTreeMap<String, (usize, bool)>,
}

impl Books {
    async fn of(app: &TestApp, auditor: &Caller) -> Self {
        let pages = auditor.pages("/api/payments/", 200).await;
        let of_ours = |payment: Value| (reference_of(&payment), payment);
        let of_theirs = |entry: Value| (text(&entry, "receipt"), entry);
        let entries = app.of_simulator("/sim/entries").await;
        let mut prompts: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for prompt in app.transactions().await {
            let (times, told) = prompts.entry(text(&prompt, "account_reference")).or_default();
            *times += 1;
            *told |= arrived(&prompt["deliveries"]);
        }
        Self {
            ours: pages.into_iter().flatten().map(of_ours).collect(),
            theirs: entries.into_iter().map(of_theirs).collect(),
            prompts,
        }
    }

    /// Everything that one side has and the other has not, or otherwise, but for money that nobody
    /// was ever told of.
    fn differences(&self) -> Vec<String> {
        let mut differences = Vec::new();
        for (reference, ours) in &self.ours {
            if ours["status"] == "PENDING" || is_unsettled(ours) {
                differences.push(format!("ours is not over: {ours}"));
            }
            let receipt = ours["mpesa_receipt_number"].as_str();
            if receipt.is_some_and(|receipt| !self.theirs.contains_key(receipt)) {
                differences.push(format!("theirs has no receipt of {reference}: {ours}"));
            }
        }
        for (receipt, theirs) in &self.theirs {
            let ours = self.ours.get(&text(theirs, "account_reference"));
            let agrees = ours.is_some_and(|ours| {
                let has_receipt = ours["mpesa_receipt_number"] == receipt.as_str();
                let same = ours["amount_paid_cents"] == theirs["amount_cents"];
                let known_by_query = ours["mpesa_receipt_number"].is_null() && same;
                (has_receipt && same)
                    || (!self.is_told(theirs) && (known_by_query || is_lost(ours)))
            });
            if !agrees {
                differences.push(format!("theirs is {theirs}, ours is {ours:?}"));
            }
        }
        differences
    }

    /// Whether anything that names this receipt ever arrived.
    fn is_told(&self, theirs: &Value) -> bool {
        let prompt = self.prompts.get(&text(theirs, "account_reference"));
        prompt.is_some_and(|(_, told)| *told) || arrived(&theirs["confirmations"])
    }

    /// Nobody was prompted twice, everybody has a payment, and what was paid was settled once.
    fn are_whole(&self, payments: u64) {
        assert_eq!(self.ours.len(), usize::try_from(payments).unwrap());
        let twice: Vec<_> = self.prompts.iter().filter(|(_, (times, _))| *times > 1).collect();
        assert!(twice.is_empty(), "prompted more than once: {twice:?}");
        let references: BTreeSet<String> =
            self.theirs.values().map(|entry| text(entry, "account_reference")).collect();
        assert_eq!(references.len(), self.theirs.len(), "a push brought money twice");
        let (ours, theirs) = (self.our_cents(), self.their_cents());
        let lost: i64 = self.lost().map(|entry| cents(&entry["amount_cents"])).sum();
        assert_eq!(ours + lost, theirs, "to the shilling");
    }

    /// Says what the run was made of, so that a run in which nothing went wrong is seen.
    fn are_told(&self, seed: u64) {
        let with =
            |status: &str| self.ours.values().filter(|payment| payment["status"] == status).count();
        let without_receipt = self.ours.values().filter(|payment| {
            payment["status"] == "COMPLETED" && payment["mpesa_receipt_number"].is_null()
        });
        let line = format!(
            "seed {seed}: {} payments: {} completed ({} of them known by a query alone), {} failed, \
             {} expired; KSh {} here and KSh {} there; {} payments were never told of in any way",
            self.ours.len(),
            with("COMPLETED"),
            without_receipt.count(),
            with("FAILED"),
            with("EXPIRED"),
            self.our_cents() / 100,
            self.their_cents() / 100,
            self.lost().count(),
        );
        // Past the test's own capture of output, because this is what the run is for.
        let mut output = std::io::stdout();
        writeln!(output, "{line}").unwrap();
        assert!(with("COMPLETED") > 0 && with("FAILED") > 0);
    }

    /// What came to them and is not known here, because every announcement was lost and a question
    /// was answered wrongly or could not be asked.
    fn lost(&self) -> impl Iterator<Item = &Value> {
        self.theirs.values().filter(|entry| is_lost(&self.ours[&text(entry, "account_reference")]))
    }

    fn our_cents(&self) -> i64 {
        self.ours.values().map(|payment| cents(&payment["amount_paid_cents"])).sum()
    }

    fn their_cents(&self) -> i64 {
        self.theirs.values().map(|entry| cents(&entry["amount_cents"])).sum()
    }
}

/// A payment that brought money which neither bought anything nor is said to be in the wallet.
fn is_unsettled(payment: &Value) -> bool {
    let settled = payment["subscription"].is_object() || payment["kept_in_wallet"].is_string();
    payment["status"] == "COMPLETED" && !settled
}

/// Whether it ended here without money, as far as anybody said.
fn is_lost(ours: &Value) -> bool {
    let needs_a_look = ours["needs_a_look"] == true;
    // A query said that the payer cancelled; or the prompt had no answer, so nobody could ask.
    ours["status"] == "FAILED" || (ours["status"] == "EXPIRED" && needs_a_look)
}

fn reference_of(payment: &Value) -> String {
    let id: PaymentId = text(payment, "id").parse().unwrap();
    AccountReference::of(id).as_str().to_owned()
}

fn arrived(deliveries: &Value) -> bool {
    deliveries.as_array().unwrap().iter().any(|delivery| delivery["status"] == 200)
}

fn cents(value: &Value) -> i64 {
    value.as_i64().unwrap_or(0)
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}")).to_owned()
}
