//! `POST /etims-api/saveTrnsSalesOsdc`: an invoice or a credit note is checked and signed.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::clock::{code, digits};
use crate::device::check_headers;
use crate::shared::{Books, Shared, Signed};
use crate::trouble::Trouble;

/// Sums may differ by a cent, where each was rounded.
const TOLERANCE_CENTS: i64 = 1;

/// A sale may seem to be so much ahead of the unit's clock.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(10);

const RATES: [(&str, i64); 5] = [("A", 0), ("B", 16), ("C", 0), ("D", 0), ("E", 8)];

pub(crate) async fn save(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    if let Err(answer) = check_headers(&shared, &headers) {
        return answer;
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(&body) else {
        return Answer::bad("body");
    };
    match shared.trouble() {
        Trouble::Refuse => return Answer::bad("on purpose"),
        Trouble::Unknown => return Answer::Unknown,
        Trouble::None | Trouble::LostAnswer | Trouble::Outage => {}
    }
    let signed =
        match sign(&mut shared.books(), &Fields(&fields), &digits(shared.now() + CLOCKS_APART)) {
            Ok(signed) => signed,
            Err(answer) => return answer,
        };
    if shared.trouble() == Trouble::LostAnswer {
        return Answer::Away;
    }
    let total = shared.books().signed.len();
    Answer::Done(json!({
        "curRcptNo": signed.receipt_number, "totRcptNo": total, "intrlData": code(26),
        "rcptSign": signed.signature, "sdcDateTime": digits(shared.now()),
    }))
}

fn sign(books: &mut Books, fields: &Fields<'_>, latest: &str) -> Result<Signed, Answer> {
    let number = fields.whole("invcNo")?;
    let credit_of = fields.whole("orgInvcNo")?;
    if number == 0 {
        return Err(Answer::bad("invcNo"));
    }
    if books.signed.contains_key(&number) {
        return Err(Answer::Overlapped);
    }
    check_header(fields, latest)?;
    let line = fields.only_item()?;
    let (tax_type, base_cents, tax_cents, total_cents) = check_amounts(fields, &line)?;
    let item = line.text("itemCd")?;
    let known = books.items.get(&item).ok_or_else(|| Answer::bad("itemCd"))?;
    if known.tax_type != tax_type {
        return Err(Answer::bad("taxTyCd"));
    }
    match fields.text("rcptTyCd")?.as_str() {
        "S" if credit_of == 0 => {}
        "R" => check_credit(books, fields, credit_of, total_cents)?,
        _ => return Err(Answer::bad("rcptTyCd")),
    }
    let signed = Signed {
        number,
        credit_of,
        buyer: fields.optional("custTin"),
        item: line.text("itemNm")?,
        tax_type,
        base_cents,
        tax_cents,
        total_cents,
        receipt_number: u64::try_from(books.signed.len()).unwrap_or(u64::MAX).saturating_add(1),
        signature: code(16),
        sold_at: fields.text("cfmDt")?,
    };
    books.signed.insert(number, signed.clone());
    Ok(signed)
}

/// A credit note is about an invoice that was received, and of no more than is left of it.
fn check_credit(
    books: &Books,
    fields: &Fields<'_>,
    credit_of: u64,
    total_cents: i64,
) -> Result<(), Answer> {
    let invoice = books.signed.get(&credit_of).filter(|one| one.credit_of == 0);
    let invoice = invoice.ok_or(Answer::SaleFirst)?;
    let credited: i64 = books
        .signed
        .values()
        .filter(|one| one.credit_of == credit_of)
        .map(|one| one.total_cents)
        .sum();
    if credited + total_cents > invoice.total_cents {
        return Err(Answer::bad("totAmt"));
    }
    let reason = fields.text("rfdRsnCd")?;
    let is_known = ["01", "02", "03", "04", "05", "06"].contains(&reason.as_str());
    if is_known && fields.is_moment("rfdDt", 14) { Ok(()) } else { Err(Answer::bad("rfdRsnCd")) }
}

fn check_header(fields: &Fields<'_>, latest: &str) -> Result<(), Answer> {
    let confirmed = fields.text("cfmDt")?;
    let faults = [
        ("trdInvcNo", fields.text("trdInvcNo")?.len() > 50),
        ("cfmDt", !fields.is_moment("cfmDt", 14)),
        (
            "salesDt",
            !fields.is_moment("salesDt", 8) || !confirmed.starts_with(&fields.text("salesDt")?),
        ),
        // It is not sold tomorrow.
        ("cfmDt", confirmed.as_str() > latest),
        (
            "pmtTyCd",
            !["01", "02", "03", "04", "05", "06", "07"].contains(&fields.text("pmtTyCd")?.as_str()),
        ),
        ("salesSttsCd", fields.text("salesSttsCd")? != "02"),
        ("prchrAcptcYn", !["Y", "N"].contains(&fields.text("prchrAcptcYn")?.as_str())),
        ("regrId", fields.text("regrId")?.is_empty() || fields.text("regrNm")?.is_empty()),
        ("modrId", fields.text("modrId")?.is_empty() || fields.text("modrNm")?.is_empty()),
        ("totItemCnt", fields.whole("totItemCnt")? != 1),
        ("custTin", fields.optional("custTin").is_some_and(|pin| !is_pin(&pin))),
    ];
    match faults.iter().find(|(_, is_wrong)| *is_wrong) {
        Some((field, _)) => Err(Answer::bad(field)),
        None => Ok(()),
    }
}

fn is_pin(text: &str) -> bool {
    text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Every letter is stated with its rate; what falls under it is the line's; taxes are the rate's share;
/// sums are sums.
fn check_amounts(
    fields: &Fields<'_>,
    line: &Fields<'_>,
) -> Result<(String, i64, i64, i64), Answer> {
    let tax_type = line.text("taxTyCd")?;
    let (base, tax, total) =
        (line.cents("taxblAmt")?, line.cents("taxAmt")?, line.cents("totAmt")?);
    let supplied = line.cents("splyAmt")? - line.cents("dcAmt")?;
    let near = |one: i64, other: i64| (one - other).abs() <= TOLERANCE_CENTS;
    if !near(supplied + tax, total) || base < 0 || tax < 0 || total <= 0 {
        return Err(Answer::bad("itemList.totAmt"));
    }
    for (letter, rate) in RATES {
        let is_line = letter == tax_type;
        let of = |name: &str| fields.cents(&format!("{name}{letter}"));
        let stated = (of("taxblAmt")?, of("taxRt")?, of("taxAmt")?);
        let due = (if is_line { base } else { 0 }, rate * 100, if is_line { tax } else { 0 });
        if stated != due {
            return Err(Answer::BadParameter(format!(
                "taxblAmt{letter}, taxRt{letter}, taxAmt{letter}"
            )));
        }
        // Base and tax may both have been rounded by a cent.
        if is_line && (base * rate - tax * 100).abs() > 200 {
            return Err(Answer::BadParameter(format!("taxAmt{letter}")));
        }
    }
    let sums = (fields.cents("totTaxblAmt")?, fields.cents("totTaxAmt")?, fields.cents("totAmt")?);
    if sums != (base, tax, total) {
        return Err(Answer::bad("totAmt"));
    }
    Ok((tax_type, base, tax, total))
}

/// The fields of an object, each missing one a fault of its own.
struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    fn text(&self, name: &str) -> Result<String, Answer> {
        match self.0.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) | None => Err(Answer::bad(name)),
        }
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    /// Numbers come as numbers, and from some clients as texts.
    fn digits(&self, name: &str) -> Result<String, Answer> {
        match self.0.get(name) {
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) | None => Err(Answer::bad(name)),
        }
    }

    fn whole(&self, name: &str) -> Result<u64, Answer> {
        self.digits(name)?.parse().map_err(|_| Answer::bad(name))
    }

    /// An amount with at most two decimals, in hundredths.
    fn cents(&self, name: &str) -> Result<i64, Answer> {
        let text = self.digits(name)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return Err(Answer::bad(name));
        }
        format!("{whole}{fraction:0<2}").parse().map_err(|_| Answer::bad(name))
    }

    fn is_moment(&self, name: &str, length: usize) -> bool {
        self.optional(name)
            .is_some_and(|text| text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
    }

    fn only_item(&self) -> Result<Fields<'_>, Answer> {
        let items = self.0.get("itemList").and_then(Value::as_array);
        match items.map(Vec::as_slice) {
            Some([Value::Object(item)]) => Ok(Fields(item)),
            Some(_) | None => Err(Answer::bad("itemList")),
        }
    }
}
