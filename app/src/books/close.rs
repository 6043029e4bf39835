//! A day is closed once it is over.

use chrono::NaiveDate;
use domain::Decide;
use domain::books::{BOOKS, Books, BooksCommand, BooksError};
use domain::context::Source;
use domain::time::{end_of_nairobi_day, nairobi_day};
use event_store::{Command, Priority, Reads, Stop, SubmitError, World, feed};
use serde::{Deserialize, Serialize};

use crate::{Ledger, by_service};

/// No day could be closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<BooksError>),
    /// The first event could not be read.
    #[error("the first event could not be read")]
    Feed(#[from] feed::FeedError),
}

/// How far the books are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The day that was closed, if one was over.
    pub day: Option<NaiveDate>,
    /// The day that is closed next.
    pub next: NaiveDate,
}

/// Closes the next day that is over, beginning with the day of the first event. None while there are
/// no events.
pub async fn close_next_day(ledger: &Ledger, source: Source) -> Result<Option<Closed>, CloseError> {
    let Some(first) = feed::read_after(&ledger.pool, 0, 1).await?.pop() else { return Ok(None) };
    let command = CloseNextDay { first: nairobi_day(first.recorded_at) };
    let context = by_service(BOOKS, Some("timer:midnight".to_owned()), source);
    Ok(Some(ledger.lane.submit(command, context, None, Priority::Bulk).await?.reply))
}

struct CloseNextDay {
    /// The first day of all.
    first: NaiveDate,
}

impl Command for CloseNextDay {
    type Reply = Closed;
    type Rejection = BooksError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Books>(BOOKS)
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Closed, Stop<BooksError>> {
        let now = world.now();
        let books = world.state::<Books>(BOOKS)?;
        let day = books.next_day().unwrap_or(self.first);
        if end_of_nairobi_day(day).is_none_or(|end| end > now) {
            return Ok(Closed { day: None, next: day });
        }
        let command = BooksCommand::CloseDay { day, now };
        let events = books.decide(command).map_err(Stop::Rejected)?;
        world.append::<Books>(BOOKS, events)?;
        Ok(Closed { day: Some(day), next: day.succ_opt().unwrap_or(day) })
    }
}
