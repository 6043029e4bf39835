//! What an unprompted payment buys: by the customer's rule, at today's price.

use domain::line::{Line, LineCommand, LineEvent, OnPayment};
use domain::payment::{Beneficiary, PaymentEvent};
use domain::wallet::KeptReason;
use domain::{Decide, PackageId};

use super::world::{
    World, activated, an_hour_ending_at, completed_with, credited, debited, paid_for,
};
use crate::samples::{
    HOUR, after, after_events, completed, customer_id, day_package, hour_package, line_added,
    line_id, next_subscription_id, payment_id, receipt_a, subscription_id,
};

/// An unprompted payment for the line, which may buy the hour package.
fn unprompted(amount_cents: i64) -> World {
    let received = PaymentEvent::C2bReceived {
        payment_id: payment_id(),
        receipt: receipt_a(),
        amount_cents: domain::Money::from_cents(amount_cents),
        paid_at: after(20),
        short_code: "174379".parse().unwrap(),
        account_typed: None,
        payer: None,
        payer_name: None,
        meant_for: Some(Beneficiary { customer_id: customer_id(), line_id: line_id() }),
        delivery_id: None,
    };
    World {
        payment: after_events([received, completed(receipt_a(), amount_cents)]),
        renewal: Ok(hour_package()),
        ..paid_for(hour_package(), amount_cents)
    }
}

#[test]
fn enough_money_begins_the_same_package_again() {
    let purchased = unprompted(2_500).settle(&completed_with(2_500)).unwrap();
    assert_eq!(
        purchased.wallet,
        [credited(2_500, 2_500, None), debited(2_000, 500, next_subscription_id())],
    );
    let began = activated(next_subscription_id(), hour_package(), after(30), after(30 + HOUR));
    assert_eq!(purchased.subscriptions, [(next_subscription_id(), vec![began])]);
}

#[test]
fn enough_money_adds_to_what_is_still_running() {
    let world = World { current: Some(an_hour_ending_at(600)), ..unprompted(2_000) };
    let purchased = world.settle(&completed_with(2_000)).unwrap();
    let (id, _) = &purchased.subscriptions[0];
    assert_eq!(*id, subscription_id());
    assert_eq!(purchased.wallet[1], debited(2_000, 0, subscription_id()));
}

#[test]
fn too_little_stays_in_the_wallet_and_says_so() {
    let world = unprompted(1_500);
    assert_eq!(world.kept_because(&completed_with(1_500)), Some(KeptReason::TooLittle));
}

#[test]
fn whatever_keeps_a_renewal_from_being_made_is_said() {
    let nothing = [KeptReason::NothingToRenew, KeptReason::RenewalOff, KeptReason::PackageRetired];
    for reason in nothing {
        let world = World { renewal: Err(reason), ..unprompted(9_000) };
        assert_eq!(world.kept_because(&completed_with(9_000)), Some(reason));
    }
    let late = World { now: after(20 + HOUR), ..unprompted(2_000) };
    assert_eq!(late.kept_because(&completed_with(2_000)), Some(KeptReason::LearntLate));
}

fn line(more: Vec<LineEvent>) -> Line {
    after_events([line_added()].into_iter().chain(more))
}

fn taken(package_id: PackageId) -> LineEvent {
    LineEvent::PackageTaken { package_id }
}

#[test]
fn a_line_renews_what_serves_it_or_else_what_it_had_last() {
    let (hour, day) = (hour_package().package_id, day_package().package_id);
    assert_eq!(line(vec![]).to_renew(None), Err(KeptReason::NothingToRenew));
    assert_eq!(line(vec![]).to_renew(Some(hour)), Ok(hour));
    assert_eq!(line(vec![taken(hour), taken(day)]).to_renew(None), Ok(day));
    assert_eq!(line(vec![taken(hour)]).to_renew(Some(day)), Ok(day));
}

#[test]
fn a_customers_rule_holds_until_it_is_changed() {
    let hour = hour_package().package_id;
    let off = LineEvent::OnPaymentSet { on_payment: OnPayment::KeepInWallet };
    let keeps = line(vec![taken(hour), off.clone()]);
    assert_eq!(keeps.to_renew(Some(hour)), Err(KeptReason::RenewalOff));
    let set = |on_payment| LineCommand::SetOnPayment { on_payment };
    assert_eq!(line(vec![]).decide(set(OnPayment::KeepInWallet)), Ok(vec![off]));
    assert_eq!(line(vec![]).decide(set(OnPayment::RenewSame)), Ok(vec![]), "it is the default");
    let on = LineEvent::OnPaymentSet { on_payment: OnPayment::RenewSame };
    assert_eq!(keeps.decide(set(OnPayment::RenewSame)), Ok(vec![on]));
}

#[test]
fn a_package_is_noted_when_it_is_another() {
    let hour = hour_package().package_id;
    let note = || LineCommand::NotePackage { package_id: hour };
    assert_eq!(line(vec![]).decide(note()), Ok(vec![taken(hour)]));
    assert_eq!(line(vec![taken(hour)]).decide(note()), Ok(vec![]));
}
