//! `scripts/test-summary`: what `make test` closes with.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its line is the report")]

use std::path::Path;
use std::process::Command;

const RUST: &str = "\
running 2 tests
test result: ok. 41 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s
test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s
";
const RUST_OK: &str = "test result: ok. 41 passed; 0 failed; 1 ignored; 0 measured\n";
const VITEST: &str = " Test Files  3 passed (3)\n      Tests  \x1b[32m12 passed\x1b[39m (12)\n";
const VITEST_FAILED: &str = "      Tests  1 failed | 11 passed (12)\n";
const PLAYWRIGHT: &str = "Running 4 tests using 1 worker\n  4 passed (12.3s)\n";
const PLAYWRIGHT_FAILED: &str =
    "  1 failed\n    e2e/buy.spec.ts:3:1 buys 2 passed\n  3 passed (9s)\n";

/// Runs the script on steps, each a name, an exit code and an output; returns the closing line and
/// whether the script succeeded.
fn summary(steps: &[(&str, i32, &str)]) -> (String, bool) {
    let (said, succeeded) = whole_summary(steps);
    (said.lines().last().unwrap().to_owned(), succeeded)
}

fn whole_summary(steps: &[(&str, i32, &str)]) -> (String, bool) {
    let logs = tempfile::tempdir().unwrap();
    for (name, code, output) in steps {
        let file = |kind| logs.path().join(format!("{name}.{kind}"));
        std::fs::write(file("log"), output).unwrap();
        std::fs::write(file("status"), format!("{code}\n")).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/test-summary");
    let output = Command::new(script).arg(logs.path()).output().unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    (said, output.status.success())
}

#[test]
fn suites_are_added_up() {
    let steps = [
        ("rust-format", 0, ""),
        ("rust-unit", 0, RUST_OK),
        ("web-unit", 0, VITEST),
        ("web-e2e", 0, PLAYWRIGHT),
    ];
    assert_eq!(summary(&steps), ("57 passed, 0 failed".to_owned(), true));
}

#[test]
fn failed_tests_are_counted_and_fail_the_whole() {
    let steps = [
        ("rust-unit", 101, RUST),
        ("web-unit", 1, VITEST_FAILED),
        ("web-e2e", 1, PLAYWRIGHT_FAILED),
    ];
    assert_eq!(summary(&steps), ("60 passed, 4 failed".to_owned(), false));
}

#[test]
fn a_check_that_failed_counts_as_one() {
    let steps = [("rust-lint", 101, "error: unused"), ("web-unit", 0, VITEST)];
    assert_eq!(summary(&steps), ("12 passed, 1 failed".to_owned(), false));
}

#[test]
fn a_suite_that_did_not_get_as_far_as_its_tests_counts_as_one() {
    let steps = [("rust-unit", 101, "error: could not compile"), ("web-unit", 0, VITEST)];
    assert_eq!(summary(&steps), ("12 passed, 1 failed".to_owned(), false));
}

#[test]
fn a_suite_that_failed_outside_its_tests_counts_as_one() {
    let steps = [("rust-unit", 101, RUST_OK)];
    assert_eq!(summary(&steps), ("41 passed, 1 failed".to_owned(), false));
}

#[test]
fn a_suite_that_says_nothing_is_not_taken_for_a_success() {
    let steps = [("web-e2e", 0, ""), ("web-unit", 0, VITEST)];
    assert_eq!(summary(&steps), ("12 passed, 1 failed".to_owned(), false));
}

#[test]
fn what_failed_is_named_with_its_reason() {
    let rust = format!("thread 'books::close' (7) panicked at api/books.rs:9:5:\nis open\n{RUST}");
    let vitest =
        format!("\x1b[31m FAIL \x1b[39m src/pay.test.tsx > pays\nnot found\n{VITEST_FAILED}");
    let steps = [
        ("rust-lint", 101, "warning: slow\nerror: unused\n  --> lib.rs:3"),
        ("rust-unit", 101, &rust),
        ("web-e2e", 1, "  1) [phone] › e2e/buy.spec.ts:3:1 › buys\n\n    Error: no\n  1 failed\n"),
        ("web-types", 2, "they differ"),
        ("web-unit", 1, &vitest),
    ];
    let (said, succeeded) = whole_summary(&steps);
    assert!(!succeeded);
    for reason in [
        "error: unused",
        "books::close",
        "is open",
        "buy.spec.ts:3:1",
        "Error: no",
        "they differ",
        "src/pay.test.tsx > pays",
        "not found",
    ] {
        assert!(said.contains(reason), "{reason} in {said}");
    }
    assert!(!said.contains("warning: slow"), "{said}");
}

#[test]
fn nothing_at_all_is_not_a_success() {
    assert_eq!(summary(&[("rust-format", 0, "")]), ("0 passed, 0 failed".to_owned(), false));
}
