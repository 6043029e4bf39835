//! A tax document for customers, as PDF.

use domain::Money;
use domain::time::in_nairobi;
use projections::taxes::{Seller, Signed, TaxDocument};

use crate::receipts::Document;

/// There is nothing to print yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this document waits for the tax authority's signature; come back in a minute")]
pub struct NotSignedYet;

/// Writes a signed invoice or credit note, with the authority's own code.
pub fn paper(
    seller: &Seller,
    provider: &str,
    document: &TaxDocument,
) -> Result<Vec<u8>, NotSignedYet> {
    let signed = document.signed.as_ref().ok_or(NotSignedYet)?;
    let title = if document.credit_of.is_some() { "Credit note" } else { "Tax invoice" };
    let mut page = Document::new(title, &format!("Number {}", document.number));
    page.fact("Seller", provider);
    page.fact("Seller's PIN", &format!("{}, branch {}", seller.pin.as_str(), seller.branch));
    if let Some(invoice) = document.credit_of {
        page.fact("Credits invoice", &invoice.to_string());
    }
    if let Some(pin) = &document.buyer_pin {
        page.fact("Buyer's PIN", pin);
    }
    page.fact("Date", &moment(document.sold_at));
    page.fact("Item", &document.name);
    amounts(&mut page, document);
    unit(&mut page, signed);
    Ok(page.write())
}

fn amounts(page: &mut Document, document: &TaxDocument) {
    let money = |cents| Money::from_cents(cents).to_string();
    page.fact("Net", &money(document.net_cents));
    if document.excise_per_mille > 0 {
        let name = format!("Excise {}", percent(document.excise_per_mille));
        page.fact(&name, &money(document.excise_cents));
    }
    let name = format!("VAT {}", percent(document.vat_per_mille));
    page.fact(&name, &money(document.vat_cents));
    page.fact("Total", &money(document.total_cents()));
}

fn unit(page: &mut Document, signed: &Signed) {
    page.note(&format!(
        "Control unit {}, number {}, {}.",
        signed.unit_id,
        signed.receipt_number,
        moment(signed.signed_at)
    ));
    page.note(&format!("Signature {}", signed.signature));
    if !signed.internal_data.is_empty() {
        page.note(&format!("Internal data {}", signed.internal_data));
    }
    page.code(&signed.qr_url);
}

fn moment(at: domain::Timestamp) -> String {
    in_nairobi(at).format("%-d %b %Y, %H:%M:%S EAT").to_string()
}

/// Tenths of a percent as people write them: 16%, 7.5%.
fn percent(per_mille: i16) -> String {
    match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        tenths => format!("{}.{tenths}%", per_mille / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_percents() {
        assert_eq!([160, 75, 0].map(percent), ["16%", "7.5%", "0%"]);
    }
}
