//! Phones that a person holds: a prompt waits until it is answered on the page.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::oneshot;

use crate::{msisdn::Msisdn, outcome::Outcome, store::Transaction};

/// The PIN of every customer.
pub(crate) const PIN: &str = "1234";

/// How long a prompt stays on the screen. A person doesn't get faster with the simulator's speed.
pub(crate) const PROMPT_STAYS: Duration = Duration::from_mins(1);

/// What stands on the screen.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Prompt {
    checkout_request_id: String,
    amount_shillings: u32,
    business: String,
    account_reference: String,
    asked_at: DateTime<Utc>,
}

impl Prompt {
    pub(crate) fn of(transaction: &Transaction, business: &str) -> Self {
        Self {
            checkout_request_id: transaction.checkout_request_id.clone(),
            amount_shillings: transaction.push.amount_shillings,
            business: business.to_owned(),
            account_reference: transaction.push.account_reference.clone(),
            asked_at: transaction.requested_at,
        }
    }
}

/// The prompts that wait, one a phone at most.
#[derive(Debug, Default)]
pub(crate) struct Hands(HashMap<Msisdn, (Prompt, oneshot::Sender<Outcome>)>);

impl Hands {
    /// Shows a prompt, and gives what will hear of the answer.
    pub(crate) fn show(&mut self, payer: Msisdn, prompt: Prompt) -> oneshot::Receiver<Outcome> {
        let (tell, hear) = oneshot::channel();
        self.0.insert(payer, (prompt, tell));
        hear
    }

    pub(crate) fn prompt(&self, payer: Msisdn) -> Option<&Prompt> {
        self.0.get(&payer).map(|(prompt, _)| prompt)
    }

    /// Whether there was a prompt to answer.
    pub(crate) fn answer(&mut self, payer: Msisdn, outcome: Outcome) -> bool {
        // Nobody hears any more if the prompt has just gone.
        self.0.remove(&payer).is_some_and(|(_, tell)| tell.send(outcome).is_ok())
    }

    /// Takes a prompt from the screen that nobody answered.
    pub(crate) fn clear(&mut self, payer: Msisdn) {
        self.0.remove(&payer);
    }
}
