//! `kill -9` in the middle of pulled payments: none is lost and none is there twice, and how far they
//! were pulled is noted only once they are recorded.

use std::collections::BTreeSet;

use serde_json::Value;
use testing::wait_until;

use super::start_over;
use crate::support::{Barrier, PATIENCE, PRICE_CENTS, Shop};

/// How many payments are pulled.
const PAYMENTS: usize = 24;
/// Before which of them the service is killed, one kill after the other: the first, the last, and some
/// in between.
const KILLED_BEFORE: [usize; 5] = [0, 3, 10, 17, PAYMENTS - 1];

#[tokio::test]
async fn a_kill_in_the_middle_of_a_pull_loses_nothing_and_repeats_nothing() {
    let mut shop = Shop::open_whole(&[]).await;
    let before = pulled_after(&shop, "").await;
    shop.strike();
    shop.is_dead().await;
    for payer in 0..PAYMENTS {
        shop.pay_by_hand(&format!("25471{:07}", 2_000 + payer)).await;
    }
    let theirs = moved(&shop).await;
    shop.books.an_hour_passes_for_pulling().await;

    for there in KILLED_BEFORE {
        let condition = format!(
            "NEW.event_type = 'C2bReceived' AND
             (SELECT count(*) FROM public.events WHERE event_type = 'C2bReceived') = {there}"
        );
        kill_before(&mut shop, "public.events", &condition).await;
        assert_eq!(shop.books.pulled_until().await, before, "nothing is noted yet");
        shop.books.an_hour_passes_for_pulling().await;
    }
    // All are recorded. The database may note that after the service is dead, as it was asked to.
    kill_before(&mut shop, "vault.leases", "NEW.kind = 'PULL' AND NEW.note <> OLD.note").await;
    let noted = shop.books.pulled_until().await;
    shop.books.an_hour_passes_for_pulling().await;

    start_over(&mut shop).await;
    pulled_after(&shop, &noted).await;
    shop.books.settle().await;
    let events = shop.books.events().await;
    assert!(events.iter().map(|event| event.position).eq(1..=shop.books.head().await));
    let count = |name: &str| events.iter().filter(|event| event.event_type == name).count();
    assert_eq!((count("C2bReceived"), count("PaymentUnallocated")), (PAYMENTS, PAYMENTS));
    let page = shop.see("/api/payments/?limit=100").await;
    let ours: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    let receipts: BTreeSet<&str> =
        ours.iter().map(|payment| payment["mpesa_receipt_number"].as_str().unwrap()).collect();
    assert_eq!((ours.len(), receipts), (PAYMENTS, theirs.iter().map(String::as_str).collect()));
    let trial = shop.see("/api/finance/trial-balance/").await;
    let held = trial["accounts"].as_array().unwrap().iter().find(|one| one["code"] == 1110);
    let sum = i64::try_from(PAYMENTS).unwrap() * PRICE_CENTS;
    assert_eq!(held.unwrap()["balance_cents"], sum, "{trial}");
}

/// Starts, and kills just before that is written.
async fn kill_before(shop: &mut Shop, table: &'static str, condition: &str) {
    let mut barrier = Barrier::before(&shop.database_url, table, condition).await;
    shop.begin_start();
    barrier.is_reached().await;
    shop.strike();
    shop.is_dead().await;
    barrier.lift().await;
}

/// Up to when payments were pulled, once that is another moment than before.
async fn pulled_after(shop: &Shop, before: &str) -> String {
    wait_until("payments to be pulled", PATIENCE, async || {
        Some(shop.books.pulled_until().await).filter(|note| !note.is_empty() && note != before)
    })
    .await
}

/// The receipts in Safaricom's books, once every payment has moved.
async fn moved(shop: &Shop) -> BTreeSet<String> {
    wait_until("the money to move", PATIENCE, async || {
        let entries = shop.entries().await;
        let receipts = entries.iter().map(|entry| entry["receipt"].as_str().unwrap().to_owned());
        Some(receipts.collect::<BTreeSet<_>>()).filter(|moved| moved.len() == PAYMENTS)
    })
    .await
}
