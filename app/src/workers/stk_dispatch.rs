//! Sends prompts: at most one attempt each, marked before it is made.

use std::sync::Arc;
use std::time::Duration;

use domain::context::Source;
use domain::payment::{Payment, PaymentError, PaymentEvent};
use domain::personal::Personal;
use domain::ports::{StkRequest, StkSent};
use domain::{Msisdn, PaymentId};
use event_store::checkpoint::Reader;
use event_store::{Recorded, SubmitError};
use futures::future::join_all;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::follow::follow;
use super::pause;
use crate::callbacks::stk_callback_url;
use crate::payments::record::{Fact, record};
use crate::{App, by_service};

const READER: Reader = Reader { name: "stk_dispatch", version: 1 };
/// How many prompts are on their way at once. Safaricom publishes no rate; an answer takes about
/// a second, so this is some dozens a second.
const CALLS_MAX: usize = 64;
/// How long the end of the process waits for answers that are on their way. The adapter's own
/// limit is shorter, so each of them ends within it.
const DRAIN: Duration = Duration::from_secs(40);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let calls = Calls {
        app: app.clone(),
        running: Arc::default(),
        room: Arc::new(Semaphore::new(CALLS_MAX)),
    };
    follow(&app, READER, &shutdown, |events| dispatch_all(&calls, events)).await;
    let mut running = calls.running.lock().await;
    let drained =
        tokio::time::timeout(DRAIN, async { while running.join_next().await.is_some() {} });
    if drained.await.is_err() {
        tracing::warn!("some prompts were still unanswered at the end; they become unconfirmed");
    }
}

#[derive(Clone)]
struct Calls {
    app: App,
    running: Arc<Mutex<JoinSet<()>>>,
    room: Arc<Semaphore>,
}

/// A prompt as its event describes it.
struct Prompt {
    payment_id: PaymentId,
    payer: Personal<Msisdn>,
    callback_key_id: String,
    amount: domain::Money,
    account_reference: domain::codes::AccountReference,
    package_name: String,
    position: i64,
}

async fn dispatch_all(calls: &Calls, events: Vec<Arc<Recorded>>) -> bool {
    let mut prompts = Vec::new();
    let mut read_all = true;
    for recorded in &events {
        match recorded.decode::<Payment>() {
            Ok(told) => {
                prompts.extend(told.into_iter().filter_map(|event| prompt_of(recorded, event)));
            }
            // At it a program waits that can read it.
            Err(error) if error.is_of_newer_program() => {
                tracing::error!(%error, "prompts are sent up to this event; run the newer program");
                read_all = false;
                break;
            }
            Err(error) => tracing::error!(%error, "a payment's event was not understood"),
        }
    }
    let sent = join_all(prompts.into_iter().map(|prompt| dispatch(calls, prompt))).await;
    read_all && sent.into_iter().all(|done| done)
}

fn prompt_of(recorded: &Recorded, event: PaymentEvent) -> Option<Prompt> {
    let PaymentEvent::StkInitiated {
        payment_id,
        payer,
        callback_key_id,
        amount_cents,
        account_reference,
        package,
        ..
    } = event
    else {
        return None;
    };
    Some(Prompt {
        payment_id,
        payer,
        callback_key_id,
        amount: amount_cents,
        account_reference,
        package_name: package.terms.name,
        position: recorded.position,
    })
}

/// Marks the attempt, once there is room for its call: a prompt that waits for room stays unmarked,
/// and is given up rather than shown to somebody who has left. Only a fresh mark permits the call, so that two nodes, or one before and
/// after a crash, never send the same prompt twice. False if the mark should be tried again.
async fn dispatch(calls: &Calls, prompt: Prompt) -> bool {
    let app = &calls.app;
    let Ok(room) = calls.room.clone().acquire_owned().await else { return false };
    let cause = Some(format!("event:{}", prompt.position));
    let context = by_service(prompt.payment_id.uuid(), cause, Source::StkDispatch);
    match record(&app.ledger, prompt.payment_id, Fact::Dispatched { attempt: 1 }, context).await {
        Ok(_marked) => {
            let task = calls.clone();
            calls.running.lock().await.spawn(async move { task.send(prompt, room).await });
            true
        }
        Err(SubmitError::Rejected(PaymentError::NotWaiting)) => {
            expire_unsent(app, &prompt).await;
            true
        }
        Err(SubmitError::Busy | SubmitError::Unavailable) => false,
        // It may have been marked: then the call is not ours to make, and the janitor finds it.
        Err(SubmitError::OutcomeUnknown | SubmitError::Rejected(_)) => true,
        Err(error @ (SubmitError::KeyReused | SubmitError::Taken(_) | SubmitError::Fault(_))) => {
            tracing::error!(%error, payment = %prompt.payment_id, "a prompt was not sent");
            true
        }
    }
}

