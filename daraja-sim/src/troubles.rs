//! What goes wrong on request, and at random: answers of the gateway's instead of Daraja's, deliveries
//! that are lost, doubled, late or out of order, and calls that come to nothing.

mod chaos;
mod order;
mod place;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use chaos::Chaos;
pub(crate) use order::{Order, OrderError, Trouble};
pub(crate) use place::Place;

use crate::{delivery::Schedule, results::Failure};

/// How many troubles may be waiting at once. Each is looked at for every call, and nobody needs more.
const ORDERS_MAX: usize = 100;

/// How long after a delivery its duplicate comes.
const DUPLICATE_AFTER: Duration = Duration::from_secs(1);

/// How late a delayed delivery is, if nothing else is said.
const DELAY_SECONDS: u32 = 30;

/// A trouble that waits to strike.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Waiting {
    #[serde(flatten)]
    order: Order,
    /// `None` if it ends with its time.
    times_left: Option<u32>,
    until: Option<DateTime<Utc>>,
}

/// What happens to a call at the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtEdge {
    /// The gateway answers, and nothing is done.
    Instead(Trouble),
    /// Every token is forgotten, and the call is made with one of them.
    WithoutTokens,
    /// The call is made, and its answer is lost.
    Unanswered,
}

/// What happens to a call that is answered later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InQueue {
    Fails(Failure),
    Expires,
}

#[derive(Debug, Default)]
pub(crate) struct Troubles {
    waiting: Vec<Waiting>,
    chaos: Option<chaos::Dice>,
}

impl Troubles {
    pub(crate) fn new(chaos: Option<Chaos>) -> Self {
        Self { waiting: Vec::new(), chaos: chaos.map(chaos::Dice::new) }
    }

    pub(crate) fn waiting(&mut self, now: DateTime<Utc>) -> Vec<Waiting> {
        self.forget_the_past(now);
        self.waiting.clone()
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// `lasts` is the order's time, as long as it is here.
    pub(crate) fn add(
        &mut self,
        order: Order,
        lasts: Option<Duration>,
        now: DateTime<Utc>,
    ) -> Result<Waiting, OrderError> {
        self.forget_the_past(now);
        if self.waiting.len() >= ORDERS_MAX {
            return Err(OrderError::TooMany);
        }
        order.check()?;
        let until = lasts
            .and_then(|lasts| now.checked_add_signed(chrono::TimeDelta::from_std(lasts).ok()?));
        let times_left = if until.is_some() { order.times } else { Some(order.times.unwrap_or(1)) };
        let waiting = Waiting { order, times_left, until };
        self.waiting.push(waiting.clone());
        Ok(waiting)
    }

    pub(crate) fn chaos(&self) -> Option<&Chaos> {
        self.chaos.as_ref().map(chaos::Dice::rules)
    }

    /// Begins to throw the dice anew, or stops.
    pub(crate) fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.chaos = chaos.map(chaos::Dice::new);
    }

    pub(crate) fn at_edge(&mut self, place: Place, now: DateTime<Utc>) -> Option<AtEdge> {
        if let Some(order) = self.strike(place, now, Trouble::is_at_edge) {
            return Some(match order.trouble {
                Trouble::InvalidToken => AtEdge::WithoutTokens,
                Trouble::LostAnswer => AtEdge::Unanswered,
                trouble => AtEdge::Instead(trouble),
            });
        }
        self.chaos.as_mut().and_then(|dice| dice.at_edge(place))
    }

    pub(crate) fn at_delivery(
        &mut self,
        place: Place,
        now: DateTime<Utc>,
        mut schedule: Schedule,
    ) -> Schedule {
        if let Some(order) = self.strike(place, now, Trouble::is_of_deliveries) {
            let delay = Duration::from_secs(order.delay_seconds.unwrap_or(DELAY_SECONDS).into());
            disturb(&mut schedule, order.trouble, delay);
        }
        if let Some(dice) = &mut self.chaos {
            for (trouble, delay) in dice.at_delivery() {
                disturb(&mut schedule, trouble, delay);
            }
        }
        schedule
    }

    pub(crate) fn in_queue(&mut self, place: Place, now: DateTime<Utc>) -> Option<InQueue> {
        let order = self.strike(place, now, Trouble::is_in_queue)?;
        Some(match order.failure {
            Some(failure) if order.trouble == Trouble::Fail => InQueue::Fails(failure),
            Some(_) | None => InQueue::Expires,
        })
    }

    /// When the outage ends, if there is one.
    pub(crate) fn outage_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.waiting
            .iter()
            .filter(|waiting| waiting.order.trouble == Trouble::Outage)
            .filter_map(|waiting| waiting.until)
            .filter(|until| *until > now)
            .max()
    }

    /// The first trouble that waits for this, once less.
    fn strike(
        &mut self,
        place: Place,
        now: DateTime<Utc>,
        is_wanted: fn(Trouble) -> bool,
    ) -> Option<Order> {
        self.forget_the_past(now);
        let index = self.waiting.iter().position(|waiting| {
            is_wanted(waiting.order.trouble) && waiting.order.on.is_none_or(|on| on == place)
        })?;
        let waiting = self.waiting.get_mut(index)?;
        let order = waiting.order;
        if let Some(times) = &mut waiting.times_left {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.waiting.remove(index);
            }
        }
        Some(order)
    }

    fn forget_the_past(&mut self, now: DateTime<Utc>) {
        self.waiting.retain(|waiting| waiting.until.is_none_or(|until| until > now));
    }
}

fn disturb(schedule: &mut Schedule, trouble: Trouble, delay: Duration) {
    match trouble {
        Trouble::Drop => schedule.after.clear(),
        Trouble::Duplicate => {
            let again = schedule.after.last().map(|last| *last + DUPLICATE_AFTER);
            schedule.after.extend(again);
        }
        Trouble::Delay => {
            for after in &mut schedule.after {
                *after += delay;
            }
        }
        Trouble::Overtake => schedule.overtaken = true,
        Trouble::SystemBusy
        | Trouble::SpikeArrest
        | Trouble::SpikeArrestFault
        | Trouble::QuotaViolation
        | Trouble::InternalError
        | Trouble::HtmlForbidden
        | Trouble::EmptyBadRequest
        | Trouble::Unavailable
        | Trouble::SoapFault
        | Trouble::ErrorWithStatus200
        | Trouble::UnknownTransaction
        | Trouble::InvalidToken
        | Trouble::LostAnswer
        | Trouble::Outage
        | Trouble::Expire
        | Trouble::Fail => {}
    }
}

#[cfg(test)]
mod tests;
