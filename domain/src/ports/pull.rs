//! The payments of the last two days, asked for by whoever may have missed their announcements.

use std::fmt;

use async_trait::async_trait;

use super::{NotDone, Unreadable};
use crate::codes::Receipt;
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::personal::{AccountText, PayerHandle, PersonName};
use crate::time::Timestamp;

/// Lists payments of the last 48 hours.
#[async_trait]
pub trait PullTransactions: Send + Sync {
    /// Registers the short code for it; again is as good as once. `nominated` is the phone that
    /// Safaricom may call about it.
    async fn register_pull(&self, nominated: &Msisdn, callback_url: &str) -> Result<(), NotDone>;
    /// One page of the payments of a period, from its `offset`-th row on.
    async fn pull(
        &self,
        from: Timestamp,
        to: Timestamp,
        offset: u32,
    ) -> Result<PulledPage, NotDone>;
}

/// Some rows; an empty page is the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PulledPage {
    /// What could be read.
    pub rows: Vec<PulledPayment>,
    /// What could not: a person looks, and the next offset counts these too.
    pub unreadable: Vec<Unreadable>,
}

/// One payment. Its `Debug` leaves out who paid and what they typed.
#[derive(Clone, PartialEq, Eq)]
pub struct PulledPayment {
    /// The receipt.
    pub receipt: Receipt,
    /// When it was paid, as the row says. It says `Z`, and it is not established whether that is
    /// UTC or Nairobi's clock: compare it with a payment whose moment is known before relying on it.
    pub stated_at: Option<Timestamp>,
    /// What was paid, more than nothing.
    pub amount: Money,
    /// What the payer typed as the account.
    pub account_typed: Option<AccountText>,
    /// What kind of payment it is, in Safaricom's words.
    pub kind: String,
    /// The payer's phone, as far as it is told.
    pub payer: Option<PayerHandle>,
    /// What the payer is called, as far as it is told.
    pub payer_name: Option<PersonName>,
}

impl fmt::Debug for PulledPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PulledPayment")
            .field("receipt", &self.receipt)
            .field("stated_at", &self.stated_at)
            .field("amount", &self.amount)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
