//! The catalogue.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod retire;

use domain::package::PackageError;
use event_store::SubmitError;

use crate::problem::{Problem, of_submit};

fn problem(error: SubmitError<PackageError>) -> Problem {
    of_submit(error, of_package)
}

/// How a rejection of a package reads.
pub(crate) fn of_package(error: PackageError) -> Problem {
    let text = error.to_string();
    match error {
        PackageError::NotFound => Problem::not_found("package_not_found", text),
        PackageError::Retired => Problem::conflict("package_retired", text),
        PackageError::Exists => Problem::conflict("package_exists", text),
        PackageError::BadTerms(_) => Problem::unprocessable("invalid_package", text),
    }
}
