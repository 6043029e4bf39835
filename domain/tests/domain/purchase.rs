//! Settling payments and buying from the wallet.

mod bought;
mod kept;
mod renewal;
mod world;
