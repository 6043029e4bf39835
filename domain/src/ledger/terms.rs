use std::collections::{BTreeMap, BTreeSet};

use super::LedgerError;
use super::tax::Taxed;
use crate::id::{PackageId, SubscriptionId};
use crate::money::Money;
use crate::time::{Timestamp, seconds_between, seconds_later};

/// Names a term: its subscription, and the position of the event that began it.
pub type TermKey = (SubscriptionId, i64);

/// A stretch of time that was paid for, and how much of its price is earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What was bought.
    pub package_id: PackageId,
    /// Its price, net of taxes.
    pub net: Money,
    /// Excise duty on it.
    pub excise: Money,
    /// Value added tax on it.
    pub vat: Money,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How much of the price has left deferred revenue.
    pub released: Money,
}

impl Term {
    /// What is still deferred.
    pub fn deferred(&self) -> Option<Money> {
        self.net.minus(self.released)
    }

    /// What of it is earned by that moment and not yet released: the cumulative floor of price ×
    /// time passed ÷ whole time, so that all parts together are exactly the price. Never negative.
    fn earned_since(&self, until: Timestamp) -> Option<Money> {
        let whole = seconds_between(self.starts_at, self.ends_at);
        if until >= self.ends_at || whole <= 0 {
            return self.deferred();
        }
        let passed = seconds_between(self.starts_at, until).max(0);
        let earned = self.net.share(passed, whole)?.minus(self.released)?;
        Some(earned.max(Money::ZERO))
    }
}

/// The terms from which something is still deferred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    open: BTreeMap<TermKey, Term>,
    changed: BTreeSet<TermKey>,
    finished: BTreeMap<TermKey, Term>,
}

/// What left deferred revenue, by package.
pub(super) type Released = BTreeMap<PackageId, Money>;

impl Terms {
    /// These terms, as they were left.
    pub fn new(open: impl IntoIterator<Item = (TermKey, Term)>) -> Self {
        Self { open: open.into_iter().collect(), ..Self::default() }
    }

    /// Every term from which something is deferred.
    pub fn open(&self) -> impl Iterator<Item = (TermKey, &Term)> {
        self.open.iter().map(|(key, term)| (*key, term))
    }

    /// What is deferred, of all of them.
    pub fn deferred(&self) -> Option<Money> {
        self.open.values().try_fold(Money::ZERO, |sum, term| sum.plus(term.deferred()?))
    }

    /// The terms that are other than they were in [`Terms::new`], finished ones too.
    pub fn changed(&self) -> impl Iterator<Item = (TermKey, &Term)> {
        self.changed
            .iter()
            .filter_map(|key| Some((*key, self.open.get(key).or(self.finished.get(key))?)))
    }

    /// What was paid for the open terms of a subscription that fit, with its taxes.
    pub(super) fn taxed(
        &self,
        subscription: SubscriptionId,
        fits: impl Fn(&Term) -> bool,
    ) -> Result<Taxed, LedgerError> {
        let keys = (subscription, i64::MIN)..=(subscription, i64::MAX);
        let terms = self.open.range(keys).filter(|(_, term)| fits(term));
        terms
            .map(|(_, term)| Taxed { net: term.net, excise: term.excise, vat: term.vat })
            .try_fold(Taxed::default(), Taxed::plus)
            .ok_or(LedgerError::TooMuch)
    }

    pub(super) fn begin(&mut self, key: TermKey, term: Term) {
        self.changed.insert(key);
        self.open.insert(key, term);
    }

    /// Releases what every term has earned by that moment.
    pub(super) fn earn_until(&mut self, until: Timestamp) -> Result<Released, LedgerError> {
        self.release(.., |term| term.earned_since(until))
    }

    /// Releases everything that is deferred of a subscription.
    pub(super) fn finish(&mut self, subscription: SubscriptionId) -> Result<Released, LedgerError> {
        let keys = (subscription, i64::MIN)..=(subscription, i64::MAX);
        self.release(keys, Term::deferred)
    }

    /// Releases everything that is deferred of the term that ends at `to`, which ends sooner now, and
    /// lets the later terms of its subscription begin sooner.
    pub(super) fn take_out(
        &mut self,
        subscription: SubscriptionId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Released, LedgerError> {
        let keys = (subscription, i64::MIN)..=(subscription, i64::MAX);
        let by = seconds_between(to, from);
        let released = self.release(keys.clone(), |term| {
            if term.ends_at == to { term.deferred() } else { Some(Money::ZERO) }
        })?;
        for (key, term) in self.open.range_mut(keys) {
            if term.starts_at >= to {
                let sooner = |at| seconds_later(at, by).ok_or(LedgerError::TooMuch);
                term.starts_at = sooner(term.starts_at)?;
                term.ends_at = sooner(term.ends_at)?;
                self.changed.insert(*key);
            }
        }
        Ok(released)
    }

    fn release(
        &mut self,
        keys: impl std::ops::RangeBounds<TermKey>,
        how_much: impl Fn(&Term) -> Option<Money>,
    ) -> Result<Released, LedgerError> {
        let mut released = Released::new();
        for (key, term) in self.open.range_mut(keys) {
            let part = how_much(term).ok_or(LedgerError::TooMuch)?;
            if part == Money::ZERO {
                continue;
            }
            term.released = term.released.plus(part).ok_or(LedgerError::TooMuch)?;
            self.changed.insert(*key);
            let sum = released.entry(term.package_id).or_insert(Money::ZERO);
            *sum = sum.plus(part).ok_or(LedgerError::TooMuch)?;
        }
        let over = self.open.extract_if(.., |_, term| term.released == term.net);
        self.finished.extend(over);
        Ok(released)
    }
}
