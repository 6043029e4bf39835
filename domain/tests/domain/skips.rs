//! Skips.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::skips::{
    NotReason, REASON_CHARACTERS_MAX, SkipReason, Skips, SkipsCommand, SkipsError, SkipsEvent,
};

const HEAD: i64 = 100;

fn given(events: Vec<SkipsEvent>) -> AggregateTestExecutor<Skips> {
    TestFramework::<Skips>::with(()).given(events)
}

fn reason() -> SkipReason {
    "Written by a trial build".parse().unwrap()
}

fn skip(projection: &str, version: i32, position: i64) -> SkipsCommand {
    let (projection, reason) = (projection.to_owned(), reason());
    SkipsCommand::Skip { projection, version, position, reason, head: HEAD }
}

fn skipped(projection: &str, version: i32, position: i64) -> SkipsEvent {
    let (projection, reason) = (projection.to_owned(), reason());
    SkipsEvent::EventSkipped { projection, version, position, reason }
}

#[test]
fn an_event_is_left_out_once() {
    given(vec![])
        .when(skip("packages", 1, 42))
        .then_expect_events(vec![skipped("packages", 1, 42)]);
    given(vec![skipped("packages", 1, 42)])
        .when(skip("packages", 1, 42))
        .then_expect_events(vec![]);
}

#[test]
fn another_projection_version_or_position_is_another_skip() {
    for (projection, version, position) in
        [("users", 1, 42), ("packages", 2, 42), ("packages", 1, 43)]
    {
        given(vec![skipped("packages", 1, 42)])
            .when(skip(projection, version, position))
            .then_expect_events(vec![skipped(projection, version, position)]);
    }
}

#[test]
fn only_what_was_recorded_is_left_out() {
    for position in [i64::MIN, 0, HEAD + 1] {
        given(vec![])
            .when(skip("packages", 1, position))
            .then_expect_error(SkipsError::NoSuchEvent { position, head: HEAD });
    }
    for position in [1, HEAD] {
        given(vec![])
            .when(skip("packages", 1, position))
            .then_expect_events(vec![skipped("packages", 1, position)]);
    }
}

#[test]
fn a_reason_is_one_line_of_some_length() {
    let longest = "ä".repeat(REASON_CHARACTERS_MAX);
    assert_eq!(longest.parse::<SkipReason>().unwrap().to_string(), longest);
    assert_eq!(" why \n".parse::<SkipReason>().unwrap().to_string(), "why");
    for none in ["", "  \n", "two\nlines", "a\0b", &(longest + "x")] {
        assert_eq!(none.parse::<SkipReason>(), Err(NotReason), "{none:?}");
    }
}
