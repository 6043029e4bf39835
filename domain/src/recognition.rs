//! What somebody may see who names the receipt of a payment and the phone that paid it.
//!
//! Only whoever answered a prompt with their PIN holds both: the receipt comes by message to the phone
//! that paid. Money that came unprompted proves less, because anybody can pay to an account number or a
//! reference that is not theirs.

use crate::msisdn::Msisdn;
use crate::payer::Shown;
use crate::personal::PayerHandle;
use crate::user::Role;

/// A payment whose receipt was named, as far as it matters to who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid<'a> {
    /// How it was paid, and by whom.
    pub by: PaidBy<'a>,
    /// Which line it was for.
    pub line: LinePaid,
    /// What its customer may do; none if they are blocked, or if the money is nobody's yet.
    pub role: Option<Role>,
    /// The phone that was named, as it stands to the customer's login.
    pub login_phone: LoginPhone,
}

/// How a payment was paid, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidBy<'a> {
    /// By a prompt on that phone.
    Prompt(&'a Msisdn),
    /// Unprompted, by whoever Safaricom says.
    Hand(&'a PayerHandle),
}

impl PaidBy<'_> {
    /// Whether that phone paid, as far as Safaricom shows who did.
    pub fn agrees(&self, phone: &Msisdn) -> bool {
        match self {
            Self::Prompt(payer) => *payer == phone,
            Self::Hand(handle) => {
                Shown::read(handle).is_some_and(|shown| shown.agrees(phone).is_some())
            }
        }
    }
}

/// Which line of its customer a payment was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinePaid {
    /// The one that every customer has from the start. Only they, and the staff for them, can ask to pay
    /// for it.
    First,
    /// Another, or none. Anybody can ask to pay for an account number.
    Other,
}

/// Whether a phone is that of a customer's login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginPhone {
    /// It is.
    Same,
    /// It is another's, or the customer has no login.
    Different,
}

/// What the two open together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// What the customer has: whoever paid is the customer.
    Customer,
    /// The one payment: whoever paid need not be the customer.
    Payment,
    /// No more than what became of the money.
    Word,
}

impl Paid<'_> {
    /// What opens to whoever names its receipt and that phone. None if another phone paid it, or if
    /// Safaricom does not show which: then it is as if there were no such payment.
    pub fn opens_to(&self, phone: &Msisdn) -> Option<Opens> {
        if !self.by.agrees(phone) {
            return None;
        }
        Some(match (self.by, self.role, self.line, self.login_phone) {
            (PaidBy::Hand(_), _, _, _) => Opens::Word,
            (PaidBy::Prompt(_), Some(Role::Guest), LinePaid::First, _)
            | (PaidBy::Prompt(_), Some(Role::Customer), LinePaid::First, LoginPhone::Same) => {
                Opens::Customer
            }
            (PaidBy::Prompt(_), Some(Role::Guest | Role::Customer), _, _) => Opens::Payment,
            // Nothing of the staff's opens without a password, nor anything of whoever is blocked.
            (PaidBy::Prompt(_), Some(Role::Admin | Role::Finance | Role::Agent) | None, _, _) => {
                Opens::Word
            }
        })
    }
}