async fn expire_unsent(app: &App, prompt: &Prompt) {
    let context = by_service(
        prompt.payment_id.uuid(),
        Some(format!("event:{}", prompt.position)),
        Source::StkDispatch,
    );
    let fact = Fact::GivenUp {
        times_asked: 0,
        last_answer: "its prompt was never sent: the service was down when it was asked for"
            .to_owned(),
        still_processing: false,
    };
    if let Err(error) = record(&app.ledger, prompt.payment_id, fact, context).await {
        tracing::warn!(%error, payment = %prompt.payment_id, "an unsent payment was not expired; the janitor does it");
    }
}

impl Calls {
    /// Makes the call. The room is free again once its answer is recorded.
    async fn send(&self, prompt: Prompt, _room: OwnedSemaphorePermit) {
        let fact = match self.request(&prompt).await {
            Ok(request) => self.push(&prompt, &request).await,
            Err(why) => Fact::Rejected { code: "not_sent".to_owned(), message: why },
        };
        self.note(&prompt, fact).await;
    }

    async fn request(&self, prompt: &Prompt) -> Result<StkRequest, String> {
        let payer = self
            .app
            .ledger
            .vault
            .open_personal(&prompt.payer)
            .await
            .map_err(|error| error.to_string())?
            .ok_or("the payer's number was erased")?;
        let callback_url = stk_callback_url(&self.app, &prompt.callback_key_id, prompt.payment_id)
            .ok_or("the key of its callback address is not configured any more")?;
        Ok(StkRequest {
            payer,
            amount: prompt.amount,
            account_reference: prompt.account_reference.clone(),
            description: description(&prompt.package_name),
            callback_url,
        })
    }

    async fn push(&self, prompt: &Prompt, request: &StkRequest) -> Fact {
        match self.app.stk.push(request).await {
            StkSent::Accepted { merchant_request_id, checkout_request_id } => {
                let subject = prompt.payer.subject();
                match self.app.ledger.vault.subject_key(subject, self.app.ledger.clock.now()).await
                {
                    Ok(key) => Fact::Accepted {
                        merchant_request_id,
                        checkout_request_id: self.app.ledger.vault.seal(&key, &checkout_request_id),
                    },
                    Err(error) => Fact::Unconfirmed { why: error.to_string() },
                }
            }
            StkSent::Rejected { code, message } => Fact::Rejected { code, message },
            StkSent::Unconfirmed { why } => Fact::Unconfirmed { why },
        }
    }

    /// Records the answer, again and again until the store takes it.
    async fn note(&self, prompt: &Prompt, fact: Fact) {
        const ATTEMPTS: usize = 60;
        for _ in 0..ATTEMPTS {
            let cause = Some(format!("event:{}", prompt.position));
            let context = by_service(prompt.payment_id.uuid(), cause, Source::StkDispatch);
            match record(&self.app.ledger, prompt.payment_id, fact.clone(), context).await {
                Ok(_) => return,
                Err(SubmitError::Busy | SubmitError::Unavailable | SubmitError::OutcomeUnknown) => {
                    pause(&CancellationToken::new()).await;
                }
                Err(error) => {
                    tracing::error!(%error, payment = %prompt.payment_id, "the answer to a prompt was not recorded");
                    return;
                }
            }
        }
        tracing::error!(payment = %prompt.payment_id, "the answer to a prompt was not recorded; it becomes unconfirmed");
    }
}

/// What the customer sees beside the amount. Daraja documents thirteen characters and some
/// gateways refuse more than ASCII, so the package's name is shortened here, where nothing is
/// matched by it.
fn description(package_name: &str) -> String {
    const CHARACTERS_MAX: usize = 13;
    let plain: String = package_name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .take(CHARACTERS_MAX)
        .collect();
    let trimmed = plain.trim();
    if trimmed.is_empty() { "Internet".to_owned() } else { trimmed.to_owned() }
}
