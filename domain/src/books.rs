//! The books: what finance decides about whole days, beside what happens to single payments.
//!
//! There is one stream in a store. A day is closed once, and days are closed in their order.

use chrono::NaiveDate;
use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregate::Decide;
use crate::time::{Timestamp, end_of_nairobi_day};

/// The id of the one stream.
pub const BOOKS: Uuid = Uuid::from_u128(0x0195_d1f0_5a3c_7000_8000_0000_0000_b00c);

/// How far the books are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    last_closed: Option<NaiveDate>,
}

/// What can be asked of the books.
#[derive(Debug, Clone)]
pub enum BooksCommand {
    /// Closes a day: what was earned by its end is taken to income. A day that is closed already is
    /// success and no event.
    CloseDay {
        /// A calendar day in Nairobi.
        day: NaiveDate,
        /// The moment now.
        now: Timestamp,
    },
}

/// What happened to the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BooksEvent {
    /// A day was closed.
    DayClosed {
        /// A calendar day in Nairobi.
        day: NaiveDate,
        /// The midnight with which it ended.
        ended_at: Timestamp,
    },
}

/// Why the books cannot do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BooksError {
    /// The day is not over.
    #[error("{day} is not over in Nairobi; close it after midnight")]
    NotOver {
        /// Which day.
        day: NaiveDate,
    },
    /// A day before it is still open.
    #[error("{next} is still open; close it before {day}")]
    OutOfOrder {
        /// Which day.
        day: NaiveDate,
        /// The day that comes first.
        next: NaiveDate,
    },
}

impl Books {
    /// The day that is closed next; none before the first.
    pub fn next_day(&self) -> Option<NaiveDate> {
        self.last_closed.and_then(|day| day.succ_opt())
    }
}

impl Decide for Books {
    const WITHOUT_CLAIMS: &'static [&'static str] = &["DayClosed"];

    fn decide(&self, command: BooksCommand) -> Result<Vec<BooksEvent>, BooksError> {
        let BooksCommand::CloseDay { day, now } = command;
        let ended_at =
            end_of_nairobi_day(day).filter(|end| *end <= now).ok_or(BooksError::NotOver { day })?;
        if self.last_closed.is_some_and(|last| day <= last) {
            return Ok(vec![]);
        }
        match self.next_day() {
            Some(next) if next != day => Err(BooksError::OutOfOrder { day, next }),
            Some(_) | None => Ok(vec![BooksEvent::DayClosed { day, ended_at }]),
        }
    }
}

impl Aggregate for Books {
    const TYPE: &'static str = "books";
    type Command = BooksCommand;
    type Event = BooksEvent;
    type Error = BooksError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        let BooksEvent::DayClosed { day, ended_at: _ } = event;
        self.last_closed = Some(day);
    }
}

impl DomainEvent for BooksEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DayClosed { .. } => "DayClosed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
