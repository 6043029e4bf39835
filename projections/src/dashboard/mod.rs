//! The figures of the dashboard.

pub(crate) mod project;
mod query;

pub use query::{DAYS, Day, Figures, PackageSales, figures};
pub(crate) use query::{PACKAGES_MAX, Parts, PaymentFigures, SubscriptionFigures, WEEKS};
