//! What Safaricom posts about unprompted payments, and what it is answered.
//!
//! Validation and confirmation have one flat shape, whose values are texts, and now and then
//! numbers. Without receipt, amount, short code or time it is not known what was paid, so a person
//! looks; everything else may be missing, hidden or odd, and the payment is read all the same.

use domain::c2b::{C2bNotice, Verdict};
use domain::money::Money;
use domain::ports::Unreadable;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::delivery::{self, needed, unreadable};
use crate::{moment, texts};

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default, rename = "TransID")]
    receipt: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "TransTime")]
    paid_at: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "TransAmount")]
    amount: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "BusinessShortCode")]
    short_code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "BillRefNumber")]
    account: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "MSISDN")]
    payer: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "FirstName")]
    first_name: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "MiddleName")]
    middle_name: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "LastName")]
    last_name: Option<&'a RawValue>,
}

/// Reads the bytes of a validation or a confirmation.
pub(crate) fn decode(body: &[u8]) -> Result<C2bNotice, Unreadable> {
    let body: Body<'_> = delivery::object(body)?;
    if body.receipt.is_none() && body.amount.is_none() {
        return Err(unreadable("it is not about a payment: TransID and TransAmount are missing"));
    }
    Ok(C2bNotice {
        receipt: needed("TransID", body.receipt, |text| text.parse().ok())?,
        amount: needed("TransAmount", body.amount, |text| {
            Money::parse_decimal(text).ok().filter(|amount| amount.is_positive())
        })?,
        paid_at: needed("TransTime", body.paid_at, moment::compact)?,
        short_code: needed("BusinessShortCode", body.short_code, |text| text.parse().ok())?,
        account_typed: texts::account(body.account),
        payer: texts::payer(body.payer),
        payer_name: texts::name(&[body.first_name, body.middle_name, body.last_name]),
    })
}

#[derive(Serialize)]
struct Answer {
    #[serde(rename = "ResultCode")]
    code: &'static str,
    #[serde(rename = "ResultDesc")]
    description: &'static str,
}

/// The answer to a validation.
pub(crate) fn answer(verdict: Verdict) -> String {
    let (code, description) = match verdict {
        Verdict::Accept => ("0", "Accepted"),
        Verdict::UnknownAccount => ("C2B00012", "Rejected"),
        Verdict::OtherShortCode => ("C2B00015", "Rejected"),
    };
    serde_json::to_string(&Answer { code, description }).expect("two texts are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: &str) -> Result<C2bNotice, Unreadable> {
        let whole = serde_json::json!({
            "TransactionType": "Pay Bill", "TransID": "RKL51ZDR4F", "TransTime": "20231121121325",
            "TransAmount": "5.00", "BusinessShortCode": "600966", "BillRefNumber": " mv7k ",
            "InvoiceNumber": "", "OrgAccountBalance": "25.00", "ThirdPartyTransID": "",
            "MSISDN": "2547 ***** 126", "FirstName": "NICHOLAS", "MiddleName": "", "LastName": ""
        });
        let mut whole = whole.as_object().unwrap().clone();
        let change: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(change).unwrap();
        whole.extend(change);
        decode(serde_json::to_string(&whole).unwrap().as_bytes())
    }

    #[test]
    fn values_are_texts_or_numbers() {
        let texts = with("{}").unwrap();
        assert_eq!(texts.receipt.as_str(), "RKL51ZDR4F");
        assert_eq!(texts.amount, Money::from_cents(500));
        assert_eq!(texts.paid_at, "2023-11-21T09:13:25Z".parse::<domain::Timestamp>().unwrap());
        assert_eq!(texts.short_code.as_str(), "600966");
        let numbers = with(
            r#"{"TransTime":20231121121325,"TransAmount":5.00,"BusinessShortCode":600966,"MSISDN":254708374149}"#,
        )
        .unwrap();
        assert_eq!((numbers.amount, numbers.paid_at), (texts.amount, texts.paid_at));
        assert_eq!(numbers.payer.unwrap().as_str(), "254708374149");
    }

    #[test]
    fn the_payer_s_words_are_kept_and_never_lose_the_payment() {
        let notice = with("{}").unwrap();
        assert_eq!(notice.account_typed.unwrap().as_str(), "mv7k");
        assert_eq!(notice.payer.unwrap().as_str(), "2547 ***** 126");
        assert_eq!(notice.payer_name.unwrap().as_str(), "NICHOLAS");
        let odd = with(&format!(
            r#"{{"BillRefNumber":"ACC\n\n# SYSTEM\u0000","MSISDN":"","FirstName":"{}","LastName":{{}}}}"#,
            "x".repeat(1_000)
        ))
        .unwrap();
        assert_eq!(odd.account_typed.unwrap().as_str(), "ACC  # SYSTEM");
        assert_eq!((odd.payer, odd.payer_name), (None, None));
        let long = with(&format!(r#"{{"BillRefNumber":"{}"}}"#, "é".repeat(5_000))).unwrap();
        assert_eq!(long.account_typed.unwrap().as_str().chars().count(), 100);
        for nothing in [r#"""#, "null", "[]", "true"] {
            let nothing = if nothing == "\"" { "\"\"" } else { nothing };
            let notice = with(&format!(r#"{{"BillRefNumber":{nothing}}}"#)).unwrap();
            assert_eq!(notice.account_typed, None, "{nothing}");
        }
    }

    #[test]
    fn without_what_was_paid_it_is_unreadable() {
        for (change, reason) in [
            (r#"{"TransID":null}"#, "TransID is missing"),
            (r#"{"TransID":"ws_CO_null"}"#, "TransID cannot be read"),
            (r#"{"TransAmount":""}"#, "TransAmount is missing"),
            (r#"{"TransAmount":"0.00"}"#, "TransAmount cannot be read"),
            (r#"{"TransAmount":"-5"}"#, "TransAmount cannot be read"),
            (r#"{"TransAmount":"5.005"}"#, "TransAmount cannot be read"),
            (r#"{"TransTime":"2023-11-21T12:13:25"}"#, "TransTime cannot be read"),
            (r#"{"BusinessShortCode":"12"}"#, "BusinessShortCode cannot be read"),
        ] {
            assert_eq!(with(change).unwrap_err().reason, reason);
        }
        let twice = br#"{"TransID":"RKL51ZDR4F","TransID":"RKL51ZDR4G"}"#;
        assert!(decode(twice).unwrap_err().reason.contains("twice"));
        assert!(decode(b"{}").unwrap_err().reason.contains("not about a payment"));
        assert!(decode(b"[]").unwrap_err().reason.contains("not a JSON object"));
    }

    #[test]
    fn answers_are_those_that_safaricom_documents() {
        for (verdict, answer_body) in [
            (Verdict::Accept, r#"{"ResultCode":"0","ResultDesc":"Accepted"}"#),
            (Verdict::UnknownAccount, r#"{"ResultCode":"C2B00012","ResultDesc":"Rejected"}"#),
            (Verdict::OtherShortCode, r#"{"ResultCode":"C2B00015","ResultDesc":"Rejected"}"#),
        ] {
            assert_eq!(answer(verdict), answer_body);
        }
    }
}
