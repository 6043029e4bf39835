//! What was recorded is verified, proven and published, by the program and by one that shares no
//! code with it.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::process::Command;

use testing::wait_until;

use crate::support::{PATIENCE, Shop};

/// The statement by which `docs/events.md` exports events.
fn export() -> &'static str {
    let document = include_str!("../../../docs/events.md");
    let at = document.find("SELECT json_build_object(").unwrap();
    document[at..].split("```").next().unwrap()
}

async fn python(arguments: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verify.py");
    Command::new("python3").arg(script).args(arguments).output().await.unwrap()
}

async fn holds(arguments: &[&str]) -> String {
    let output = python(arguments).await;
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

async fn is_refused(arguments: &[&str]) -> String {
    let output = python(arguments).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn write(path: &Path, content: &str) -> PathBuf {
    std::fs::write(path, content).unwrap();
    path.to_owned()
}

#[tokio::test]
async fn a_receipt_is_proven_and_tampering_is_named() {
    let mut shop = Shop::open().await;
    let payment = shop.initiate("254712345678", "one").await.expect("it runs");
    shop.progress_becomes(&payment, "CONNECTED").await;
    let receipt = shop.transactions().await[0]["receipt"].as_str().unwrap().to_owned();
    let file = shop.folder.path().join("receipt.json");
    shop.folder.run(&["prove", &receipt, "--out", text(&file)]).await.well();

    let heads = shop.folder.data_dir().join("heads");
    let proof: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let head = proof["head"].as_str().unwrap();
    wait_until("the head to be published", PATIENCE, async || {
        std::fs::read_to_string(heads.join("latest")).is_ok_and(|note| note == head).then_some(())
    })
    .await;
    let key = std::fs::read_to_string(heads.join("daftari.vkey")).unwrap();
    let key = key.trim();
    a_proof_is_checked(&shop, &file, key).await;
    events_are_verified(&shop, &heads, key).await;
    shop.press_ctrl_c().await;
    shop.ends().await.well();
}

async fn a_proof_is_checked(shop: &Shop, file: &Path, key: &str) {
    let said = shop.folder.run(&["check-proof", text(file), "--key", key]).await.well();
    assert!(said.contains("PaymentCompleted at position"), "{said}");
    let said = holds(&["proof", text(file), "--key", key]).await;
    assert!(said.contains("is in the signed tree"), "{said}");

    let content = std::fs::read_to_string(file).unwrap();
    let altered = content.replacen("PaymentCompleted", "PaymentConfirmed", 1);
    let altered = write(&shop.folder.path().join("altered.json"), &altered);
    let said = shop.folder.run(&["check-proof", text(&altered), "--key", key]).await.with_code(1);
    assert!(said.contains("is not in the signed tree"), "{said}");
    let said = is_refused(&["proof", text(&altered), "--key", key]).await;
    assert!(said.contains("is not in the tree"), "{said}");

    // Another key, of the same name.
    let other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let said = shop.folder.run(&["check-proof", text(file), "--key", other]).await.with_code(1);
    assert!(said.contains("is not signed by the key c74f20a3"), "{said}");
    is_refused(&["proof", text(file), "--key", other]).await;
}

async fn a_claim_is_missed(shop: &Shop, database: &mut PgConnection) {
    let take = "CREATE TABLE public.taken AS SELECT * FROM public.claims WHERE kind = 'receipt';
         DELETE FROM public.claims WHERE kind = 'receipt'";
    database.execute(sqlx::raw_sql(take)).await.unwrap();
    let said = shop.folder.run(&["verify"]).await.with_code(1);
    assert!(said.contains("the claim receipt ") && said.contains("is missing"), "{said}");
    let said = shop.folder.run(&["verify", "--to", "3"]).await.well();
    assert!(said.contains("not verified: they are what all events make them"), "{said}");
    let give_back = "INSERT INTO public.claims TABLE public.taken; DROP TABLE public.taken";
    database.execute(sqlx::raw_sql(give_back)).await.unwrap();
    let said = shop.folder.run(&["verify", "--json"]).await.well();
    let said: Value = serde_json::from_str(&said).unwrap();
    assert!(said["claims"].as_u64() > Some(0) && said["signatures"].as_u64() > Some(0), "{said}");
}

async fn events_are_verified(shop: &Shop, heads: &Path, key: &str) {
    let latest = heads.join("latest");
    let verify = ["verify", "--head", text(heads)];
    let said = shop.folder.run(&verify).await.well();
    assert!(said.contains("are as they were recorded"), "{said}");

    let mut database = PgConnection::connect(&shop.database_url).await.unwrap();
    a_claim_is_missed(shop, &mut database).await;
    let statement = format!("SELECT line::text FROM ({}) AS export (line)", export());
    let lines: Vec<String> = sqlx::query_scalar(&statement).fetch_all(&mut database).await.unwrap();
    let events = write(&shop.folder.path().join("events.ndjson"), &lines.join("\n"));
    let with_head = ["events", text(&events), "--head", text(&latest), "--key", key];
    let said = holds(&with_head).await;
    assert!(said.contains(&format!("{} events hold", lines.len())), "{said}");
    let cut = write(&shop.folder.path().join("cut.ndjson"), &lines[..3].join("\n"));
    let said = is_refused(&["events", text(&cut), "--head", text(&latest), "--key", key]).await;
    assert!(said.contains("events from 4 on are missing"), "{said}");

    let edit = "SET session_replication_role = replica;
         UPDATE public.events SET metadata = '{}' WHERE position = 2";
    database.execute(sqlx::raw_sql(edit)).await.unwrap();
    let said = shop.folder.run(&verify).await.with_code(1);
    assert!(said.contains("the event at position 2 is not the one"), "{said}");
    let altered = lines.join("\n").replacen("UserRegistered", "UserRenamed", 1);
    let altered = write(&shop.folder.path().join("edited.ndjson"), &altered);
    let said = is_refused(&["events", text(&altered)]).await;
    assert!(said.contains("the chain does not hold at position"), "{said}");
}
