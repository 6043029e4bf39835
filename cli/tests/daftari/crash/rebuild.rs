//! `kill -9` while a read model is built again, and a start after it: the wish is still there, and
//! somebody carries it out.

use serde_json::{Value, json};
use testing::wait_until;

use super::{phone, start_over};
use crate::support::{Barrier, PATIENCE, Shop};

/// Just before the database writes something.
const MOMENTS: [(&str, &str, &str); 3] = [
    ("the wish is kept, and nothing is begun", "vault.rebuilds", "NEW.attempts > OLD.attempts"),
    (
        "the new one is whole, and not live",
        "public.checkpoints",
        "NEW.projection = 'payments' AND EXISTS (SELECT FROM vault.rebuilds
            WHERE ended_at IS NULL AND begun_at IS NOT NULL)",
    ),
    ("the new one is live, and its end not noted", "vault.rebuilds", "NEW.ended_at IS NOT NULL"),
];

async fn done(shop: &Shop, id: &Value) {
    wait_until("the rebuild to be done", PATIENCE, async || {
        let shown = shop.see("/api/projections/").await;
        let all = shown["projections"].as_array().unwrap();
        let rebuild = &all.iter().find(|one| one["name"] == "payments").unwrap()["rebuild"];
        assert_eq!(rebuild["id"], *id, "{rebuild}");
        (rebuild["status"] == "DONE").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_rebuild_that_was_killed_is_done_all_the_same_and_the_figures_stay() {
    let mut shop = Shop::open().await;
    let payment = shop.initiate(&phone(900), "paid").await.expect("it runs");
    shop.progress_becomes(&payment, "CONNECTED").await;
    shop.books.settle().await;
    let figures = shop.books.read_models().await;
    for (what, table, condition) in MOMENTS {
        // An update has an old row; so has nothing that is only asked for.
        let condition = format!("TG_OP = 'UPDATE' AND {condition}");
        let mut barrier = Barrier::before(&shop.database_url, table, &condition).await;
        let path = "/api/projections/payments/rebuild/";
        let asked = shop.ask(path, what, &json!({})).await.expect("it runs");
        barrier.is_reached().await;
        shop.strike();
        shop.is_dead().await;
        barrier.lift().await;
        start_over(&mut shop).await;
        done(&shop, &asked["id"]).await;
        assert_eq!(shop.books.read_models().await, figures, "{what}");
    }
}
