//! Users, their lines and their wallets.

mod customers;
pub(crate) mod project;
mod query;
mod wallets;

pub use customers::{Customer, CustomerFilter, customer, customers};
pub use query::{
    Line, User, UserFilter, get, line, line_by_account_number, lines_of, list, wallet_balance,
};
pub use wallets::{Balance, balances};
