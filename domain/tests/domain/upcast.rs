//! Given a stored event of any version, when it is read, then it is today's events, or the reader
//! is told why not.

use cqrs_es::Aggregate;
use domain::package::Package;
use domain::upcast::{ReadError, read, read_value, version_now};
use domain::wallet::Wallet;

use crate::till::{Till, TillEvent};

fn refused(event_type: &str, version: &str, payload: &str) -> ReadError {
    let from_text = read::<Till>(event_type, version, payload).unwrap_err();
    let value = serde_json::from_str(payload).unwrap();
    let from_value = read_value::<Till>(event_type, version, value).unwrap_err();
    assert_eq!(from_text.is_of_newer_program(), from_value.is_of_newer_program());
    from_text
}

#[test]
fn one_stored_event_is_told_as_several_through_every_version_between() {
    let counted = r#"{"TillCounted":{"cash_shillings":7,"mpesa_shillings":12}}"#;
    let expected =
        [TillEvent::CashCounted { cents: 700 }, TillEvent::MpesaCounted { cents: 1_200 }];
    assert_eq!(read::<Till>("TillCounted", "1", counted).unwrap().as_slice(), expected);
    let value = serde_json::from_str(counted).unwrap();
    assert_eq!(read_value::<Till>("TillCounted", "1", value).unwrap().as_slice(), expected);
}

#[test]
fn streams_of_every_age_fold_to_the_same_state() {
    let ages: [&[(&str, &str, &str)]; 3] = [
        &[
            ("TillOpened", "1", r#"{"TillOpened":{"float_shillings":5}}"#),
            ("TillDusted", "1", r#"{"TillDusted":{}}"#),
            ("TillCounted", "1", r#"{"TillCounted":{"cash_shillings":7,"mpesa_shillings":12}}"#),
        ],
        &[
            ("TillOpened", "2", r#"{"TillOpened":{"float_cents":500}}"#),
            ("TillCounted", "2", r#"{"TillCounted":{"cash_cents":700,"mpesa_cents":1200}}"#),
        ],
        &[
            ("TillOpened", "2", r#"{"TillOpened":{"float_cents":500}}"#),
            ("CashCounted", "1", r#"{"CashCounted":{"cents":700}}"#),
            ("MpesaCounted", "1", r#"{"MpesaCounted":{"cents":1200}}"#),
        ],
    ];
    for stream in ages {
        let mut till = Till::default();
        for (event_type, version, payload) in stream {
            for event in read::<Till>(event_type, version, payload).unwrap() {
                till.apply(event);
            }
        }
        assert_eq!(till, Till { cash_cents: 700, mpesa_cents: 1_200 });
    }
}

#[test]
fn a_version_that_came_later_is_left_to_the_newer_program() {
    let error = refused("TillOpened", "3", r#"{"TillOpened":{"float":"500.00"}}"#);
    assert!(error.is_of_newer_program());
    assert_eq!(
        error.to_string(),
        "was written by a newer program; this one knows up to version 2: run the newer one",
    );
    // Though it looks exactly like today's: what it means may have changed.
    let error = refused("CashCounted", "2", r#"{"CashCounted":{"cents":700}}"#);
    assert!(matches!(error, ReadError::NewerVersion { known: 1 }), "{error}");
}

#[test]
fn a_type_that_came_later_is_left_to_the_newer_program() {
    for version in ["1", "4"] {
        let error = refused("TillStolen", version, r#"{"TillStolen":{}}"#);
        assert!(matches!(error, ReadError::NewerType), "{error}");
        assert!(error.is_of_newer_program());
    }
}

#[test]
fn what_is_damaged_is_not_taken_for_new() {
    let shapes = [
        ("CashCounted", "1", r#"{"CashCounted":{}}"#),
        ("TillOpened", "1", r#"{"TillOpened":{"float_cents":500}}"#),
        ("TillOpened", "1", r#"{"TillCounted":{"float_shillings":5}}"#),
        ("TillOpened", "1", "[]"),
    ];
    for (event_type, version, payload) in shapes {
        let error = refused(event_type, version, payload);
        assert!(matches!(error, ReadError::BadPayload(_)), "{payload}: {error}");
    }
    for version in ["", "0", "-1", "1.0", "next"] {
        let error = refused("TillOpened", version, r#"{"TillOpened":{"float_cents":500}}"#);
        assert!(matches!(error, ReadError::BadVersion), "{version}: {error}");
    }
}

#[test]
fn todays_version_is_the_one_after_the_last_that_has_an_upcaster() {
    assert_eq!(version_now::<Till>("TillOpened"), 2);
    assert_eq!(version_now::<Till>("TillCounted"), 3);
    assert_eq!(version_now::<Till>("CashCounted"), 1);
    assert_eq!(version_now::<Wallet>("WalletCredited"), 1);
    assert_eq!(version_now::<Package>("PackageCreated"), 1);
}
