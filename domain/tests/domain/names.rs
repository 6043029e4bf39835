//! Names that stand in events, claims or answers, and so are for ever.

use std::fmt::Debug;

use domain::claim::ClaimKind;
use domain::context::{Actor, Source};
use domain::hold::{About, Doubt, HoldStage, Released};
use domain::line::{LineKind, OnPayment};
use domain::outcome::{FailureClass, OutcomeSource};
use domain::package::{SoldAt, Unit};
use domain::payment::{LookReason, Status, UnallocatedReason};
use domain::refund::{RefundStage, RefundWay};
use domain::statement::{BreakKind, Layout, LineKind as StatementLineKind, MovementKind};
use domain::subscription::ActivationCause;
use domain::tax_invoice::DocumentStage;
use domain::user::Role;
use domain::wallet::{CreditCause, DebitCause, KeptReason};
use serde::de::DeserializeOwned;

use crate::golden::variants;
use crate::samples::customer_id;

/// The names of a type are exactly these, and `as_str` agrees with what is stored.
fn stored_as<T: DeserializeOwned>(names: &[&str], as_str: impl Fn(T) -> &'static str) {
    assert_eq!(variants::<T>(), names);
    for name in names {
        let value = serde_json::from_value(serde_json::json!(name)).unwrap();
        assert_eq!(as_str(value), *name);
    }
}

#[test]
fn names_that_are_shown_are_the_names_that_are_stored() {
    stored_as(
        &["PENDING", "COMPLETED", "FAILED", "EXPIRED", "UNALLOCATED", "MERGED", "REVERSED"],
        Status::as_str,
    );
    assert!(Status::ALL.map(Status::as_str).iter().eq(variants::<Status>()));
    stored_as(
        &["NO_ACCOUNT", "UNKNOWN_ACCOUNT", "WRONG_CHECK_DIGIT", "OTHER_SHORT_CODE"],
        UnallocatedReason::as_str,
    );
    stored_as(&["RENEW_SAME", "KEEP_IN_WALLET"], OnPayment::as_str);
    stored_as(&["WAITING", "ISSUED", "REFUSED"], DocumentStage::as_str);
    stored_as(
        &[
            "PAID_AND_FAILED",
            "FAILED_DIFFERENTLY",
            "RECEIPT_OF_ANOTHER",
            "AMOUNT_MISMATCHED",
            "EXTRA_RECEIPT",
            "ENDED_UNKNOWN",
        ],
        LookReason::as_str,
    );
    stored_as(
        &[
            "LEARNT_LATE",
            "BOUGHT_AGAIN",
            "TOO_LITTLE",
            "LINE_CLOSED",
            "EXTRA",
            "REFUSED",
            "NOTHING_TO_RENEW",
            "RENEWAL_OFF",
            "PACKAGE_RETIRED",
        ],
        KeptReason::as_str,
    );
    stored_as(
        &[
            "WRONG_PIN",
            "CANCELLED",
            "NO_RESPONSE",
            "INSUFFICIENT_FUNDS",
            "LIMIT",
            "BUSY",
            "REJECTED",
            "UNCLASSIFIED",
        ],
        FailureClass::as_str,
    );
    stored_as(&["AWAITS_APPROVAL", "WAITING", "SENT", "COMPLETED", "FAILED"], RefundStage::as_str);
    assert!(RefundStage::ALL.map(RefundStage::as_str).iter().eq(variants::<RefundStage>()));
    assert_eq!(variants::<RefundWay>(), ["Payout", "Reversal"]);
    stored_as(&["ADMIN", "FINANCE", "AGENT", "CUSTOMER", "GUEST"], Role::as_str);
    stored_as(
        &[
            "api",
            "inbox",
            "policy",
            "stk_dispatch",
            "janitor",
            "expiry",
            "books",
            "refunds",
            "taxes",
            "cli",
            "demo",
        ],
        Source::as_str,
    );
}

