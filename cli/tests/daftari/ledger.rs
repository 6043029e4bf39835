//! The books at the command line, and what hledger makes of them.

use serde_json::{Value, json};
use testing::plain_text::{
    Balances, bean_check, counted_by_beancount, counted_by_hledger, hledger,
};
use tokio::process::Command;

use crate::support::{PRICE_CENTS, Shop};

fn counted_by_us(trial_balance: &str) -> Balances {
    let said: Value = serde_json::from_str(trial_balance).unwrap();
    assert_eq!(said["debits_cents"], said["credits_cents"], "{said}");
    let accounts = said["accounts"].as_array().unwrap().iter().map(|account| {
        (account["code"].as_i64().unwrap(), account["balance_cents"].as_i64().unwrap())
    });
    accounts.filter(|(_, cents)| *cents != 0).collect()
}

#[tokio::test]
async fn hledger_accepts_the_journal_and_counts_the_same() {
    let shop = Shop::open().await;
    for (phone, key) in [("254712345678", "one"), ("254712345679", "two")] {
        let payment = shop.initiate(phone, key).await.expect("it runs");
        shop.progress_becomes(&payment, "CONNECTED").await;
    }
    shop.books.settle().await;

    let journal = shop.folder.run(&["export", "hledger"]).await.well();
    let checked = hledger(&journal, &["check", "ordereddates"]);
    assert!(checked.status.success(), "{checked:?}\n{journal}");
    let ours = shop.folder.run(&["--json", "trial-balance"]).await.well();
    let counted = counted_by_us(&ours);
    assert_eq!(counted_by_hledger(&journal), counted, "{journal}");
    assert_eq!(counted[&1110], 2 * PRICE_CENTS);
    assert_eq!(counted[&2210], -2 * PRICE_CENTS, "nothing of it has passed on a closed day");
    let seen = shop.see("/api/finance/trial-balance/").await;
    assert_eq!(counted_by_us(&seen.to_string()), counted);

    // The same for beancount.
    let beancount = shop.folder.run(&["export", "beancount"]).await.well();
    assert_eq!(bean_check(&beancount), "");
    assert_eq!(counted_by_beancount(&beancount), counted, "{beancount}");
    let forged = beancount.replacen("50.00 KES", "51.00 KES", 1);
    assert!(!bean_check(&forged).is_empty(), "{forged}");

    // A wrong amount does not pass.
    let forged = journal.replacen("50.00 KES", "51.00 KES", 1);
    assert!(!hledger(&forged, &["check"]).status.success(), "{forged}");

    let printed = shop.folder.run(&["trial-balance"]).await.well();
    for said in ["Trial balance as of ", "1110  M-Pesa", "KSh 100.00", "In all"] {
        assert!(printed.contains(said), "{said} in {printed}");
    }

    // Before anything happened.
    let past = ["--as-of", "2026-01-01T00:00:00+03:00"];
    let empty = shop.folder.run(&[&["export", "hledger"], &past[..]].concat()).await.well();
    assert!(counted_by_hledger(&empty).is_empty());
    let none = shop.folder.run(&[&["--json", "trial-balance"], &past[..]].concat()).await.well();
    assert!(counted_by_us(&none).is_empty());
    let future = ["trial-balance", "--as-of", "2999-01-01T00:00:00Z"];
    let fault = shop.folder.run(&future).await.with_code(2);
    assert!(fault.contains("in the future"), "{fault}");
}

