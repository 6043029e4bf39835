//! A month is closed by somebody in finance, once nothing of it is left unexplained.

use chrono::TimeDelta;
use domain::books::{BOOKS, Books, BooksCommand, BooksError, CloseMonth, Month};
use domain::context::Context;
use domain::ledger::AccountCode;
use domain::reason::Reason;
use domain::{Decide, Money, Timestamp, UserId};
use event_store::{Accepted, Command, Priority, Reads, Stop, SubmitError, World, feed, heads};
use projections::ledger::{open_breaks_until, trial_balance};
use serde::Serialize;

use crate::statements::{CompareError, caught_up};
use crate::{Ledger, audit};

/// What stands in the way of closing a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CheckName {
    /// The month is over, and each of its days closed.
    Over,
    /// Nothing is in suspense.
    Suspense,
    /// No break of it is open.
    Breaks,
    /// A head over all of its events is signed.
    TreeHead,
}

/// A check, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// Whether the month can be closed as far as this goes.
    pub holds: bool,
    /// Whether it can be closed all the same, with an explanation.
    pub can_be_explained: bool,
    /// What was found, for people.
    pub found: String,
}

/// How a month stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStanding {
    /// Which month.
    pub month: Month,
    /// Every check.
    pub checks: Vec<Check>,
    suspense: Money,
    open_breaks: u32,
    head: Option<(i64, String)>,
}

impl MonthStanding {
    /// Whether somebody has to say why it is closed with something open.
    pub fn needs_explanation(&self) -> bool {
        self.failing(true).is_some()
    }

    /// What was found by the checks that do not hold.
    fn failing(&self, can_be_explained: bool) -> Option<String> {
        let failing = |check: &&Check| !check.holds && check.can_be_explained == can_be_explained;
        let found: Vec<&str> =
            self.checks.iter().filter(failing).map(|check| check.found.as_str()).collect();
        (!found.is_empty()).then(|| found.join(", "))
    }

    fn may_be_closed(&self, is_explained: bool) -> Result<(), MonthError> {
        let month = self.month;
        if let Some(why) = self.failing(false) {
            return Err(MonthError::NotYet { month, why });
        }
        match self.failing(true) {
            Some(why) if !is_explained => Err(MonthError::Unexplained { month, why }),
            Some(_) | None => Ok(()),
        }
    }
}

/// A month was not closed.
#[derive(Debug, thiserror::Error)]
pub enum MonthError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<BooksError>),
    /// It cannot be closed as it is.
    #[error("{month} cannot be closed: {why}")]
    NotYet {
        /// Which month.
        month: Month,
        /// What stands in the way.
        why: String,
    },
    /// Something is open in it.
    #[error("{month} has something open: {why}; explain it or say why it is carried on")]
    Unexplained {
        /// Which month.
        month: Month,
        /// What is open.
        why: String,
    },
    /// No head could be signed.
    #[error("no tree head could be signed over the month: {0}")]
    TreeHead(#[from] heads::TreeError),
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] CompareError),
}

