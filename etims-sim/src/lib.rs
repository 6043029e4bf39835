//! A stand-in for the Kenya Revenue Authority's eTIMS: the online control unit that signs tax invoices.
//!
//! It gives tokens, registers a device, takes items, invoices and credit notes with the checks that
//! eTIMS makes of them, and shows what it signed as customers see it when they scan an invoice. Trouble
//! is had on purpose, by `PUT /sim/trouble`. It remembers what it signed as long as it runs.
//!
//! It depends on nothing else of this product and shares no code with the adapter: a field that one side
//! misspells must not match itself.

mod answer;
mod clock;
mod device;
mod page;
mod sale;
mod server;
mod shared;
mod trouble;

pub use server::{Simulator, StartError};
pub use shared::{Config, Signed};
pub use trouble::Trouble;
