//! Subscriptions: the entitlement of a line to a package for a time.

mod decide;

pub use decide::{BOUGHT_JUST_NOW_SECONDS, bought_just_now_key};

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::id::{CustomerId, LineId, PackageId, PaymentId, SubscriptionId, UserId};
use crate::money::Money;
use crate::package::PackageSnapshot;
use crate::time::{Timestamp, seconds_between, seconds_later};

/// A subscription: active until its end date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    state: Option<State>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    subscription_id: SubscriptionId,
    customer_id: CustomerId,
    line_id: LineId,
    package_id: PackageId,
    ends_at: Timestamp,
    last_bought_at: Timestamp,
    expired: bool,
    terms: Vec<PaidTerm>,
}

/// A stretch of time that was paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PaidTerm {
    price: Money,
    starts_at: Timestamp,
    ends_at: Timestamp,
    /// The payment that bought it; none if it was bought from the wallet.
    payment_id: Option<PaymentId>,
}

/// The payment, person or purchase that caused an activation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActivationCause {
    /// A completed payment.
    Payment {
        /// Which one.
        payment_id: PaymentId,
    },
    /// Somebody who bought from the wallet.
    Wallet {
        /// Who asked.
        by: UserId,
    },
}

/// What can be asked of a subscription.
#[derive(Debug, Clone)]
pub enum SubscriptionCommand {
    /// Begins it, extends it, or changes it to another package.
    Buy(Box<Buy>),
    /// Takes back what is left of the time that a payment bought, because the payment was reversed.
    Shorten {
        /// Which payment.
        payment_id: PaymentId,
        /// The moment now.
        now: Timestamp,
    },
    /// Ends it, if its end date has come.
    Expire {
        /// The moment now.
        now: Timestamp,
    },
}

/// A purchase for a line.
#[derive(Debug, Clone)]
pub struct Buy {
    /// The subscription.
    pub subscription_id: SubscriptionId,
    /// Whose.
    pub customer_id: CustomerId,
    /// For which line.
    pub line_id: LineId,
    /// What.
    pub package: PackageSnapshot,
    /// What caused it.
    pub cause: ActivationCause,
    /// The moment now.
    pub now: Timestamp,
}

/// What happened to a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscriptionEvent {
    /// It began.
    SubscriptionActivated {
        /// Its id.
        subscription_id: SubscriptionId,
        /// Whose.
        customer_id: CustomerId,
        /// For which line.
        line_id: LineId,
        /// What was bought, as it was then.
        package: PackageSnapshot,
        /// When it began.
        starts_at: Timestamp,
        /// When it will end.
        ends_at: Timestamp,
        /// What caused it.
        cause: ActivationCause,
    },
    /// The same package was bought again before the end: time was added.
    SubscriptionExtended {
        /// What was bought, as it was then.
        package: PackageSnapshot,
        /// The end before.
        from: Timestamp,
        /// The end now.
        ends_at: Timestamp,
        /// When it was bought.
        bought_at: Timestamp,
        /// What caused it.
        cause: ActivationCause,
    },
    /// Another package was bought before the end: it begins at once, and what was left of the
    /// first goes back to the wallet.
    SubscriptionChanged {
        /// What was bought, as it was then.
        package: PackageSnapshot,
        /// When the new package began.
        starts_at: Timestamp,
        /// When it will end.
        ends_at: Timestamp,
        /// What was left of the package before.
        unused_value_cents: Money,
        /// What caused it.
        cause: ActivationCause,
    },
    /// A payment was reversed: what was left of the time that it bought is taken back, and what was
    /// left of its price goes back to the wallet. Time that was bought after it begins sooner.
    SubscriptionShortened {
        /// Which payment.
        payment_id: PaymentId,
        /// Of which package the time was.
        package_id: PackageId,
        /// From when time is taken out.
        from: Timestamp,
        /// To when.
        to: Timestamp,
        /// When the subscription ends now.
        ends_at: Timestamp,
        /// What was left of the price.
        unused_value_cents: Money,
    },
    /// Its end date came.
    SubscriptionExpired {
        /// The end date, to the second, however late it was noticed.
        ended_at: Timestamp,
    },
}

/// Why something cannot be done with a subscription.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubscriptionError {
    /// There is no such subscription.
    #[error("there is no such subscription")]
    NotFound,
    /// It belongs to another line.
    #[error("this subscription belongs to another line")]
    OtherLine,
    /// Its time is over; what is bought then begins as another subscription.
    #[error("this subscription is over; begin another")]
    Over,
    /// Its end date has not come.
    #[error("this subscription ends at {ends_at}, which has not come yet")]
    NotYet {
        /// Its end date.
        ends_at: Timestamp,
    },
    /// An end date beyond the calendar.
    #[error("the package's duration goes beyond the calendar")]
    TooLong,
}

impl Subscription {
    /// When it ends, while it has not.
    pub fn active_until(&self, now: Timestamp) -> Option<Timestamp> {
        let state = self.state.as_ref()?;
        (!state.expired && state.ends_at > now).then_some(state.ends_at)
    }

