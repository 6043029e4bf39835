//! What became of payments, as an admin sees it.

use event_store::checkpoint::{self, Reader};
use event_store::inbox;
use projections::standings;
use serde_json::Value;
use testing::wait_until;

use super::{Caller, PATIENCE, TestApp};

/// Who follows the feed besides the projections, and changes the store because of it.
const FOLLOWERS: [Reader; 2] =
    [Reader { name: "stk_dispatch", version: 1 }, Reader { name: "policy_settle", version: 1 }];

/// Events by which a line gets service.
const ACTIVATIONS: [&str; 3] =
    ["SubscriptionActivated", "SubscriptionExtended", "SubscriptionChanged"];

/// The history of one payment.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) events: Vec<Value>,
    pub(crate) deliveries: Vec<Value>,
}

impl Story {
    pub(crate) fn types(&self) -> Vec<&str> {
        self.events.iter().map(|event| event["event_type"].as_str().unwrap()).collect()
    }

    pub(crate) fn count(&self, event_type: &str) -> usize {
        self.types().iter().filter(|found| **found == event_type).count()
    }

    pub(crate) fn event(&self, event_type: &str) -> &Value {
        let found = self.events.iter().find(|event| event["event_type"] == event_type);
        found.unwrap_or_else(|| panic!("no {event_type} in {:?}", self.types()))
    }

    pub(crate) fn activations(&self) -> usize {
        ACTIVATIONS.iter().map(|event_type| self.count(event_type)).sum()
    }

    /// Holds if it was paid once and gave service once.
    #[track_caller]
    pub(crate) fn assert_paid_and_served_once(&self) {
        let paid = self.count("PaymentCompleted") + self.count("PaymentConfirmed");
        assert_eq!((paid, self.activations()), (1, 1), "{:?}", self.types());
    }

    /// Holds if it brought nothing and gave nothing.
    #[track_caller]
    pub(crate) fn assert_neither_paid_nor_served(&self) {
        let paid = self.count("PaymentCompleted") + self.count("PaymentConfirmed");
        let moved = self.count("WalletCredited") + self.count("WalletDebited");
        assert_eq!((paid, moved, self.activations()), (0, 0, 0), "{:?}", self.types());
    }

    /// What became of its deliveries, the oldest first: trust and state.
    pub(crate) fn fates(&self) -> Vec<(&str, &str)> {
        self.deliveries
            .iter()
            .map(|delivery| {
                (delivery["trust"].as_str().unwrap(), delivery["state"].as_str().unwrap())
            })
            .collect()
    }
}

impl TestApp {
    /// A payment as an admin sees it.
    pub(crate) async fn payment(&self, id: &str) -> Value {
        self.admin().await.get(&format!("/api/payments/{id}/")).await.ok(200)
    }

    /// Waits until a payment has come that far, and returns it.
    pub(crate) async fn progress_becomes(&self, id: &str, progress: &str) -> Value {
        let admin = self.admin().await;
        self.seen_as(&admin, id, progress).await
    }

    /// Waits until that caller sees that a payment has come that far.
    pub(crate) async fn seen_as(&self, caller: &Caller, id: &str, progress: &str) -> Value {
        let mut last = Value::Null;
        wait_until(&format!("{id} to be {progress}"), PATIENCE, async || {
            let answer = caller.get(&format!("/api/payments/{id}/")).await;
            // A payment that was just begun may not be in the read model yet.
            last = if answer.status == 404 { Value::Null } else { answer.ok(200) };
            (last["progress"] == progress).then(|| last.clone())
        })
        .await
    }

    /// The history of a payment as an admin sees it.
    pub(crate) async fn story(&self, id: &str) -> Story {
        self.story_as(&self.admin().await, id).await
    }

    /// The history of a payment as that caller sees it.
    pub(crate) async fn story_as(&self, caller: &Caller, id: &str) -> Story {
        let path = format!("/api/payments/{id}/events/?min_position={}", self.head().await);
        let mut story = caller.read(&path).await;
        Story {
            events: serde_json::from_value(story["items"].take()).unwrap(),
            deliveries: serde_json::from_value(story["deliveries"].take()).unwrap(),
        }
    }

    /// Waits until nothing is left to do: every delivery is worked off, and whoever follows the
    /// feed has seen its last event and added none.
    pub(crate) async fn settles(&self) {
        let pool = &self.app.ledger.pool;
        wait_until("everything to be worked off", PATIENCE, async || {
            let head = self.head().await;
            let pending = inbox::list(pool, Some("PENDING"), None, None, 1).await.unwrap();
            for follower in FOLLOWERS {
                let checkpoint = checkpoint::of(pool, follower).await.unwrap();
                checkpoint.filter(|checkpoint| checkpoint.position == head)?;
            }
            let standings = standings(pool).await.unwrap();
            let shown = standings.iter().all(|standing| standing.position == head);
            (pending.is_empty() && shown && self.head().await == head).then_some(())
        })
        .await;
    }
}
