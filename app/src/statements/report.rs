//! The report of a comparison. The same file and the same ledger give the same bytes.

use std::collections::BTreeMap;

use domain::Timestamp;
use domain::statement::{Difference, FirstDivergence, Matched, Step};
use serde::Serialize;

use super::compare::Compared;
use super::given::Given;
use super::suggested::SuggestionLine;

/// An amount as both have it, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Both {
    /// On the statement.
    pub statement_cents: i64,
    /// In the ledger.
    pub ledger_cents: i64,
}

impl From<Difference> for Both {
    fn from(difference: Difference) -> Self {
        Self {
            statement_cents: difference.statement.cents(),
            ledger_cents: difference.ledger.cents(),
        }
    }
}

/// So many of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindSum {
    /// The stored name of the kind.
    pub kind: &'static str,
    /// What it is called.
    pub words: &'static str,
    /// How many.
    pub count: u64,
    /// Their sum: of breaks, by how much the statement has more.
    pub amount_cents: i64,
}

/// A break of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreakLine {
    /// How both differ.
    pub kind: &'static str,
    /// What that is called.
    pub words: &'static str,
    /// In which receipt.
    pub receipt: Option<String>,
    /// In which row of the file.
    pub row: Option<u32>,
    /// In what amount.
    #[serde(flatten)]
    pub amounts: Both,
    /// What it should be by Safaricom's tariff: of a wrong charge.
    pub expected_cents: Option<i64>,
    /// When the money moved.
    pub moved_at: Timestamp,
    /// Whether it can be taken in without a person.
    pub is_safe: bool,
    /// What it may be.
    pub suggestion: Option<SuggestionLine>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// Which.
    pub row: u32,
    /// Why not.
    pub why: String,
}

/// Where both part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// In which row.
    pub row: u32,
    /// Its receipt.
    pub receipt: String,
    /// What both hold after it.
    #[serde(flatten)]
    pub balance: Both,
}

/// Where the statement does not follow from itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Misstep {
    /// In which row.
    pub row: u32,
    /// What its balance should be.
    pub expected_cents: i64,
    /// What it says.
    pub stated_cents: i64,
}

/// So many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub amount_cents: i64,
}

impl From<Matched> for Sum {
    fn from(matched: Matched) -> Self {
        Self { count: matched.lines, amount_cents: matched.amount.cents() }
    }
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SHA-256 of the file, hex.
    pub file_sha256: String,
    /// The last event that is in the ledger.
    pub position: i64,
    /// The chain's hash at that event, hex.
    pub chain_hash: String,
    /// Of which short code.
    pub short_code: String,
    /// Of which of its accounts, as the file calls it.
    pub account: Option<String>,
    /// In which layout the file is.
    pub layout: &'static str,
    /// Its first moment.
    pub from: Option<Timestamp>,
    /// Its last.
    pub to: Option<Timestamp>,
    /// How many completed movements it has.
    pub lines: u64,
    /// How many that were not completed.
    pub not_completed: u32,
    /// Rows that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Whether both agree in everything.
    pub agrees: bool,
    /// What both held before.
    pub opening: Both,
    /// What matched, by kind.
    pub matched: Vec<KindSum>,
    /// What differs, by kind.
    pub differs: Vec<KindSum>,
    /// What both hold in the end.
    pub closing: Both,
    /// What of the difference no break explains.
    pub unexplained_cents: i64,
    /// The first line where both part.
    pub first_divergence: Option<Divergence>,
    /// The first row whose balance does not follow from the one before.
    pub first_misstep: Option<Misstep>,
    /// Payments that matched and are in a customer's wallet, from which packages are bought.
    pub credited: Sum,
    /// Payments that matched and are nobody's yet.
    pub in_suspense: Sum,
    /// Each difference, in the order of the file.
    pub breaks: Vec<BreakLine>,
}

/// Puts what a comparison found into a report.
pub fn report(given: &Given, compared: &Compared) -> Report {
    let (file, found) = (&given.file, &compared.found);
    let matched = found.matched.iter().map(|(kind, matched)| KindSum {
        kind: kind.as_str(),
        words: kind.in_words(),
        count: matched.lines,
        amount_cents: matched.amount.cents(),
    });
    let mut differs = BTreeMap::new();
    for one in &found.breaks {
        let kind = one.kind;
        let nothing =
            KindSum { kind: kind.as_str(), words: kind.in_words(), count: 0, amount_cents: 0 };
        let sum = differs.entry(kind).or_insert(nothing);
        sum.count += 1;
        sum.amount_cents = sum.amount_cents.saturating_add(one.difference.amount().cents());
    }
    let breaks = found.breaks.iter().enumerate().map(|(place, one)| BreakLine {
        kind: one.kind.as_str(),
        words: one.kind.in_words(),
        receipt: one.receipt.as_ref().map(|receipt| receipt.as_str().to_owned()),
        row: one.row,
        amounts: one.difference.into(),
        expected_cents: one.expected.map(domain::Money::cents),
        moved_at: one.moved_at,
        is_safe: one.is_safe(),
        suggestion: compared
            .suggested
            .get(&place)
            .map(|suggestion| SuggestionLine::of(suggestion, &found.breaks)),
    });
    let unreadable =
        file.unreadable.iter().map(|one| Unreadable { row: one.row, why: one.why.clone() });
    let span = file.span();
    Report {
        file_sha256: given.sha256.clone(),
        position: compared.position,
        chain_hash: compared.chain_hash.clone(),
        short_code: given.account.short_code.as_str().to_owned(),
        account: file.account.clone(),
        layout: file.layout.as_str(),
        from: span.map(|span| span.from),
        to: span.map(|span| span.to),
        lines: u64::try_from(file.lines.len()).unwrap_or(u64::MAX),
        not_completed: file.not_completed,
        unreadable: unreadable.collect(),
        agrees: found.agrees() && file.unreadable.is_empty(),
        opening: found.opening.into(),
        matched: matched.collect(),
        differs: differs.into_values().collect(),
        closing: found.closing.into(),
        unexplained_cents: found.unexplained.cents(),
        first_divergence: found.first_divergence.as_ref().map(divergence),
        first_misstep: found.first_misstep.map(misstep),
        credited: found.served.credited.into(),
        in_suspense: found.served.in_suspense.into(),
        breaks: breaks.collect(),
    }
}

fn divergence(found: &FirstDivergence) -> Divergence {
    Divergence {
        row: found.row,
        receipt: found.receipt.as_str().to_owned(),
        balance: found.balance.into(),
    }
}

fn misstep(step: Step) -> Misstep {
    Misstep {
        row: step.row,
        expected_cents: step.expected.cents(),
        stated_cents: step.stated.cents(),
    }
}
