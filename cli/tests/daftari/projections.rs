//! A projection of a running product stops, and somebody at the command line lets it go on.

use serde_json::{Value, json};
use testing::wait_until;

use crate::support::{PATIENCE, Shop};

/// How the packages stand, as programs are told.
async fn packages(shop: &Shop) -> Value {
    let told = shop.folder.run(&["--json", "projections"]).await.well();
    let told: Value = serde_json::from_str(&told).unwrap();
    let all = told["projections"].as_array().unwrap();
    all.iter().find(|one| one["name"] == "packages").unwrap().clone()
}

#[tokio::test]
async fn somebody_at_the_command_line_lets_a_stopped_projection_go_on() {
    let mut shop = Shop::open().await;
    let poison = shop.books.record_what_cannot_be_read().await;
    let stopped = async || Some(packages(&shop).await).filter(|one| one["stopped_at"] == poison);
    wait_until("the projection to stop", PATIENCE, stopped).await;

    let position = poison.to_string();
    let shown = shop.folder.run(&["projections"]).await.well();
    let advice = format!("daftari projections skip packages --position {position} --reason");
    for said in [&advice, "PackageBlessed, version 9", "daftari projections retry packages"] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    let again = shop.folder.run(&["projections", "retry", "packages"]).await.well();
    assert_eq!(again, "packages tries again.\n");
    let skip = ["projections", "skip", "users", "--position", &position, "--reason", "A test"];
    let refused = shop.folder.run(&skip).await.with_code(1);
    assert!(refused.contains("users has not stopped"), "{refused}");
    let skip = ["projections", "skip", "packages", "--position", &position, "--reason", ""];
    let refused = shop.folder.run(&skip).await.with_code(2);
    assert!(refused.contains("a reason is one line"), "{refused}");
    let nothing = shop.folder.run(&["projections", "retry", "nothing"]).await.with_code(2);
    assert!(nothing.contains("there are users, packages"), "{nothing}");

    // It may be trying again just now, and then stands stopped a moment later.
    let skip = ["projections", "skip", "packages", "--position", &position, "--reason", "A test"];
    let skipped = wait_until("the skip", PATIENCE, async || {
        let ended = shop.folder.run(&skip).await;
        (ended.code == Some(0)).then(|| ended.well())
    });
    let skipped = skipped.await;
    assert!(skipped.starts_with(&format!("packages goes on without event {poison}.")), "{skipped}");

    // The runner is another process.
    let went_on = async || Some(packages(&shop).await).filter(|one| one["lag_positions"] == 0);
    let shown = wait_until("the projection to go on", PATIENCE, went_on).await;
    assert_eq!(shown["stopped_at"], Value::Null);
    let skips = shown["skipped"].as_array().unwrap();
    assert_eq!((skips.len(), &skips[0]["position"]), (1, &json!(poison)));
    assert_eq!((&skips[0]["actor"], &skips[0]["reason"]), (&json!("operator"), &json!("A test")));
    let told = shop.folder.run(&["projections"]).await.well();
    assert!(told.contains(&format!("without event {poison}, by operator: A test")), "{told}");

    shop.press_ctrl_c().await;
    shop.ends().await.well();
}
