//! `kill -9` in the middle of money that goes back, by both ways: each refund ends once in Safaricom's
//! books and in ours, whenever the service was struck down.

use std::time::Duration;

use serde_json::{Value, json};
use testing::wait_until;

use super::{phone, start_over};
use crate::support::{Barrier, PATIENCE, PRICE_CENTS, Shop};

/// What is paid out of each wallet, which holds KSh 50.
const PAYOUT_CENTS: i64 = 2_000;
/// How many times the sweep kills, and how much later each time. A refund takes some 150 ms.
const KILLS: usize = 8;
const STEP: Duration = Duration::from_millis(24);

/// Just before what is written of a refund the service is killed.
const MOMENTS: [(&str, &str); 5] = [
    ("public.events", "NEW.event_type = 'RefundRequested'"),
    ("public.events", "NEW.event_type = 'RefundSent'"),
    // The result was delivered, and is not stored: Safaricom does not deliver it again.
    ("public.inbox", "TG_OP = 'INSERT' AND NEW.road LIKE '%\\_RESULT'"),
    ("public.events", "NEW.event_type IN ('RefundPaid', 'RefundReversed')"),
    ("public.inbox", "NEW.state = 'DONE' AND NEW.road LIKE '%\\_RESULT'"),
];

/// Something that can be given back.
#[derive(Debug, Clone)]
enum Way {
    /// Out of that customer's wallet.
    Payout(String),
    /// By reversing that payment.
    Reversal(String),
}

