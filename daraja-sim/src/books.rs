//! The simulator's books: what every short code has, and every movement of its money. A receipt moves
//! money once, whoever asks again.

mod entry;

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::Serialize;

pub(crate) use entry::{Entry, Kind, Road, Status};

use crate::{
    clock::in_nairobi,
    config::{Config, Moved, Past},
    delivery::Delivery,
    ids::Receipts,
    msisdn::Msisdn,
    results::Failure,
    tariff::{Bearer, Service, Tariffs},
};

/// How many entries are remembered; the oldest is forgotten first, and counted in the totals for
/// ever. A soak test of a day fits, at some 600 bytes each in 60 MB.
const ENTRIES_MAX: usize = 100_000;

/// The limits of one payment to a customer, in cents: result 2 below, result 3 above.
const BUSINESS_PAYMENT_CENTS: std::ops::RangeInclusive<i64> = 1_000..=25_000_000;

/// The accounts of one short code, in cents, and what became of its money since the start.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Accounts {
    pub(crate) opening_cents: i64,
    /// Customers pay into it and are paid from it.
    pub(crate) utility_cents: i64,
    pub(crate) working_cents: i64,
    /// What was charged so far, below zero as Safaricom shows it.
    pub(crate) charges_paid_cents: i64,
    pub(crate) totals: Totals,
}

/// Counts and sums over every entry there ever was, forgotten ones too.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) received_count: u64,
    pub(crate) received_cents: i64,
    pub(crate) paid_out_count: u64,
    pub(crate) paid_out_cents: i64,
    pub(crate) reversed_count: u64,
    pub(crate) reversed_cents: i64,
    pub(crate) declined_count: u64,
    pub(crate) charges_cents: i64,
}

/// A customer's payment to a short code.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) kind: Kind,
    pub(crate) road: Road,
    pub(crate) short_code: String,
    /// The till's number, if the short code is a store's.
    pub(crate) till: Option<String>,
    pub(crate) payer: Msisdn,
    pub(crate) amount_cents: i64,
    pub(crate) account_reference: String,
    pub(crate) initiated_at: DateTime<Utc>,
}

/// A short code's payment to a customer.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) short_code: String,
    pub(crate) receiver: Msisdn,
    pub(crate) amount_cents: i64,
    /// What the business wrote about it.
    pub(crate) remarks: String,
    pub(crate) initiated_at: DateTime<Utc>,
    pub(crate) ids: Conversation,
}

/// The two ids of a call that is answered later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Conversation {
    pub(crate) originator_conversation_id: String,
    pub(crate) conversation_id: String,
}

