//! The password that proves a short code, made anew for each call.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::time::{Timestamp, in_nairobi};

use crate::config::Config;

/// A password and the timestamp that is part of it; Safaricom compares the two.
pub(crate) struct Password {
    pub(crate) password: String,
    pub(crate) timestamp: String,
}

impl Password {
    /// Both from one moment, which is why a moment is given and no clock.
    pub(crate) fn at(config: &Config, now: Timestamp) -> Self {
        let timestamp = in_nairobi(now).format("%Y%m%d%H%M%S").to_string();
        let clear = format!("{}{}{timestamp}", config.short_code, config.passkey.expose());
        Self { password: STANDARD.encode(clear), timestamp }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::sandbox;

    #[test]
    fn its_timestamp_is_nairobis_and_inside_it() {
        let made = Password::at(&sandbox(), "2026-12-31T21:04:05Z".parse().unwrap());
        assert_eq!(made.timestamp, "20270101000405");
        let clear = STANDARD.decode(&made.password).unwrap();
        assert_eq!(clear, b"174379passkey-of-the-code20270101000405");
    }
}
