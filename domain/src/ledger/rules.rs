use uuid::Uuid;

use super::LedgerError;
use super::account::Account;
use super::entry::{Entry, EntryKind, Posting};
use super::tax::{Taxed, Taxes};
use super::terms::{Released, Term, Terms};
use crate::books::BooksEvent;
use crate::codes::Receipt;
use crate::id::{PackageId, PaymentId, RefundId, SubscriptionId};
use crate::money::Money;
use crate::package::PackageSnapshot;
use crate::payment::PaymentEvent;
use crate::refund::RefundEvent;
use crate::statement::{MovementKind, StatementEvent};
use crate::subscription::SubscriptionEvent;
use crate::time::{Timestamp, end_of_nairobi_day, seconds_later};
use crate::wallet::{CreditCause, DebitCause, WalletEvent};

/// An event that may concern the books.
#[derive(Debug, Clone, Copy)]
pub enum LedgerEvent<'a> {
    /// Of a payment.
    Payment(&'a PaymentEvent),
    /// Of a wallet.
    Wallet(&'a WalletEvent),
    /// Of a subscription.
    Subscription(&'a SubscriptionEvent),
    /// Of a refund.
    Refund(&'a RefundEvent),
    /// Of the books themselves.
    Books(&'a BooksEvent),
    /// Of a statement.
    Statement(&'a StatementEvent),
}

impl<'a> LedgerEvent<'a> {
    /// The receipt of the money that it is about, if it tells one.
    fn receipt(self) -> Option<&'a Receipt> {
        match self {
            // Money that goes back has a receipt of its own.
            Self::Payment(PaymentEvent::PaymentReversed { receipt, reversal_receipt, .. }) => {
                reversal_receipt.as_ref().or(Some(receipt))
            }
            Self::Payment(
                PaymentEvent::PaymentCompleted { receipt, .. }
                | PaymentEvent::ExtraReceiptCredited { receipt, .. }
                | PaymentEvent::ReceiptAttached { receipt, .. }
                | PaymentEvent::C2bReceived { receipt, .. }
                | PaymentEvent::PaymentMerged { receipt, .. },
            )
            | Self::Wallet(
                WalletEvent::WalletDebited { cause: DebitCause::Reversed { receipt, .. }, .. }
                | WalletEvent::WalletShort { cause: DebitCause::Reversed { receipt, .. }, .. },
            ) => Some(receipt),
            Self::Refund(RefundEvent::RefundPaid { receipt, .. })
            | Self::Wallet(WalletEvent::WalletCredited {
                cause: CreditCause::Payment { receipt, .. },
                ..
            }) => receipt.as_ref(),
            Self::Payment(_)
            | Self::Wallet(_)
            | Self::Subscription(_)
            | Self::Refund(_)
            | Self::Books(_)
            | Self::Statement(_) => None,
        }
    }
}

/// An event as it was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Fact<'a> {
    /// Where it stands.
    pub position: i64,
    /// The stream that it belongs to.
    pub aggregate_id: Uuid,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The event.
    pub event: LedgerEvent<'a>,
}

/// The function from events to entries, with what it remembers: the open terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// From which something is still deferred.
    pub terms: Terms,
    /// What was before is in months that are closed.
    pub open_from: Option<Timestamp>,
    /// The rates of taxes.
    pub taxes: Taxes,
}

type Posted = Result<Option<Entry>, LedgerError>;
type AllPosted = Result<Vec<Entry>, LedgerError>;

impl Ledger {
    /// The entries that an event leads to: none if it moves nothing, several if it tells of several
    /// movements.
    pub fn post(&mut self, fact: Fact<'_>) -> Result<Vec<Entry>, LedgerError> {
        let entries = match fact.event {
            LedgerEvent::Statement(event) => of_statement(&fact, event)?,
            LedgerEvent::Payment(_)
            | LedgerEvent::Wallet(_)
            | LedgerEvent::Subscription(_)
            | LedgerEvent::Refund(_)
            | LedgerEvent::Books(_) => {
                let entries = self.others(fact)?.into_iter();
                entries.map(|entry| entry.about(fact.event.receipt())).collect()
            }
        };
        Ok(entries.into_iter().map(|entry| entry.not_before(self.open_from)).collect())
    }

    fn others(&mut self, fact: Fact<'_>) -> AllPosted {
        let entry = match fact.event {
            LedgerEvent::Statement(_) => None,
            LedgerEvent::Payment(event) => of_payment(&fact, event)?,
            LedgerEvent::Wallet(event) => self.of_wallet(&fact, event)?,
            LedgerEvent::Subscription(event) => return self.of_subscription(&fact, event),
            LedgerEvent::Refund(event) => of_refund(&fact, event)?,
            LedgerEvent::Books(event) => self.of_books(event)?,
        };
        Ok(entry.into_iter().collect())
    }

    fn of_books(&mut self, event: &BooksEvent) -> Posted {
        match event {
            BooksEvent::PeriodClosed { ended_at, .. } => {
                self.open_from = self.open_from.max(Some(*ended_at));
                Ok(None)
            }
            BooksEvent::TaxesSet { starts_at, rates, .. } => {
                self.taxes.set(*starts_at, *rates);
                Ok(None)
            }
            // Charges stand in the books as they were taken.
            BooksEvent::TariffSet { .. } => Ok(None),
            BooksEvent::DayClosed { day: _, ended_at } => {
                let due = self.terms.earn_until(*ended_at)?;
                // The midnight itself belongs to the next day.
                let last_second = seconds_later(*ended_at, -1).ok_or(LedgerError::TooMuch)?;
                earned(last_second, due)
            }
        }
    }

    fn term(
        &self,
        fact: &Fact<'_>,
        package: &PackageSnapshot,
        (starts_at, ends_at): (Timestamp, Timestamp),
    ) -> Result<Term, LedgerError> {
        let rates = self.taxes.at(fact.recorded_at);
        let Taxed { net, excise, vat } =
            rates.of(package.terms.price_cents).ok_or(LedgerError::TooMuch)?;
        let package_id = package.package_id;
        Ok(Term { package_id, net, excise, vat, starts_at, ends_at, released: Money::ZERO })
    }

    fn of_subscription(&mut self, fact: &Fact<'_>, event: &SubscriptionEvent) -> AllPosted {
        let subscription = SubscriptionId::new(fact.aggregate_id);
        let key = (subscription, fact.position);
        match event {
            SubscriptionEvent::SubscriptionActivated { package, starts_at, ends_at, .. }
            | SubscriptionEvent::SubscriptionExtended {
                package, from: starts_at, ends_at, ..
            } => {
                let term = self.term(fact, package, (*starts_at, *ends_at))?;
                self.terms.begin(key, term);
                Ok(vec![])
            }
            SubscriptionEvent::SubscriptionChanged {
                package,
                starts_at,
                ends_at,
                unused_value_cents,
                ..
            } => {
                let paid = self.terms.taxed(subscription, |_| true)?;
                let left = self.terms.finish(subscription)?;
                let term = self.term(fact, package, (*starts_at, *ends_at))?;
                self.terms.begin(key, term);
                let unused = paid.within(*unused_value_cents).ok_or(LedgerError::TooMuch)?;
                earned_but(unused, *starts_at, left, package.package_id)
            }
            SubscriptionEvent::SubscriptionShortened {
                package_id,
                from,
                to,
                unused_value_cents,
                ..
            } => {
                let paid = self.terms.taxed(subscription, |term| term.ends_at == *to)?;
                let left = self.terms.take_out(subscription, *from, *to)?;
                // Time that was to come is taken back now.
                let at = (*from).min(fact.recorded_at);
                let unused = paid.within(*unused_value_cents).ok_or(LedgerError::TooMuch)?;
                earned_but(unused, at, left, *package_id)
            }
            SubscriptionEvent::SubscriptionExpired { ended_at } => {
                let entry = earned(*ended_at, self.terms.finish(subscription)?)?;
                Ok(entry.into_iter().collect())
            }
        }
    }

    /// What went in and out of a wallet, when it was recorded.
    fn of_wallet(&self, fact: &Fact<'_>, event: &WalletEvent) -> Posted {
        let (WalletEvent::WalletDebited { customer_id, amount_cents, cause, .. }
        | WalletEvent::WalletShort { customer_id, amount_cents, cause }) = event
        else {
            return of_credit(fact, event);
        };
        let from = match event {
            WalletEvent::WalletShort { .. } => Account::receivable(*customer_id),
            WalletEvent::WalletDebited { .. } | WalletEvent::WalletCredited { .. } => {
                Account::wallet(*customer_id)
            }
        };
        let (kind, to) = match cause {
            DebitCause::Purchase { .. } => return self.bought(fact, from, *amount_cents),
            DebitCause::Merged { payment_id } => {
                (EntryKind::Credited, Account::unallocated(*payment_id))
            }
            DebitCause::Refund { refund_id } => {
                (EntryKind::RefundAsked, Account::refund_payable(*refund_id))
            }
            DebitCause::Reversed { payment_id, .. } => {
                (EntryKind::ReversalTaken, Account::unallocated(*payment_id))
            }
        };
        Entry::moving(kind, fact.recorded_at, from, to, *amount_cents)
    }

    /// A package was bought: its price is deferred, and its taxes are owed.
    fn bought(&self, fact: &Fact<'_>, from: Account, price: Money) -> Posted {
        let rates = self.taxes.at(fact.recorded_at);
        let Taxed { net, excise, vat } = rates.of(price).ok_or(LedgerError::TooMuch)?;
        let postings = vec![
            Posting { account: from, amount: price },
            Posting { account: Account::DEFERRED_REVENUE, amount: negated(net)? },
            Posting { account: Account::VAT_PAYABLE, amount: negated(vat)? },
            Posting { account: Account::EXCISE_PAYABLE, amount: negated(excise)? },
        ];
        Entry::of(EntryKind::Bought, fact.recorded_at, postings)
    }
}

/// What left deferred revenue is income, but for what goes back to the wallet: that is taken out by
/// the wallet's own event, with the taxes in it, which are not owed any more. It can be more than what
/// was left: by a cent, where a day was closed by a clock that is ahead of this one.
fn earned_but(
    unused: Taxed,
    effective_at: Timestamp,
    mut left: Released,
    package_id: PackageId,
) -> AllPosted {
    let of = left.keys().next().copied().unwrap_or(package_id);
    let income = left.entry(of).or_insert(Money::ZERO);
    *income = income.minus(unused.net).ok_or(LedgerError::TooMuch)?;
    let taxes = unused.taxes().ok_or(LedgerError::TooMuch)?;
    let postings = vec![
        Posting { account: Account::VAT_PAYABLE, amount: unused.vat },
        Posting { account: Account::EXCISE_PAYABLE, amount: unused.excise },
        Posting { account: Account::DEFERRED_REVENUE, amount: negated(taxes)? },
    ];
    let returned = Entry::of(EntryKind::TaxReturned, effective_at, postings)?;
    Ok(earned(effective_at, left)?.into_iter().chain(returned).collect())
}

/// What left deferred revenue is income.
fn earned(effective_at: Timestamp, income: Released) -> Posted {
    let mut postings = vec![];
    let mut deferred = Money::ZERO;
    for (package, amount) in income {
        deferred = deferred.plus(amount).ok_or(LedgerError::TooMuch)?;
        postings.push(Posting { account: Account::revenue(package), amount: negated(amount)? });
    }
    postings.insert(0, Posting { account: Account::DEFERRED_REVENUE, amount: deferred });
    Entry::of(EntryKind::Earned, effective_at, postings)
}

/// What money did on its way in, before it was anybody's.
fn of_payment(fact: &Fact<'_>, event: &PaymentEvent) -> Posted {
    let payment = PaymentId::new(fact.aggregate_id);
    let suspense = Account::unallocated(payment);
    let awaiting = Account::awaiting_receipt(payment);
    // A clock elsewhere may be ahead; what was recorded by a moment was so by then.
    let effective = |own: &Timestamp| (*own).min(fact.recorded_at);
    let (kind, effective_at, debited, credited, amount) = match event {
        PaymentEvent::PaymentCompleted { amount_cents, paid_at, .. }
        | PaymentEvent::ExtraReceiptCredited { amount_cents, paid_at, .. }
        // Where it is known for whom it is, `PaymentCompleted` follows.
        | PaymentEvent::C2bReceived { amount_cents, paid_at, meant_for: None, .. } => {
            (EntryKind::Received, effective(paid_at), Account::MPESA, suspense, *amount_cents)
        }
        PaymentEvent::PaymentConfirmed { amount_cents, at } => {
            (EntryKind::Confirmed, effective(at), awaiting, suspense, *amount_cents)
        }
        PaymentEvent::PaymentMerged { amount_cents, paid_at, .. } => {
            (EntryKind::Merged, effective(paid_at), suspense, Account::MPESA, *amount_cents)
        }
        PaymentEvent::PaymentReversed { amount_cents, reversed_at, .. } => {
            let at = effective(reversed_at);
            (EntryKind::Reversed, at, suspense, Account::MPESA, *amount_cents)
        }
        PaymentEvent::ReceiptAttached { confirmed_cents, amount_cents, paid_at, .. } => {
            // If less came than was confirmed, the rest stays awaited: a break for a person.
            let found = *amount_cents.min(confirmed_cents);
            let beyond = amount_cents.minus(found).ok_or(LedgerError::TooMuch)?;
            let postings = vec![
                Posting { account: Account::MPESA, amount: *amount_cents },
                Posting { account: awaiting, amount: negated(found)? },
                Posting { account: suspense, amount: negated(beyond)? },
            ];
            return Entry::of(EntryKind::ReceiptFound, effective(paid_at), postings);
        }
        PaymentEvent::C2bReceived { meant_for: Some(_), .. }
        | PaymentEvent::PaymentUnallocated { .. }
        | PaymentEvent::PaymentAllocated { .. }
        | PaymentEvent::StkInitiated { .. }
        | PaymentEvent::StkDispatched { .. }
        | PaymentEvent::StkAccepted { .. }
        | PaymentEvent::StkRejected { .. }
        | PaymentEvent::StkUnconfirmed { .. }
        | PaymentEvent::CallbackReceived { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::AmountMismatched { .. }
        | PaymentEvent::ConflictingOutcomeReported { .. }
        | PaymentEvent::PaymentExpired { .. } => return Ok(None),
    };
    Entry::moving(kind, effective_at, debited, credited, amount)
}

/// What went into a wallet, when it was recorded.
fn of_credit(fact: &Fact<'_>, event: &WalletEvent) -> Posted {
    let WalletEvent::WalletCredited { customer_id, amount_cents, cause, .. } = event else {
        return Ok(None);
    };
    let (kind, from) = match cause {
        CreditCause::Payment { payment_id, .. } => {
            (EntryKind::Credited, Account::unallocated(*payment_id))
        }
        CreditCause::UnusedValue { .. } => (EntryKind::UnusedReturned, Account::DEFERRED_REVENUE),
        CreditCause::RefundFailed { refund_id } => {
            (EntryKind::RefundReturned, Account::refund_payable(*refund_id))
        }
    };
    Entry::moving(kind, fact.recorded_at, from, Account::wallet(*customer_id), *amount_cents)
}

/// Money that was paid out to a customer.
fn of_refund(fact: &Fact<'_>, event: &RefundEvent) -> Posted {
    let RefundEvent::RefundPaid { amount_cents, paid_at, .. } = event else { return Ok(None) };
    let payable = Account::refund_payable(RefundId::new(fact.aggregate_id));
    let at = (*paid_at).min(fact.recorded_at);
    Entry::moving(EntryKind::RefundPaid, at, payable, Account::MPESA, *amount_cents)
}

/// What only a statement tells of.
fn of_statement(fact: &Fact<'_>, event: &StatementEvent) -> Result<Vec<Entry>, LedgerError> {
    let (short_code, movements) = match event {
        StatementEvent::MovementsRecorded { short_code, movements } => (short_code, movements),
        StatementEvent::SweepArrived { receipt, amount_cents, value_date, .. } => {
            // Banks tell the day alone. At its end the money has left M-Pesa, whenever on that day it did.
            let ends_at = end_of_nairobi_day(*value_date).and_then(|end| seconds_later(end, -1));
            let at = ends_at.unwrap_or(fact.recorded_at).min(fact.recorded_at);
            let (to, from) = (Account::BANK, Account::IN_TRANSIT_TO_BANK);
            let entry = Entry::moving(EntryKind::Banked, at, to, from, *amount_cents)?;
            return Ok(entry.into_iter().map(|entry| entry.about(Some(receipt))).collect());
        }
        StatementEvent::StatementImported { .. }
        | StatementEvent::BreakRaised { .. }
        | StatementEvent::BreakAssigned { .. }
        | StatementEvent::BreakResolved { .. } => return Ok(vec![]),
    };
    let mut entries = Vec::with_capacity(movements.len());
    for movement in movements {
        let (kind, from) = match movement.kind {
            MovementKind::Charge => (EntryKind::Charged, Account::MPESA_CHARGES),
            MovementKind::Sweep => (EntryKind::Swept, Account::IN_TRANSIT_TO_BANK),
            MovementKind::Opening => (EntryKind::Opened, Account::OPENING_BALANCES),
        };
        let amount = movement.amount_cents;
        let entry = Entry::moving(kind, movement.at, Account::MPESA, from, amount)?;
        let about = |entry: Entry| entry.about(movement.receipt.as_ref()).of_account(short_code);
        entries.extend(entry.map(about));
    }
    Ok(entries)
}

fn negated(amount: Money) -> Result<Money, LedgerError> {
    amount.negated().ok_or(LedgerError::TooMuch)
}
