//! `kill -9` at any moment of a payment's walk, and a start after it: nothing that was acknowledged
//! is lost, nothing is done twice, and nobody pays twice.

mod account;
mod pull;
mod rebuild;
mod refunds;

use std::time::Duration;

use account::{Fate, account_for};
use futures::future::join_all;

use crate::support::{Barrier, Shop};

/// How the walk of a payment ends that a kill has interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// As if nothing had happened.
    Connected,
    /// Only Safaricom could tell, and it tells only once.
    Unheard,
}

/// A moment of the walk: just before the database writes something.
struct Moment {
    what: &'static str,
    table: &'static str,
    /// PL/pgSQL on the row that is to be written. `{head}` is the last position before the walk.
    condition: &'static str,
    /// What stands in the store by then.
    once: Option<&'static str>,
    plays: &'static str,
    /// Whether Safaricom does nothing until the service is back. Otherwise it does all that it
    /// ever will before.
    safaricom_waits: bool,
    ends: Ends,
}

const MOMENT: Moment = Moment {
    what: "",
    table: "public.events",
    condition: "",
    once: None,
    plays: "success",
    safaricom_waits: false,
    ends: Ends::Connected,
};

const MOMENTS: [Moment; 13] = [
    Moment {
        what: "the prompt was sent and answered, and the answer is not written",
        condition: "NEW.event_type = 'StkAccepted'",
        // Late enough that it has not come before the kill.
        plays: "late-callback",
        ends: Ends::Unheard,
        ..MOMENT
    },
    Moment {
        what: "the same, and the payer acts when the service is back",
        condition: "NEW.event_type = 'StkAccepted'",
        plays: "late-callback",
        safaricom_waits: true,
        ..MOMENT
    },
    Moment {
        what: "the wish is not written",
        condition: "NEW.event_type = 'StkInitiated'",
        ..MOMENT
    },
    Moment {
        what: "the prompt is not marked",
        condition: "NEW.event_type = 'StkDispatched'",
        ..MOMENT
    },
    Moment {
        what: "the dispatcher has not noted that it marked the prompt",
        table: "public.checkpoints",
        condition: "NEW.projection = 'stk_dispatch' AND EXISTS (SELECT FROM public.events
            WHERE event_type = 'StkInitiated' AND position > {head} AND position <= NEW.position)",
        once: Some("StkAccepted"),
        ..MOMENT
    },
    Moment {
        what: "the callback is not stored",
        table: "public.inbox",
        condition: "TG_OP = 'INSERT'",
        ..MOMENT
    },
    Moment {
        what: "the callback is stored, and not understood",
        condition: "NEW.event_type = 'CallbackReceived'",
        ..MOMENT
    },
    Moment {
        what: "the callback is understood, and not noted as done",
        table: "public.inbox",
        condition: "NEW.state = 'DONE'",
        ..MOMENT
    },
    Moment {
        what: "the outcome is known, and the money not credited",
        condition: "NEW.event_type = 'WalletCredited'",
        ..MOMENT
    },
    Moment {
        what: "the policy has not noted that it settled",
        table: "public.checkpoints",
        condition: "NEW.projection = 'policy_settle' AND EXISTS (SELECT FROM public.events
            WHERE event_type = 'PaymentCompleted' AND position > {head} AND position <= NEW.position)",
        ..MOMENT
    },
    Moment {
        what: "the read model of payments does not show the money",
        table: "payments_v6.payments",
        condition: "NEW.status = 'COMPLETED'",
        ..MOMENT
    },
    Moment {
        what: "the read model of subscriptions does not show the activation",
        table: "subscriptions_v1.subscriptions",
        condition: "TG_OP = 'INSERT'",
        ..MOMENT
    },
    Moment {
        what: "the dashboard has not added the money",
        table: "dashboard_v1.money_by_day",
        condition: "true",
        ..MOMENT
    },
];

/// What the payers of the sweep play, in turns. Not all of them tell of their ends by themselves.
const PLAYED: [&str; 8] = [
    "success",
    "early-callback",
    "success",
    "lost-callback",
    "duplicate-callback",
    "late-callback",
    "cancelled",
    "lost-answer",
];
/// How many times the sweep kills, and how much later each time. The whole walk takes some
/// 200 ms, or three times as long on a machine with much else to do.
const KILLS: u32 = 20;
const STEP: Duration = Duration::from_millis(16);
/// Every so many kills, one hits a start as well.
const STARTS_KILLED_EVERY: u32 = 6;

/// A number that nobody has used yet.
fn phone(turn: usize) -> String {
    format!("25471{:07}", 1_000 + turn)
}

#[tokio::test]
async fn a_kill_at_each_step_loses_nothing_and_repeats_nothing() {
    let mut shop = Shop::open().await;
    let mut payments = vec![kill_between_mark_and_call(&mut shop).await];
    let mut unheard = 0;
    for (turn, moment) in MOMENTS.iter().enumerate() {
        payments.push(kill_at(&mut shop, moment, &phone(turn)).await);
        unheard += usize::from(moment.ends == Ends::Unheard);
    }
    shop.simulator_is_done().await;
    shop.books.settle().await;
    let fates = account_for(&shop, &payments).await;
    assert_eq!(fates[0], Fate::NeverAsked, "its mark was the last that happened");
    let count = |fate| fates.iter().filter(|found| **found == fate).count();
    assert_eq!(count(Fate::Unheard), unheard, "{fates:?}");
    assert_eq!(count(Fate::Paid), MOMENTS.len() - unheard, "{fates:?}");
    tell_of_the_unheard(&shop, &payments).await;
    read_models_equal_the_events(&mut shop).await;
}

