//! Claims computed again: what may be passed over and forgotten leaves the same claims.

use std::collections::BTreeMap;
use std::fmt::Debug;

use cqrs_es::DomainEvent;
use domain::Decide;
use domain::books::Books;
use domain::claim::{ClaimChange, ClaimKey};
use domain::line::Line;
use domain::package::Package;
use domain::payment::Payment;
use domain::refund::Refund;
use domain::skips::Skips;
use domain::statement::Statement;
use domain::subscription::Subscription;
use domain::tax_invoice::{TaxInvoices, TaxRegister};
use domain::user::User;
use domain::wallet::Wallet;
use domain::{Money, Timestamp};
use proptest::prelude::*;

use crate::any_order::{World, histories};
use crate::golden::variants;
use crate::samples::after;
use crate::subscription::every_story;

type Claims = BTreeMap<ClaimKey, Option<Timestamp>>;

/// The claims that one aggregate holds after those events.
fn claims<A: Decide>(events: &[A::Event]) -> Claims {
    let mut claims = Claims::new();
    let mut state = A::default();
    for event in events {
        let changes = state.claim_changes(event);
        state.apply(event.clone());
        change(&mut claims, changes);
    }
    claims
}

/// The same, with nothing but what decides claims.
fn claims_by_little<A: Decide>(events: &[A::Event]) -> Claims {
    let mut claims = Claims::new();
    let mut state = A::default();
    for event in events {
        if A::WITHOUT_CLAIMS.contains(&event.event_type().as_str()) {
            continue;
        }
        let changes = state.claim_changes(event);
        state.apply(event.clone());
        if !state.decides_claims() {
            state = A::default();
        }
        change(&mut claims, changes);
    }
    claims
}

fn change(claims: &mut Claims, changes: Vec<ClaimChange>) {
    for change in changes {
        match change {
            ClaimChange::Take { key, until } => {
                let for_ever = key.kind.is_for_ever();
                assert!(!for_ever || until.is_none(), "{key} ends");
                let before = claims.insert(key.clone(), until);
                assert!(!for_ever || before.is_none(), "{key} is taken twice");
            }
            ClaimChange::Release { key } => {
                assert!(!key.kind.is_for_ever(), "{key} is given up");
                claims.remove(&key);
            }
        }
    }
}

fn same_after_every_event<A: Decide>(events: &[A::Event])
where
    A::Event: Debug,
{
    for count in 0..=events.len() {
        let events = &events[..count];
        assert_eq!(claims::<A>(events), claims_by_little::<A>(events), "{events:?}");
    }
}

proptest! {
    #[test]
    fn claims_of_payments_follow_from_the_events_that_take_them((_, orders) in histories()) {
        for order in orders {
            let mut world = World::new(Money::ZERO);
            for (seconds, delivery) in (30..).zip(&order) {
                world.deliver(delivery, after(seconds));
            }
            let events: Vec<_> = world.events().cloned().collect();
            same_after_every_event::<Payment>(&events);
        }
    }
}

#[test]
fn claims_of_subscriptions_follow_from_the_events_that_take_them() {
    for story in every_story() {
        same_after_every_event::<Subscription>(&story);
    }
}

#[test]
fn what_is_said_to_be_without_claims_is_an_event() {
    fn check<A: Decide>() {
        for name in A::WITHOUT_CLAIMS {
            assert!(variants::<A::Event>().contains(name), "{} has no {name}", A::TYPE);
        }
    }
    check::<Books>();
    check::<Line>();
    check::<Package>();
    check::<Payment>();
    check::<Refund>();
    check::<Skips>();
    check::<Statement>();
    check::<Subscription>();
    check::<TaxInvoices>();
    check::<TaxRegister>();
    check::<User>();
    check::<Wallet>();
}
