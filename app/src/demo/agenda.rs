//! What is to happen next.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::{Msisdn, PaymentId, Timestamp};

use super::policy::WillEnd;
use super::story::Ending;
use crate::payments::record::Fact;

/// Steps that are due within this time happen together, so that they travel in one batch.
const TOGETHER: TimeDelta = TimeDelta::milliseconds(1_500);

/// One thing that happens.
#[derive(Debug)]
pub(super) enum Step {
    /// Somebody registers, or a guest comes for the first time.
    Join(usize),
    /// The crew gives these homes their lines.
    Install(Vec<usize>),
    /// Somebody comes to the hotspot; who it is shows then.
    Visit,
    /// Somebody wants to pay.
    Pay(Wish),
    /// Something is learnt of a payment.
    Tell {
        /// Which payment.
        payment_id: PaymentId,
        /// What.
        fact: Fact,
        /// What caused it, if that is known.
        cause: Option<String>,
    },
    /// A subscription's end date comes.
    End(WillEnd),
    /// The price of a package changes.
    Reprice,
}

impl Step {
    /// Whether money may come by it.
    pub(super) fn tells_an_outcome(&self) -> bool {
        matches!(self, Self::Tell { fact: Fact::Outcome { .. }, .. })
    }
}

/// Where somebody wants to be online.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// With the device at the hotspot.
    Hotspot,
    /// At home.
    Home,
}

/// A wish to pay.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// Whose wish, by place in the list of people.
    pub(super) who: usize,
    /// For which line.
    pub(super) place: Place,
    /// What, by place in the catalogue.
    pub(super) package: usize,
    /// Whose phone pays.
    pub(super) payer: Msisdn,
    /// How it will end.
    pub(super) ending: Ending,
}

/// Steps in the order of their moments.
#[derive(Debug)]
pub(super) struct Agenda {
    steps: BTreeMap<(Timestamp, u64), Step>,
    count: u64,
    end: Timestamp,
}

impl Agenda {
    /// An empty one. What would come after `end` is left to the product itself.
    pub(super) fn until(end: Timestamp) -> Self {
        Self { steps: BTreeMap::new(), count: 0, end }
    }

    /// Adds a step. Of those at the same moment the one that was added first comes first.
    pub(super) fn add(&mut self, at: Timestamp, step: Step) {
        if at <= self.end {
            self.steps.insert((at, self.count), step);
            self.count += 1;
        }
    }

    /// What happens next, and when the last of it is due.
    pub(super) fn next(&mut self) -> Option<(Timestamp, Vec<Step>)> {
        let ((first, _), step) = self.steps.pop_first()?;
        let (mut last, mut steps) = (first, vec![step]);
        while let Some(entry) = self.steps.first_entry() {
            let (at, _) = *entry.key();
            if at > first + TOGETHER {
                break;
            }
            last = at;
            steps.push(entry.remove());
        }
        Some((last, steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_due_together_comes_together_in_its_order() {
        let mut agenda = Agenda::until(at("2026-03-01T10:00:00Z"));
        agenda.add(at("2026-03-01T09:00:01Z"), Step::Join(2));
        agenda.add(at("2026-03-01T09:00:00Z"), Step::Join(1));
        agenda.add(at("2026-03-01T09:00:03Z"), Step::Join(3));
        agenda.add(at("2026-03-01T10:00:01Z"), Step::Join(4));
        let joined = |steps: &[Step]| -> Vec<usize> {
            steps.iter().map(|step| if let Step::Join(who) = step { *who } else { 0 }).collect()
        };
        let (moment, steps) = agenda.next().unwrap();
        assert_eq!((moment, joined(&steps)), (at("2026-03-01T09:00:01Z"), vec![1, 2]));
        let (moment, steps) = agenda.next().unwrap();
        assert_eq!((moment, joined(&steps)), (at("2026-03-01T09:00:03Z"), vec![3]));
        assert!(agenda.next().is_none(), "what comes after the end was taken");
    }
}
