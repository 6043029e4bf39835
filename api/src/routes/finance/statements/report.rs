//! The report of a comparison, as it is shown.

use app::statements::{Both, BreakLine, KindSum, OtherBreak, Report, SuggestionLine, Sum};
use chrono::{DateTime, Utc};
use domain::Money;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// So many breaks are shown; the list of breaks has all that somebody has to look at.
const BREAKS_SHOWN: usize = 500;

/// A statement beside the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementReport {
    /// SHA-256 of the file, hex.
    file_sha256: String,
    /// The last event that is in the ledger it was compared with.
    position: i64,
    /// The chain's hash at that event, hex.
    chain_hash: String,
    short_code: String,
    #[schema(required)]
    account: Option<String>,
    /// `CLASSIC`, `RECENT` or `TILL`.
    layout: &'static str,
    #[schema(required)]
    from: Option<DateTime<Utc>>,
    #[schema(required)]
    to: Option<DateTime<Utc>>,
    currency: &'static str,
    /// Completed movements of the file.
    lines: u64,
    not_completed: u32,
    unreadable: Vec<UnreadableRow>,
    /// Whether both agree in everything.
    agrees: bool,
    opening: BothAmounts,
    /// What matched, by kind.
    matched: Vec<KindTotal>,
    /// What differs, by kind.
    differs: Vec<KindTotal>,
    closing: BothAmounts,
    /// What of the difference in the end no break explains.
    unexplained_cents: i64,
    /// The first line after which the account holds something else than the statement says.
    #[schema(required)]
    first_divergence: Option<DivergingRow>,
    /// The first row whose balance does not follow from the one before.
    #[schema(required)]
    first_misstep: Option<MissteppingRow>,
    /// Payments that matched and are in customers' wallets.
    credited: CountAndAmount,
    /// Payments that matched and are nobody's yet.
    in_suspense: CountAndAmount,
    breaks_total: usize,
    /// Differences in the order of the file, the first 500.
    breaks: Vec<DifferingLine>,
}

/// An amount as both have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BothAmounts {
    statement_cents: i64,
    ledger_cents: i64,
}

impl From<Both> for BothAmounts {
    fn from(both: Both) -> Self {
        Self { statement_cents: both.statement_cents, ledger_cents: both.ledger_cents }
    }
}

/// How many of a kind, and their sum.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindTotal {
    kind: &'static str,
    /// What it is called.
    words: &'static str,
    count: u64,
    /// Of breaks: by how much the statement has more.
    amount_cents: i64,
}

impl From<KindSum> for KindTotal {
    fn from(sum: KindSum) -> Self {
        let KindSum { kind, words, count, amount_cents } = sum;
        Self { kind, words, count, amount_cents }
    }
}

/// How many, and their sum.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountAndAmount {
    count: u64,
    amount_cents: i64,
}

impl From<Sum> for CountAndAmount {
    fn from(sum: Sum) -> Self {
        Self { count: sum.count, amount_cents: sum.amount_cents }
    }
}

/// A row that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadableRow {
    row: u32,
    why: String,
}

/// The row after which both part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DivergingRow {
    row: u32,
    receipt: String,
    balance: BothAmounts,
}

/// A row that does not follow from the one before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissteppingRow {
    row: u32,
    expected_cents: i64,
    stated_cents: i64,
}

/// A difference.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DifferingLine {
    kind: &'static str,
    words: &'static str,
    #[schema(required)]
    receipt: Option<String>,
    #[schema(required)]
    row: Option<u32>,
    statement_cents: i64,
    ledger_cents: i64,
    /// Of a charge that Safaricom's tariff does not say: what it says.
    #[schema(required)]
    expected_cents: Option<i64>,
    moved_at: DateTime<Utc>,
    /// Whether it can be taken into the ledger without a person.
    is_safe: bool,
    /// What it may be; a person has to agree.
    #[schema(required)]
    suggestion: Option<SuggestedMatch>,
}

/// What a difference may be, where no receipt says it: only what is unique on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestedMatch {
    /// `PAYMENT`, `SAME`, `SUM_OF` or `PART_OF`.
    kind: &'static str,
    words: String,
    /// The payment whose money it may be.
    #[schema(required)]
    payment_id: Option<Uuid>,
    /// What that payment waits for: `AWAITING_RECEIPT`, `PENDING`, or nothing: `EXPIRED`, `FAILED`.
    #[schema(required)]
    waits_for: Option<&'static str>,
    /// The differences that it may be the same as, the sum of, or a part of.
    breaks: Vec<OtherLine>,
}

/// Another difference of the same report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OtherLine {
    #[schema(required)]
    receipt: Option<String>,
    #[schema(required)]
    row: Option<u32>,
}

impl From<SuggestionLine> for SuggestedMatch {
    fn from(line: SuggestionLine) -> Self {
        let SuggestionLine { kind, words, payment_id, waits_for, breaks } = line;
        let other = |OtherBreak { receipt, row }| OtherLine { receipt, row };
        let breaks = breaks.into_iter().map(other).collect();
        let payment_id = payment_id.map(domain::PaymentId::uuid);
        Self { kind, words, payment_id, waits_for, breaks }
    }
}

impl From<BreakLine> for DifferingLine {
    fn from(line: BreakLine) -> Self {
        let BreakLine { kind, words, receipt, row, amounts, .. } = line;
        let BreakLine { expected_cents, moved_at, is_safe, suggestion, .. } = line;
        let Both { statement_cents, ledger_cents } = amounts;
        let suggestion = suggestion.map(SuggestedMatch::from);
        Self {
            kind,
            words,
            receipt,
            row,
            statement_cents,
            ledger_cents,
            expected_cents,
            moved_at,
            is_safe,
            suggestion,
        }
    }
}

impl StatementReport {
    pub(super) fn of(report: Report) -> Self {
        let unreadable = report.unreadable.into_iter();
        Self {
            file_sha256: report.file_sha256,
            position: report.position,
            chain_hash: report.chain_hash,
            short_code: report.short_code,
            account: report.account,
            layout: report.layout,
            from: report.from,
            to: report.to,
            currency: Money::CURRENCY,
            lines: report.lines,
            not_completed: report.not_completed,
            unreadable: unreadable
                .map(|one| UnreadableRow { row: one.row, why: one.why })
                .collect(),
            agrees: report.agrees,
            opening: report.opening.into(),
            matched: report.matched.into_iter().map(KindTotal::from).collect(),
            differs: report.differs.into_iter().map(KindTotal::from).collect(),
            closing: report.closing.into(),
            unexplained_cents: report.unexplained_cents,
            first_divergence: report.first_divergence.map(|found| DivergingRow {
                row: found.row,
                receipt: found.receipt,
                balance: found.balance.into(),
            }),
            first_misstep: report.first_misstep.map(|step| MissteppingRow {
                row: step.row,
                expected_cents: step.expected_cents,
                stated_cents: step.stated_cents,
            }),
            credited: report.credited.into(),
            in_suspense: report.in_suspense.into(),
            breaks_total: report.breaks.len(),
            breaks: report.breaks.into_iter().take(BREAKS_SHOWN).map(DifferingLine::from).collect(),
        }
    }
}
