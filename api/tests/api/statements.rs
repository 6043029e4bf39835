//! Statements as Safaricom's portal exports them, beside the ledger.

use std::collections::BTreeMap;

use daraja_sim::{Moved, Past};
use domain::Money;
use domain::ports::{ResultAddresses, ReversalRequest};
use domain::time::{Clock, in_nairobi, nairobi_day};
use domain::user::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{Answer, Caller, PATIENCE, SHORT_CODE, Setup, TestApp};
use crate::unprompted::confirm;

const STATEMENTS: &str = "/api/finance/statements/";

/// A service to which five payments came by hand, KSh 300 to 1,500, all but the third of which
/// Safaricom confirmed. It has given the second back, and money went to the bank.
struct World {
    app: TestApp,
    finance: Caller,
    /// Of the payments, in their order.
    receipts: Vec<String>,
    customer: Caller,
}

impl World {
    async fn new() -> Self {
        // The evening of the day before, as days are counted where the account is held.
        let yesterday = nairobi_day(app::clock::SystemClock.now()).pred_opt().unwrap();
        let sweep = Past {
            receipt: "UKN6SWEEP0".to_owned(),
            at: yesterday.and_hms_opt(16, 0, 0).unwrap().and_utc(),
            amount_cents: 2_000_000,
            moved: Moved::Sweep,
        };
        let app = TestApp::start_with(Setup { past: vec![sweep], ..Setup::default() }).await;
        let (customer, id) = app.customer("wanjiku", "0712345678").await;
        let number = app.home_of(&id).await;
        let finance = app.staff("finance", Role::Finance).await;
        let mut world = Self { app, finance, receipts: vec![], customer };
        for shillings in [300, 400, 500, 600, 1_500] {
            world.pay(&number, shillings).await;
        }
        for (index, entry) in world.entries().await.iter().skip(1).enumerate() {
            if index != 2 {
                confirm(&world.app, &confirmation(entry)).await;
            }
        }
        world.give_back(1, 400).await;
        world.app.settles().await;
        world
    }

    /// Somebody pays by hand; nobody hears of it.
    async fn pay(&mut self, account: &str, shillings: u32) {
        let payment = json!({"msisdn": "254712345678", "amount_shillings": shillings,
                             "account": account, "pin": "1234"});
        self.pay_as(&payment).await;
    }

    async fn pay_as(&mut self, payment: &Value) {
        let request = self.app.of_safaricom(Method::POST, "/sim/payments").json(payment);
        let begun = Answer::to(request).await.ok(202);
        let receipt = begun["receipt"].as_str().unwrap().to_owned();
        wait_until("the payment to be made", PATIENCE, async || {
            let entries = self.entries().await;
            entries.iter().any(|entry| entry["receipt"] == receipt).then_some(())
        })
        .await;
        self.receipts.push(receipt);
    }

    async fn entries(&self) -> Vec<Value> {
        let entries = Answer::to(self.app.of_safaricom(Method::GET, "/sim/entries")).await.ok(200);
        entries["items"].as_array().unwrap().clone()
    }

    /// Somebody reverses a payment in Safaricom's portal.
    async fn give_back(&self, index: usize, shillings: i64) {
        let nowhere = format!("http://127.0.0.1:{}/", testing::free_port());
        let request = ReversalRequest {
            receipt: self.receipts[index].parse().unwrap(),
            amount: Money::from_shillings(shillings).unwrap(),
            remarks: "By the portal".to_owned(),
            addresses: ResultAddresses { result_url: nowhere.clone(), timeout_url: nowhere },
        };
        self.app.app.later.ask_reversal(&request).await.unwrap();
        wait_until("the reversal", PATIENCE, async || {
            let entries = self.entries().await;
            entries.iter().any(|entry| entry["kind"] == "reversal").then_some(())
        })
        .await;
    }

    /// What the portal exports of yesterday, today and tomorrow.
    async fn export(&self, layout: &str, format: &str) -> Vec<u8> {
        let today = nairobi_day(self.app.clock.now());
        let (from, to) = (today.pred_opt().unwrap(), today.succ_opt().unwrap());
        let path = format!("/sim/statement?layout={layout}&format={format}&from={from}&to={to}");
        let answer = Answer::to(self.app.of_safaricom(Method::GET, &path)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.body
    }

    async fn give(&self, file: &[u8]) -> Answer {
        let path = format!("{STATEMENTS}?short_code={SHORT_CODE}&file_name=statement");
        self.finance.post_bytes(&path, file).await
    }

    /// How often each kind of break is in a report.
    fn kinds(report: &Value) -> BTreeMap<&str, u64> {
        let differs = report["differs"].as_array().unwrap().iter();
        differs.map(|sum| (sum["kind"].as_str().unwrap(), sum["count"].as_u64().unwrap())).collect()
    }

    fn receipts_of<'a>(report: &'a Value, kind: &str) -> Vec<&'a str> {
        let breaks = report["breaks"].as_array().unwrap().iter();
        breaks
            .filter(|found| found["kind"] == kind)
            .map(|found| found["receipt"].as_str().unwrap_or("-"))
            .collect()
    }
}

