//! Tax invoices and credit notes: drawn because of sales, signed by the tax authority.

pub(crate) mod draw;
mod drawn;
mod open;
mod paper;
mod record;
mod standing;

pub use open::{OpenRegister, open};
pub use paper::{NotSignedYet, paper};
pub use record::{DocumentRejection, Entered, enter, send_again};
pub use standing::{Standing, StandingError, standing};

pub(crate) use drawn::drawn;
pub(crate) use open::opened_at;
pub(crate) use record::{Learnt, record};
