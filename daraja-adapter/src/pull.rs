//! `POST /pulltransactions/v1/register` and `/query`: the payments of the last 48 hours, for those
//! whose announcement never came.

use domain::money::Money;
use domain::msisdn::Msisdn;
use domain::ports::{NotDone, PulledPage, PulledPayment, Unreadable};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::delivery::{needed, present, unreadable};
use crate::endpoint::Endpoint;
use crate::http::ASK_TIMEOUT;
use crate::limits::invalid;
use crate::products::{Call, Products};
use crate::redact::scrub;
use crate::{addresses, json, moment, texts};

/// Done; or, of a page, that it has rows.
const DONE: &str = "1000";

/// Done before; or, of a page, that it has none.
const NOTHING_NEW: &str = "1001";

#[derive(Serialize)]
struct Registration<'a> {
    #[serde(rename = "ShortCode")]
    short_code: &'a str,
    #[serde(rename = "RequestType")]
    request_type: &'static str,
    #[serde(rename = "NominatedNumber")]
    nominated: &'a str,
    #[serde(rename = "CallBackURL")]
    callback_url: &'a str,
}

#[derive(Deserialize)]
struct Registered<'a> {
    #[serde(borrow, default, rename = "ResponseStatus")]
    status: Option<&'a RawValue>,
    /// As older answers spell it.
    #[serde(borrow, default, rename = "Response Status")]
    spaced_status: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Question<'a> {
    #[serde(rename = "ShortCode")]
    short_code: &'a str,
    #[serde(rename = "StartDate")]
    from: String,
    #[serde(rename = "EndDate")]
    to: String,
    #[serde(rename = "OffSetValue")]
    offset: String,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default, rename = "ResponseCode")]
    code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "Response")]
    rows: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default, rename = "transactionId")]
    receipt: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "trxDate")]
    stated_at: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "msisdn")]
    payer: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "sender")]
    payer_name: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "transactiontype")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "billreference")]
    account: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "amount")]
    amount: Option<&'a RawValue>,
}

/// Registers the short code.
pub(crate) async fn register(
    products: &Products,
    nominated: &Msisdn,
    callback_url: &str,
) -> Result<(), NotDone> {
    let config = &products.config;
    addresses::for_results(callback_url, config.is_production()).map_err(invalid)?;
    let body = Registration {
        short_code: &config.short_code,
        request_type: "Pull",
        nominated: nominated.as_str(),
        callback_url,
    };
    let call = Call { endpoint: Endpoint::PullRegister, body: &body, timeout: ASK_TIMEOUT };
    Ok(products.ask(call, registered).await?)
}

fn registered(body: &[u8]) -> Option<()> {
    let body: Registered<'_> = json::object_of_bytes(body)?;
    let status = json::text(body.status).or_else(|| json::text(body.spaced_status))?;
    let done = status == DONE || status == NOTHING_NEW;
    (done && body.error_code.is_none()).then_some(())
}

/// Asks for a page.
pub(crate) async fn query(
    products: &Products,
    from: Timestamp,
    to: Timestamp,
    offset: u32,
) -> Result<PulledPage, NotDone> {
    if from >= to {
        return Err(invalid("the period of a pull must begin before it ends"));
    }
    let body = Question {
        short_code: &products.config.short_code,
        from: moment::for_a_period(from),
        to: moment::for_a_period(to),
        offset: offset.to_string(),
    };
    let call = Call { endpoint: Endpoint::PullQuery, body: &body, timeout: ASK_TIMEOUT };
    Ok(products.ask(call, page).await?)
}

fn page(body: &[u8]) -> Option<PulledPage> {
    let body: Page<'_> = json::object_of_bytes(body)?;
    let code = json::text(body.code)?;
    if !(code == DONE || code == NOTHING_NEW) || body.error_code.is_some() {
        return None;
    }
    let mut page = PulledPage::default();
    for (number, raw) in (1_usize..).zip(rows(body.rows)?) {
        match row(raw) {
            Ok(row) => page.rows.push(row),
            Err(why) => page.unreadable.push(unreadable(format!("row {number}: {why}"))),
        }
    }
    // Rows that are not there although the answer has some would look like an end.
    let whole = code == NOTHING_NEW || body.rows.is_some();
    whole.then_some(page)
}

