//! Events of subscriptions.

use domain::Money;
use domain::subscription::{ActivationCause, Subscription, SubscriptionEvent};

use super::{Sample, case, check, home_month, hotspot_half_hour, id, moment, sample};

fn stored_name(event: &SubscriptionEvent) -> &'static str {
    match event {
        SubscriptionEvent::SubscriptionActivated { .. } => "SubscriptionActivated.v1",
        SubscriptionEvent::SubscriptionExtended { .. } => "SubscriptionExtended.v1",
        SubscriptionEvent::SubscriptionChanged { .. } => "SubscriptionChanged.v1",
        SubscriptionEvent::SubscriptionShortened { .. } => "SubscriptionShortened.v1",
        SubscriptionEvent::SubscriptionExpired { .. } => "SubscriptionExpired.v1",
    }
}

fn activated(cause: ActivationCause) -> SubscriptionEvent {
    SubscriptionEvent::SubscriptionActivated {
        subscription_id: id("e001"),
        customer_id: id("c001"),
        line_id: id("d001"),
        package: hotspot_half_hour(),
        starts_at: moment("2026-11-23T15:04:21.25Z"),
        ends_at: moment("2026-11-23T15:34:21.25Z"),
        cause,
    }
}

fn samples() -> Vec<Sample<SubscriptionEvent>> {
    vec![
        sample(activated(ActivationCause::Payment { payment_id: id("a001") })),
        case("wallet", activated(ActivationCause::Wallet { by: id("c001") })),
        sample(SubscriptionEvent::SubscriptionExtended {
            package: home_month(),
            from: moment("2026-11-23T15:34:21.25Z"),
            ends_at: moment("2026-12-23T15:34:21.25Z"),
            bought_at: moment("2026-11-23T15:20:00Z"),
            cause: ActivationCause::Payment { payment_id: id("a002") },
        }),
        sample(SubscriptionEvent::SubscriptionChanged {
            package: home_month(),
            starts_at: moment("2026-11-23T15:20:00Z"),
            ends_at: moment("2026-12-23T15:20:00Z"),
            unused_value_cents: Money::from_cents(478),
            cause: ActivationCause::Wallet { by: id("c001") },
        }),
        sample(SubscriptionEvent::SubscriptionShortened {
            payment_id: id("a001"),
            package_id: id("b002"),
            from: moment("2026-11-23T15:10:00Z"),
            to: moment("2026-11-23T15:34:21.25Z"),
            ends_at: moment("2026-11-23T15:10:00Z"),
            unused_value_cents: Money::from_cents(811),
        }),
        sample(SubscriptionEvent::SubscriptionExpired { ended_at: moment("2026-12-23T15:20:00Z") }),
    ]
}

#[test]
fn events_of_subscriptions_are_read_and_written_as_they_always_were() {
    check::<Subscription>(&samples(), stored_name);
}
