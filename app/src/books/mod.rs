//! The books: closing days, and writing the journal for other programs.

mod beancount;
mod close;
mod export;
mod hledger;
mod month;
mod plain_text;
mod report;
mod sheet;
mod tariffs;
mod taxes;
mod what_if;

pub use beancount::Beancount;
pub use close::{CloseError, Closed, close_next_day};
pub use export::{ExportError, ExportFormat, export};
pub use hledger::Hledger;
pub use month::{
    Check, CheckName, MonthError, MonthStanding, close_month, month_standing, next_month,
};
pub use plain_text::{Dialect, PlainText, UnknownAccount};
pub use report::{Cell, ReportName, Row};
pub use sheet::{SHEET_ROWS_MAX, Sheet, SheetError, csv_head, csv_row};
pub use tariffs::{SetTariff, set_tariff};
pub use taxes::set_taxes;
pub use what_if::{Months as WhatIfMonths, Moved, OtherRule, WhatIf, WhatIfError, what_if};
