use super::*;
use crate::delivery::BODY_BYTES_MAX;

fn with_items(items: &str) -> Result<CallbackContent, Unreadable> {
    decode(
        format!(
            r#"{{"Body":{{"stkCallback":{{"MerchantRequestID":"m","CheckoutRequestID":"ws_CO_1","ResultCode":0,"ResultDesc":"ok","CallbackMetadata":{{"Item":{items}}}}}}}}}"#
        )
        .as_bytes(),
    )
}

fn paid_with(items: &str) -> Paid {
    match with_items(items).unwrap().outcome {
        StkOutcome::Paid(paid) => paid,
        StkOutcome::NotPaid(_) => panic!("{items} is not paid"),
    }
}

fn reason(items: &str) -> String {
    with_items(items).unwrap_err().reason
}

#[test]
fn items_are_read_by_name_in_any_order() {
    let paid = paid_with(
        r#"[{"Value":254700000112,"Name":"PhoneNumber"},{"Name":"TransactionDate","Value":20260601193604},
            {"Name":"Balance"},{"Name":"New","Value":{"a":[1]}},null,{"Value":1},
            {"Name":"MpesaReceiptNumber","Value":"uf10aaaaa1"},{"Name":"Amount","Value":450}]"#,
    );
    assert_eq!(paid.receipt.unwrap().as_str(), "UF10AAAAA1");
    assert_eq!(paid.amount, Some(Money::from_cents(45_000)));
    assert_eq!(paid.paid_at, Some("2026-06-01T16:36:04Z".parse().unwrap()));
}

