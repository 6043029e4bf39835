//! Whatever is posted to a callback's address, reading it does not panic.

use std::sync::LazyLock;

use daraja_adapter::Daraja;
use domain::outcome::StkOutcome;
use domain::ports::Stk;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::daraja;

/// Made once: a client each would take a hundred times as long as reading.
static READER: LazyLock<Daraja> = LazyLock::new(|| daraja("http://127.0.0.1:9"));

/// The payloads of the file, without what the file says about them.
static PAYLOADS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    include_str!("../payloads/stk.jsonl")
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["payload"].to_string().into_bytes()
        })
        .collect()
});

/// One change of some bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Remove(Index, Index),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    // What a JSON reader cares about, and anything.
    let bytes = prop_oneof![
        Just(b"null".to_vec()),
        Just(b"\"\\ud800\"".to_vec()),
        Just(b"{\"Name\":\"Amount\",\"Value\":1e999},".to_vec()),
        Just(b"[[[[[[[[".to_vec()),
        Just(b"-0.0e-0".to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Remove(from, to)),
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Repeat(from, to)),
    ]
}

impl Change {
    fn apply(&self, body: &mut Vec<u8>) {
        let end = body.len() + 1;
        let span = |from: &Index, to: &Index| {
            let (from, to) = (from.index(end), to.index(end));
            from.min(to)..from.max(to)
        };
        match self {
            Self::Set(at, byte) if !body.is_empty() => {
                let at = at.index(body.len());
                body[at] = *byte;
            }
            Self::Set(..) => {}
            Self::Remove(from, to) => {
                body.drain(span(from, to));
            }
            Self::Insert(at, bytes) => {
                let at = at.index(end);
                body.splice(at..at, bytes.iter().copied());
            }
            Self::Repeat(from, to) => {
                let again = body[span(from, to)].to_vec();
                body.extend_from_slice(&again);
            }
        }
    }
}

/// Decodes, and holds what is true of anything that was decoded.
fn decode(body: &[u8]) -> Result<(), TestCaseError> {
    match READER.decode_callback(body) {
        Ok(content) => {
            let (code, description) = match &content.outcome {
                StkOutcome::Paid(paid) => {
                    prop_assert_eq!(&paid.result_code, "0");
                    prop_assert!(paid.amount.is_none_or(|amount| amount.cents() >= 0));
                    (&paid.result_code, &paid.description)
                }
                StkOutcome::NotPaid(not_paid) => {
                    prop_assert_ne!(&not_paid.result_code, "0");
                    prop_assert_ne!(&not_paid.result_code, "4999");
                    (&not_paid.result_code, &not_paid.description)
                }
            };
            prop_assert!(!code.is_empty() && code.len() <= 40);
            prop_assert!(!description.chars().any(char::is_control));
        }
        Err(unreadable) => prop_assert!(!unreadable.reason.is_empty()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_bytes_do_not_panic(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..8)) {
        for body in bodies {
            decode(&body)?;
        }
    }

    #[test]
    fn mutated_payloads_do_not_panic(which in any::<Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut body = which.get(&PAYLOADS).clone();
        for change in changes {
            change.apply(&mut body);
        }
        decode(&body)?;
    }

    #[test]
    fn any_values_in_the_right_places_do_not_panic(
        code in value(), description in value(), id in value(),
        items in prop::collection::vec((value(), value()), 0..6),
    ) {
        let items: Vec<String> =
            items.iter().map(|(name, value)| format!(r#"{{"Name":{name},"Value":{value}}}"#)).collect();
        let body = format!(
            r#"{{"Body":{{"stkCallback":{{"CheckoutRequestID":{id},"ResultCode":{code},"ResultDesc":{description},"CallbackMetadata":{{"Item":[{}]}}}}}}}}"#,
            items.join(",")
        );
        decode(body.as_bytes())?;
    }
}

/// A JSON value such as might stand anywhere in a callback.
fn value() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &["Amount", "MpesaReceiptNumber", "TransactionDate", "PhoneNumber"];
    prop_oneof![
        prop::sample::select(NAMES).prop_map(|name| format!("{name:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?[0-9]{1,20}(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
        Just("0".to_owned()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        prop::sample::select(
            &["null", "true", "[]", "{}", "[[1]]", "{\"a\":{}}", "\"\\ud800\""][..]
        )
        .prop_map(str::to_owned),
    ]
}
