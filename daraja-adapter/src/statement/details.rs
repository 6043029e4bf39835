//! What a row was for, and whose, as its words say.

use domain::personal::{AccountText, PayerHandle, PersonName};
use domain::statement::LineKind;

use crate::texts;

/// The cells that say it.
pub(super) struct Cells<'a> {
    pub(super) details: &'a str,
    pub(super) reason: &'a str,
    /// `254712345678 - JANE DOE`, where it has a column of its own.
    pub(super) party: &'a str,
    /// What the payer typed, where it has a column of its own.
    pub(super) account: Option<&'a str>,
    pub(super) is_paid_in: bool,
}

pub(super) struct Details {
    pub(super) kind: LineKind,
    pub(super) payer: Option<PayerHandle>,
    pub(super) payer_name: Option<PersonName>,
    pub(super) account_typed: Option<AccountText>,
}

pub(super) fn read(cells: &Cells<'_>) -> Details {
    let kind = kind(cells);
    let (party, account) = parts(cells);
    let (payer, name) = party.split_once(" - ").unwrap_or((party, ""));
    let is_payment = kind == LineKind::Payment;
    let own = |text: &str| texts::plain(text).filter(|_| is_payment);
    Details {
        kind,
        payer: own(payer).and_then(|text| text.parse().ok()),
        payer_name: own(name).and_then(|text| text.parse().ok()),
        account_typed: own(account).and_then(|text| text.parse().ok()),
    }
}

/// Whose the money is and for which account: in columns of their own, or in the details as
/// `Pay Bill from 2547****376 - JANE DOE Acc. shop`.
fn parts<'a>(cells: &Cells<'a>) -> (&'a str, &'a str) {
    let (before, account) = cells.details.rsplit_once(" Acc.").unwrap_or((cells.details, ""));
    // Who was at the keyboard stands behind the account.
    let account = account.split_once(" via ").map_or(account, |(account, _)| account);
    let party = [" from ", " by "].iter().find_map(|word| before.split_once(word));
    let party = party.map_or("", |(_, party)| party);
    let or = |own: &'a str, told: &'a str| if own.trim().is_empty() { told } else { own };
    (or(cells.party, party), cells.account.map_or(account, |own| or(own, account)))
}

/// What Safaricom calls the accounts of an organisation; money between two of them, or to a bank,
/// is the organisation's own.
const OWN_ACCOUNTS: [&str; 5] = [
    "organization settlement account",
    "organisation settlement account",
    "organization mmf account",
    "funds to bank",
    "funds transfer",
];

fn is_payment(words: &str) -> bool {
    let is_one = ["pay", "buy goods", "standing order"].iter().any(|word| words.contains(word));
    is_one && !words.contains("reversal")
}

fn kind(cells: &Cells<'_>) -> LineKind {
    let words = format!("{} / {}", cells.reason, cells.details).to_lowercase();
    let is_own =
        OWN_ACCOUNTS.iter().any(|name| words.contains(name)) || words.contains("withdraw funds");
    match cells.is_paid_in {
        false if words.contains("charge") || words.contains(" fee") => LineKind::Charge,
        _ if is_own => LineKind::Sweep,
        false if words.contains("reversal") => LineKind::Reversal,
        false if words.contains("payment to customer") || words.contains("b2c") => LineKind::Payout,
        true if is_payment(&words) => LineKind::Payment,
        // A person looks: it may be a payout that came back.
        _ => LineKind::Other,
    }
}
