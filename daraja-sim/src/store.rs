//! What the simulator remembers of pushes, and the rules that need memory: one live push a payer,
//! and no second payment of the same amount within two minutes.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    b2c::Originators,
    books::{Books, Incoming, Kind, Road},
    c2b::Registrations,
    delivery::Delivery,
    errors::Fault,
    ids,
    msisdn::Msisdn,
    outcome::Outcome,
    pull::Subscribers,
    scenario::{Plan, Scenario},
};

/// How many transactions are remembered; the oldest finished ones are forgotten first. This is twice
/// the pushes that may be under way at once, so that there is always a finished one to forget, and
/// at some 3 kB each in the worst case it bounds the memory to about 60 MB.
pub(crate) const TRANSACTIONS_MAX: usize = 2 * UNDER_WAY_MAX;

/// How many pushes may be under way at once, from the push to its last callback. At the real pace of
/// three seconds this allows some three thousand pushes a second, more than one machine asks for.
pub(crate) const UNDER_WAY_MAX: usize = 10_000;

/// How many numbers may be given a scenario of their own: far more than a test run has payers.
pub(crate) const OVERRIDES_MAX: usize = 1_000;

/// An accepted push, as far as the payment is concerned.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    pub(crate) kind: Kind,
    pub(crate) short_code: String,
    /// The till's number, if the short code is a store's.
    pub(crate) till: Option<String>,
    pub(crate) payer: Msisdn,
    pub(crate) amount_shillings: u32,
    pub(crate) account_reference: String,
    pub(crate) callback_url: String,
    pub(crate) scenario: Scenario,
    pub(crate) plan: Plan,
}

impl Push {
    /// The payment that this asks for.
    fn payment(&self, requested_at: DateTime<Utc>) -> Incoming {
        Incoming {
            kind: self.kind,
            road: Road::StkPush,
            short_code: self.short_code.clone(),
            till: self.till.clone(),
            payer: self.payer,
            amount_cents: i64::from(self.amount_shillings) * 100,
            account_reference: self.account_reference.clone(),
            initiated_at: requested_at,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) merchant_request_id: String,
    pub(crate) checkout_request_id: String,
    pub(crate) push: Push,
    pub(crate) requested_at: DateTime<Utc>,
    /// `None` while the payer is being asked.
    pub(crate) finished: Option<Finished>,
    pub(crate) deliveries: Vec<Delivery>,
}

#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) at: DateTime<Utc>,
    pub(crate) outcome: Outcome,
    /// Only a payment has one.
    pub(crate) receipt: Option<String>,
}

/// Times are arguments of everything here, so that the rules can be tested to the millisecond.
#[derive(Debug)]
pub(crate) struct Store {
    transactions: HashMap<String, Transaction>,
    /// Ids from the oldest to the newest.
    order: VecDeque<String>,
    forgotten: u64,
    /// The live push of each payer who has one.
    live: HashMap<Msisdn, String>,
    /// The last payment of each payer and amount, as far as its transaction is remembered.
    paid: HashMap<(Msisdn, u32), String>,
    overrides: HashMap<Msisdn, Scenario>,
    pub(crate) books: Books,
    pub(crate) c2b: Registrations,
    pub(crate) originators: Originators,
    pub(crate) pull: Subscribers,
    /// `None` switches the rule off.
    repeat_window: Option<TimeDelta>,
    transactions_max: usize,
}

impl Store {
    pub(crate) fn new(
        books: Books,
        repeat_window: Option<TimeDelta>,
        transactions_max: usize,
    ) -> Self {
        Self {
            transactions: HashMap::new(),
            order: VecDeque::new(),
            forgotten: 0,
            live: HashMap::new(),
            paid: HashMap::new(),
            overrides: HashMap::new(),
            books,
            c2b: Registrations::default(),
            originators: Originators::default(),
            pull: Subscribers::default(),
            repeat_window,
            transactions_max,
        }
    }

    pub(crate) fn scenario_of(&self, payer: Msisdn) -> Scenario {
        self.overrides.get(&payer).copied().unwrap_or_else(|| Scenario::of(payer))
    }

    /// Gives a number a scenario, and tells whether there was room for it.
    pub(crate) fn set_scenario(&mut self, payer: Msisdn, scenario: Scenario) -> bool {
        let has_room = self.overrides.contains_key(&payer) || self.overrides.len() < OVERRIDES_MAX;
        if has_room {
            self.overrides.insert(payer, scenario);
        }
        has_room
    }