impl Conversation {
    /// Of a call before the start.
    fn past(receipt: &str) -> Self {
        Self {
            originator_conversation_id: format!("past-{receipt}"),
            conversation_id: format!("AG_{receipt}"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Books {
    tariffs: Tariffs,
    bearer: Bearer,
    receipts: Receipts,
    accounts: BTreeMap<String, Accounts>,
    /// From the oldest to the newest.
    entries: VecDeque<Entry>,
    /// Where an entry stands, counted from the first there ever was.
    places: HashMap<String, u64>,
    forgotten: u64,
    entries_max: usize,
}

impl Books {
    pub(crate) fn new(config: &Config, receipts: Receipts) -> Self {
        let mut books = Self::empty(config, receipts);
        for past in &config.past {
            books.remember(past, &config.short_code);
        }
        books
    }

    fn empty(config: &Config, receipts: Receipts) -> Self {
        let opened = Accounts {
            opening_cents: config.opening_cents,
            utility_cents: config.opening_cents,
            ..Accounts::default()
        };
        Self {
            tariffs: config.tariffs.clone(),
            bearer: config.bearer,
            receipts,
            accounts: config.short_codes().map(|code| (code.to_owned(), opened.clone())).collect(),
            entries: VecDeque::new(),
            places: HashMap::new(),
            forgotten: 0,
            entries_max: ENTRIES_MAX,
        }
    }

    /// A receipt that nothing else has, for a movement that may follow.
    pub(crate) fn next_receipt(&mut self, now: DateTime<Utc>) -> String {
        self.receipts.next(now)
    }

    pub(crate) fn accounts(&self) -> &BTreeMap<String, Accounts> {
        &self.accounts
    }

    pub(crate) fn of(&self, short_code: &str) -> Option<&Accounts> {
        self.accounts.get(short_code)
    }

    /// From the oldest to the newest.
    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(crate) fn get(&self, receipt: &str) -> Option<&Entry> {
        self.entries.get(self.index(receipt)?)
    }

    /// The payment that a call with this `OriginatorConversationID` made.
    pub(crate) fn by_originator(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| {
            entry.ids.as_ref().is_some_and(|ids| ids.originator_conversation_id == id)
        })
    }

    pub(crate) fn record_confirmation(&mut self, receipt: &str, delivery: Delivery) {
        if let Some(entry) = self.index(receipt).and_then(|index| self.entries.get_mut(index)) {
            entry.confirmations.push(delivery);
        }
    }

    /// Takes a customer's money. The same receipt again changes nothing.
    pub(crate) fn receive(
        &mut self,
        receipt: &str,
        incoming: Incoming,
        now: DateTime<Utc>,
    ) -> Option<Entry> {
        if let Some(index) = self.index(receipt) {
            return self.entries.get(index).cloned();
        }
        let charge_cents = match incoming.kind {
            Kind::PayBill => self.charge(Service::PayBill, incoming.amount_cents, now),
            // A till's percentage isn't established, so none is taken.
            Kind::BuyGoods | Kind::BusinessPayment | Kind::Reversal | Kind::Sweep => 0,
        };
        let accounts = self.accounts.get_mut(&incoming.short_code)?;
        accounts.move_money(incoming.amount_cents, charge_cents);
        accounts.totals.received_count += 1;
        accounts.totals.received_cents += incoming.amount_cents;
        let balance_cents = accounts.utility_cents;
        let entry = Entry::received(receipt, incoming, charge_cents, balance_cents, now);
        Some(self.write(entry))
    }

    /// Takes a movement of before the start in, as if it had happened here.
    fn remember(&mut self, past: &Past, short_code: &str) {
        let at = past.at;
        match &past.moved {
            Moved::Payment { payer, account_reference, was_prompted } => {
                let Some(payer) = Msisdn::parse(payer) else { return };
                let incoming = Incoming {
                    kind: Kind::PayBill,
                    road: if *was_prompted { Road::StkPush } else { Road::Customer },
                    short_code: short_code.to_owned(),
                    till: None,
                    payer,
                    amount_cents: past.amount_cents,
                    account_reference: account_reference.clone(),
                    initiated_at: at,
                };
                self.receive(&past.receipt, incoming, at);
            }
            Moved::Payout { receiver } => {
                let Some(receiver) = Msisdn::parse(receiver) else { return };
                self.pay_in_the_past(short_code, receiver, past);
            }
            Moved::Reversal { of } => self.give_back(of, &past.receipt, at),
            Moved::Sweep => self.sweep(short_code, past),
        }
    }

    /// Pays a customer before the start.
    fn pay_in_the_past(&mut self, short_code: &str, receiver: Msisdn, past: &Past) {
        let charge_cents = self.charge(Service::BusinessPayment, past.amount_cents, past.at);
        let Some(accounts) = self.accounts.get_mut(short_code) else { return };
        accounts.move_money(-past.amount_cents, charge_cents);
        accounts.totals.paid_out_count += 1;
        accounts.totals.paid_out_cents += past.amount_cents;
        let balance_cents = accounts.utility_cents;
        let outgoing = Outgoing {
            short_code: short_code.to_owned(),
            receiver,
            amount_cents: past.amount_cents,
            remarks: String::new(),
            initiated_at: past.at,
            ids: Conversation::past(&past.receipt),
        };
        let receipt = past.receipt.clone();
        self.write(Entry::paid_out(receipt, outgoing, charge_cents, balance_cents, past.at));
    }

    /// Gives a payment of before the start back.
    fn give_back(&mut self, original: &str, receipt: &str, at: DateTime<Utc>) {
        let Some(index) = self.index(original) else { return };
        let Some(entry) = self.entries.get(index) else { return };
        let amount_cents = entry.amount_cents;
        let Some(accounts) = self.accounts.get_mut(&entry.short_code) else { return };
        accounts.move_money(-amount_cents, 0);
        accounts.totals.reversed_count += 1;
        accounts.totals.reversed_cents += amount_cents;
        let ids = Conversation::past(receipt);
        let reversal = entry.reversal(receipt.to_owned(), ids, accounts.utility_cents, at);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.reversed_by = Some(receipt.to_owned());
        }
        self.write(reversal);
    }

    fn sweep(&mut self, short_code: &str, past: &Past) {
        let Some(accounts) = self.accounts.get_mut(short_code) else { return };
        accounts.move_money(-past.amount_cents, 0);
        let balance_cents = accounts.utility_cents;
        self.write(Entry::swept(past, short_code, balance_cents));
    }

    /// Notes a payment that was asked for and refused. No money moves.
    pub(crate) fn decline(&mut self, receipt: &str, incoming: Incoming, now: DateTime<Utc>) {
        if self.index(receipt).is_some() {
            return;
        }
        if let Some(accounts) = self.accounts.get_mut(&incoming.short_code) {
            accounts.totals.declined_count += 1;
            let balance_cents = accounts.utility_cents;
            let mut entry = Entry::received(receipt, incoming, 0, balance_cents, now);
            entry.status = Status::Declined;
            self.write(entry);
        }
    }

    /// Pays a customer, if the limits and the balance allow it.
    pub(crate) fn pay_out(
        &mut self,
        outgoing: Outgoing,
        now: DateTime<Utc>,
    ) -> Result<Entry, Failure> {
        if outgoing.amount_cents < *BUSINESS_PAYMENT_CENTS.start() {
            return Err(Failure::BelowTheMinimum);
        }
        if outgoing.amount_cents > *BUSINESS_PAYMENT_CENTS.end() {
            return Err(Failure::AboveTheMaximum);
        }
        let charge_cents = self.charge(Service::BusinessPayment, outgoing.amount_cents, now);
        let receipt = self.receipts.next(now);
        let accounts =
            self.accounts.get_mut(&outgoing.short_code).ok_or(Failure::UnknownOperator)?;
        if accounts.utility_cents < outgoing.amount_cents + charge_cents {
            return Err(Failure::InsufficientFunds);
        }
        accounts.move_money(-outgoing.amount_cents, charge_cents);
        accounts.totals.paid_out_count += 1;
        accounts.totals.paid_out_cents += outgoing.amount_cents;
        let balance_cents = accounts.utility_cents;
        let entry = Entry::paid_out(receipt, outgoing, charge_cents, balance_cents, now);
        Ok(self.write(entry))
    }

    /// Gives a customer's payment back, whole and once. Its charge is not given back.
    pub(crate) fn reverse(
        &mut self,
        original: &str,
        amount_cents: i64,
        ids: Conversation,
        now: DateTime<Utc>,
    ) -> Result<Entry, Failure> {
        let index = self.index(original).ok_or(Failure::InvalidOriginal)?;
        let entry = self.entries.get(index).ok_or(Failure::InvalidOriginal)?;
        let is_a_payment = matches!(entry.kind, Kind::PayBill | Kind::BuyGoods);
        if !is_a_payment || entry.status != Status::Completed {
            return Err(Failure::InvalidOriginal);
        }
        if entry.reversed_by.is_some() {
            return Err(Failure::AlreadyReversed);
        }
        if entry.amount_cents != amount_cents {
            return Err(Failure::InvalidParameters);
        }
        let accounts = self.accounts.get_mut(&entry.short_code).ok_or(Failure::UnknownOperator)?;
        if accounts.utility_cents < amount_cents {
            return Err(Failure::InsufficientFunds);
        }
        accounts.move_money(-amount_cents, 0);
        accounts.totals.reversed_count += 1;
        accounts.totals.reversed_cents += amount_cents;
        let receipt = self.receipts.next(now);
        let reversal = entry.reversal(receipt, ids, accounts.utility_cents, now);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.reversed_by = Some(reversal.receipt.clone());
        }
        Ok(self.write(reversal))
    }

    fn charge(&self, service: Service, amount_cents: i64, now: DateTime<Utc>) -> i64 {
        let today = in_nairobi(now).date_naive();
        self.tariffs.business_cents(service, self.bearer, amount_cents, today)
    }

    fn index(&self, receipt: &str) -> Option<usize> {
        usize::try_from(self.places.get(receipt)?.checked_sub(self.forgotten)?).ok()
    }

    fn write(&mut self, entry: Entry) -> Entry {
        if self.entries.len() == self.entries_max
            && let Some(oldest) = self.entries.pop_front()
        {
            self.places.remove(&oldest.receipt);
            self.forgotten += 1;
        }
        let place = self.forgotten
            + u64::try_from(self.entries.len()).expect("a length fits sixty-four bits");
        self.places.insert(entry.receipt.clone(), place);
        self.entries.push_back(entry.clone());
        entry
    }
}

impl Accounts {
    /// A charge leaves the utility account with the movement that causes it.
    fn move_money(&mut self, amount_cents: i64, charge_cents: i64) {
        self.utility_cents += amount_cents - charge_cents;
        self.charges_paid_cents -= charge_cents;
        self.totals.charges_cents += charge_cents;
    }
}

#[cfg(test)]
mod tests;
