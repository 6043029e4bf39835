use super::LedgerError;
use super::account::Account;
use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::money::Money;
use crate::time::Timestamp;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Money came, and has a receipt.
    Received,
    /// Money came; its receipt is to follow.
    Confirmed,
    /// The receipt of confirmed money was found.
    ReceiptFound,
    /// Money turned out to be that of another payment, which brings it instead.
    Merged,
    /// What a payment brought went to its customer's wallet, or back from there.
    Credited,
    /// A package was bought from a wallet.
    Bought,
    /// What was left of a package went back to the wallet.
    UnusedReturned,
    /// Tax on what went back to the wallet is not owed any more.
    TaxReturned,
    /// Time that was paid for has passed.
    Earned,
    /// Safaricom gave a payment back to whoever paid it.
    Reversed,
    /// What was given back left its customer's wallet, or is owed.
    ReversalTaken,
    /// Money of a wallet is to go back to its customer.
    RefundAsked,
    /// It has.
    RefundPaid,
    /// It has not, and is in the wallet again.
    RefundReturned,
    /// Safaricom took its charge.
    Charged,
    /// Money went to the bank, or came from there.
    Swept,
    /// What was there when the books began.
    Opened,
    /// What went to the bank was seen there, or what came from there.
    Banked,
}

impl EntryKind {
    /// Every one.
    pub const ALL: [Self; 18] = [
        Self::Received,
        Self::Confirmed,
        Self::ReceiptFound,
        Self::Merged,
        Self::Credited,
        Self::Bought,
        Self::UnusedReturned,
        Self::Earned,
        Self::Reversed,
        Self::ReversalTaken,
        Self::RefundAsked,
        Self::RefundPaid,
        Self::RefundReturned,
        Self::Charged,
        Self::Swept,
        Self::Opened,
        Self::TaxReturned,
        Self::Banked,
    ];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Confirmed => "CONFIRMED",
            Self::ReceiptFound => "RECEIPT_FOUND",
            Self::Merged => "MERGED",
            Self::Credited => "CREDITED",
            Self::Bought => "BOUGHT",
            Self::UnusedReturned => "UNUSED_RETURNED",
            Self::Earned => "EARNED",
            Self::Reversed => "REVERSED",
            Self::ReversalTaken => "REVERSAL_TAKEN",
            Self::RefundAsked => "REFUND_ASKED",
            Self::RefundPaid => "REFUND_PAID",
            Self::RefundReturned => "REFUND_RETURNED",
            Self::Charged => "CHARGED",
            Self::Swept => "SWEPT",
            Self::Opened => "OPENED",
            Self::TaxReturned => "TAX_RETURNED",
            Self::Banked => "BANKED",
        }
    }

    /// What it says to a person.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Received => "Payment received",
            Self::Confirmed => "Payment confirmed, receipt to follow",
            Self::ReceiptFound => "Receipt found",
            Self::Merged => "Money of another payment",
            Self::Credited => "Payment credited",
            Self::Bought => "Package bought",
            Self::UnusedReturned => "Unused time returned",
            Self::Earned => "Service delivered",
            Self::Reversed => "Payment reversed",
            Self::ReversalTaken => "Reversed money taken from the wallet",
            Self::RefundAsked => "Refund asked",
            Self::RefundPaid => "Refund paid",
            Self::RefundReturned => "Refund failed, back in the wallet",
            Self::Charged => "M-Pesa charge",
            Self::Swept => "Moved to or from the bank",
            Self::Opened => "Opening balance",
            Self::TaxReturned => "Tax on unused time returned",
            Self::Banked => "Seen at the bank",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One line of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// On which account.
    pub account: Account,
    /// A debit if it is more than nothing, else a credit.
    pub amount: Money,
}

/// A journal entry: its postings sum to zero, and none of them is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    kind: EntryKind,
    receipt: Option<Receipt>,
    short_code: Option<ShortCode>,
    effective_at: Timestamp,
    booked_at: Timestamp,
    postings: Vec<Posting>,
}

impl Entry {
    /// An entry of these postings; none if nothing is left of it.
    pub fn of(
        kind: EntryKind,
        effective_at: Timestamp,
        mut postings: Vec<Posting>,
    ) -> Result<Option<Self>, LedgerError> {
        postings.retain(|posting| posting.amount != Money::ZERO);
        let sum = postings
            .iter()
            .try_fold(Money::ZERO, |sum, posting| sum.plus(posting.amount))
            .ok_or(LedgerError::TooMuch)?;
        if sum != Money::ZERO {
            return Err(LedgerError::Unbalanced(sum));
        }
        Ok((!postings.is_empty()).then_some(Self {
            kind,
            receipt: None,
            short_code: None,
            effective_at,
            booked_at: effective_at,
            postings,
        }))
    }

    /// An entry that moves an amount from the credited account to the debited one.
    pub(super) fn moving(
        kind: EntryKind,
        effective_at: Timestamp,
        debited: Account,
        credited: Account,
        amount: Money,
    ) -> Result<Option<Self>, LedgerError> {
        let credit = amount.negated().ok_or(LedgerError::TooMuch)?;
        let postings = vec![
            Posting { account: debited, amount },
            Posting { account: credited, amount: credit },
        ];
        Self::of(kind, effective_at, postings)
    }

    /// The same, about the money of that receipt.
    pub(super) fn about(self, receipt: Option<&Receipt>) -> Self {
        Self { receipt: receipt.cloned(), ..self }
    }

    /// The same, on the account of that short code.
    pub(super) fn of_account(self, short_code: &ShortCode) -> Self {
        Self { short_code: Some(short_code.clone()), ..self }
    }

    /// The same, in the books from that moment on at the earliest: what was before is closed.
    pub(super) fn not_before(self, open_from: Option<Timestamp>) -> Self {
        let booked_at = open_from.map_or(self.effective_at, |open| open.max(self.effective_at));
        Self { booked_at, ..self }
    }

    /// On which short code's account, where the event says so.
    pub fn short_code(&self) -> Option<&ShortCode> {
        self.short_code.as_ref()
    }

    /// The receipt of the money that it is about, if that has one.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.as_ref()
    }

    /// What it is about.
    pub const fn kind(&self) -> EntryKind {
        self.kind
    }

    /// When the money moved, or the service was delivered.
    pub const fn effective_at(&self) -> Timestamp {
        self.effective_at
    }

    /// From when on it stands in the books: the same, unless that month was closed before it was
    /// recorded. Then it is the beginning of the open one.
    pub const fn booked_at(&self) -> Timestamp {
        self.booked_at
    }

    /// Its lines.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}
