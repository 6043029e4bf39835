//! What happened to the money of a customer in a period: the customer's part of account 2110.

use chrono::NaiveDate;
use domain::ledger::{AccountCode, EntryKind};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::time::{end_of_nairobi_day, in_nairobi};
use domain::{Money, Msisdn, Timestamp};
use event_store::feed::{self, FeedError};
use event_store::heads;
use projections::ledger::{self, EntryLine};
use projections::users::User;

use super::pdf::{Column, Table};
use crate::Ledger;

/// The longest period: a year, and the day that a leap year has more.
pub const DAYS_MAX: i64 = 366;
/// The most movements that one statement lists: a year of three a day, on some twenty pages.
pub const ROWS_MAX: i64 = 1_000;
/// A purchase is recorded by the wallet's event and, behind it, what is returned of another package, the
/// end of what was over, and the time that was bought.
const EVENTS_OF_A_PURCHASE: i64 = 4;

const COLUMNS: [Column; 6] = [
    Column::Text("When", 40.0, 24),
    Column::Text("What", 150.0, 40),
    Column::Text("Receipt", 330.0, 12),
    Column::Amounts("In", 440.0),
    Column::Amounts("Out", 495.0),
    Column::Amounts("Balance", 555.0),
];

/// A statement was not written.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// It ends before it begins.
    #[error("the period ends before it begins; give an earlier `from` or a later `to`")]
    Backwards,
    /// It is too long, or beyond the calendar.
    #[error("a statement covers at most {DAYS_MAX} days; ask for a shorter period")]
    TooLong,
    /// There is too much in it.
    #[error("there are more than {ROWS_MAX} movements in this period; ask for a shorter one")]
    TooMany,
    /// A sum beyond counting.
    #[error("the sum of these movements cannot be counted")]
    Sum,
    /// The database.
    #[error("the books could not be read")]
    Database(#[from] sqlx::Error),
    /// The events.
    #[error("what was bought could not be read")]
    Feed(#[from] FeedError),
}

/// Days in Nairobi, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementPeriod {
    first: NaiveDate,
    last: NaiveDate,
    from: Timestamp,
    to: Timestamp,
}

impl StatementPeriod {
    /// From the one day to the other.
    pub fn of(first: NaiveDate, last: NaiveDate) -> Result<Self, StatementError> {
        let days = last.signed_duration_since(first).num_days();
        if days < 0 {
            return Err(StatementError::Backwards);
        }
        let before = first.pred_opt().and_then(end_of_nairobi_day);
        let (Some(from), Some(to)) = (before, end_of_nairobi_day(last)) else {
            return Err(StatementError::TooLong);
        };
        if days >= DAYS_MAX {
            return Err(StatementError::TooLong);
        }
        Ok(Self { first, last, from, to })
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("statement-{}-{}.pdf", self.first, self.last)
    }
}

/// Writes the statement of a customer: every movement of the wallet with what it held then.
pub async fn statement(
    ledger: &Ledger,
    customer: &User,
    period: StatementPeriod,
    provider: &str,
) -> Result<Vec<u8>, StatementError> {
    let StatementPeriod { from, to, .. } = period;
    let account = AccountCode::CustomerWallets.number();
    let wanted = ledger::Statement { account, part: None, from, to };
    let ledger::PartStatement { position, opening_cents, lines: found } =
        ledger::statement_of_part(&ledger.pool, (wanted, customer.id), ROWS_MAX).await?;
    if found.next.is_some() {
        return Err(StatementError::TooMany);
    }
    // A liability is held as credits, and a customer reads what they have.
    let opening = Money::ZERO.minus(Money::from_cents(opening_cents)).ok_or(StatementError::Sum)?;
    let mut table = Table::new("Statement of account", "Not a tax invoice", &COLUMNS);
    table.fact("Provider", provider);
    table.fact(
        "Customer",
        customer.name.as_ref().or(customer.username.as_ref()).map_or("Guest", String::as_str),
    );
    if let Some(phone) = customer.phone.as_ref().and_then(|text| text.parse::<Msisdn>().ok()) {
        table.fact("Phone", &phone.to_string());
    }
    let day = |day: NaiveDate| day.format("%-d %b %Y").to_string();
    table.fact("Period", &format!("{} to {} (EAT)", day(period.first), day(period.last)));
    table.fact("Opening balance", &opening.to_string());
    let mut sums = Sums { balance: opening, came: Money::ZERO, went: Money::ZERO };
    for line in &found.items {
        let moved = sums.add(line)?;
        let what = in_words(ledger, line).await?;
        table.row(row(line, what, moved, sums.balance));
    }
    table.fact("Money in", &sums.came.to_string());
    table.fact("Money out", &sums.went.to_string());
    table.fact("Closing balance", &sums.balance.to_string());
    if found.items.is_empty() {
        table.note("Nothing moved in this period.");
    }
    prove(ledger, position, sums.balance, &mut table).await?;
    Ok(table.write())
}

