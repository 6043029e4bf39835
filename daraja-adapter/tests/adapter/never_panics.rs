//! Whatever is posted to the addresses for deliveries, reading it does not panic, and what holds of
//! every delivery holds of it. `make fuzz` looks longer, guided by the code that is reached.

use std::sync::LazyLock;

use daraja_adapter::Daraja;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::holds::check;
use crate::support::daraja;

/// As many as take well under a minute in a build that is not optimised.
const CASES: u32 = 30_000;

/// Made once: a client each would take a hundred times as long as reading.
static READER: LazyLock<Daraja> = LazyLock::new(|| daraja("http://127.0.0.1:9"));

/// The payloads of all files, without what the files say about them.
static PAYLOADS: LazyLock<Vec<serde_json::Value>> = LazyLock::new(|| {
    [
        include_str!("../payloads/stk.jsonl"),
        include_str!("../payloads/c2b.jsonl"),
        include_str!("../payloads/results.jsonl"),
        include_str!("../payloads/other_products.jsonl"),
    ]
    .iter()
    .flat_map(|file| file.lines())
    .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["payload"].take())
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

/// Where the values of a payload stand, outermost first.
fn places(value: &serde_json::Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let inner: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
        serde_json::Value::Array(list) => {
            list.iter().enumerate().map(|(index, v)| (index.to_string(), v)).collect()
        }
        _ => vec![],
    };
    for (key, value) in inner {
        places.extend(self::places(value).into_iter().map(|place| format!("/{key}{place}")));
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn arbitrary_bytes_do_not_panic(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..4)) {
        for body in bodies {
            check(&READER, &body);
        }
    }

    #[test]
    fn payloads_with_changed_bytes_do_not_panic(which in any::<Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut body = which.get(&PAYLOADS).to_string().into_bytes();
        for change in changes {
            change.apply(&mut body);
        }
        check(&READER, &body);
    }

    #[test]
    fn payloads_with_other_values_do_not_panic(
        which in any::<Index>(), changes in prop::collection::vec((any::<Index>(), value()), 1..4),
    ) {
        let mut payload = which.get(&PAYLOADS).clone();
        let mut values = vec![];
        for (place, value) in changes {
            let places = places(&payload);
            // A mark first: the value may be no JSON that this library would write.
            let mark = format!("mark-{}", values.len());
            let place = &places[place.index(places.len())];
            *payload.pointer_mut(place).unwrap() = mark.clone().into();
            values.push((format!("\"{mark}\""), value));
        }
        let mut body = payload.to_string();
        for (mark, value) in values {
            body = body.replace(&mark, &value);
        }
        check(&READER, body.as_bytes());
    }
}

/// A JSON value such as might stand anywhere in a delivery.
fn value() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &["Amount", "MpesaReceiptNumber", "TransactionDate", "ReceiptNo"];
    prop_oneof![
        prop::sample::select(NAMES).prop_map(|name| format!("{name:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?[0-9]{1,20}(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
        Just("0".to_owned()),
        Just(r#""Utility Account|KES|1.00|1.00|0.00|0.00&""#.to_owned()),
        Just(r#""254712345678 - JANE DOE""#.to_owned()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        prop::sample::select(
            &["null", "true", "[]", "{}", "[[1]]", "{\"a\":{}}", "\"\\ud800\""][..]
        )
        .prop_map(str::to_owned),
    ]
}
