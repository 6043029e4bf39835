//! `saveItem`: a package, as eTIMS knows it.

use domain::Money;
use domain::ports::NotSigned;
use domain::tax_invoice::{Seller, TaxedItem};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::config::Config;

/// The program that registers, where eTIMS asks for a person.
pub(crate) const REGISTRAR: &str = "daftari";

/// eTIMS's limit on the name of an item.
const NAME_CHARACTERS_MAX: usize = 200;

/// Of what the amounts are: eTIMS's letters for value added tax. There are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaxType {
    /// 16 percent.
    B,
    /// Not taxed: the seller is not registered for value added tax.
    D,
    /// 8 percent.
    E,
}

impl TaxType {
    pub(crate) fn of(item: &TaxedItem) -> Result<Self, NotSigned> {
        match item.rates.vat_per_mille {
            160 => Ok(Self::B),
            80 => Ok(Self::E),
            0 => Ok(Self::D),
            other => Err(NotSigned::Refused {
                code: "RATE".to_owned(),
                message: format!(
                    "eTIMS knows value added tax of 16%, 8% and none, and this was sold at {other} tenths of a percent"
                ),
            }),
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::B => "B",
            Self::D => "D",
            Self::E => "E",
        }
    }
}

/// An amount as eTIMS writes it: a number with two decimals, exactly.
pub(crate) fn amount(money: Money) -> Box<RawValue> {
    let cents = money.cents().unsigned_abs();
    let sign = if money.cents() < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", cents / 100, cents % 100);
    RawValue::from_string(text).expect("digits and a point are a number of JSON")
}

/// The code of an item: of Kenya (`KE`), a service (`3`), without packaging (`NT`), counted in units
/// (`U`, padded as in the published samples), and its number.
pub(crate) fn code(item: &TaxedItem) -> String {
    format!("KE3NTXU{:07}", item.item_number)
}

pub(crate) fn name(item: &TaxedItem) -> String {
    item.name.chars().take(NAME_CHARACTERS_MAX).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemBody<'a> {
    tin: &'a str,
    bhf_id: &'a str,
    item_cd: String,
    item_cls_cd: &'a str,
    item_ty_cd: &'static str,
    item_nm: String,
    orgn_nat_cd: &'static str,
    pkg_unit_cd: &'static str,
    qty_unit_cd: &'static str,
    tax_ty_cd: &'static str,
    dft_prc: Box<RawValue>,
    isrc_aplcb_yn: &'static str,
    use_yn: &'static str,
    regr_id: &'static str,
    regr_nm: &'static str,
    modr_id: &'static str,
    modr_nm: &'static str,
}

impl ItemBody<'_> {
    /// What makes it another item to eTIMS.
    pub(crate) fn identity(&self) -> String {
        format!("{}/{}/{}", self.item_cd, self.tax_ty_cd, self.item_nm)
    }
}

pub(crate) fn body<'a>(
    seller: &'a Seller,
    item: &TaxedItem,
    config: &'a Config,
) -> Result<ItemBody<'a>, NotSigned> {
    Ok(ItemBody {
        tin: seller.pin.as_str(),
        bhf_id: &seller.branch,
        item_cd: code(item),
        item_cls_cd: &config.item_class,
        item_ty_cd: "3",
        item_nm: name(item),
        orgn_nat_cd: "KE",
        pkg_unit_cd: "NT",
        qty_unit_cd: "U",
        tax_ty_cd: TaxType::of(item)?.as_str(),
        dft_prc: amount(item.price().unwrap_or_default()),
        isrc_aplcb_yn: "N",
        use_yn: "Y",
        regr_id: REGISTRAR,
        regr_nm: REGISTRAR,
        modr_id: REGISTRAR,
        modr_nm: REGISTRAR,
    })
}