#[test]
fn names_of_held_reports_are_the_names_that_are_stored() {
    stored_as(&["HELD", "UNANSWERED", "RELEASED", "REFUTED"], HoldStage::as_str);
    assert!(HoldStage::ALL.map(HoldStage::as_str).iter().eq(variants::<HoldStage>()));
    stored_as(
        &["ABOVE_LIMIT", "AMOUNT_DIFFERS", "AFTER_FAILURE", "AFTER_EXPIRY", "SECOND_RECEIPT"],
        Doubt::as_str,
    );
}

#[test]
fn names_of_statements_are_the_names_that_are_stored() {
    stored_as(
        &[
            "MISSING_IN_LEDGER",
            "MISSING_IN_STATEMENT",
            "AMOUNT_DIFFERS",
            "DUPLICATE",
            "REVERSED",
            "CHARGE",
            "SWEEP",
            "UNKNOWN_PAYOUT",
            "UNKNOWN_MOVEMENT",
            "NOT_IN_BALANCE",
            "TIMING",
            "UNKNOWN_ACCOUNT",
            "OPENING",
            "WRONG_CHARGE",
        ],
        BreakKind::as_str,
    );
    assert!(BreakKind::ALL.map(BreakKind::as_str).iter().eq(variants::<BreakKind>()));
    stored_as(&["CLASSIC", "RECENT", "TILL"], Layout::as_str);
    stored_as(
        &["PAYMENT", "CHARGE", "REVERSAL", "PAYOUT", "SWEEP", "OTHER"],
        StatementLineKind::as_str,
    );
    assert_eq!(variants::<MovementKind>(), ["CHARGE", "SWEEP", "OPENING"]);
}

#[test]
fn names_inside_payloads_are_for_ever() {
    assert_eq!(
        variants::<OutcomeSource>(),
        ["push", "callback", "query", "c2b", "pull", "statement", "admin"],
    );
    assert_eq!(variants::<SoldAt>(), ["HOTSPOT", "HOME", "BOTH"]);
    assert_eq!(variants::<Unit>(), ["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS"]);
    assert_eq!(variants::<CreditCause>(), ["Payment", "UnusedValue", "RefundFailed"]);
    assert_eq!(variants::<DebitCause>(), ["Purchase", "Merged", "Refund", "Reversed"]);
    assert_eq!(variants::<ActivationCause>(), ["Payment", "Wallet"]);
    assert_eq!(variants::<LineKind>(), ["Hotspot", "Home"]);
    assert_eq!(variants::<About>(), ["Push", "Unprompted"]);
    assert_eq!(variants::<Released>(), ["Safaricom", "Ledger", "Person"]);
}

#[test]
fn kinds_of_claims_are_for_ever_and_are_read_back() {
    let names = [
        "receipt",
        "account_reference",
        "checkout_request",
        "credit",
        "push",
        "line_subscription",
        "bought_just_now",
        "account_number",
        "refund",
        "outgoing_receipt",
        "hold",
        "statement_file",
        "statement_movement",
        "break",
        "username",
        "phone",
    ];
    stored_as(&names, ClaimKind::as_str);
    assert!(ClaimKind::ALL.map(ClaimKind::as_str).iter().eq(&names));
    read_back(&ClaimKind::ALL, |kind| ClaimKind::parse(kind.as_str()));
    assert_eq!(ClaimKind::parse("no such kind"), None);
}

#[test]
fn roles_and_actors_are_read_back() {
    let roles = [Role::Admin, Role::Finance, Role::Agent, Role::Customer, Role::Guest];
    read_back(&roles, |role| Role::parse(role.as_str()));
    assert_eq!(Role::parse("admin"), None);
    let actors = [
        Actor::User(customer_id()),
        Actor::Anonymous,
        Actor::Safaricom,
        Actor::Service,
        Actor::Operator,
    ];
    read_back(&actors, |actor| actor.to_string().parse().ok());
    assert!("user:somebody".parse::<Actor>().is_err());
}

fn read_back<T: Copy + PartialEq + Debug>(values: &[T], back: impl Fn(T) -> Option<T>) {
    for value in values {
        assert_eq!(back(*value), Some(*value));
    }
}