    /// Whose it is.
    pub fn customer_id(&self) -> Option<CustomerId> {
        self.state.as_ref().map(|state| state.customer_id)
    }

    /// Which package it gives.
    pub fn package_id(&self) -> Option<PackageId> {
        self.state.as_ref().map(|state| state.package_id)
    }

    /// When something was last bought for it.
    pub fn last_bought_at(&self) -> Option<Timestamp> {
        self.state.as_ref().map(|state| state.last_bought_at)
    }

    /// When it ends or ended.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.state.as_ref().map(|state| state.ends_at)
    }
}

impl PaidTerm {
    fn of(
        package: &PackageSnapshot,
        (starts_at, ends_at): (Timestamp, Timestamp),
        cause: &ActivationCause,
    ) -> Self {
        let payment_id = match cause {
            ActivationCause::Payment { payment_id } => Some(*payment_id),
            ActivationCause::Wallet { .. } => None,
        };
        Self { price: package.terms.price_cents, starts_at, ends_at, payment_id }
    }

    /// What is left of its price, rounded down.
    fn unused_value(&self, now: Timestamp) -> Option<Money> {
        let whole = seconds_between(self.starts_at, self.ends_at);
        let left = seconds_between(now.max(self.starts_at), self.ends_at);
        if left <= 0 { None } else { self.price.share(left.min(whole), whole) }
    }
}

impl State {
    /// What is left of everything that was paid for, rounded down term by term.
    fn unused_value(&self, now: Timestamp) -> Money {
        self.terms
            .iter()
            .filter_map(|term| term.unused_value(now))
            .try_fold(Money::ZERO, Money::plus)
            .unwrap_or(Money::ZERO)
    }

    /// Takes time out: a term that ends with it ends sooner, and those after it begin sooner.
    fn take_out(&mut self, from: Timestamp, to: Timestamp) {
        let sooner =
            |moment: Timestamp| seconds_later(moment, seconds_between(to, from)).unwrap_or(moment);
        for term in &mut self.terms {
            if term.ends_at == to {
                term.ends_at = from;
            } else if term.starts_at >= to {
                term.starts_at = sooner(term.starts_at);
                term.ends_at = sooner(term.ends_at);
            }
        }
        self.terms.retain(|term| term.starts_at < term.ends_at);
    }
}

impl Aggregate for Subscription {
    const TYPE: &'static str = "subscription";
    type Command = SubscriptionCommand;
    type Event = SubscriptionEvent;
    type Error = SubscriptionError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match (event, &mut self.state) {
            (
                SubscriptionEvent::SubscriptionActivated {
                    subscription_id,
                    customer_id,
                    line_id,
                    package,
                    starts_at,
                    ends_at,
                    cause,
                },
                state,
            ) => {
                *state = Some(State {
                    subscription_id,
                    customer_id,
                    line_id,
                    package_id: package.package_id,
                    ends_at,
                    last_bought_at: starts_at,
                    expired: false,
                    terms: vec![PaidTerm::of(&package, (starts_at, ends_at), &cause)],
                });
            }
            (
                SubscriptionEvent::SubscriptionExtended {
                    package,
                    from,
                    ends_at,
                    bought_at,
                    cause,
                },
                Some(state),
            ) => {
                state.terms.push(PaidTerm::of(&package, (from, ends_at), &cause));
                state.ends_at = ends_at;
                state.last_bought_at = bought_at;
            }
            (
                SubscriptionEvent::SubscriptionChanged {
                    package, starts_at, ends_at, cause, ..
                },
                Some(state),
            ) => {
                state.package_id = package.package_id;
                state.terms = vec![PaidTerm::of(&package, (starts_at, ends_at), &cause)];
                state.ends_at = ends_at;
                state.last_bought_at = starts_at;
            }
            (SubscriptionEvent::SubscriptionShortened { from, to, ends_at, .. }, Some(state)) => {
                state.take_out(from, to);
                state.ends_at = ends_at;
            }
            (SubscriptionEvent::SubscriptionExpired { .. }, Some(state)) => state.expired = true,
            (
                SubscriptionEvent::SubscriptionExtended { .. }
                | SubscriptionEvent::SubscriptionChanged { .. }
                | SubscriptionEvent::SubscriptionShortened { .. }
                | SubscriptionEvent::SubscriptionExpired { .. },
                None,
            ) => {}
        }
    }
}

impl DomainEvent for SubscriptionEvent {
    fn event_type(&self) -> String {
        match self {
            Self::SubscriptionActivated { .. } => "SubscriptionActivated",
            Self::SubscriptionExtended { .. } => "SubscriptionExtended",
            Self::SubscriptionChanged { .. } => "SubscriptionChanged",
            Self::SubscriptionShortened { .. } => "SubscriptionShortened",
            Self::SubscriptionExpired { .. } => "SubscriptionExpired",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