/// The rows: a list of lists, as documented, or a list.
fn rows(raw: Option<&RawValue>) -> Option<Vec<&RawValue>> {
    let Some(raw) = present(raw) else {
        return Some(vec![]);
    };
    let outer: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
    let mut rows = vec![];
    for item in outer {
        if item.get().starts_with('[') {
            rows.extend(serde_json::from_str::<Vec<&RawValue>>(item.get()).ok()?);
        } else {
            rows.push(item);
        }
    }
    Some(rows)
}

fn row(raw: &RawValue) -> Result<PulledPayment, Unreadable> {
    let row: Row<'_> = json::object(raw.get())
        .ok_or_else(|| unreadable("it is not an object, or a key is there twice"))?;
    Ok(PulledPayment {
        receipt: needed("transactionId", row.receipt, |text| text.parse().ok())?,
        stated_at: json::text(row.stated_at).and_then(|text| text.parse().ok()),
        amount: needed("amount", row.amount, |text| {
            Money::parse_decimal(text).ok().filter(|amount| amount.is_positive())
        })?,
        account_typed: texts::account(row.account),
        kind: scrub(&json::text(row.kind).unwrap_or_default(), &[]),
        payer: texts::payer(row.payer),
        payer_name: texts::name(&[row.payer_name]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_again_is_as_good_as_once() {
        for body in [
            r#"{"ResponseRefID":"1","ResponseStatus":"1000","ShortCode":"600000"}"#,
            r#"{"ResponseStatus":1001}"#,
            r#"{"Response Status":"1000"}"#,
        ] {
            assert_eq!(registered(body.as_bytes()), Some(()), "{body}");
        }
        for body in ["", "{}", r#"{"ResponseStatus":"400.001"}"#] {
            assert_eq!(registered(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn only_an_answer_that_says_so_is_the_end() {
        let empty = Some(PulledPage::default());
        for body in [
            r#"{"ResponseCode":"1001","ResponseMessage":"Success","Response":[[]]}"#,
            r#"{"ResponseCode":"1001","Response":[]}"#,
            r#"{"ResponseCode":"1001"}"#,
            r#"{"ResponseCode":"1000","Response":[[],[]]}"#,
        ] {
            assert_eq!(page(body.as_bytes()), empty, "{body}");
        }
        for body in [
            "",
            "[[]]",
            r#"{"Response":[[]]}"#,
            r#"{"ResponseCode":"1000"}"#,
            r#"{"ResponseCode":"1000","Response":7}"#,
            r#"{"ResponseCode":"1000","Response":{}}"#,
            r#"{"ResponseCode":"1000","Response":[[[1]],[}"#,
            r#"{"ResponseCode":"400.001","Response":[[]]}"#,
            r#"{"ResponseCode":"1000","Response":[[]],"errorCode":"500"}"#,
        ] {
            assert_eq!(page(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_does_not_hide_the_others() {
        let good = r#"{"transactionId":"UF10AAAAA1","trxDate":"2026-06-01T19:36:04Z","msisdn":712345678,"sender":"JANE DOE","transactiontype":"c2b-pay-bill-debit","billreference":" 1002 ","amount":"168.00"}"#;
        let body = format!(
            r#"{{"ResponseCode":"1000","Response":[[{good},null,{{"transactionId":"UF10AAAAA2"}}],{good}]}}"#
        );
        let page = page(body.as_bytes()).unwrap();
        assert_eq!(page.rows.len(), 2);
        let row = &page.rows[0];
        assert_eq!((row.receipt.as_str(), row.amount.cents()), ("UF10AAAAA1", 16_800));
        assert_eq!(row.stated_at, Some("2026-06-01T19:36:04Z".parse().unwrap()));
        assert_eq!(row.account_typed.as_ref().unwrap().as_str(), "1002");
        assert_eq!(row.payer_name.as_ref().unwrap().as_str(), "JANE DOE");
        let reasons: Vec<&str> = page.unreadable.iter().map(|row| row.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["row 2: it is not an object, or a key is there twice", "row 3: amount is missing"]
        );
    }
}
