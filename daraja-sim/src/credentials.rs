//! Who calls: the bearer token of a product call, and the merchant's short code, password and
//! timestamp inside its body.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::{
    clock::in_nairobi,
    config::Config,
    errors::{Fault, TokenFault},
    fields::{Field, Fields},
    shared::Shared,
};

/// The families of products, by how they refuse a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    PushAndReversal,
    QueryC2bQrAndStatus,
    B2cAndBalance,
    Pull,
}

impl Family {
    fn refusal(self, token: &str) -> TokenFault {
        match self {
            Self::PushAndReversal => TokenFault::NotFound,
            Self::QueryC2bQrAndStatus => TokenFault::BadRequest,
            Self::B2cAndBalance => TokenFault::Unauthorised(token.to_owned()),
            Self::Pull => TokenFault::Pull,
        }
    }
}

/// Holds if the request carries a live bearer token.
pub(crate) fn check_bearer(
    shared: &Shared,
    headers: &HeaderMap,
    now: DateTime<Utc>,
    family: Family,
) -> Result<(), Fault> {
    let token = authorization(headers, "Bearer").ok_or(Fault::InvalidAuthenticationHeader)?;
    if shared.tokens().is_live(token, now) {
        Ok(())
    } else {
        Err(Fault::InvalidAccessToken(family.refusal(token)))
    }
}

/// What follows the scheme in the `Authorization` header, if the scheme is this one.
pub(crate) fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (found, credentials) =
        headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    found
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim())
        .filter(|credentials| !credentials.is_empty())
}

/// The three fields with which a merchant signs an STK call.
#[derive(Debug)]
pub(crate) struct Merchant {
    short_code: String,
    password: String,
    timestamp: String,
    signed_at: NaiveDateTime,
}

impl Merchant {
    pub(crate) fn read(fields: &Fields) -> Result<Self, Fault> {
        let short_code = fields.short_code(Field::BusinessShortCode)?;
        let password = fields.text(Field::Password)?;
        let timestamp = fields.text(Field::Timestamp)?;
        let signed_at = parse_timestamp(&timestamp).ok_or(Field::Timestamp.invalid())?;
        Ok(Self { short_code, password, timestamp, signed_at })
    }

    pub(crate) fn check(&self, config: &Config, now: DateTime<Utc>) -> Result<(), Fault> {
        if let Some(skew_seconds_max) = config.timestamp_skew_seconds_max {
            let skew = in_nairobi(now).naive_local() - self.signed_at;
            if skew.abs().num_seconds() > i64::from(skew_seconds_max) {
                return Err(Field::Timestamp.invalid());
            }
        }
        if self.short_code != config.short_code {
            return Err(Fault::MerchantDoesNotExist);
        }
        let signed = format!("{}{}{}", self.short_code, config.passkey, self.timestamp);
        if self.password == STANDARD.encode(signed) { Ok(()) } else { Err(Fault::WrongCredentials) }
    }
}

/// `YYYYMMDDHHmmss`, exactly 14 digits that name a real moment.
fn parse_timestamp(text: &str) -> Option<NaiveDateTime> {
    if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn merchant(timestamp: &str) -> Merchant {
        Merchant {
            short_code: "174379".to_owned(),
            password: STANDARD.encode(format!("174379demo{timestamp}")),
            timestamp: timestamp.to_owned(),
            signed_at: parse_timestamp(timestamp).unwrap(),
        }
    }

    #[test]
    fn a_timestamp_is_14_digits_of_a_real_moment() {
        assert!(parse_timestamp("20210628092408").is_some());
        for bad in ["2021062809240", "20211328092408", "2021-06-28 092", "202106280924088"] {
            assert_eq!(parse_timestamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_timestamp_is_compared_with_nairobis_clock_only_when_told_to() {
        let now = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap();
        let lenient = Config::default();
        let strict = Config { timestamp_skew_seconds_max: Some(300), ..Config::default() };
        assert_eq!(merchant("20210628092408").check(&lenient, now), Ok(()));
        assert_eq!(merchant("20260601150430").check(&strict, now), Ok(()));
        assert_eq!(
            merchant("20260601120000").check(&strict, now),
            Err(Field::Timestamp.invalid()),
            "noon in UTC is three hours behind Nairobi"
        );
    }

    #[test]
    fn the_merchant_is_looked_up_before_the_password_is_checked() {
        let now = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap();
        let mut wrong = merchant("20260601150000");
        wrong.password = "nonsense".to_owned();
        assert_eq!(wrong.check(&Config::default(), now), Err(Fault::WrongCredentials));
        wrong.short_code = "600000".to_owned();
        assert_eq!(wrong.check(&Config::default(), now), Err(Fault::MerchantDoesNotExist));
    }
}