#[tokio::test]
async fn a_kill_at_any_moment_loses_nothing_and_repeats_nothing() {
    let mut shop = Shop::open().await;
    let mut payments = Vec::new();
    for kill in 0..KILLS {
        let turns = [2 * kill, 2 * kill + 1].map(|turn| usize::try_from(turn).unwrap());
        for turn in turns {
            shop.let_play(&phone(turn), PLAYED[turn % PLAYED.len()]).await;
        }
        let struck = async {
            tokio::time::sleep(STEP * kill).await;
            shop.strike();
        };
        let asked = join_all(turns.map(|turn| ask(&shop, turn)));
        let (answers, ()) = tokio::join!(asked, struck);
        shop.is_dead().await;
        if kill % STARTS_KILLED_EVERY == 0 {
            shop.begin_start();
            tokio::time::sleep(STEP * 2 * kill).await;
            shop.strike();
            shop.is_dead().await;
        }
        start_over(&mut shop).await;
        for (turn, answer) in turns.into_iter().zip(answers) {
            // Who got no answer asks again, with the same key.
            payments.push(match answer {
                Some(payment) => payment,
                None => ask(&shop, turn).await.expect("the service runs"),
            });
        }
    }
    shop.simulator_is_done().await;
    shop.books.settle().await;
    let fates = account_for(&shop, &payments).await;
    assert!(fates.contains(&Fate::Paid), "{fates:?}");
    tell_of_the_unheard(&shop, &payments).await;
    read_models_equal_the_events(&mut shop).await;
}

async fn ask(shop: &Shop, turn: usize) -> Option<String> {
    shop.initiate(&phone(turn), &format!("purchase-{turn}")).await
}

/// Kills when the prompt is marked as sent, and before it is.
async fn kill_between_mark_and_call(shop: &mut Shop) -> String {
    let head = shop.books.head().await;
    // The service has no access token for Safaricom yet, and gets none before it is dead.
    shop.freeze_simulator();
    let payment = shop.initiate(&phone(MOMENTS.len()), "marked").await.expect("it runs");
    shop.books.wait_for("StkDispatched", head).await;
    shop.strike();
    shop.is_dead().await;
    shop.thaw_simulator();
    start_over(shop).await;
    payment
}

async fn kill_at(shop: &mut Shop, moment: &Moment, phone: &str) -> String {
    shop.let_play(phone, moment.plays).await;
    let head = shop.books.head().await;
    let condition = moment.condition.replace("{head}", &head.to_string());
    let mut barrier = Barrier::before(&shop.database_url, moment.table, &condition).await;
    let struck = async {
        barrier.is_reached().await;
        if let Some(event_type) = moment.once {
            shop.books.wait_for(event_type, head).await;
        }
        if moment.safaricom_waits {
            shop.freeze_simulator();
        }
        shop.strike();
    };
    let (answer, ()) = tokio::join!(shop.initiate(phone, moment.what), struck);
    shop.is_dead().await;
    barrier.lift().await;
    if !moment.safaricom_waits {
        shop.simulator_is_done().await;
    }
    start_over(shop).await;
    if moment.safaricom_waits {
        shop.thaw_simulator();
    }
    // Who got no answer asks again, with the same key.
    let payment = match answer {
        Some(payment) => payment,
        None => shop.initiate(phone, moment.what).await.expect("the service runs"),
    };
    if moment.ends == Ends::Connected {
        shop.progress_becomes(&payment, "CONNECTED").await;
    }
    payment
}

/// Starts again after a kill.
async fn start_over(shop: &mut Shop) {
    let said = shop.start_again().await;
    assert!(said.contains("left running by an earlier process"), "{said}");
}

/// Safaricom tells of a prompt once. What it told while nobody listened, and what the service has
/// no id to ask by, is not lost for good: told again, it ends like any other.
async fn tell_of_the_unheard(shop: &Shop, payments: &[String]) {
    let fates = account_for(shop, payments).await;
    let transactions = shop.transactions().await;
    for (payment, fate) in payments.iter().zip(fates) {
        if fate != Fate::Unheard {
            continue;
        }
        let seen = shop.see(&format!("/api/payments/{payment}/")).await;
        let reference = &seen["account_reference"];
        let found = transactions.iter().find(|found| found["account_reference"] == *reference);
        shop.tell_again(found.expect("Safaricom took it")).await;
        shop.progress_becomes(payment, "CONNECTED").await;
    }
    shop.books.settle().await;
    let fates = account_for(shop, payments).await;
    assert!(!fates.contains(&Fate::Unheard), "{fates:?}");
}

/// What grew through all the kills is what the events lead to when they are read in one go.
async fn read_models_equal_the_events(shop: &mut Shop) {
    let grown = shop.books.read_models().await;
    shop.strike();
    shop.is_dead().await;
    shop.books.drop_read_models().await;
    start_over(shop).await;
    shop.books.settle().await;
    let built = shop.books.read_models().await;
    let differing: Vec<_> =
        grown.iter().zip(&built).filter(|(grown, built)| grown != built).collect();
    assert!(differing.is_empty(), "these rows differ: {differing:#?}");
    assert_eq!(grown.len(), built.len());
}
