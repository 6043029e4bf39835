//! The figures of the dashboard.

pub(crate) mod project;
mod query;

pub(crate) use query::{
    BookFigures, PACKAGES_MAX, Parts, PaymentFigures, SubscriptionFigures, WEEKS,
};
pub use query::{DAYS, Day, Figures, HOURS, Hour, PackageSales, figures};