    /// Begins a push, unless the payer is busy with another.
    pub(crate) fn begin(
        &mut self,
        mut push: Push,
        merchant_request_id: String,
        now: DateTime<Utc>,
    ) -> Result<Transaction, Fault> {
        if self.live.contains_key(&push.payer) {
            return Err(Fault::SubscriberLocked);
        }
        if self.is_repeat(&push, now) {
            push.plan.outcome = Outcome::RuleLimited;
        }
        let checkout_request_id = self.free_checkout_request_id(push.payer, now);
        let transaction = Transaction {
            merchant_request_id,
            checkout_request_id: checkout_request_id.clone(),
            push,
            requested_at: now,
            finished: None,
            deliveries: Vec::new(),
        };
        self.live.insert(transaction.push.payer, checkout_request_id.clone());
        self.transactions.insert(checkout_request_id.clone(), transaction.clone());
        self.order.push_back(checkout_request_id);
        self.forget_the_oldest();
        Ok(transaction)
    }

    /// Ends a push as planned. A payment gets its receipt here.
    pub(crate) fn finish(
        &mut self,
        checkout_request_id: &str,
        now: DateTime<Utc>,
    ) -> Option<Transaction> {
        let transaction = self.transactions.get_mut(checkout_request_id)?;
        let push = &transaction.push;
        self.live.remove(&push.payer);
        let receipt = (push.plan.outcome == Outcome::Paid).then(|| {
            let receipt = self.books.next_receipt(now);
            self.books.receive(&receipt, push.payment(transaction.requested_at), now);
            receipt
        });
        if receipt.is_some() {
            self.paid.insert((push.payer, push.amount_shillings), checkout_request_id.to_owned());
        }
        transaction.finished = Some(Finished { at: now, outcome: push.plan.outcome, receipt });
        Some(transaction.clone())
    }

    /// Changes how a push that is under way will end.
    pub(crate) fn decide(&mut self, checkout_request_id: &str, outcome: Outcome) {
        if let Some(transaction) = self.transactions.get_mut(checkout_request_id) {
            transaction.push.plan.outcome = outcome;
        }
    }

    pub(crate) fn record_delivery(&mut self, checkout_request_id: &str, delivery: Delivery) {
        if let Some(transaction) = self.transactions.get_mut(checkout_request_id) {
            transaction.deliveries.push(delivery);
        }
    }

    pub(crate) fn get(&self, checkout_request_id: &str) -> Option<&Transaction> {
        self.transactions.get(checkout_request_id)
    }

    /// From the oldest to the newest.
    pub(crate) fn transactions(&self) -> impl DoubleEndedIterator<Item = &Transaction> {
        self.order.iter().filter_map(|id| self.transactions.get(id))
    }

    /// How many transactions are no longer remembered.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    fn is_repeat(&self, push: &Push, now: DateTime<Utc>) -> bool {
        let Some(window) = self.repeat_window else {
            return false;
        };
        self.paid
            .get(&(push.payer, push.amount_shillings))
            .and_then(|id| self.transactions.get(id)?.finished.as_ref())
            .is_some_and(|finished| now - finished.at < window)
    }

    /// An id is made of the millisecond and the payer; where a fast simulator has taken this one
    /// already, the next millisecond's is used.
    fn free_checkout_request_id(&self, payer: Msisdn, now: DateTime<Utc>) -> String {
        let mut at = now;
        loop {
            let id = ids::checkout_request_id(at, payer);
            if !self.transactions.contains_key(&id) {
                return id;
            }
            at += TimeDelta::milliseconds(1);
        }
    }

    fn forget_the_oldest(&mut self) {
        if self.order.len() <= self.transactions_max {
            return;
        }
        let oldest_finished = self.order.iter().position(|id| {
            self.transactions.get(id).is_some_and(|transaction| transaction.finished.is_some())
        });
        let Some(id) = oldest_finished.and_then(|index| self.order.remove(index)) else {
            return;
        };
        if let Some(transaction) = self.transactions.remove(&id) {
            let key = (transaction.push.payer, transaction.push.amount_shillings);
            if self.paid.get(&key) == Some(&id) {
                self.paid.remove(&key);
            }
        }
        self.forgotten += 1;
    }
}

#[cfg(test)]
mod tests;
