//! Months of the books.

pub(crate) mod close;
pub(crate) mod list;

use app::books::MonthError;
use axum::http::StatusCode;

use crate::problem::{Problem, of_submit};
use crate::routes::finance::statements::not_compared;

fn problem(error: MonthError) -> Problem {
    let text = error.to_string();
    match error {
        MonthError::Submit(error) => {
            of_submit(error, |rejection| Problem::conflict("month_open", rejection.to_string()))
        }
        MonthError::NotYet { .. } => Problem::conflict("month_open", text),
        MonthError::Unexplained { .. } => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "explanation_needed", text.clone())
                .with_field("explanation", text)
        }
        MonthError::TreeHead(error) => Problem::fault(&error),
        MonthError::Ledger(error) => not_compared(error),
    }
}
