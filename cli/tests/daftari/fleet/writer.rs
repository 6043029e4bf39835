//! A writer: it makes a package and gives it one price after the other, and insists on each, at
//! whichever door answers, until it is acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use testing::wait_until;

use super::services::COUNT;
use crate::support::PATIENCE;

pub(super) const PRICE_FIRST_CENTS: i64 = 100;
/// Prices are whole shillings.
pub(super) const PRICE_STEP_CENTS: usize = 100;

/// How long it waits before it asks at the other door.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// The ways in.
#[derive(Debug, Clone)]
pub(super) struct Doors {
    pub(super) addresses: [String; COUNT],
    pub(super) admin: String,
    pub(super) client: Client,
}

/// How long it waits for an answer. Whoever is frozen gives none, and the other door knows the key.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// What all writers share.
pub(super) struct Load {
    doors: Doors,
    over: AtomicBool,
    /// How many answers came by each door.
    answers: [AtomicUsize; COUNT],
}

/// What one writer was told.
#[derive(Debug)]
pub(super) struct Acknowledged {
    pub(super) package: String,
    /// The positions of its events, as they were acknowledged.
    pub(super) positions: Vec<i64>,
}

impl Load {
    pub(super) fn new(doors: Doors) -> Self {
        Self { doors, over: AtomicBool::new(false), answers: Default::default() }
    }

    /// Lets the writers end after what they have in hand.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Waits until so many more are acknowledged.
    pub(super) async fn goes_on(&self, answers: usize) {
        let begun: usize = (0..COUNT).map(|door| self.answers_at(door)).sum();
        wait_until("the writers to go on", PATIENCE, async || {
            let now: usize = (0..COUNT).map(|door| self.answers_at(door)).sum();
            (now >= begun + answers).then_some(())
        })
        .await;
    }

    /// Waits until so many more are acknowledged at that door.
    pub(super) async fn goes_on_at(&self, door: usize, answers: usize) {
        let begun = self.answers_at(door);
        wait_until("the writers to go on there", PATIENCE, async || {
            (self.answers_at(door) >= begun + answers).then_some(())
        })
        .await;
    }

    fn answers_at(&self, door: usize) -> usize {
        self.answers[door].load(Ordering::Relaxed)
    }

    /// One command, under its key, until it is acknowledged.
    async fn insist(
        &self,
        door: &mut usize,
        method: Method,
        path: &str,
        key: &str,
        body: Value,
    ) -> Value {
        loop {
            if let Some(answer) = self.ask(*door, method.clone(), path, key, &body).await {
                self.answers[*door].fetch_add(1, Ordering::Relaxed);
                return answer;
            }
            *door = (*door + 1) % COUNT;
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    async fn ask(
        &self,
        door: usize,
        method: Method,
        path: &str,
        key: &str,
        body: &Value,
    ) -> Option<Value> {
        let Doors { addresses, admin, client } = &self.doors;
        let asked = client
            .request(method, format!("{}{path}", addresses[door]))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .bearer_auth(admin)
            .timeout(ANSWER_WITHIN)
            .body(body.to_string());
        let answer = asked.send().await.ok()?;
        let status = answer.status();
        // The answer may be cut off in its middle.
        let text = answer.text().await.ok()?;
        if status.is_success() {
            return serde_json::from_str(&text).ok();
        }
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{text}");
        None
    }
}

pub(super) async fn write(writer: usize, load: Arc<Load>) -> Acknowledged {
    let mut door = writer % COUNT;
    let terms = json!({
        "name": format!("Package {writer}"),
        "price_cents": PRICE_FIRST_CENTS,
        "duration": { "unit": "HOURS", "count": 1 },
        "download_kbps": 5_000,
        "upload_kbps": 1_000,
    });
    let key = format!("create-{writer}");
    let made = load.insist(&mut door, Method::POST, "/api/packages/", &key, terms).await;
    let package = made["id"].as_str().unwrap().to_owned();
    let mut positions = vec![made["position"].as_i64().unwrap()];
    for price_cents in (PRICE_FIRST_CENTS..).step_by(PRICE_STEP_CENTS).skip(1) {
        if load.over.load(Ordering::Relaxed) {
            break;
        }
        let path = format!("/api/packages/{package}/");
        let (key, body) = (format!("price-{price_cents}"), json!({ "price_cents": price_cents }));
        let priced = load.insist(&mut door, Method::PATCH, &path, &key, body).await;
        positions.push(priced["position"].as_i64().unwrap());
    }
    Acknowledged { package, positions }
}
