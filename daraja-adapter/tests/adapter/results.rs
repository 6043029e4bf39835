//! Results of the asynchronous family: every payload that was seen in the wild, and what each is
//! read as.

use daraja_adapter::Daraja;
use domain::codes::Receipt;
use domain::money::Money;
use domain::ports::{
    AccountBalance, C2b, Conversation, Delivered, Ended, MovementState, OrganisationAccountKind,
    QueueTimeouts, Refund, ResultClass, ResultFailure, Reversal, Stk, TransactionStatus,
    Unreadable,
};
use domain::time::Timestamp;
use serde_json::value::RawValue;

use crate::support::daraja;

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    payload: &'a RawValue,
}

/// What a payload is read as.
enum Read {
    /// Receipt, words of the state, cents, when it ended, how many who paid.
    Status(&'static str, Option<&'static str>, i64, &'static str, usize),
    /// How many accounts, cents in the utility account, when.
    Balance(usize, i64, &'static str),
    BalanceUnreadable(&'static str),
    /// Receipt, cents, when, cents left in the utility account.
    Refund(&'static str, i64, Option<&'static str>, Option<i64>),
    /// Receipt, cents, when. Results of products that we do not use have the same envelope, and
    /// are read by this one.
    Reversal(Option<&'static str>, Option<i64>, Option<&'static str>),
    NotDone(&'static str, ResultClass),
    Unsettled(&'static str),
}

/// By line of the file, from one.
const TABLE: &[Read] = &[
    Read::Status("SB65AAAA29", Some("Completed"), 100, "2024-02-06T11:36:45Z", 1),
    Read::Status("MBN31H462N", Some("Completed"), 30_000, "2018-02-23T02:41:12Z", 2),
    Read::NotDone("25", ResultClass::BadRequest),
    Read::NotDone("2033", ResultClass::NotFound),
    Read::Balance(5, 1_197_473_763, "2021-04-12T10:41:19Z"),
    Read::NotDone("2001", ResultClass::NotPermitted),
    Read::NotDone("1", ResultClass::InsufficientFunds),
    Read::NotDone("2", ResultClass::Limit),
    Read::NotDone("3", ResultClass::Limit),
    Read::NotDone("4", ResultClass::Limit),
    Read::NotDone("8", ResultClass::Limit),
    Read::NotDone("11", ResultClass::NotPermitted),
    Read::NotDone("21", ResultClass::NotPermitted),
    Read::NotDone("2006", ResultClass::NotPermitted),
    Read::NotDone("2028", ResultClass::NotPermitted),
    Read::NotDone("2040", ResultClass::Payee),
    Read::NotDone("8006", ResultClass::NotPermitted),
    Read::NotDone("SFC_IC0003", ResultClass::NotPermitted),
    Read::NotDone("R000001", ResultClass::AlreadyReversed),
    Read::Unsettled("1"),
    Read::Balance(5, 22_803_700, "2020-01-09T09:57:10Z"),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), Some("2022-11-10T08:07:17Z")),
    Read::NotDone("2001", ResultClass::NotPermitted),
    Read::Status("MBN31H462N", Some("Completed"), 30_000, "2018-02-23T02:41:12Z", 2),
    Read::NotDone("R000002", ResultClass::NotFound),
    Read::Refund("LGH3197RIB", 800_000, Some("2017-07-17T07:54:57Z"), Some(13_356_800)),
    Read::Balance(5, 4_921_700, "2017-07-28T06:56:42Z"),
    Read::Status("LGR919G2AV", Some("Completed"), 1_000, "2017-07-27T07:14:15Z", 1),
    Read::Refund("NLJ41HAY6Q", 1_000, Some("2019-12-19T08:45:50Z"), Some(1_011_600)),
    Read::Balance(4, 0, "2024-01-24T13:31:40Z"),
    Read::Reversal(None, None, None),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), None),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), None),
    Read::NotDone("21", ResultClass::NotPermitted),
    // The names of list and item stand the wrong way round.
    Read::BalanceUnreadable("AccountBalance is missing"),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), Some("2022-11-10T08:07:17Z")),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), Some("2022-11-10T08:07:17Z")),
    Read::Refund("LKXXXX1234", 100_000, None, None),
    Read::Reversal(Some("QKA81LK5CY"), Some(19_000), None),
    Read::Refund("LKXXXX1234", 100_000, None, None),
    Read::Refund("LKXXXX1234", 100_000, None, None),
    Read::Refund("NLJ7RT61SV", 50_000, Some("2019-12-19T07:21:18Z"), Some(5_000_000)),
    // It says in words that it was cancelled; the code alone counts.
    Read::Reversal(None, None, None),
    Read::Refund("NLJ7RT61SV", 500_000, None, None),
    Read::Reversal(None, Some(100_000), Some("2023-12-01T09:00:00Z")),
    Read::NotDone("1", ResultClass::InsufficientFunds),
    Read::Status("NLJ7RT61SV", None, 100_000, "2023-12-01T09:00:00Z", 0),
    Read::NotDone("1", ResultClass::InsufficientFunds),
    Read::NotDone("1", ResultClass::InsufficientFunds),
    Read::Status("MBN31H462N", Some("Completed"), 30_000, "2018-02-23T02:41:12Z", 2),
    Read::NotDone("2001", ResultClass::NotPermitted),
];

fn done<T>(decoded: Result<Delivered<T>, Unreadable>) -> T {
    match decoded.unwrap().ended {
        Ended::Done(done) => done,
        Ended::NotDone(failure) | Ended::Unsettled(failure) => panic!("{failure:?}"),
    }
}

fn at(text: Option<&str>) -> Option<Timestamp> {
    text.map(|text| text.parse().unwrap())
}