/// What the movements come to so far.
struct Sums {
    balance: Money,
    came: Money,
    went: Money,
}

impl Sums {
    /// Adds a movement, and says by how much the wallet grew.
    fn add(&mut self, line: &EntryLine) -> Result<Money, StatementError> {
        let grew = Money::ZERO.minus(Money::from_cents(line.amount_cents));
        let grew = grew.ok_or(StatementError::Sum)?;
        self.balance = self.balance.plus(grew).ok_or(StatementError::Sum)?;
        let sum = if grew.is_positive() { &mut self.came } else { &mut self.went };
        let size = if grew.is_positive() { Some(grew) } else { Money::ZERO.minus(grew) };
        *sum = size.and_then(|size| sum.plus(size)).ok_or(StatementError::Sum)?;
        Ok(grew)
    }
}

fn row(line: &EntryLine, what: String, moved: Money, balance: Money) -> Vec<String> {
    let size = Money::ZERO.minus(moved).map_or(moved, |other| moved.max(other));
    let (came, went) = if moved.is_positive() {
        (figures(size), String::new())
    } else {
        (String::new(), figures(size))
    };
    let when = in_nairobi(line.effective_at).format("%-d %b %Y, %H:%M").to_string();
    let receipt = line.receipt.clone().unwrap_or_default();
    vec![when, what, receipt, came, went, figures(balance)]
}

/// An amount without its currency, which stands above the table.
fn figures(amount: Money) -> String {
    amount.to_string().replace("KSh ", "")
}

/// What a movement is; of a purchase, what was bought.
async fn in_words(ledger: &Ledger, line: &EntryLine) -> Result<String, StatementError> {
    let kind = EntryKind::named(&line.kind);
    let words = kind.map_or_else(|| line.kind.clone(), |kind| kind.in_words().to_owned());
    if kind != Some(EntryKind::Bought) {
        return Ok(words);
    }
    let behind = feed::read_after(&ledger.pool, line.position, EVENTS_OF_A_PURCHASE).await?;
    let bought = behind.iter().find_map(|recorded| {
        let told = recorded.decode::<Subscription>().unwrap_or_default();
        told.into_iter().find_map(|event| match event {
            SubscriptionEvent::SubscriptionActivated { package, .. }
            | SubscriptionEvent::SubscriptionExtended { package, .. }
            | SubscriptionEvent::SubscriptionChanged { package, .. } => Some(package.terms.name),
            SubscriptionEvent::SubscriptionShortened { .. }
            | SubscriptionEvent::SubscriptionExpired { .. } => None,
        })
    });
    Ok(bought.map_or(words, |name| format!("Bought: {name}")))
}

/// Says where in the events the books stood, and which signed head covers them.
async fn prove(
    ledger: &Ledger,
    position: i64,
    closing: Money,
    table: &mut Table,
) -> Result<(), StatementError> {
    let Some(head) = heads::last(&ledger.pool).await? else {
        table.note(&format!(
            "Written from the books as of event {position}; no head is signed yet."
        ));
        return Ok(());
    };
    let (size, root) = (head.size, hex::encode(head.root));
    table.note(&format!(
        "Written from the books as of event {position}. The last signed head is over {size} events."
    ));
    let signed = in_nairobi(head.recorded_at).format("%-d %b %Y, %H:%M EAT");
    table.note(&format!("It was signed on {signed}. All amounts are in Kenyan shillings."));
    let cents = closing.cents();
    table.code(&format!("daftari:statement:{cents}:{position}:{size}:{root}"));
    Ok(())
}