fn confirmation(entry: &Value) -> Value {
    let at: domain::Timestamp = entry["completed_at"].as_str().unwrap().parse().unwrap();
    json!({
        "TransactionType": "Pay Bill",
        "TransID": entry["receipt"],
        "TransTime": in_nairobi(at).format("%Y%m%d%H%M%S").to_string(),
        "TransAmount": format!("{}.00", entry["amount_cents"].as_i64().unwrap() / 100),
        "BusinessShortCode": SHORT_CODE,
        "BillRefNumber": entry["account_reference"],
        "MSISDN": "2547 ***** 678",
        "FirstName": "JANE",
    })
}

#[tokio::test]
async fn what_was_lost_is_taken_in_once_and_every_layout_agrees_then() {
    let world = World::new().await;
    let file = world.export("classic", "csv").await;
    let taken = world.give(&file).await.ok(201);
    let report = &taken["report"];
    let charges = World::kinds(report)["CHARGE"];
    assert!(charges > 0, "{report}");
    assert_eq!(
        World::kinds(report),
        BTreeMap::from([
            ("MISSING_IN_LEDGER", 1),
            ("REVERSED", 1),
            ("CHARGE", charges),
            ("SWEEP", 1),
            ("OPENING", 1)
        ])
    );
    assert_eq!(World::receipts_of(report, "MISSING_IN_LEDGER"), [&world.receipts[2]]);
    assert_eq!(report["unexplained_cents"], 0, "{report}");

    let id = taken["statement_id"].as_str().unwrap();
    let apply = format!("{STATEMENTS}{id}/apply/");
    let applied = world.finance.post(&apply, &json!({})).await.ok(200);
    assert_eq!((&applied["payments"], &applied["reversals"]), (&json!(1), &json!(1)));
    // The charges, the sweep, and what the account held at first.
    assert_eq!(applied["movements"], charges + 2);
    assert_eq!(applied["report"]["agrees"], true, "{applied}");
    // Of 300, 400, 500, 600 and 1,500, the 400 went back.
    world.app.settles().await;
    let wallet = world.customer.get("/api/wallets/").await.ok(200);
    assert_eq!(wallet["items"][0]["balance_cents"], 290_000);

    let again = world.finance.post(&apply, &json!({})).await.ok(200);
    let nothing = ["payments", "reversals", "movements"].map(|what| again[what].clone());
    assert_eq!(nothing, [json!(0), json!(0), json!(0)]);
    for (layout, format) in [("classic", "xlsx"), ("new", "csv"), ("new", "xlsx")] {
        let other = world.export(layout, format).await;
        let given = world.give(&other).await.ok(201);
        assert_eq!(given["is_known"], false);
        assert_eq!(given["report"]["agrees"], true, "{layout} {format}: {}", given["report"]);
    }
    // The same file is the same statement, and says the same to the byte.
    let known = world.give(&file).await.ok(201);
    assert_eq!((&known["is_known"], &known["statement_id"]), (&json!(true), &json!(id)));
    let one = world.finance.get(&format!("{STATEMENTS}{id}/")).await;
    let other = world.finance.get(&format!("{STATEMENTS}{id}/")).await;
    assert_eq!(one.ok(200)["report"]["agrees"], true);
    assert_eq!(one.body, other.body);
    assert_eq!(world.finance.ids(STATEMENTS).await.len(), 4);
    // What was opened by the first statement is gone.
    let open = world.finance.pages("/api/finance/breaks/?is_open=true", 50).await.concat();
    assert_eq!(open, Vec::<Value>::new());
}

