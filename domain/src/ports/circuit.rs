//! Whether Safaricom answers, product by product.

use std::time::Duration;

/// Tells how each product of Safaricom's has answered of late, for health checks.
pub trait Circuits: Send + Sync {
    /// One for each product, in a fixed order.
    fn circuits(&self) -> Vec<Circuit>;
}

/// How a product has answered of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Which product.
    pub product: &'static str,
    /// Whether it is asked.
    pub state: CircuitState,
    /// How often in a row it could not be reached or broke down.
    pub failures: u32,
    /// For how long it has not been closed; none while it is.
    pub troubled_for: Option<Duration>,
}

/// Whether a product is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircuitState {
    /// It answers, and is asked.
    Closed,
    /// It failed too often in a row, and is left alone for that long.
    Open {
        /// Until it is tried again.
        retry_after: Duration,
    },
    /// It was left alone, and one call tries whether it answers again.
    HalfOpen,
}
