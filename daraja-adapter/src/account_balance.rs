//! `POST /mpesa/accountbalance/v1/query`: what the organisation's accounts hold.

use domain::money::Money;
use domain::ports::{
    BalanceReport, Conversation, Delivered, NotDone, OrganisationAccount, OrganisationAccountKind,
    ResultAddresses, Unreadable,
};
use serde::Serialize;

use crate::asynchronous::{self, Addresses, SHORT_CODE};
use crate::delivery::unreadable;
use crate::endpoint::Endpoint;
use crate::http::ASK_TIMEOUT;
use crate::limits::{self, REMARKS_CHARS};
use crate::products::{Call, Products};
use crate::results;

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "Initiator")]
    initiator: &'a str,
    #[serde(rename = "SecurityCredential")]
    credential: &'a str,
    #[serde(rename = "CommandID")]
    command: &'static str,
    #[serde(rename = "PartyA")]
    short_code: &'a str,
    #[serde(rename = "IdentifierType")]
    identifier_type: &'static str,
    #[serde(rename = "Remarks")]
    remarks: &'a str,
    #[serde(flatten)]
    addresses: Addresses<'a>,
}

/// Asks for the balances.
pub(crate) async fn ask(
    products: &Products,
    remarks: &str,
    addresses: &ResultAddresses,
) -> Result<Conversation, NotDone> {
    let config = &products.config;
    let remarks = limits::text("remarks", remarks, REMARKS_CHARS)?;
    let addresses = asynchronous::addresses(config, addresses)?;
    let asker = asynchronous::asker(config)?;
    let body = Body {
        initiator: asker.initiator,
        credential: asker.credential.expose(),
        command: "AccountBalance",
        short_code: &config.short_code,
        identifier_type: SHORT_CODE,
        remarks,
        addresses,
    };
    let call = Call { endpoint: Endpoint::AccountBalance, body: &body, timeout: ASK_TIMEOUT };
    Ok(products.ask(call, asynchronous::taken).await?)
}

/// Reads a delivered report.
pub(crate) fn decode(body: &[u8]) -> Result<Delivered<BalanceReport>, Unreadable> {
    results::decode(body, |told| {
        let accounts = told
            .one(&["AccountBalance"], accounts)?
            .ok_or_else(|| unreadable("AccountBalance is missing"))?;
        Ok(BalanceReport { accounts, at: told.moment(&["BOCompletedTime"])? })
    })
}

/// Accounts, parted by `&`.
fn accounts(text: &str) -> Option<Vec<OrganisationAccount>> {
    text.split('&').map(account).collect()
}

/// `Utility Account|KES|228037.00|228037.00|0.00|0.00`: name, currency, current, available,
/// reserved, uncleared. Safaricom names the last three in another order, which does not fit what it
/// sends: there current less reserved is the fourth field.
fn account(text: &str) -> Option<OrganisationAccount> {
    let fields: Vec<&str> = text.split('|').map(str::trim).collect();
    let [name, currency, current, available, reserved, uncleared] = *fields else {
        return None;
    };
    let money = |text| Money::parse_decimal(text).ok();
    (currency == Money::CURRENCY).then_some(())?;
    Some(OrganisationAccount {
        kind: kind(name),
        name: crate::redact::scrub(name, &[]),
        current: money(current)?,
        available: money(available)?,
        reserved: money(reserved)?,
        uncleared: money(uncleared)?,
    })
}

fn kind(name: &str) -> OrganisationAccountKind {
    match name {
        "Working Account" | "MMF Account" => OrganisationAccountKind::Working,
        "Utility Account" => OrganisationAccountKind::Utility,
        "Charges Paid Account" => OrganisationAccountKind::ChargesPaid,
        "Organization Settlement Account" => OrganisationAccountKind::Settlement,
        "Float Account" => OrganisationAccountKind::Float,
        "Merchant Account" => OrganisationAccountKind::Merchant,
        _ => OrganisationAccountKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_to_the_cent() {
        let read = accounts(
            "Working Account|KES|1.00|1.00|0.00|0.00&Charges Paid Account|KES|-153780.00|-164505.00|10725.00|0.00&New Account|KES|0.05|0|0|0",
        )
        .unwrap();
        let kinds: Vec<_> = read.iter().map(|account| account.kind).collect();
        assert_eq!(
            kinds,
            [
                OrganisationAccountKind::Working,
                OrganisationAccountKind::ChargesPaid,
                OrganisationAccountKind::Other
            ]
        );
        let charges = &read[1];
        assert_eq!(charges.current, charges.available.plus(charges.reserved).unwrap());
        assert_eq!((read[2].name.as_str(), read[2].current.cents()), ("New Account", 5));
    }

    #[test]
    fn what_is_not_six_fields_of_shillings_is_not_guessed() {
        for text in [
            "",
            "Working Account|KES|1.00|1.00|0.00",
            "Working Account|KES|1.00|1.00|0.00|0.00|0.00",
            "Working Account|USD|1.00|1.00|0.00|0.00",
            "Working Account|KES|one|1.00|0.00|0.00",
            "Working Account|KES|1.00|1.00|0.00|0.00&",
        ] {
            assert_eq!(accounts(text), None, "{text}");
        }
    }
}
