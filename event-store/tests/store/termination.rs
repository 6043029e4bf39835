//! Lanes whose connections are ended at any moment, under load.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use event_store::lane::SubmitError;

use crate::support::audit::audited;
use crate::support::commands::credit;
use crate::support::store::{Node, Store, key, new_id};
use crate::support::until;
use uuid::Uuid;

/// Moments of a batch at which its connection is ended, in turn.
const MOMENTS: [&str; 5] = [
    "state = 'idle in transaction'",
    "state = 'active' AND query LIKE '%INSERT INTO events%'",
    "query = 'COMMIT'",
    "query LIKE 'BEGIN%'",
    "true",
];
/// How often a connection is ended.
const TERMINATIONS: usize = 20;

#[derive(Default)]
struct Load {
    over: AtomicBool,
    answers: AtomicUsize,
}

/// What one caller knows about its commands: each credits a wallet of its own.
#[derive(Default)]
struct Known {
    acknowledged: Vec<Uuid>,
    unknown: Vec<Uuid>,
    not_done: Vec<Uuid>,
}

/// Repeats under its key what was not acknowledged.
async fn insist(node: Arc<Node>, load: Arc<Load>) -> Known {
    let mut known = Known::default();
    while !load.over.load(Ordering::Relaxed) {
        let wallet = new_id();
        let key = key(&wallet.to_string(), 1);
        while let Err(error) = node.submit_under(key.clone(), credit(wallet, 1)).await {
            let passes = matches!(error, SubmitError::Unavailable | SubmitError::OutcomeUnknown);
            assert!(passes, "{error:?}");
        }
        known.acknowledged.push(wallet);
        load.answers.fetch_add(1, Ordering::Relaxed);
    }
    known
}

/// Asks once, without a key, and believes the answer.
async fn ask_once(node: Arc<Node>, load: Arc<Load>) -> Known {
    let mut known = Known::default();
    while !load.over.load(Ordering::Relaxed) {
        let wallet = new_id();
        match node.submit(credit(wallet, 1)).await {
            Ok(_) => known.acknowledged.push(wallet),
            Err(SubmitError::OutcomeUnknown) => known.unknown.push(wallet),
            Err(SubmitError::Unavailable) => known.not_done.push(wallet),
            Err(error) => panic!("{error:?}"),
        }
        load.answers.fetch_add(1, Ordering::Relaxed);
    }
    known
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_though_lanes_are_terminated_at_any_moment() {
    let store = Store::open().await;
    let nodes = [Arc::new(store.another_node().await), Arc::new(store.another_node().await)];
    let load = Arc::new(Load::default());
    let mut callers = Vec::new();
    for caller in 0..24 {
        let (node, load) = (nodes[caller % 2].clone(), load.clone());
        callers.push(match caller % 4 {
            0 | 1 => tokio::spawn(insist(node, load)),
            _ => tokio::spawn(ask_once(node, load)),
        });
    }
    for moment in MOMENTS.iter().cycle().take(TERMINATIONS) {
        // Some moments are short: after many looks any will do.
        let mut looks = 0;
        until("a lane's connection was ended", async || {
            looks += 1;
            store.terminate_lanes(if looks < 200 { moment } else { "true" }).await > 0
        })
        .await;
        let answered = load.answers.load(Ordering::Relaxed);
        until("the lanes go on", async || load.answers.load(Ordering::Relaxed) > answered).await;
    }
    load.over.store(true, Ordering::Relaxed);

    let mut known = Known::default();
    for caller in callers {
        let Known { acknowledged, unknown, not_done } = caller.await.unwrap();
        known.acknowledged.extend(acknowledged);
        known.unknown.extend(unknown);
        known.not_done.extend(not_done);
    }
    let mut credited: BTreeMap<Uuid, usize> = BTreeMap::new();
    for row in audited(&store.pool).await {
        *credited.entry(row.aggregate_id.parse().unwrap()).or_default() += 1;
    }
    for wallet in &known.acknowledged {
        assert_eq!(credited.remove(wallet), Some(1), "{wallet} was acknowledged");
    }
    for wallet in &known.not_done {
        assert_eq!(credited.remove(wallet), None, "{wallet} was not recorded");
    }
    for wallet in &known.unknown {
        assert!(credited.remove(wallet).is_none_or(|times| times == 1), "{wallet} may be there");
    }
    assert_eq!(credited, BTreeMap::new(), "nothing is there that nobody asked for");
}
