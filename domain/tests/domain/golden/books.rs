//! Events of the books.

use domain::books::{Books, BooksEvent};

use super::{Sample, check, moment, sample};

fn stored_name(event: &BooksEvent) -> &'static str {
    match event {
        BooksEvent::DayClosed { .. } => "DayClosed.v1",
    }
}

fn samples() -> Vec<Sample<BooksEvent>> {
    vec![sample(BooksEvent::DayClosed {
        day: "2026-11-23".parse().unwrap(),
        ended_at: moment("2026-11-23T21:00:00Z"),
    })]
}

#[test]
fn events_of_the_books_are_read_and_written_as_they_always_were() {
    check::<Books>(&samples(), stored_name);
}
