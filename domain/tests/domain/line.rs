//! Lines.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::claim::ClaimKind;
use domain::codes::AccountNumber;
use domain::line::{Line, LineCommand, LineError, LineEvent, LineKind};
use domain::personal::{LineName, Personal};

use crate::samples::{
    after_events, claims_of_last, customer_id, line_added, line_id, line_name, take,
};

fn given(events: Vec<LineEvent>) -> AggregateTestExecutor<Line> {
    TestFramework::<Line>::with(()).given(events)
}

fn add(kind: LineKind) -> LineCommand {
    LineCommand::Add { line_id: line_id(), customer_id: customer_id(), kind, name: line_name() }
}

fn other_name() -> Personal<LineName> {
    Personal::from_parts(customer_id(), "b3RoZXI".into(), "hash-of-other-name".into())
}

/// The same name, sealed another time.
fn line_name_sealed_again() -> Personal<LineName> {
    Personal::from_parts(customer_id(), "YWdhaW4".into(), "hash-of-name".into())
}

fn renamed(name: Personal<LineName>) -> LineEvent {
    LineEvent::LineRenamed { name }
}

#[test]
fn a_customer_gets_a_line() {
    given(vec![]).when(add(LineKind::Hotspot {})).then_expect_events(vec![line_added()]);
    let line = after_events::<Line>([line_added()]);
    assert_eq!(line.open_for(), Ok(customer_id()));
}

#[test]
fn a_home_line_claims_its_account_number_and_keeps_it_when_closed() {
    let account_number = AccountNumber::from_base(100_234).unwrap();
    let added = LineEvent::LineAdded {
        line_id: line_id(),
        customer_id: customer_id(),
        kind: LineKind::Home { account_number: account_number.clone() },
        name: line_name(),
    };
    assert_eq!(
        claims_of_last::<Line>(vec![added.clone()]),
        vec![take(ClaimKind::AccountNumber, account_number.as_str())],
    );
    assert_eq!(claims_of_last::<Line>(vec![added, LineEvent::LineClosed {}]), vec![]);
    assert_eq!(claims_of_last::<Line>(vec![line_added()]), vec![]);
}

#[test]
fn a_line_is_renamed_and_the_same_name_again_is_no_event() {
    given(vec![line_added()])
        .when(LineCommand::Rename { name: other_name() })
        .then_expect_events(vec![renamed(other_name())]);
    given(vec![line_added()])
        .when(LineCommand::Rename { name: line_name_sealed_again() })
        .then_expect_events(vec![]);
    given(vec![line_added(), renamed(other_name())])
        .when(LineCommand::Rename { name: other_name() })
        .then_expect_events(vec![]);
}

#[test]
fn a_line_is_closed_once_and_for_good() {
    given(vec![line_added()])
        .when(LineCommand::Close)
        .then_expect_events(vec![LineEvent::LineClosed {}]);
    let closed = vec![line_added(), LineEvent::LineClosed {}];
    given(closed.clone()).when(LineCommand::Close).then_expect_events(vec![]);
    given(closed.clone())
        .when(LineCommand::Rename { name: other_name() })
        .then_expect_error(LineError::Closed);
    assert_eq!(after_events::<Line>(closed).open_for(), Err(LineError::Closed));
}

#[test]
fn an_id_in_use_and_an_unknown_one_are_refused() {
    given(vec![line_added()]).when(add(LineKind::Hotspot {})).then_expect_error(LineError::Exists);
    for command in [LineCommand::Close, LineCommand::Rename { name: other_name() }] {
        given(vec![]).when(command).then_expect_error(LineError::NotFound);
    }
    assert_eq!(Line::default().open_for(), Err(LineError::NotFound));
}
