//! Packages.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::package::{
    Duration, Package, PackageCommand, PackageError, PackageEvent, PackageSnapshot, PackageTerms,
    Unit,
};

use crate::samples::{after_events, cents, hour_package};

fn given(events: Vec<PackageEvent>) -> AggregateTestExecutor<Package> {
    TestFramework::<Package>::with(()).given(events)
}

fn terms() -> PackageTerms {
    hour_package().terms
}

fn create(terms: PackageTerms) -> PackageCommand {
    PackageCommand::Create { package_id: hour_package().package_id, terms }
}

fn created() -> PackageEvent {
    PackageEvent::PackageCreated { package_id: hour_package().package_id, terms: terms() }
}

fn reprice(price_cents: i64) -> PackageCommand {
    PackageCommand::Reprice { price: cents(price_cents) }
}

fn repriced(price_cents: i64) -> PackageEvent {
    PackageEvent::PackageRepriced { price_cents: cents(price_cents) }
}

#[test]
fn a_package_enters_the_catalogue() {
    given(vec![]).when(create(terms())).then_expect_events(vec![created()]);
    let package = after_events::<Package>([created()]);
    assert_eq!(package.for_sale(), Ok(hour_package()));
}

#[test]
fn a_price_is_whole_shillings_that_m_pesa_can_move() {
    for price_cents in [100, 2_000, 25_000_000] {
        let priced = PackageTerms { price_cents: cents(price_cents), ..terms() };
        let created = given(vec![]).when(create(priced)).inspect_result();
        assert!(created.is_ok(), "{price_cents}");
    }
    for price_cents in [-100, 0, 50, 2_050, 25_000_100] {
        let priced = PackageTerms { price_cents: cents(price_cents), ..terms() };
        for (history, command) in
            [(vec![], create(priced)), (vec![created()], reprice(price_cents))]
        {
            let refused = given(history).when(command).inspect_result();
            assert!(matches!(refused, Err(PackageError::BadTerms(_))), "{price_cents}");
        }
    }
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let lasting = |count| Duration { count, unit: Unit::Hours };
    let senseless = [
        PackageTerms { name: "  ".into(), ..terms() },
        PackageTerms { name: "x".repeat(61), ..terms() },
        PackageTerms { name: "One\u{0}hour".into(), ..terms() },
        PackageTerms { duration: lasting(0), ..terms() },
        PackageTerms { duration: lasting(100_001), ..terms() },
        PackageTerms { download_kbps: 0, ..terms() },
        PackageTerms { upload_kbps: 0, ..terms() },
        PackageTerms { devices_max: 0, ..terms() },
        PackageTerms { data_cap_mb: Some(0), ..terms() },
    ];
    for terms in senseless {
        let change = PackageCommand::Change { terms: terms.clone() };
        for (history, command) in [(vec![], create(terms)), (vec![created()], change)] {
            let refused = given(history).when(command).inspect_result();
            assert!(matches!(refused, Err(PackageError::BadTerms(_))));
        }
    }
}

#[test]
fn a_package_is_repriced_and_the_same_price_again_is_no_event() {
    given(vec![created()]).when(reprice(2_500)).then_expect_events(vec![repriced(2_500)]);
    given(vec![created(), repriced(2_500)]).when(reprice(2_500)).then_expect_events(vec![]);
}

#[test]
fn other_terms_change_without_the_price_and_the_same_again_is_no_event() {
    let faster = PackageTerms { download_kbps: 10_000, price_cents: cents(9_900), ..terms() };
    let as_recorded = PackageTerms { price_cents: terms().price_cents, ..faster.clone() };
    let changed = PackageEvent::PackageChanged { terms: as_recorded };
    let change = PackageCommand::Change { terms: faster };
    given(vec![created()]).when(change.clone()).then_expect_events(vec![changed.clone()]);
    given(vec![created(), changed]).when(change).then_expect_events(vec![]);
}

#[test]
fn a_snapshot_is_the_package_as_it_is_sold_at_that_moment() {
    let before = after_events::<Package>([created()]).for_sale().unwrap();
    let after = after_events::<Package>([created(), repriced(2_500)]).for_sale().unwrap();
    assert_eq!(before, hour_package());
    let dearer = PackageTerms { price_cents: cents(2_500), ..terms() };
    assert_eq!(after, PackageSnapshot { package_id: before.package_id, terms: dearer },);
}

#[test]
fn a_retired_package_is_not_sold_nor_changed_and_retires_once() {
    given(vec![created()])
        .when(PackageCommand::Retire)
        .then_expect_events(vec![PackageEvent::PackageRetired {}]);
    let retired = vec![created(), PackageEvent::PackageRetired {}];
    given(retired.clone()).when(PackageCommand::Retire).then_expect_events(vec![]);
    for command in [reprice(2_500), PackageCommand::Change { terms: terms() }] {
        given(retired.clone()).when(command).then_expect_error(PackageError::Retired);
    }
    assert_eq!(after_events::<Package>(retired).for_sale(), Err(PackageError::Retired));
}

#[test]
fn an_id_in_use_and_an_unknown_one_are_refused() {
    given(vec![created()]).when(create(terms())).then_expect_error(PackageError::Exists);
    for command in
        [reprice(2_500), PackageCommand::Change { terms: terms() }, PackageCommand::Retire]
    {
        given(vec![]).when(command).then_expect_error(PackageError::NotFound);
    }
    assert_eq!(Package::default().for_sale(), Err(PackageError::NotFound));
}

#[test]
fn a_day_is_long_however_it_is_written() {
    for (count, unit, long) in [
        (1_439, Unit::Minutes, false),
        (1_440, Unit::Minutes, true),
        (23, Unit::Hours, false),
        (24, Unit::Hours, true),
        (1, Unit::Days, true),
        (1, Unit::Weeks, true),
        (1, Unit::Months, true),
    ] {
        assert_eq!(Duration { count, unit }.is_a_day_or_longer(), long, "{count} {unit:?}");
    }
}
