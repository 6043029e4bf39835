use super::Cut;
use crate::money::Money;
use crate::package::PackageSnapshot;
use crate::subscription::SubscriptionEvent;
use crate::time::Timestamp;

/// What the tax authority is to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taxable<'a> {
    /// Time was sold.
    Sold {
        /// What was bought, as it was then.
        package: &'a PackageSnapshot,
        /// From when the time runs.
        starts_at: Timestamp,
        /// To when.
        ends_at: Timestamp,
    },
    /// A part of the price went back to the wallet.
    Returned {
        /// How much, with its taxes.
        value: Money,
        /// The stretch of time that was taken out; none if all that was left ended.
        cut: Option<Cut>,
    },
}

/// What of an event of a subscription is to be invoiced or credited, in its order. What costs
/// nothing is neither.
pub fn taxable(event: &SubscriptionEvent) -> Vec<Taxable<'_>> {
    let sold = |package, starts_at, ends_at| Taxable::Sold { package, starts_at, ends_at };
    let all = match event {
        SubscriptionEvent::SubscriptionActivated { package, starts_at, ends_at, .. }
        | SubscriptionEvent::SubscriptionExtended { package, from: starts_at, ends_at, .. } => {
            vec![sold(package, *starts_at, *ends_at)]
        }
        SubscriptionEvent::SubscriptionChanged {
            package,
            starts_at,
            ends_at,
            unused_value_cents,
            ..
        } => vec![
            Taxable::Returned { value: *unused_value_cents, cut: None },
            sold(package, *starts_at, *ends_at),
        ],
        SubscriptionEvent::SubscriptionShortened { from, to, unused_value_cents, .. } => {
            let cut = Some(Cut { from: *from, to: *to });
            vec![Taxable::Returned { value: *unused_value_cents, cut }]
        }
        SubscriptionEvent::SubscriptionExpired { .. } => vec![],
    };
    all.into_iter().filter(|taxable| taxable.amount().is_positive()).collect()
}

impl Taxable<'_> {
    /// The price of what was sold, or what of it went back.
    pub fn amount(&self) -> Money {
        match self {
            Self::Sold { package, .. } => package.terms.price_cents,
            Self::Returned { value, .. } => *value,
        }
    }
}
