//! Every payload about prompts that was seen in the wild, and what becomes of each.

use daraja_adapter::Daraja;
use domain::codes::Receipt;
use domain::money::Money;
use domain::outcome::{FailureClass, NotPaid, Paid, QueryAnswer, StkOutcome};
use domain::ports::{Stk, StkSent};
use serde_json::value::RawValue;

use crate::stub::{PUSH, QUERY, Stub};
use crate::support::{checkout_request_id, daraja, request};

const LINES: &str = include_str!("../payloads/stk.jsonl");

#[derive(serde::Deserialize)]
struct Line<'a> {
    kind: &'a str,
    #[serde(borrow)]
    payload: &'a RawValue,
}

fn lines() -> Vec<Line<'static>> {
    LINES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a callback is read as.
enum Read {
    /// Receipt, shillings, moment.
    Paid(Option<&'static str>, Option<i64>, Option<&'static str>),
    NotPaid(&'static str, FailureClass),
    Unreadable(&'static str),
}

/// By line of the file, counted from one.
const CALLBACKS: &[(usize, Read)] = &[
    (1, Read::Paid(Some("UF10AAAAA1"), Some(450), Some("2026-06-01T16:36:04Z"))),
    (2, Read::NotPaid("1032", FailureClass::Cancelled)),
    (3, Read::NotPaid("1", FailureClass::InsufficientFunds)),
    (4, Read::NotPaid("1037", FailureClass::NoResponse)),
    (5, Read::NotPaid("SFC_IC0003", FailureClass::Rejected)),
    (6, Read::NotPaid("1036", FailureClass::NoResponse)),
    (7, Read::NotPaid("1037", FailureClass::NoResponse)),
    (8, Read::Paid(Some("NE10AAAAA7"), Some(1), Some("2019-05-01T18:29:16Z"))),
    (9, Read::NotPaid("1032", FailureClass::Cancelled)),
    (10, Read::NotPaid("2", FailureClass::Limit)),
    (11, Read::NotPaid("3", FailureClass::Limit)),
    (12, Read::NotPaid("8", FailureClass::Limit)),
    (13, Read::NotPaid("17", FailureClass::Busy)),
    (14, Read::NotPaid("2028", FailureClass::Rejected)),
    (15, Read::NotPaid("8006", FailureClass::WrongPin)),
    (16, Read::NotPaid("17", FailureClass::Busy)),
    (17, Read::NotPaid("26", FailureClass::Busy)),
    (18, Read::NotPaid("1031", FailureClass::Cancelled)),
    (19, Read::NotPaid("1101", FailureClass::Rejected)),
    (20, Read::NotPaid("9999", FailureClass::Busy)),
    (21, Read::NotPaid("2029", FailureClass::Rejected)),
    // Another country's, in an envelope that M-Pesa Kenya does not use.
    (32, Read::Unreadable("there is no stkCallback")),
    (33, Read::Paid(Some("LHG31AA4AY"), Some(1_000), Some("2021-07-17T12:47:47Z"))),
    (34, Read::NotPaid("1032", FailureClass::Cancelled)),
    (35, Read::Paid(None, None, None)),
    (36, Read::Paid(None, Some(100), None)),
    (37, Read::Paid(Some("NLJ7RT61SV"), Some(1), Some("2019-12-19T07:21:15Z"))),
    (38, Read::NotPaid("1032", FailureClass::Cancelled)),
    (39, Read::NotPaid("1032", FailureClass::Cancelled)),
    (40, Read::Paid(None, None, None)),
    (41, Read::NotPaid("2001", FailureClass::WrongPin)),
    (42, Read::NotPaid("1032", FailureClass::Cancelled)),
    (43, Read::Paid(Some("LGR7OWQX0R"), Some(1), Some("2017-07-27T12:48:00Z"))),
    (44, Read::NotPaid("1032", FailureClass::Cancelled)),
    (45, Read::Paid(Some("TEST123"), None, None)),
    (46, Read::Paid(Some("UCRQ2A9GSV"), Some(1), Some("2026-03-27T12:30:13Z"))),
    (47, Read::NotPaid("1032", FailureClass::Cancelled)),
    (48, Read::NotPaid("1037", FailureClass::NoResponse)),
    (49, Read::NotPaid("1032", FailureClass::Cancelled)),
    (50, Read::Paid(Some("ABC123"), Some(100), Some("2024-06-07T09:34:56Z"))),
    (51, Read::Unreadable("ResultCode is missing or is not a code")),
    (52, Read::Paid(None, None, None)),
    (53, Read::Paid(None, None, None)),
    (54, Read::Paid(None, None, None)),
    (55, Read::Paid(Some("TEST123456"), Some(1_000), Some("2024-01-01T09:00:00Z"))),
    (56, Read::Paid(None, None, None)),
    (57, Read::Paid(None, None, None)),
    (58, Read::Paid(None, None, None)),
    (59, Read::NotPaid("1", FailureClass::InsufficientFunds)),
];

/// Lines whose payload names no prompt.
const WITHOUT_CHECKOUT_REQUEST_ID: &[usize] = &[34, 35, 36, 44, 52];

#[test]
fn every_callback_is_read_as_the_table_says() {
    let daraja = daraja("http://127.0.0.1:9");
    for (number, line) in (1..).zip(lines()) {
        let is_callback = line.kind.starts_with("stk_callback")
            || matches!(line.kind, "stk_query_as_callback" | "foreign_variant");
        let stated = CALLBACKS.iter().find(|(stated, _)| *stated == number);
        assert_eq!(stated.is_some(), is_callback, "line {number} is {}", line.kind);
        if let Some((_, read)) = stated {
            check(&daraja, number, line.payload.get(), read);
        }
    }
}

fn check(daraja: &Daraja, number: usize, payload: &str, read: &Read) {
    let decoded = daraja.decode_callback(payload.as_bytes());
    if let Read::Unreadable(reason) = read {
        assert_eq!(decoded.unwrap_err().reason, *reason, "line {number}");
        return;
    }
    let content = decoded.unwrap();
    assert_eq!(
        content.checkout_request_id.is_none(),
        WITHOUT_CHECKOUT_REQUEST_ID.contains(&number),
        "line {number}"
    );
    if let Some(id) = content.checkout_request_id {
        assert!(payload.contains(id.as_str()), "line {number}");
    }
    let (result_code, description) = match &content.outcome {
        StkOutcome::Paid(paid) => (&paid.result_code, &paid.description),
        StkOutcome::NotPaid(not_paid) => (&not_paid.result_code, &not_paid.description),
    };
    // Nothing that was really said is scrubbed away.
    assert!(payload.contains(description.as_str()), "line {number}: {description}");
    let expected = match read {
        Read::Paid(receipt, shillings, at) => StkOutcome::Paid(Paid {
            result_code: "0".to_owned(),
            description: description.clone(),
            receipt: receipt.map(|receipt| receipt.parse::<Receipt>().unwrap()),
            amount: shillings.map(|shillings| Money::from_shillings(shillings).unwrap()),
            paid_at: at.map(|at| at.parse().unwrap()),
        }),
        Read::NotPaid(code, class) => StkOutcome::NotPaid(NotPaid {
            result_code: (*code).to_owned(),
            description: description.clone(),
            class: *class,
        }),
        Read::Unreadable(_) => unreachable!("it was checked above"),
    };
    assert_eq!(content.outcome, expected, "line {number}, code {result_code}");
}

/// What an error means as the answer to a push.
#[derive(Debug, PartialEq, Eq)]
enum Sent {
    Rejected(&'static str),
    Unconfirmed,
}

/// What an error means as the answer to a query.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    StillProcessing,
    NoAnswer,
}

/// By line: the HTTP status that it comes with, and what it means to a push and to a query.
const ERRORS: &[(usize, u16, Sent, Asked)] = &[
    (24, 500, Sent::Unconfirmed, Asked::StillProcessing),
    (25, 500, Sent::Unconfirmed, Asked::NoAnswer),
    (26, 400, Sent::Rejected("400.002.02"), Asked::NoAnswer),
    (27, 401, Sent::Rejected("401.003.01"), Asked::NoAnswer),
    (28, 500, Sent::Rejected("500.001.1001"), Asked::NoAnswer),
    (29, 200, Sent::Unconfirmed, Asked::NoAnswer),
    (30, 500, Sent::Unconfirmed, Asked::NoAnswer),
    (31, 429, Sent::Rejected("policies.ratelimit.SpikeArrestViolation"), Asked::NoAnswer),
    (60, 404, Sent::Rejected("404.001.03"), Asked::NoAnswer),
    (61, 400, Sent::Rejected("400.002.02"), Asked::NoAnswer),
    (62, 400, Sent::Rejected("400.008.01"), Asked::NoAnswer),
    (63, 500, Sent::Unconfirmed, Asked::NoAnswer),
    (64, 500, Sent::Unconfirmed, Asked::NoAnswer),
    (65, 500, Sent::Unconfirmed, Asked::NoAnswer),
    (66, 400, Sent::Rejected("400.002.02"), Asked::NoAnswer),
    (67, 400, Sent::Rejected("400.002.02"), Asked::NoAnswer),
    (68, 401, Sent::Rejected("401.002.01"), Asked::NoAnswer),
    (69, 400, Sent::Rejected("400"), Asked::NoAnswer),
];

/// A refused token is tried once more with another one.
const TOKEN_LINES: &[usize] = &[60, 68];

/// What came too fast is tried again, later and later.
const TOO_FAST_LINE: usize = 31;

#[tokio::test]
async fn every_error_means_to_push_and_query_what_the_table_says() {
    let lines = lines();
    let errors: Vec<usize> = (1..)
        .zip(&lines)
        .filter(|(_, line)| line.kind == "error")
        .map(|(number, _)| number)
        .collect();
    let stated: Vec<usize> = ERRORS.iter().map(|(number, ..)| *number).collect();
    assert_eq!(stated, errors);
    for (number, status, sent, asked) in ERRORS {
        let stub = Stub::start().await;
        let daraja = daraja(&stub.url());
        let payload = lines[number - 1].payload.get();
        let attempts = match number {
            number if TOKEN_LINES.contains(number) => 2,
            number if *number == TOO_FAST_LINE => 3,
            _ => 1,
        };
        for path in [PUSH, QUERY] {
            for _ in 0..attempts {
                stub.reply(path, *status, payload);
            }
        }
        let text = match daraja.push(&request()).await {
            StkSent::Rejected { code, message } => {
                assert!(
                    matches!(sent, Sent::Rejected(stated) if *stated == code),
                    "line {number}: {code}"
                );
                message
            }
            StkSent::Unconfirmed { why } => {
                assert_eq!(Sent::Unconfirmed, *sent, "line {number}");
                why
            }
            StkSent::Accepted { .. } => panic!("line {number} was taken for a yes"),
        };
        assert!(!text.contains("BJGFGOX"), "line {number}: {text}");
        let answer = match daraja.query(&checkout_request_id()).await {
            QueryAnswer::StillProcessing => Asked::StillProcessing,
            QueryAnswer::NoAnswer { why } => {
                assert!(!why.contains("BJGFGOX"), "line {number}: {why}");
                Asked::NoAnswer
            }
            QueryAnswer::Outcome(outcome) => panic!("line {number} was taken for {outcome:?}"),
        };
        assert_eq!(answer, *asked, "line {number}");
        assert_eq!(stub.received(PUSH).len(), attempts, "line {number}");
        assert_eq!(stub.received(QUERY).len(), attempts, "line {number}");
    }
}

#[tokio::test]
async fn every_answer_to_a_query_is_read_as_the_table_says() {
    let answers: Vec<(usize, Line<'_>)> =
        (1..).zip(lines()).filter(|(_, line)| line.kind == "stk_query_response").collect();
    assert_eq!(answers.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [22, 23]);
    let ids = ["ws_CO_170820261417149700000198", "ws_CO_170820261404032708374149"];
    let expected = [
        QueryAnswer::Outcome(StkOutcome::NotPaid(NotPaid {
            result_code: "E3008".to_owned(),
            description: "Error, the user has a bad debt contract.".to_owned(),
            class: FailureClass::Rejected,
        })),
        QueryAnswer::StillProcessing,
    ];
    for ((number, line), (id, expected)) in answers.iter().zip(ids.iter().zip(expected)) {
        let stub = Stub::start().await;
        stub.reply(QUERY, 200, line.payload.get());
        let answer = daraja(&stub.url()).query(&id.parse().unwrap()).await;
        assert_eq!(answer, expected, "line {number}");
    }
}