impl From<sqlx::Error> for MonthError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// The month that is to be closed next: the one after the last that was, or that of the first event.
pub async fn next_month(ledger: &Ledger) -> Result<Option<Month>, MonthError> {
    let books = state_of(ledger).await?;
    if let Some(last) = books.last_month() {
        return Ok(last.next());
    }
    let first = feed::read_after(&ledger.pool, 0, 1).await.map_err(unreadable)?.pop();
    Ok(first.map(|first| Month::of(domain::time::nairobi_day(first.recorded_at))))
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> MonthError {
    sqlx::Error::Protocol(error.to_string()).into()
}

async fn state_of(ledger: &Ledger) -> Result<Books, MonthError> {
    let mut books = Books::default();
    let stored = event_store::stock::read_stream::<Books>(&ledger.pool, BOOKS).await;
    for one in stored.map_err(unreadable)? {
        one.events.into_iter().for_each(|event| cqrs_es::Aggregate::apply(&mut books, event));
    }
    Ok(books)
}

/// How a month stands now. Waits until the ledger shows all that is recorded.
pub async fn month_standing(ledger: &Ledger, month: Month) -> Result<MonthStanding, MonthError> {
    caught_up(&ledger.pool).await?;
    let books = state_of(ledger).await?;
    let now = ledger.clock.now();
    let ended_at = month.ends_at().filter(|end| *end <= now);
    let is_over = ended_at.is_some() && books.last_day() >= month.last_day();
    // Of a month that is not over, everything up to now.
    let until = ended_at.unwrap_or(now);
    let suspense = suspense_at(ledger, until).await?;
    let open_breaks = open_breaks_until(&ledger.pool, until).await?;
    let open_breaks = u32::try_from(open_breaks).unwrap_or(u32::MAX);
    let recorded = feed::head_of(&ledger.pool).await?;
    let head = heads::last(&ledger.pool).await?;
    let head = head.filter(|head| head.recorded_at >= until || head.size == recorded);
    let head = head.map(|head| (head.size, hex::encode(head.root)));
    let check = |name, holds, can_be_explained, found: String| Check {
        name,
        holds,
        can_be_explained,
        found,
    };
    let days = books.last_day().map_or_else(
        || "no day of the books is closed".to_owned(),
        |day| format!("the books are closed up to {day}"),
    );
    let checks = vec![
        check(CheckName::Over, is_over, false, days),
        check(
            CheckName::Suspense,
            suspense == Money::ZERO,
            true,
            format!("{suspense} in suspense (account 2190)"),
        ),
        check(CheckName::Breaks, open_breaks == 0, true, format!("{open_breaks} open breaks")),
        check(
            CheckName::TreeHead,
            head.is_some(),
            false,
            head.as_ref().map_or_else(
                || "no head was signed since the month ended".to_owned(),
                |(size, _)| format!("a head over {size} events is signed"),
            ),
        ),
    ];
    Ok(MonthStanding { month, checks, suspense, open_breaks, head })
}

async fn suspense_at(ledger: &Ledger, until: Timestamp) -> Result<Money, sqlx::Error> {
    let before = until - TimeDelta::microseconds(1);
    let all = trial_balance(&ledger.pool, before).await?.into_iter();
    let of_suspense = all.filter(|one| one.account == AccountCode::UnallocatedReceipts.number());
    Ok(Money::from_cents(of_suspense.map(|one| one.credits_cents - one.debits_cents).sum()))
}

/// Closes a month. One that is closed already is success, and changes nothing.
pub async fn close_month(
    ledger: &Ledger,
    month: Month,
    (by, explanation): (UserId, Option<Reason>),
    context: Context,
) -> Result<Accepted<()>, MonthError> {
    let mut close = CloseMonth {
        month,
        tree_size: 0,
        root_hash: String::new(),
        suspense: Money::ZERO,
        carried_breaks: 0,
        explanation,
        by,
        now: ledger.clock.now(),
    };
    if state_of(ledger).await?.last_month() < Some(month) {
        // A head that holds all of the month.
        let signer = audit::signer(&ledger.pool, &ledger.vault).await?;
        audit::sign_now(&ledger.pool, &signer, ledger.clock.now()).await?;
        let standing = month_standing(ledger, month).await?;
        standing.may_be_closed(close.explanation.is_some())?;
        close.suspense = standing.suspense;
        close.carried_breaks = standing.open_breaks;
        (close.tree_size, close.root_hash) = standing.head.unwrap_or_default();
    }
    let command = Close { close };
    Ok(ledger.lane.submit(command, context, None, Priority::Interactive).await?)
}

struct Close {
    close: CloseMonth,
}

impl Command for Close {
    type Reply = ();
    type Rejection = BooksError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Books>(BOOKS)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<BooksError>> {
        let close = CloseMonth { now: world.now(), ..self.close.clone() };
        let command = BooksCommand::CloseMonth(Box::new(close));
        let events = world.state::<Books>(BOOKS)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<Books>(BOOKS, events)?)
    }
}
