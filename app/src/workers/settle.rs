//! The policy that settles payments: what came in goes to the wallet, and buys what was chosen.

use std::sync::Arc;

use domain::PaymentId;
use domain::context::{Context, Source};
use domain::payment::{Payment, PaymentEvent};
use domain::policy::{self, SETTLE};
use domain::purchase::{Brought, Intent};
use event_store::checkpoint::Reader;
use event_store::{IdempotencyKey, Priority, Recorded, SubmitError};
use futures::future::join_all;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::follow::follow;
use crate::payments::settle::{SettlePayment, settlement_key};
use crate::{App, ids};

const READER: Reader = Reader { name: "policy_settle", version: 1 };

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    follow(&app, READER, &shutdown, |events| work_off(&app, events)).await;
}

async fn work_off(app: &App, events: Vec<Arc<Recorded>>) -> bool {
    let mut causes = Vec::new();
    for recorded in &events {
        match recorded.decode::<Payment>() {
            Ok(told) => causes.extend(causes_in(recorded, &told)),
            // What comes before it is settled; at it a program waits that can read it.
            Err(error) if error.is_of_newer_program() => {
                tracing::error!(%error, "payments are settled up to this event; run the newer program");
                settle_all(app, causes).await;
                return false;
            }
            Err(error) => {
                tracing::error!(%error, "a payment's event was not understood; what it brought is not settled");
            }
        }
    }
    settle_all(app, causes).await
}

/// An event that brought money, or a part of one that an upcaster tells as several.
struct Cause<'a> {
    recorded: &'a Recorded,
    part: usize,
    brought: Brought,
}

fn causes_in<'a>(recorded: &'a Recorded, told: &[PaymentEvent]) -> impl Iterator<Item = Cause<'a>> {
    let payment_id = PaymentId::new(recorded.aggregate_id);
    told.iter().enumerate().filter_map(move |(part, event)| {
        policy::react(payment_id, event).map(|brought| Cause { recorded, part, brought })
    })
}

async fn settle_all(app: &App, causes: Vec<Cause<'_>>) -> bool {
    join_all(causes.into_iter().map(|cause| settle(app, cause))).await.into_iter().all(|done| done)
}

/// Settles, or keeps the money in the wallet where it cannot buy what was chosen. False if it
/// should be tried again.
async fn settle(app: &App, Cause { recorded, part, brought }: Cause<'_>) -> bool {
    match submit(app, recorded, part, SETTLE, brought.clone()).await {
        Ok(()) => true,
        Err(SubmitError::Rejected(error)) => {
            tracing::error!(payment = %brought.payment_id, %error, "a payment could not buy what was chosen; its money goes to the wallet");
            let kept = Brought { intent: Intent::Keep, ..brought };
            submit(app, recorded, part, "settle/keep", kept)
                .await
                .map_or_else(|error| given_up(recorded, &error), |()| true)
        }
        Err(error) => given_up(recorded, &error),
    }
}

/// Whether to leave it as it is. A fault of one payment must not hold up the others: it shows as
/// *paid but offline*, while the store's being out of reach is waited for.
fn given_up<R: std::error::Error>(recorded: &Recorded, error: &SubmitError<R>) -> bool {
    let for_good = match error {
        SubmitError::Busy | SubmitError::Unavailable | SubmitError::OutcomeUnknown => false,
        SubmitError::Rejected(_)
        | SubmitError::KeyReused
        | SubmitError::Taken(_)
        | SubmitError::Fault(_) => true,
    };
    if for_good {
        tracing::error!(position = recorded.position, %error, "what a payment brought is not settled; it shows as paid but offline");
    }
    for_good
}

async fn submit(
    app: &App,
    recorded: &Recorded,
    part: usize,
    route: &str,
    brought: Brought,
) -> Result<(), SubmitError<domain::purchase::PurchaseError>> {
    let correlation_id = recorded.correlation_id().unwrap_or(recorded.aggregate_id);
    let context = Context::caused_by_event(correlation_id, recorded.position, Source::Policy);
    let key = IdempotencyKey {
        actor: context.actor.to_string(),
        route: format!("policy/{route}"),
        key: settlement_key(recorded.position, part),
        request_hash: Sha256::digest(recorded.chain_hash).into(),
    };
    let command = SettlePayment { brought, new_subscription_id: ids::new() };
    app.ledger.lane.submit(command, context, Some(key), Priority::Interactive).await?;
    Ok(())
}