impl Way {
    /// Asks for it. None if there was no answer.
    async fn ask(&self, shop: &Shop) -> Option<String> {
        let reason = "A test";
        let (path, key, wish) = match self {
            Self::Payout(customer) => (
                format!("/api/wallets/{customer}/refund/"),
                customer,
                json!({"amount_cents": PAYOUT_CENTS, "reason": reason}),
            ),
            Self::Reversal(payment) => {
                (format!("/api/payments/{payment}/reverse/"), payment, json!({"reason": reason}))
            }
        };
        let asked = shop.ask(&path, key, &wish).await?;
        Some(asked["refund_id"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn a_kill_at_each_step_of_a_refund_gives_nothing_back_twice() {
    // One more of each way is killed between the mark and the call.
    let each = MOMENTS.len() + 1;
    let mut shop = open(each).await;
    let ways = [wallets(&shop, each).await, paid(&shop, each).await];
    let mut refunds = Vec::new();
    for mut of_one_way in ways {
        refunds.push(kill_between_mark_and_call(&mut shop, &of_one_way.pop().unwrap()).await);
        for (way, (table, condition)) in of_one_way.iter().zip(MOMENTS) {
            let mut barrier = Barrier::before(&shop.database_url, table, condition).await;
            let struck = async {
                barrier.is_reached().await;
                shop.strike();
            };
            let (answer, ()) = tokio::join!(way.ask(&shop), struck);
            shop.is_dead().await;
            barrier.lift().await;
            start_over(&mut shop).await;
            refunds.push(answer_or_again(&shop, way, answer).await);
        }
    }
    account_for(&shop, &refunds, each).await;
}

#[tokio::test]
async fn a_kill_at_any_moment_of_refunds_gives_nothing_back_twice() {
    let mut shop = open(KILLS).await;
    let (wallets, paid) = (wallets(&shop, KILLS).await, paid(&shop, KILLS).await);
    let mut refunds = Vec::new();
    for (kill, ways) in (0_u32..).zip(wallets.iter().zip(&paid)) {
        let struck = async {
            tokio::time::sleep(STEP * kill).await;
            shop.strike();
        };
        let (payout, reversal, ()) = tokio::join!(ways.0.ask(&shop), ways.1.ask(&shop), struck);
        shop.is_dead().await;
        start_over(&mut shop).await;
        refunds.push(answer_or_again(&shop, ways.0, payout).await);
        refunds.push(answer_or_again(&shop, ways.1, reversal).await);
    }
    account_for(&shop, &refunds, KILLS).await;
}

/// A shop in which so many customers have paid by hand.
async fn open(wallets: usize) -> Shop {
    let payers: Vec<String> = (0..wallets).map(|turn| phone(500 + turn)).collect();
    Shop::open_whole(&payers).await
}

/// So many customers whose wallets hold KSh 50 each.
async fn wallets(shop: &Shop, count: usize) -> Vec<Way> {
    let path = "/api/payments/?status=UNALLOCATED&limit=100";
    let found = wait_until("the payments to be pulled", PATIENCE, async || {
        let page = shop.see(path).await;
        let items = page["items"].as_array().unwrap().clone();
        (items.len() == count).then_some(items)
    })
    .await;
    let mut wallets = Vec::new();
    for (turn, payment) in found.iter().enumerate() {
        let login = json!({
            "username": format!("customer-{turn}"),
            "password": "correct horse battery",
            "phone_number": phone(500 + turn),
        });
        let key = format!("customer-{turn}");
        let registered = shop.ask("/api/auth/register/", &key, &login).await.unwrap();
        let customer = registered["user_id"].as_str().unwrap().to_owned();
        let path = format!("/api/payments/{}/allocate/", payment["id"].as_str().unwrap());
        let wish = json!({"customer_id": customer, "reason": "A test"});
        shop.ask(&path, &key, &wish).await.unwrap();
        wallets.push(Way::Payout(customer));
    }
    wait_until("the wallets to be credited", PATIENCE, async || {
        let page = shop.see("/api/wallets/?limit=100").await;
        let items = page["items"].as_array().unwrap().clone();
        let credited = items.iter().filter(|one| one["balance_cents"] == PRICE_CENTS).count();
        (credited == count).then_some(())
    })
    .await;
    wallets
}

/// So many payments that have bought time.
async fn paid(shop: &Shop, count: usize) -> Vec<Way> {
    let mut paid = Vec::new();
    for turn in 0..count {
        let key = format!("purchase-{turn}");
        let payment = shop.initiate(&phone(700 + turn), &key).await.expect("it runs");
        shop.progress_becomes(&payment, "CONNECTED").await;
        paid.push(Way::Reversal(payment));
    }
    paid
}

/// Who got no answer asks again, with the same key.
async fn answer_or_again(shop: &Shop, way: &Way, answer: Option<String>) -> String {
    match answer {
        Some(refund) => refund,
        None => way.ask(shop).await.expect("the service runs"),
    }
}

/// Kills when a refund is marked as sent, and Safaricom does not hear of it before.
async fn kill_between_mark_and_call(shop: &mut Shop, way: &Way) -> String {
    let head = shop.books.head().await;
    shop.freeze_simulator();
    let refund = way.ask(shop).await.expect("it runs");
    shop.books.wait_for("RefundSent", head).await;
    shop.strike();
    shop.is_dead().await;
    shop.thaw_simulator();
    start_over(shop).await;
    refund
}

/// Each refund is over, once by each way in Safaricom's books, and once in ours.
async fn account_for(shop: &Shop, refunds: &[String], of_each_way: usize) {
    let listed = wait_until("every refund to be over", PATIENCE, async || {
        let page = shop.see("/api/refunds/?limit=100").await;
        let items = page["items"].as_array().unwrap().clone();
        items.iter().all(|refund| refund["stage"] == "COMPLETED").then_some(items)
    })
    .await;
    let mut ours: Vec<&str> = listed.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let mut asked: Vec<&str> = refunds.iter().map(String::as_str).collect();
    ours.sort_unstable();
    asked.sort_unstable();
    assert_eq!(ours, asked, "what was begun is what was acknowledged");

    let entries = shop.entries().await;
    let amount = |entry: &Value| entry["amount_cents"].as_i64().unwrap();
    let gone: Vec<i64> = entries.iter().map(amount).filter(|cents| *cents < 0).collect();
    let count = |cents: i64| gone.iter().filter(|amount| **amount == cents).count();
    let twice = format!("{gone:?}");
    assert_eq!((count(-PAYOUT_CENTS), count(-PRICE_CENTS)), (of_each_way, of_each_way), "{twice}");
    assert_eq!(gone.len(), 2 * of_each_way, "{twice}");

    shop.books.settle().await;
    let events = shop.books.events().await;
    let count = |name: &str| events.iter().filter(|event| event.event_type == name).count();
    for name in ["RefundPaid", "RefundReversed", "PaymentReversed"] {
        assert_eq!(count(name), of_each_way, "{name}");
    }
    assert_eq!(count("RefundRequested"), 2 * of_each_way);
    assert_eq!(count("RefundFailed"), 0);
    let trial = shop.see("/api/finance/trial-balance/").await;
    let accounts = trial["accounts"].as_array().unwrap();
    let holds = |code: i64| {
        let found = accounts.iter().find(|one| one["code"] == code);
        found.map_or(0, |one| one["balance_cents"].as_i64().unwrap())
    };
    assert_eq!(holds(2195), 0, "nothing is on its way any more");
    assert_eq!(holds(1110), entries.iter().map(amount).sum::<i64>(), "{trial}");
}
