use super::*;
use domain::ports::ResultClass;

fn result(fields: &str) -> Result<Delivered<Option<Money>>, Unreadable> {
    let body = format!(r#"{{"Result":{{"ConversationID":"AG_1","ResultDesc":"said",{fields}}}}}"#);
    decode(body.as_bytes(), |told| told.amount(&["Amount"]))
}

fn with_parameters(parameters: &str) -> Result<Option<Money>, Unreadable> {
    let ended = result(&format!(r#""ResultCode":0,"ResultParameters":{parameters}"#))?.ended;
    match ended {
        Ended::Done(amount) => Ok(amount),
        other @ (Ended::NotDone(_) | Ended::Unsettled(_)) => panic!("{other:?}"),
    }
}

#[test]
fn parameters_stand_in_any_of_their_shapes() {
    let amount = r#"{"Key":"Amount","Value":190.00}"#;
    for parameters in [
        format!(r#"{{"ResultParameter":[{amount}]}}"#),
        format!(r#"{{"ResultParameter":{amount}}}"#),
        format!("[{amount}]"),
        format!(r#"[{{"Key":"Amount"}},null,{amount},{{"Key":"Amount","Value":"190"}},{{}}]"#),
    ] {
        let read = with_parameters(&parameters).unwrap();
        assert_eq!(read, Some(Money::from_cents(19_000)), "{parameters}");
    }
    for nothing in ["null", "{}", "[]", r#""""#, r#"{"ResultParameter":null}"#, r#"{"Other":[]}"#] {
        assert_eq!(with_parameters(nothing).unwrap(), None, "{nothing}");
    }
    for (parameters, reason) in [
        ("[7]", "ResultParameters is not a list of parameters"),
        (r#"[{"Key":"Amount","Value":"-1"}]"#, "Amount cannot be read"),
        (r#"[{"Key":"Amount","Value":1},{"Key":"Amount","Value":2}]"#, "differs"),
    ] {
        assert!(with_parameters(parameters).unwrap_err().reason.contains(reason), "{parameters}");
    }
}

#[test]
fn a_code_is_a_number_or_a_text_and_only_zero_is_done() {
    for code in ["0", r#""0""#] {
        let ended = result(&format!(r#""ResultCode":{code},"ResultType":{code}"#)).unwrap().ended;
        assert_eq!(ended, Ended::Done(None), "{code}");
    }
    for (code, read, class) in [
        ("1", "1", ResultClass::InsufficientFunds),
        (r#""R000001""#, "R000001", ResultClass::AlreadyReversed),
        (r#""SFC_IC0003""#, "SFC_IC0003", ResultClass::NotPermitted),
        ("7777", "7777", ResultClass::Unclassified),
    ] {
        assert_eq!(
            result(&format!(r#""ResultCode":{code}"#)).unwrap().ended,
            Ended::NotDone(ResultFailure {
                result_code: read.to_owned(),
                description: "said".to_owned(),
                class,
            })
        );
    }
    for fields in [r#""ResultCode":null"#, r#""ResultCode":{}"#, r#""Other":0"#] {
        assert!(result(fields).unwrap_err().reason.contains("ResultCode"), "{fields}");
    }
}

#[test]
fn what_is_not_the_last_word_settles_nothing() {
    for code in ["0", "1"] {
        let ended = result(&format!(r#""ResultType":1,"ResultCode":{code}"#)).unwrap().ended;
        assert!(matches!(ended, Ended::Unsettled(_)), "{code}");
    }
}

#[test]
fn a_placeholder_is_no_receipt() {
    for (text, is_one) in [
        ("SG632NMUAB", true),
        ("SB60000000", false),
        ("OAK000000", false),
        ("trans-789", false),
        ("", false),
    ] {
        let json = format!("\"{text}\"");
        let raw: &RawValue = serde_json::from_str(&json).unwrap();
        assert_eq!(receipt(Some(raw)).is_some(), is_one, "{text}");
    }
}

#[test]
fn a_party_is_a_number_and_a_name() {
    let party = party("254700000163 - JOHN  DOE   ").unwrap();
    assert_eq!(party.handle.as_str(), "254700000163");
    assert_eq!(party.name.unwrap().as_str(), "JOHN  DOE");
    assert_eq!(super::party("Test Business").unwrap().name, None);
    assert!(super::party(" \n ").is_none());
}

#[test]
fn a_timeout_names_its_request_if_it_can() {
    for body in [
        r#"{"Result":{"ResultType":1,"ResultCode":"1","OriginatorConversationID":"8521-1"}}"#,
        r#"{"OriginatorConversationID":"8521-1"}"#,
    ] {
        let conversation = decode_timeout(body.as_bytes()).unwrap();
        assert_eq!(conversation.originator_conversation_id.as_deref(), Some("8521-1"), "{body}");
    }
    for body in ["{}", r#"{"Result":null}"#, r#"{"Result":[7]}"#] {
        assert_eq!(decode_timeout(body.as_bytes()).unwrap(), Conversation::default(), "{body}");
    }
    assert!(decode_timeout(b"timeout").is_err());
}
