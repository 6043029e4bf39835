use super::{Buy, State, Subscription, SubscriptionCommand, SubscriptionError, SubscriptionEvent};
use crate::aggregate::Decide;
use crate::claim::{ClaimChange, ClaimKind};
use crate::id::{LineId, PackageId, PaymentId};
use crate::money::Money;
use crate::time::{Timestamp, seconds_between, seconds_later};

/// Within this time, buying the same package for the same line again asks "again?" first.
pub const BOUGHT_JUST_NOW_SECONDS: i64 = 120;

/// The key under which a purchase just made is claimed.
pub fn bought_just_now_key(line_id: LineId, package_id: PackageId) -> String {
    format!("{line_id}/{package_id}")
}

impl Decide for Subscription {
    // 2: a term knows the payment that bought it.
    const FOLD: i32 = 2;

    fn decide(
        &self,
        command: SubscriptionCommand,
    ) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
        match (command, &self.state) {
            (SubscriptionCommand::Buy(buy), None) => activate(*buy),
            (SubscriptionCommand::Buy(buy), Some(state)) => {
                if state.line_id != buy.line_id {
                    Err(SubscriptionError::OtherLine)
                } else if state.expired || state.ends_at <= buy.now {
                    Err(SubscriptionError::Over)
                } else if state.package_id == buy.package.package_id {
                    extend(state, *buy)
                } else {
                    change(state, *buy)
                }
            }
            (SubscriptionCommand::Expire { .. } | SubscriptionCommand::Shorten { .. }, None) => {
                Err(SubscriptionError::NotFound)
            }
            (SubscriptionCommand::Shorten { payment_id, now }, Some(state)) => {
                Ok(shorten(state, payment_id, now).into_iter().collect())
            }
            (SubscriptionCommand::Expire { now }, Some(state)) => expire(state, now),
        }
    }

    fn claim_changes(&self, event: &SubscriptionEvent) -> Vec<ClaimChange> {
        let bought = |line_id, package_id, at: Timestamp| {
            seconds_later(at, BOUGHT_JUST_NOW_SECONDS).map(|until| {
                let key = bought_just_now_key(line_id, package_id);
                ClaimChange::take_until(ClaimKind::BoughtJustNow, key, until)
            })
        };
        match (event, &self.state) {
            (SubscriptionEvent::SubscriptionActivated { line_id, package, starts_at, .. }, _) => {
                let line = ClaimChange::take(ClaimKind::LineSubscription, line_id.to_string());
                std::iter::once(line)
                    .chain(bought(*line_id, package.package_id, *starts_at))
                    .collect()
            }
            (
                SubscriptionEvent::SubscriptionExtended { package, bought_at: at, .. }
                | SubscriptionEvent::SubscriptionChanged { package, starts_at: at, .. },
                Some(state),
            ) => bought(state.line_id, package.package_id, *at).into_iter().collect(),
            (SubscriptionEvent::SubscriptionExpired { .. }, Some(state)) => vec![
                ClaimChange::release(ClaimKind::LineSubscription, state.line_id.to_string()),
                // A package may be over sooner than its purchase stops counting as just made; the
                // next purchase is another subscription's, and must not find the key taken.
                ClaimChange::release(
                    ClaimKind::BoughtJustNow,
                    bought_just_now_key(state.line_id, state.package_id),
                ),
            ],
            (SubscriptionEvent::SubscriptionShortened { .. }, _)
            | (
                SubscriptionEvent::SubscriptionExtended { .. }
                | SubscriptionEvent::SubscriptionChanged { .. }
                | SubscriptionEvent::SubscriptionExpired { .. },
                None,
            ) => vec![],
        }
    }

    fn decides_claims(&self) -> bool {
        // Its end gives up the line, and nothing is bought for it afterwards.
        self.state.as_ref().is_some_and(|state| !state.expired)
    }
}

fn activate(buy: Buy) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let ends_at = buy.package.terms.duration.after(buy.now).ok_or(SubscriptionError::TooLong)?;
    Ok(vec![SubscriptionEvent::SubscriptionActivated {
        subscription_id: buy.subscription_id,
        customer_id: buy.customer_id,
        line_id: buy.line_id,
        package: buy.package,
        starts_at: buy.now,
        ends_at,
        cause: buy.cause,
    }])
}

fn extend(state: &State, buy: Buy) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let ends_at =
        buy.package.terms.duration.after(state.ends_at).ok_or(SubscriptionError::TooLong)?;
    Ok(vec![SubscriptionEvent::SubscriptionExtended {
        package: buy.package,
        from: state.ends_at,
        ends_at,
        bought_at: buy.now,
        cause: buy.cause,
    }])
}

fn change(state: &State, buy: Buy) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    let ends_at = buy.package.terms.duration.after(buy.now).ok_or(SubscriptionError::TooLong)?;
    Ok(vec![SubscriptionEvent::SubscriptionChanged {
        package: buy.package,
        starts_at: buy.now,
        ends_at,
        unused_value_cents: state.unused_value(buy.now),
        cause: buy.cause,
    }])
}

/// Nothing is taken back of time that has passed.
fn shorten(state: &State, payment_id: PaymentId, now: Timestamp) -> Option<SubscriptionEvent> {
    let bought = |term: &&super::PaidTerm| term.payment_id == Some(payment_id);
    let term = state.terms.iter().find(bought).filter(|term| term.ends_at > now)?;
    let from = term.starts_at.max(now);
    let ends_at = seconds_later(state.ends_at, seconds_between(term.ends_at, from))?;
    (!state.expired).then(|| SubscriptionEvent::SubscriptionShortened {
        payment_id,
        package_id: state.package_id,
        from,
        to: term.ends_at,
        ends_at,
        unused_value_cents: term.unused_value(now).unwrap_or(Money::ZERO),
    })
}

fn expire(state: &State, now: Timestamp) -> Result<Vec<SubscriptionEvent>, SubscriptionError> {
    if state.expired {
        return Ok(vec![]);
    }
    if state.ends_at > now {
        return Err(SubscriptionError::NotYet { ends_at: state.ends_at });
    }
    Ok(vec![SubscriptionEvent::SubscriptionExpired { ended_at: state.ends_at }])
}
