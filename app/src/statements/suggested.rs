//! What breaks may be, in words.

use domain::PaymentId;
use domain::statement::{Break, PhoneSeen, Suggestion};
use serde::Serialize;

/// What a break may be. Nothing follows from it until a person agrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuggestionLine {
    /// `PAYMENT`, `SAME`, `SUM_OF` or `PART_OF`.
    pub kind: &'static str,
    /// What it says to a person.
    pub words: String,
    /// The payment whose money it may be.
    pub payment_id: Option<PaymentId>,
    /// What that payment waits for.
    pub waits_for: Option<&'static str>,
    /// The breaks that it may be the same as, the sum of, or a part of.
    pub breaks: Vec<OtherBreak>,
}

/// Another break of the same report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherBreak {
    /// Its receipt.
    pub receipt: Option<String>,
    /// In which row of the file.
    pub row: Option<u32>,
}

impl SuggestionLine {
    /// What a suggestion says about one of these breaks.
    pub(super) fn of(suggestion: &Suggestion, breaks: &[Break]) -> Self {
        let others = |places: &[usize]| -> Vec<OtherBreak> {
            places.iter().filter_map(|place| breaks.get(*place)).map(OtherBreak::of).collect()
        };
        let beside = |kind, as_what: &str, places: &[usize]| {
            let breaks = others(places);
            let names: Vec<String> = breaks.iter().map(OtherBreak::in_words).collect();
            let words = format!("may be {as_what}{}", names.join(" and "));
            Self { kind, words, payment_id: None, waits_for: None, breaks }
        };
        match suggestion {
            Suggestion::Payment { payment_id, waits_for, phone, apart_seconds } => {
                let phone = match phone {
                    PhoneSeen::Whole => "same phone",
                    PhoneSeen::VisibleDigits => "same visible digits of the phone",
                };
                let minutes = apart_seconds / 60 + 1;
                let words = format!(
                    "may be payment {payment_id} ({}): same amount, {phone}, and within {minutes} min",
                    waits_for.in_words(),
                );
                Self {
                    kind: "PAYMENT",
                    words,
                    payment_id: Some(*payment_id),
                    waits_for: Some(waits_for.as_str()),
                    breaks: vec![],
                }
            }
            Suggestion::Same { other } => beside("SAME", "", &[*other]),
            Suggestion::SumOf { parts } => beside("SUM_OF", "the sum of ", parts),
            Suggestion::PartOf { whole } => beside("PART_OF", "a part of ", &[*whole]),
        }
    }
}

impl OtherBreak {
    fn of(found: &Break) -> Self {
        let receipt = found.receipt.as_ref().map(|receipt| receipt.as_str().to_owned());
        Self { receipt, row: found.row }
    }

    fn in_words(&self) -> String {
        match (&self.receipt, self.row) {
            (Some(receipt), Some(row)) => format!("{receipt} in row {row}"),
            (Some(receipt), None) => format!("{receipt} in the ledger"),
            (None, Some(row)) => format!("row {row}"),
            (None, None) => "an entry of the ledger without a receipt".to_owned(),
        }
    }
}
