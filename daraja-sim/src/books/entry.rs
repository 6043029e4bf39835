//! One movement of money in the books.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Conversation, Incoming, Outgoing};
use crate::{config::Past, delivery::Delivery, msisdn::Msisdn};

/// What moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    PayBill,
    BuyGoods,
    BusinessPayment,
    Reversal,
    /// To the organisation's settlement account, from which its bank is paid.
    Sweep,
}

/// Who asked for it, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Road {
    StkPush,
    /// The customer chose the business and typed the account, on the phone or by C2B simulate.
    Customer,
    Business,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Completed,
    /// The business's validation refused it.
    Declined,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) receipt: String,
    pub(crate) kind: Kind,
    pub(crate) road: Road,
    pub(crate) status: Status,
    pub(crate) short_code: String,
    pub(crate) till: Option<String>,
    /// The customer.
    pub(crate) msisdn: Msisdn,
    /// What moved into the utility account; below zero, out of it. What was asked, if declined.
    pub(crate) amount_cents: i64,
    /// What left the utility account besides.
    pub(crate) charge_cents: i64,
    /// The utility account after both.
    pub(crate) balance_cents: i64,
    pub(crate) account_reference: String,
    pub(crate) initiated_at: DateTime<Utc>,
    pub(crate) completed_at: DateTime<Utc>,
    pub(crate) ids: Option<Conversation>,
    /// The receipt that this reverses, and the one that reverses this.
    pub(crate) reverses: Option<String>,
    pub(crate) reversed_by: Option<String>,
    /// Deliveries of the C2B confirmation.
    pub(crate) confirmations: Vec<Delivery>,
}

impl Entry {
    pub(super) fn received(
        receipt: &str,
        incoming: Incoming,
        charge_cents: i64,
        balance_cents: i64,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            receipt: receipt.to_owned(),
            kind: incoming.kind,
            road: incoming.road,
            status: Status::Completed,
            short_code: incoming.short_code,
            till: incoming.till,
            msisdn: incoming.payer,
            amount_cents: incoming.amount_cents,
            charge_cents,
            balance_cents,
            account_reference: incoming.account_reference,
            initiated_at: incoming.initiated_at,
            completed_at: now,
            ids: None,
            reverses: None,
            reversed_by: None,
            confirmations: Vec::new(),
        }
    }

    pub(super) fn paid_out(
        receipt: String,
        outgoing: Outgoing,
        charge_cents: i64,
        balance_cents: i64,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            receipt,
            kind: Kind::BusinessPayment,
            road: Road::Business,
            status: Status::Completed,
            short_code: outgoing.short_code,
            till: None,
            msisdn: outgoing.receiver,
            amount_cents: -outgoing.amount_cents,
            charge_cents,
            balance_cents,
            account_reference: outgoing.remarks,
            initiated_at: outgoing.initiated_at,
            completed_at: now,
            ids: Some(outgoing.ids),
            reverses: None,
            reversed_by: None,
            confirmations: Vec::new(),
        }
    }

    /// Money that the organisation took to its bank.
    pub(super) fn swept(past: &Past, short_code: &str, balance_cents: i64) -> Self {
        Self {
            receipt: past.receipt.clone(),
            kind: Kind::Sweep,
            road: Road::Business,
            status: Status::Completed,
            short_code: short_code.to_owned(),
            till: None,
            msisdn: Msisdn::nobody(),
            amount_cents: -past.amount_cents,
            charge_cents: 0,
            balance_cents,
            account_reference: String::new(),
            initiated_at: past.at,
            completed_at: past.at,
            ids: None,
            reverses: None,
            reversed_by: None,
            confirmations: Vec::new(),
        }
    }

    /// By how much the utility account changed.
    pub(crate) fn moved_cents(&self) -> i64 {
        match self.status {
            Status::Completed => self.amount_cents - self.charge_cents,
            Status::Declined => 0,
        }
    }

    /// Safaricom's name for this kind of movement.
    pub(crate) fn reason(&self) -> &'static str {
        match (self.kind, self.road) {
            (Kind::PayBill, Road::StkPush) => "Pay Utility",
            (Kind::PayBill, Road::Customer | Road::Business) => "Pay Bill Online",
            (Kind::BuyGoods, _) => "Customer Buy Goods Online",
            (Kind::BusinessPayment, _) => "Business Payment to Customer via API",
            (Kind::Reversal, _) => "Reversal via API",
            (Kind::Sweep, _) => "Utility Account to Organization Settlement Account",
        }
    }

    /// The entry that gives this one's money back.
    pub(super) fn reversal(
        &self,
        receipt: String,
        ids: Conversation,
        balance_cents: i64,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            receipt,
            kind: Kind::Reversal,
            road: Road::Business,
            amount_cents: -self.amount_cents,
            charge_cents: 0,
            balance_cents,
            initiated_at: now,
            completed_at: now,
            ids: Some(ids),
            reverses: Some(self.receipt.clone()),
            confirmations: Vec::new(),
            ..self.clone()
        }
    }
}
