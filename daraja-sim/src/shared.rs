//! What every request of one simulator shares.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    books::Books,
    clock,
    config::{Config, Phones},
    hand::Hands,
    ids::Receipts,
    oauth::Tokens,
    recording::RequestLog,
    store::{Store, TRANSACTIONS_MAX, UNDER_WAY_MAX},
    troubles::Troubles,
};

/// How long Daraja refuses a second payment of the same amount by the same payer.
const REPEAT_WINDOW: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    /// Delivers callbacks.
    pub(crate) client: reqwest::Client,
    /// The pushes that are being played.
    pub(crate) tasks: TaskTracker,
    /// Ends the server, and with it every push that is being played.
    pub(crate) stopping: CancellationToken,
    /// How many deliveries were made.
    pub(crate) delivered: watch::Sender<u64>,
    store: Mutex<Store>,
    tokens: Mutex<Tokens>,
    requests: Mutex<RequestLog>,
    troubles: Mutex<Troubles>,
    hands: Mutex<Hands>,
    phones: Mutex<Phones>,
    room: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(config: Config, client: reqwest::Client) -> Self {
        let receipts = Receipts::starting_at_random(&mut clock::generator());
        let repeat_window = config.repeat_rule.then(|| {
            TimeDelta::from_std(config.paced(REPEAT_WINDOW))
                .expect("two minutes and less are within the range")
        });
        Self {
            store: Mutex::new(Store::new(
                Books::new(&config, receipts),
                repeat_window,
                TRANSACTIONS_MAX,
            )),
            tokens: Mutex::new(Tokens::new(config.token_policy)),
            requests: Mutex::new(RequestLog::default()),
            troubles: Mutex::new(Troubles::new(config.chaos.clone())),
            hands: Mutex::new(Hands::default()),
            phones: Mutex::new(config.phones),
            delivered: watch::Sender::new(0),
            room: Arc::new(Semaphore::new(UNDER_WAY_MAX)),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            config,
            client,
        }
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.tokens)
    }

    pub(crate) fn requests(&self) -> MutexGuard<'_, RequestLog> {
        lock(&self.requests)
    }

    pub(crate) fn troubles(&self) -> MutexGuard<'_, Troubles> {
        lock(&self.troubles)
    }

    pub(crate) fn hands(&self) -> MutexGuard<'_, Hands> {
        lock(&self.hands)
    }

    /// How C2B shows numbers at the moment.
    pub(crate) fn phones(&self) -> Phones {
        *lock(&self.phones)
    }

    pub(crate) fn set_phones(&self, phones: Phones) {
        *lock(&self.phones) = phones;
    }

    /// The right to have one more push under way, until it is dropped.
    pub(crate) fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).try_acquire_owned().ok()
    }
}

/// A panic in one request must not end all others, and nothing here is left half changed by one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
