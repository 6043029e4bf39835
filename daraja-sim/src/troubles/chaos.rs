//! Trouble at random, from a seed: the same calls in the same order meet the same trouble.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};

use super::{AtEdge, order::Trouble, place::Place};

/// How often each thing goes wrong, in percent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chaos {
    pub seed: u64,
    /// Of deliveries.
    pub duplicate_percent: u8,
    pub loss_percent: u8,
    pub reorder_percent: u8,
    pub delay_percent: u8,
    /// The longest delay, divided by the simulator's speed like every wait.
    pub delay_seconds_max: u32,
    /// Of calls, those for a token excepted: refused without being made.
    pub refusal_percent: u8,
    /// Of calls, those for a token excepted: made, and the answer lost.
    pub lost_answer_percent: u8,
}

impl Default for Chaos {
    fn default() -> Self {
        Self {
            seed: 0,
            duplicate_percent: 10,
            loss_percent: 5,
            reorder_percent: 10,
            delay_percent: 20,
            delay_seconds_max: 60,
            refusal_percent: 5,
            lost_answer_percent: 2,
        }
    }
}

impl Chaos {
    /// Whether every rate is a percentage and the delay at most a day.
    pub(crate) fn is_possible(&self) -> bool {
        let rates = [
            self.duplicate_percent,
            self.loss_percent,
            self.reorder_percent,
            self.delay_percent,
            self.refusal_percent,
            self.lost_answer_percent,
        ];
        rates.iter().all(|rate| *rate <= 100) && (1..=86_400).contains(&self.delay_seconds_max)
    }
}

/// Answers that refuse a call without its being made.
const REFUSALS: [Trouble; 6] = [
    Trouble::SystemBusy,
    Trouble::SpikeArrest,
    Trouble::SpikeArrestFault,
    Trouble::InternalError,
    Trouble::HtmlForbidden,
    Trouble::Unavailable,
];

#[derive(Debug)]
pub(super) struct Dice {
    rules: Chaos,
    random: StdRng,
}

impl Dice {
    pub(super) fn new(rules: Chaos) -> Self {
        let random = StdRng::seed_from_u64(rules.seed);
        Self { rules, random }
    }

    pub(super) fn rules(&self) -> &Chaos {
        &self.rules
    }

    /// Every die is thrown every time, so that one rate doesn't change what another leads to.
    pub(super) fn at_edge(&mut self, place: Place) -> Option<AtEdge> {
        let refuses = self.happens(self.rules.refusal_percent);
        let loses = self.happens(self.rules.lost_answer_percent);
        let refusal = REFUSALS[self.random.random_range(0..REFUSALS.len())];
        if place == Place::Oauth {
            None
        } else if refuses {
            Some(AtEdge::Instead(refusal))
        } else {
            loses.then_some(AtEdge::Unanswered)
        }
    }

    pub(super) fn at_delivery(&mut self) -> Vec<(Trouble, Duration)> {
        let rules = &self.rules;
        let rates = [
            (Trouble::Delay, rules.delay_percent),
            (Trouble::Overtake, rules.reorder_percent),
            (Trouble::Duplicate, rules.duplicate_percent),
            (Trouble::Drop, rules.loss_percent),
        ];
        let seconds = self.random.random_range(1..=self.rules.delay_seconds_max);
        let delay = Duration::from_secs(seconds.into());
        rates
            .into_iter()
            .filter(|(_, percent)| self.happens(*percent))
            .map(|(trouble, _)| (trouble, delay))
            .collect()
    }

    fn happens(&mut self, percent: u8) -> bool {
        self.random.random_range(0..100_u8) < percent
    }
}
