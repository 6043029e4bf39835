//! `saveTrnsSalesOsdc`: an invoice or a credit note to be signed.

use domain::Money;
use domain::ports::{NotSigned, TaxDocument};
use domain::time::in_nairobi;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::config::Config;
use crate::item::{self, REGISTRAR, TaxType, amount};

/// Paid by mobile money, in eTIMS's list of payment methods.
const MOBILE_MONEY: &str = "06";
/// The sale is approved, in eTIMS's list of states.
const APPROVED: &str = "02";
/// Money went back, in eTIMS's list of reasons for credit notes.
const REFUND: &str = "06";

/// Amounts are net of value added tax, and `totAmt` has it: the published samples of the specification
/// have it in both, and the two clients' own checks (`totAmt = splyAmt - dcAmt + taxAmt`) do not.
/// Excise duty is part of the base of value added tax, and has no field of its own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SaleBody<'a> {
    tin: &'a str,
    bhf_id: &'a str,
    trd_invc_no: String,
    invc_no: u64,
    org_invc_no: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cust_tin: Option<&'a str>,
    sales_ty_cd: &'static str,
    rcpt_ty_cd: &'static str,
    pmt_ty_cd: &'static str,
    sales_stts_cd: &'static str,
    cfm_dt: String,
    sales_dt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rfd_dt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rfd_rsn_cd: Option<&'static str>,
    tot_item_cnt: u32,
    #[serde(flatten)]
    taxes: ByLetter,
    tot_taxbl_amt: Box<RawValue>,
    tot_tax_amt: Box<RawValue>,
    tot_amt: Box<RawValue>,
    prchr_acptc_yn: &'static str,
    regr_id: &'static str,
    regr_nm: &'static str,
    modr_id: &'static str,
    modr_nm: &'static str,
    receipt: ReceiptBody<'a>,
    item_list: [ItemLine<'a>; 1],
}

/// Every letter is stated, those that nothing falls under too.
#[derive(Serialize)]
#[expect(non_snake_case, reason = "the letters are eTIMS's")]
struct ByLetter {
    taxblAmtA: Box<RawValue>,
    taxblAmtB: Box<RawValue>,
    taxblAmtC: Box<RawValue>,
    taxblAmtD: Box<RawValue>,
    taxblAmtE: Box<RawValue>,
    taxRtA: u8,
    taxRtB: u8,
    taxRtC: u8,
    taxRtD: u8,
    taxRtE: u8,
    taxAmtA: Box<RawValue>,
    taxAmtB: Box<RawValue>,
    taxAmtC: Box<RawValue>,
    taxAmtD: Box<RawValue>,
    taxAmtE: Box<RawValue>,
}

impl ByLetter {
    fn of(letter: TaxType, base: Money, tax: Money) -> Self {
        let under = |wanted: TaxType, money: Money| {
            amount(if letter == wanted { money } else { Money::ZERO })
        };
        let nothing = || amount(Money::ZERO);
        Self {
            taxblAmtA: nothing(),
            taxblAmtB: under(TaxType::B, base),
            taxblAmtC: nothing(),
            taxblAmtD: under(TaxType::D, base),
            taxblAmtE: under(TaxType::E, base),
            taxRtA: 0,
            taxRtB: 16,
            taxRtC: 0,
            taxRtD: 0,
            taxRtE: 8,
            taxAmtA: nothing(),
            taxAmtB: under(TaxType::B, tax),
            taxAmtC: nothing(),
            taxAmtD: under(TaxType::D, tax),
            taxAmtE: under(TaxType::E, tax),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cust_tin: Option<&'a str>,
    rcpt_pbct_dt: String,
    prchr_acptc_yn: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemLine<'a> {
    item_seq: u32,
    item_cd: String,
    item_cls_cd: &'a str,
    item_nm: String,
    pkg_unit_cd: &'static str,
    pkg: u32,
    qty_unit_cd: &'static str,
    qty: u32,
    prc: Box<RawValue>,
    sply_amt: Box<RawValue>,
    dc_rt: u32,
    dc_amt: Box<RawValue>,
    tax_ty_cd: &'static str,
    taxbl_amt: Box<RawValue>,
    tax_amt: Box<RawValue>,
    tot_amt: Box<RawValue>,
}

pub(crate) fn body<'a>(
    document: &'a TaxDocument,
    config: &'a Config,
) -> Result<SaleBody<'a>, NotSigned> {
    let TaxDocument { seller, number, credit_of, buyer, item, at } = document;
    let letter = TaxType::of(item)?;
    let beyond = || NotSigned::Refused {
        code: "AMOUNT".to_owned(),
        message: "the amounts are beyond counting".to_owned(),
    };
    let base = item.net_cents.plus(item.excise_cents).ok_or_else(beyond)?;
    let total = item.price().ok_or_else(beyond)?;
    let at = in_nairobi(*at);
    let moment = at.format("%Y%m%d%H%M%S").to_string();
    let buyer = buyer.as_ref().map(domain::tax_invoice::KraPin::as_str);
    Ok(SaleBody {
        tin: seller.pin.as_str(),
        bhf_id: &seller.branch,
        trd_invc_no: number.to_string(),
        invc_no: *number,
        org_invc_no: credit_of.unwrap_or(0),
        cust_tin: buyer,
        sales_ty_cd: "N",
        rcpt_ty_cd: if credit_of.is_some() { "R" } else { "S" },
        pmt_ty_cd: MOBILE_MONEY,
        sales_stts_cd: APPROVED,
        cfm_dt: moment.clone(),
        sales_dt: at.format("%Y%m%d").to_string(),
        rfd_dt: credit_of.map(|_| moment.clone()),
        rfd_rsn_cd: credit_of.map(|_| REFUND),
        tot_item_cnt: 1,
        taxes: ByLetter::of(letter, base, item.vat_cents),
        tot_taxbl_amt: amount(base),
        tot_tax_amt: amount(item.vat_cents),
        tot_amt: amount(total),
        prchr_acptc_yn: "N",
        regr_id: REGISTRAR,
        regr_nm: REGISTRAR,
        modr_id: REGISTRAR,
        modr_nm: REGISTRAR,
        receipt: ReceiptBody { cust_tin: buyer, rcpt_pbct_dt: moment, prchr_acptc_yn: "N" },
        item_list: [ItemLine {
            item_seq: 1,
            item_cd: item::code(item),
            item_cls_cd: &config.item_class,
            item_nm: item::name(item),
            pkg_unit_cd: "NT",
            pkg: 1,
            qty_unit_cd: "U",
            qty: 1,
            prc: amount(base),
            sply_amt: amount(base),
            dc_rt: 0,
            dc_amt: amount(Money::ZERO),
            tax_ty_cd: letter.as_str(),
            taxbl_amt: amount(base),
            tax_amt: amount(item.vat_cents),
            tot_amt: amount(total),
        }],
    })
}