/// The statement as somebody might have altered it, each row with its number in the file.
fn altered(file: &[u8], receipts: &[String]) -> String {
    let text = String::from_utf8(file.to_vec()).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let row = |rows: &[String], receipt: &str| {
        rows.iter().position(|row| row.starts_with(receipt) && !row.contains("Charge")).unwrap()
    };
    // The first payment stands there twice, the fourth has another amount, the fifth is gone, and
    // one was put in.
    let first = row(&rows, &receipts[0]);
    rows.insert(first, rows[first].clone());
    let fourth = row(&rows, &receipts[3]);
    rows[fourth] = rows[fourth].replace(",600.00,", ",650.00,");
    let fifth = row(&rows, &receipts[4]);
    let foreign = rows[fifth].replace(&receipts[4], "UKN9F0RE1G");
    rows[fifth] = foreign.replace(",1500.00,", ",900.00,");
    rows.join("\n")
}

#[tokio::test]
async fn what_was_altered_is_named_and_nothing_else() {
    let world = World::new().await;
    let file = world.export("classic", "csv").await;
    let whole = world.give(&file).await.ok(201);
    let id = whole["statement_id"].as_str().unwrap();
    world.finance.post(&format!("{STATEMENTS}{id}/apply/"), &json!({})).await.ok(200);

    let file = altered(&file, &world.receipts);
    let taken = world.give(file.as_bytes()).await.ok(201);
    let report = &taken["report"];
    for (kind, receipt) in [
        ("DUPLICATE", world.receipts[0].as_str()),
        ("AMOUNT_DIFFERS", &world.receipts[3]),
        ("NOT_IN_BALANCE", "UKN9F0RE1G"),
        ("MISSING_IN_STATEMENT", &world.receipts[4]),
    ] {
        assert_eq!(World::receipts_of(report, kind), [receipt], "{kind} in {report}");
    }
    assert_eq!(report["breaks_total"], 4, "{report}");
    assert!(report["first_misstep"]["row"].is_u64(), "{report}");
    // Nothing of it is taken in.
    let id = taken["statement_id"].as_str().unwrap();
    let applied = world.finance.post(&format!("{STATEMENTS}{id}/apply/"), &json!({})).await.ok(200);
    let nothing = ["payments", "reversals", "movements"].map(|what| applied[what].clone());
    assert_eq!(nothing, [json!(0), json!(0), json!(0)]);

    world.app.read_models_are_there().await;
    let open = format!("/api/finance/breaks/?is_open=true&statement_id={id}");
    let breaks = world.finance.pages(&open, 2).await.concat();
    assert_eq!(breaks.len(), 4, "{breaks:?}");
    let dashboard = world.finance.get("/api/dashboard/").await.ok(200);
    assert_eq!(dashboard["open_breaks"], 4);
    let one = breaks[0]["id"].as_str().unwrap();
    let path = |what: &str| format!("/api/finance/breaks/{one}/{what}/");
    let whoever = world.customer.get("/api/me/").await.ok(200)["id"].clone();
    let refused = world.finance.post(&path("assign"), &json!({"user_id": whoever})).await;
    refused.problem(422, "not_in_finance");
    let owner = world.finance.get("/api/me/").await.ok(200)["id"].clone();
    world.finance.post(&path("assign"), &json!({"user_id": owner})).await.ok(200);
    let reason = json!({"reason": "Altered by hand, the export is right"});
    let done = world.finance.post(&path("resolve"), &reason).await.ok(200);
    // Said twice, it is said once.
    world.finance.post(&path("resolve"), &json!({"reason": "Again"})).await.ok(200);
    let closed = format!("/api/finance/breaks/?is_open=false&min_position={}", done["position"]);
    let resolved = world.finance.read(&closed).await;
    let found = resolved["items"].as_array().unwrap().iter().find(|found| found["id"] == *one);
    assert_eq!(found.unwrap()["resolution"], reason["reason"]);
    assert_eq!(found.unwrap()["owner"], owner);
    // Raised once, whatever is given again.
    world.give(file.as_bytes()).await.ok(201);
    world.app.read_models_are_there().await;
    assert_eq!(world.finance.pages(&open, 50).await.concat().len(), 3);
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_a_reason_and_nothing_is_recorded() {
    let app = TestApp::start_idle().await;
    let finance = app.staff("finance", Role::Finance).await;
    let day = nairobi_day(app.clock.now());
    let statement = format!(
        "Account Holder:,SOMEBODY ELSE\nShort Code:,999888\nTime Period:,From,{day} 00:00:00,To,{day} 23:59:59\n\
         Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\n\
         UKN5AAAAA1,{day} 10:00:00,Pay Bill from 254712345678 - JANE Acc. 1,Completed,100.00,,100.00\n"
    );
    let unnamed = statement.replace("Short Code:,999888\n", "");
    let before = app.head().await;
    for (what, file, code) in [
        ("nothing", Vec::new(), "not_a_statement"),
        (
            "a bank's",
            b"Date,Narrative,Debit,Credit\n2026-11-01,Salary,,100\n".to_vec(),
            "not_a_statement",
        ),
        ("truncated", b"PK\x03\x04\x14\x00\x00\x00".to_vec(), "not_a_statement"),
        ("another's", statement.clone().into_bytes(), "other_short_code"),
        ("nobody's", unnamed.into_bytes(), "which_short_code"),
        (
            "another encoding",
            statement.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "not_a_statement",
        ),
    ] {
        let answer = finance.post_bytes(STATEMENTS, file).await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        answer.problem(422, code);
    }
    let named = format!("{STATEMENTS}?short_code={SHORT_CODE}");
    finance.post_bytes(&named, statement).await.problem(422, "which_short_code");
    finance
        .post_bytes(&format!("{STATEMENTS}?short_code=1"), "")
        .await
        .problem(422, "which_short_code");
    let large = vec![b','; domain::ports::STATEMENT_BYTES_MAX + 1];
    finance.post_bytes(STATEMENTS, large).await.problem(413, "body_too_large");
    assert_eq!(app.head().await, before);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM vault.statement_files")
        .fetch_one(&app.app.ledger.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn what_a_person_agrees_to_completes_the_payment_that_waited_for_it() {
    // Whoever has this number turns the prompt down.
    let (phone, shillings) = ("0700000002", 50);
    let app = TestApp::start().await;
    let package = app.sell("An hour", shillings).await;
    let (customer, _) = app.customer("wanjiku", phone).await;
    let finance = app.staff("finance", Role::Finance).await;
    let begun = app.initiate(&customer, package, phone).await;
    let id = begun["payment_id"].as_str().unwrap();
    app.progress_becomes(id, "FAILED").await;
    // They pay by hand instead, and what they type is nobody's account.
    let mut world = World { app, finance, receipts: vec![], customer };
    let paid = json!({"msisdn": "254700000002", "amount_shillings": shillings,
                      "account": "WIFI", "pin": "1234"});
    world.pay_as(&paid).await;
    let receipt = world.receipts[0].clone();
    let file = world.export("classic", "csv").await;
    let taken = world.give(&file).await.ok(201);
    let suggestion = |report: &Value, kind: &str| {
        let breaks = report["breaks"].as_array().unwrap().iter();
        let of_kind = breaks.filter(|found| found["kind"] == kind).collect::<Vec<_>>();
        assert_eq!(of_kind.len(), 1, "{report}");
        of_kind[0]["suggestion"].clone()
    };
    let suggested = suggestion(&taken["report"], "MISSING_IN_LEDGER");
    assert_eq!((&suggested["kind"], &suggested["payment_id"]), (&json!("PAYMENT"), &json!(id)));
    assert_eq!(suggested["waits_for"], "FAILED");
    let words = suggested["words"].as_str().unwrap();
    assert!(words.contains("same amount, same") && words.ends_with("within 1 min"), "{words}");

    // Taken in, it is nobody's, and may be the same.
    let statement = format!("{STATEMENTS}{}/", taken["statement_id"].as_str().unwrap());
    let apply = format!("{statement}apply/");
    let applied = world.finance.post(&apply, &json!({})).await.ok(200);
    assert_eq!(suggestion(&applied["report"], "UNKNOWN_ACCOUNT"), suggested);
    world.app.settles().await;
    assert_eq!(world.app.payment(id).await["status"], "FAILED", "nobody has agreed");

    let accept = format!("{statement}accept/");
    let another = json!({"receipt": receipt, "payment_id": package});
    world.finance.post(&accept, &another).await.problem(409, "not_suggested");
    let agreed = json!({"receipt": receipt, "payment_id": id});
    let accepted = world.finance.post(&accept, &agreed).await.ok(200);
    assert_eq!(accepted["report"]["agrees"], true, "{accepted}");
    world.app.progress_becomes(id, "CONNECTED").await;
    let payment = world.app.payment(id).await;
    assert_eq!(payment["mpesa_receipt_number"], receipt);
    // Its own money is no longer nobody's, and nothing is counted twice.
    let suspense = world.finance.read("/api/finance/suspense/").await;
    assert_eq!(suspense["amount_cents"], 0);
    world.app.settles().await;
    let head = world.app.head().await;
    world.finance.post(&accept, &agreed).await.ok(200);
    assert_eq!(world.app.head().await, head);
    let open = world.finance.pages("/api/finance/breaks/?is_open=true", 50).await.concat();
    assert_eq!(open, Vec::<Value>::new());
}