#[test]
fn an_amount_is_an_exact_decimal_of_either_kind() {
    for (value, cents) in [
        ("1", 100),
        ("1.0", 100),
        ("1.00", 100),
        (r#""1.00""#, 100),
        (r#""1,250.50""#, 125_050),
        ("0.10", 10),
        ("90071992547409.93", 9_007_199_254_740_993),
    ] {
        let paid = paid_with(&format!(r#"[{{"Name":"Amount","Value":{value}}}]"#));
        assert_eq!(paid.amount, Some(Money::from_cents(cents)), "{value}");
    }
    for value in ["1.005", "1e2", "-1", r#""KSh 5""#, "true", "{}", "99999999999999999999"] {
        let items = format!(r#"[{{"Name":"Amount","Value":{value}}}]"#);
        assert_eq!(reason(&items), "Amount cannot be read", "{value}");
    }
}

#[test]
fn what_is_not_there_is_not_known() {
    for items in [
        "[]",
        "null",
        r#""""#,
        "{}",
        r#"[{"Name":"Amount"},{"Name":"MpesaReceiptNumber","Value":null},{"Name":"TransactionDate","Value":""}]"#,
    ] {
        let paid = paid_with(items);
        assert_eq!((paid.receipt, paid.amount, paid.paid_at), (None, None, None), "{items}");
    }
    assert!(paid_with(r#"{"Name":"Amount","Value":5}"#).amount.is_some());
    for metadata in ["null", r#""""#, "{}", r#"{"Item":null}"#] {
        let body = format!(
            r#"{{"Body":{{"stkCallback":{{"ResultCode":0,"CallbackMetadata":{metadata}}}}}}}"#
        );
        let content = decode(body.as_bytes()).unwrap();
        assert!(matches!(content.outcome, StkOutcome::Paid(_)), "{metadata}");
        assert_eq!(content.checkout_request_id, None);
    }
}

#[test]
fn the_same_twice_is_once_and_another_is_ambiguous() {
    let paid = paid_with(
        r#"[{"Name":"Amount","Value":5},{"Name":"Amount"},{"Name":"Amount","Value":"5.00"},
            {"Name":"MpesaReceiptNumber","Value":"UF10AAAAA1"},{"Name":"MpesaReceiptNumber","Value":"uf10aaaaa1"}]"#,
    );
    assert_eq!(paid.amount, Some(Money::from_cents(500)));
    assert_eq!(paid.receipt.unwrap().as_str(), "UF10AAAAA1");
    assert_eq!(
        reason(r#"[{"Name":"Amount","Value":5},{"Name":"Amount","Value":6}]"#),
        "Amount is there twice and differs"
    );
    assert_eq!(
        reason(
            r#"[{"Name":"MpesaReceiptNumber","Value":"UF10AAAAA1"},{"Name":"MpesaReceiptNumber","Value":"UF10AAAAA2"}]"#
        ),
        "MpesaReceiptNumber is there twice and differs"
    );
}

#[test]
fn a_moment_is_nairobis_and_may_be_unreadable() {
    for (value, at) in [
        ("20260601193604", Some("2026-06-01T16:36:04Z")),
        (r#""20260601193604""#, Some("2026-06-01T16:36:04Z")),
        ("20260101003000", Some("2025-12-31T21:30:00Z")),
        ("20261301000000", None),
        (r#""2026-06-01""#, None),
        ("2.0260601193604e13", None),
        (r#""２０２６０６０１１９３６０４""#, None),
    ] {
        let paid = paid_with(&format!(r#"[{{"Name":"TransactionDate","Value":{value}}}]"#));
        assert_eq!(paid.paid_at, at.map(|at| at.parse().unwrap()), "{value}");
    }
}

#[test]
fn a_failure_needs_no_metadata_and_reads_none() {
    for metadata in ["null", "7", r#"{"Item":[{"Name":"Amount","Value":"x"}]}"#] {
        let body = format!(
            r#"{{"Body":{{"stkCallback":{{"ResultCode":"SFC_IC0003","ResultDesc":"The operator does not exist.","CallbackMetadata":{metadata}}}}}}}"#
        );
        assert_eq!(
            decode(body.as_bytes()).unwrap().outcome,
            StkOutcome::NotPaid(NotPaid {
                result_code: "SFC_IC0003".to_owned(),
                description: "The operator does not exist.".to_owned(),
                class: FailureClass::Rejected,
            })
        );
    }
}

#[test]
fn a_code_that_nobody_knows_is_kept_as_it_came() {
    let body = br#"{"Body":{"stkCallback":{"ResultCode":7777,"ResultDesc":"New"}}}"#;
    assert_eq!(
        decode(body).unwrap().outcome,
        StkOutcome::NotPaid(NotPaid {
            result_code: "7777".to_owned(),
            description: "New".to_owned(),
            class: FailureClass::Unclassified,
        })
    );
}

#[test]
fn a_description_holds_nothing_personal_and_no_control_character() {
    let body = br#"{"Body":{"stkCallback":{"ResultCode":1,"ResultDesc":"254712345678 has\u0000 too little"}}}"#;
    let StkOutcome::NotPaid(not_paid) = decode(body).unwrap().outcome else {
        panic!("it is not paid");
    };
    assert_eq!(not_paid.description, "… has  too little");
}

#[test]
fn what_cannot_be_understood_says_why_without_repeating_it() {
    let deep = format!("{}1{}", r#"{"Body":"#.repeat(5_000), "}".repeat(5_000));
    let long = format!(r#"{{"Body":"{}"}}"#, "x".repeat(BODY_BYTES_MAX));
    for (body, why) in [
        ("", "not a JSON object"),
        ("null", "not a JSON object"),
        ("[]", "not a JSON object"),
        (r#"[{"stkCallback":{"ResultCode":0}}]"#, "not a JSON object"),
        (r#"{"Body":{},"Body":{}}"#, "twice"),
        ("{}", "no stkCallback"),
        (deep.as_str(), "no stkCallback in Body"),
        (long.as_str(), "more than 65536"),
        (r#"{"Result":{"ResultCode":0}}"#, "no stkCallback"),
        (r#"{"ResultCode":0}"#, "no stkCallback"),
        (r#"{"Body":{"stkCallback":[0]}}"#, "stkCallback is not an object"),
        (r#"{"Body":{"stkCallback":{}}}"#, "ResultCode is missing"),
        (r#"{"Body":{"stkCallback":{"ResultCode":0,"ResultCode":1}}}"#, "twice"),
        (r#"{"Body":{"stkCallback":{"ResultCode":0}},"stkCallback":{"ResultCode":1}}"#, "twice"),
        (r#"{"Body":{"stkCallback":{"ResultCode":4999}}}"#, "nothing has ended"),
        (
            r#"{"Body":{"stkCallback":{"ResultCode":0,"CheckoutRequestID":[254712345678]}}}"#,
            "CheckoutRequestID",
        ),
        (
            r#"{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[7]}}}}"#,
            "not a list of items",
        ),
        (
            r#"{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":[]}}}"#,
            "not a list of items",
        ),
        (
            r#"{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[{"Name":"MpesaReceiptNumber","Value":"254712345678 paid"}]}}}}"#,
            "MpesaReceiptNumber cannot be read",
        ),
    ] {
        let reason = decode(body.as_bytes()).unwrap_err().reason;
        assert!(reason.contains(why), "{reason}");
        assert!(!reason.contains("2547"), "{reason}");
    }
    assert!(decode(b"{\"Body\":\"\xff\"}").unwrap_err().reason.contains("UTF-8"));
}