#[tokio::test]
async fn an_auditor_takes_every_event_along_and_checks_them_with_another_program() {
    let shop = Shop::open().await;
    let payment = shop.initiate("254712345678", "one").await.expect("it runs");
    shop.progress_becomes(&payment, "CONNECTED").await;
    let place = tempfile::tempdir().unwrap();
    let bundle = place.path().join("bundle");
    let said =
        shop.folder.run(&["export", "ndjson", "--out", bundle.to_str().unwrap()]).await.well();
    assert!(said.contains("events, their head and its key"), "{said}");
    let key = std::fs::read_to_string(bundle.join("daftari.vkey")).unwrap();
    let check = async || {
        Command::new("python3")
            .current_dir(&bundle)
            .args(["verify.py", "events", "events.ndjson", "--head", "head", "--key", key.trim()])
            .output()
            .await
            .unwrap()
    };
    let checked = check().await;
    assert!(checked.status.success(), "{checked:?}");
    // One shilling more.
    let events = std::fs::read_to_string(bundle.join("events.ndjson")).unwrap();
    assert!(events.contains("5000"), "{events}");
    std::fs::write(bundle.join("events.ndjson"), events.replacen("5000", "5100", 1)).unwrap();
    assert!(!check().await.status.success());
    // A folder that is there is not written over.
    let again = shop.folder.run(&["export", "ndjson", "--out", bundle.to_str().unwrap()]).await;
    assert!(again.with_code(3).contains("name a folder that is not there"));
}

#[tokio::test]
async fn a_statement_is_compared_taken_in_and_agrees_then() {
    let shop = Shop::open().await;
    let told = shop.initiate("254712345678", "one").await.expect("it runs");
    shop.progress_becomes(&told, "CONNECTED").await;
    // Somebody pays by hand, and nobody tells of it.
    shop.pay_by_hand("254712345679").await;
    let statement = shop.statement(2).await;
    shop.books.settle().await;
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("statement.csv");
    std::fs::write(&file, statement).unwrap();
    let file = file.to_str().unwrap();
    let codes = ["--short-code", "174379"];
    let reconcile = async |more: &[&str]| {
        shop.folder.run(&[more, &["reconcile", file], &codes[..]].concat()).await
    };

    // Nothing is recorded by a look.
    let head = shop.books.head().await;
    let differs = reconcile(&[]).await.with_code(1);
    assert!(differs.contains("take in what is safe with --apply"), "{differs}");
    assert_eq!(shop.books.head().await, head);
    let apply = async || shop.folder.run(&["reconcile", file, "--apply", codes[0], codes[1]]).await;
    let applied = apply().await;
    let taken_in = "Taken in: 1 payment, 0 reversals, 1 charge or bank movement.";
    assert!(applied.output.contains(taken_in), "{applied:?}");
    assert!(applied.with_code(1).contains("somebody has to look"));
    // It is left to say whose the money is.
    let page = shop.see("/api/payments/?status=UNALLOCATED").await;
    let found = page["items"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["amount_cents"]), (1, &json!(PRICE_CENTS)));
    let customer = shop.see(&format!("/api/payments/{told}/")).await["customer_id"].clone();
    let wish = json!({"customer_id": customer, "reason": "They called"});
    let path = format!("/api/payments/{}/allocate/", found[0]["id"].as_str().unwrap());
    shop.ask(&path, "whose", &wish).await.expect("it runs");
    shop.books.settle().await;

    let agrees = reconcile(&[]).await.well();
    assert!(!agrees.contains("Taken in"), "{agrees}");
    let again = apply().await.well();
    let nothing = "Taken in: 0 payments, 0 reversals, 0 charges and bank movements.";
    assert!(again.contains(nothing), "{again}");
    // The break that was raised is over now, and that is all there was to record.
    let head = shop.books.head().await;
    shop.books.wait_for("BreakResolved", 0).await;
    apply().await.well();
    assert_eq!(shop.books.head().await, head, "nothing is taken in twice");
    let report: Value = serde_json::from_str(&reconcile(&["--json"]).await.well()).unwrap();
    assert_eq!((&report["report"]["agrees"], &report["applied"]), (&json!(true), &Value::Null));

    let nonsense = place.path().join("nonsense.csv");
    std::fs::write(&nonsense, "not a statement").unwrap();
    let refused = shop.folder.run(&["reconcile", nonsense.to_str().unwrap()]).await.with_code(2);
    assert!(refused.contains("was not compared"), "{refused}");
}