fn receipt(text: Option<&str>) -> Option<Receipt> {
    text.map(|text| text.parse().unwrap())
}

#[test]
fn every_result_is_read_as_the_table_says() {
    let daraja = daraja("http://127.0.0.1:9");
    let lines: Vec<&str> = include_str!("../payloads/results.jsonl").lines().collect();
    assert_eq!(lines.len(), TABLE.len());
    for (number, (line, read)) in (1..).zip(lines.into_iter().zip(TABLE)) {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        check(&daraja, number, line.payload.get(), read);
    }
}

fn check(daraja: &Daraja, number: usize, payload: &str, read: &Read) {
    let body = payload.as_bytes();
    match *read {
        Read::Status(receipt, state, cents, finalised_at, debit_parties) => {
            let report = done(daraja.decode_status(body));
            assert_eq!(report.receipt.unwrap().as_str(), receipt, "line {number}");
            let expected = match state {
                Some("Completed") => MovementState::Completed,
                _ => MovementState::Other(String::new()),
            };
            assert_eq!(report.state, expected, "line {number}");
            assert_eq!(report.amount, Some(Money::from_cents(cents)), "line {number}");
            assert_eq!(report.finalised_at, at(Some(finalised_at)), "line {number}");
            assert_eq!(report.debit_parties.len(), debit_parties, "line {number}");
        }
        Read::Balance(accounts, utility, moment) => {
            let report = done(daraja.decode_balance(body));
            let account = report.account(OrganisationAccountKind::Utility).unwrap();
            assert_eq!(account.current, Money::from_cents(utility), "line {number}");
            assert_eq!((report.accounts.len(), report.at), (accounts, at(Some(moment))));
        }
        Read::BalanceUnreadable(reason) => {
            assert_eq!(daraja.decode_balance(body).unwrap_err().reason, reason, "line {number}");
        }
        Read::Refund(code, cents, completed_at, utility) => {
            let report = done(daraja.decode_refund(body));
            assert_eq!(report.receipt, receipt(Some(code)), "line {number}");
            assert_eq!(report.amount, Some(Money::from_cents(cents)), "line {number}");
            assert_eq!(report.completed_at, at(completed_at), "line {number}");
            assert_eq!(report.utility_balance, utility.map(Money::from_cents), "line {number}");
        }
        Read::Reversal(code, cents, completed_at) => {
            let report = done(daraja.decode_reversal(body));
            assert_eq!(report.receipt, receipt(code), "line {number}");
            assert_eq!(report.amount, cents.map(Money::from_cents), "line {number}");
            assert_eq!(report.completed_at, at(completed_at), "line {number}");
        }
        Read::NotDone(code, class) => {
            // Whatever was asked for, a refusal reads the same.
            for ended in [
                daraja.decode_status(body).map(|read| failure(read.ended)),
                daraja.decode_balance(body).map(|read| failure(read.ended)),
                daraja.decode_refund(body).map(|read| failure(read.ended)),
                daraja.decode_reversal(body).map(|read| failure(read.ended)),
            ] {
                let failure = ended.unwrap();
                assert_eq!((failure.result_code.as_str(), failure.class), (code, class));
                assert!(payload.contains(&failure.description), "line {number}");
            }
        }
        Read::Unsettled(code) => {
            let ended = daraja.decode_refund(body).unwrap().ended;
            let Ended::Unsettled(failure) = ended else { panic!("line {number}: {ended:?}") };
            assert_eq!(failure.result_code, code);
        }
    }
}

fn failure<T: std::fmt::Debug>(ended: Ended<T>) -> ResultFailure {
    match ended {
        Ended::NotDone(failure) => failure,
        other @ (Ended::Done(_) | Ended::Unsettled(_)) => panic!("{other:?}"),
    }
}

#[test]
fn a_result_names_its_conversation_and_prints_nobody() {
    let daraja = daraja("http://127.0.0.1:9");
    let body = br#"{"Result":{"ResultCode":0,"OriginatorConversationID":"our-id-1","ConversationID":"AG_1",
        "ResultParameters":{"ResultParameter":[{"Key":"TransactionAmount","Value":10},
        {"Key":"ReceiverPartyPublicName","Value":"254708374149 - JANE DOE"}]}}}"#;
    let delivered = daraja.decode_refund(body).unwrap();
    assert_eq!(
        delivered.conversation,
        Conversation {
            originator_conversation_id: Some("our-id-1".to_owned()),
            conversation_id: Some("AG_1".to_owned()),
        }
    );
    let printed = format!("{delivered:?}");
    assert!(!printed.contains("254708374149") && !printed.contains("JANE"), "{printed}");
    let payee = done(Ok(delivered)).payee.unwrap();
    assert_eq!(payee.handle.as_str(), "254708374149");
    assert_eq!(payee.name.unwrap().as_str(), "JANE DOE");
}

/// Standing orders, Bill Manager and B2B Express post bodies of their own. Nothing of ours asks for
/// them, so no reader takes one for what it knows.
#[test]
fn what_other_products_post_is_read_as_nothing_of_ours() {
    let daraja = daraja("http://127.0.0.1:9");
    let lines = include_str!("../payloads/other_products.jsonl").lines();
    for (number, line) in (1..).zip(lines) {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        let body = line.payload.get().as_bytes();
        assert_eq!(daraja.decode_status(body).unwrap_err().reason, "there is no Result");
        assert_eq!(daraja.decode_callback(body).unwrap_err().reason, "there is no stkCallback");
        let notice = daraja.decode_c2b(body).unwrap_err().reason;
        assert!(notice.starts_with("it is not about a payment"), "line {number}: {notice}");
        assert_eq!(daraja.decode_timeout(body), Ok(Conversation::default()), "line {number}");
    }
}
