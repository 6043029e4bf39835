//! What a business is told about a payment: one shape for validation and confirmation, all text.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Version;
use crate::{
    books::{Entry, Incoming, Kind},
    clock::in_nairobi,
    config::Phones,
    money::two_decimals,
    msisdn::Msisdn,
    names,
};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Notification<'a> {
    transaction_type: &'static str,
    #[serde(rename = "TransID")]
    trans_id: &'a str,
    trans_time: String,
    trans_amount: String,
    business_short_code: &'a str,
    bill_ref_number: &'a str,
    invoice_number: &'static str,
    org_account_balance: String,
    #[serde(rename = "ThirdPartyTransID")]
    third_party_trans_id: &'a str,
    #[serde(rename = "MSISDN")]
    msisdn: String,
    first_name: &'static str,
    /// v1 has these keys, empty; v2 has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    middle_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'static str>,
}

impl<'a> Notification<'a> {
    /// Before the money moves, so there is no balance yet.
    pub(super) fn validation(
        receipt: &'a str,
        incoming: &'a Incoming,
        phones: Phones,
        version: Version,
    ) -> Self {
        Self {
            transaction_type: transaction_type(incoming.kind),
            trans_id: receipt,
            trans_time: time(incoming.initiated_at),
            trans_amount: two_decimals(incoming.amount_cents),
            business_short_code: &incoming.short_code,
            bill_ref_number: &incoming.account_reference,
            invoice_number: "",
            org_account_balance: String::new(),
            third_party_trans_id: "",
            msisdn: shown(incoming.payer, phones, version),
            first_name: names::first(incoming.payer),
            middle_name: empty_in_v1(version),
            last_name: empty_in_v1(version),
        }
    }

    pub(super) fn confirmation(
        entry: &'a Entry,
        phones: Phones,
        version: Version,
        third_party_trans_id: &'a str,
    ) -> Self {
        Self {
            transaction_type: transaction_type(entry.kind),
            trans_id: &entry.receipt,
            trans_time: time(entry.completed_at),
            trans_amount: two_decimals(entry.amount_cents),
            business_short_code: &entry.short_code,
            // A till's customer types no account.
            bill_ref_number: if entry.kind == Kind::BuyGoods {
                ""
            } else {
                &entry.account_reference
            },
            invoice_number: "",
            org_account_balance: two_decimals(entry.balance_cents),
            third_party_trans_id,
            msisdn: shown(entry.msisdn, phones, version),
            first_name: names::first(entry.msisdn),
            middle_name: empty_in_v1(version),
            last_name: empty_in_v1(version),
        }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text can always be written")
    }
}

fn empty_in_v1(version: Version) -> Option<&'static str> {
    (version == Version::V1).then_some("")
}

fn transaction_type(kind: Kind) -> &'static str {
    match kind {
        // Where the documentation says "Buy Goods".
        Kind::BuyGoods => "Customer Merchant Payment",
        Kind::PayBill | Kind::BusinessPayment | Kind::Reversal | Kind::Sweep => "Pay Bill",
    }
}

fn time(at: DateTime<Utc>) -> String {
    in_nairobi(at).format("%Y%m%d%H%M%S").to_string()
}

/// The payer's number as far as the business may see it.
fn shown(payer: Msisdn, phones: Phones, version: Version) -> String {
    let number = payer.to_string();
    let (head, tail) = (&number[..4], &number[9..]);
    match (phones, version) {
        (Phones::Clear, _) => number,
        (Phones::ByVersion, Version::V1) | (Phones::Hashed, _) => hash(payer),
        (Phones::ByVersion, Version::V2) | (Phones::Masked, _) => format!("{head} ***** {tail}"),
        (Phones::MaskedTight, _) => format!("{head}*****{tail}"),
        (Phones::MaskedLong, _) => format!("{}****{tail}", &number[..5]),
        (Phones::MaskedHash, _) => {
            let hash = hash(payer);
            format!("{} ***** {}", &hash[..34], &hash[39..])
        }
    }
}

fn hash(payer: Msisdn) -> String {
    Sha256::digest(payer.to_string()).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_each_era_shows_it() {
        let payer = Msisdn::parse("254712345678").unwrap();
        for (phones, expected) in [
            (Phones::Clear, "254712345678"),
            (Phones::ByVersion, "2547 ***** 678"),
            (Phones::Masked, "2547 ***** 678"),
            (Phones::MaskedTight, "2547*****678"),
            (Phones::MaskedLong, "25471****678"),
        ] {
            assert_eq!(shown(payer, phones, Version::V2), expected);
        }
        let hashed = shown(payer, Phones::ByVersion, Version::V1);
        assert_eq!(hashed, shown(payer, Phones::Hashed, Version::V2));
        assert_eq!(hashed.len(), 64);
        let masked = shown(payer, Phones::MaskedHash, Version::V2);
        let (head, tail) = masked.split_once(" ***** ").unwrap();
        assert_eq!((head.len(), tail.len()), (34, 25));
        assert!(hashed.starts_with(head) && hashed.ends_with(tail));
    }
}
