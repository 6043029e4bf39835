//! Ids in the shapes that Safaricom gives them.

use chrono::{DateTime, Datelike, Utc};
use rand::{Rng, RngExt, distr::Alphanumeric};

use crate::{clock::in_nairobi, msisdn::Msisdn};

/// Base 36 with letters in capitals: how a receipt counts.
const DIGITS_AND_LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A `MerchantRequestID` or `requestId` of the newer style, such as
/// `8fc3-415b-ba79-04f852fc58507383726`: a version 4 UUID without its first group, then a number.
pub(crate) fn merchant_request_id(random: &mut impl Rng) -> String {
    let first: u16 = random.random();
    let version = random.random_range(0x4000..0x5000_u16);
    let variant = random.random_range(0x8000..0xc000_u16);
    let node = random.random_range(0..1_u64 << 48);
    let number = random.random_range(1_000..10_000_000_u32);
    format!("{first:04x}-{version:04x}-{variant:04x}-{node:012x}{number}")
}

/// A `CheckoutRequestID`, such as `ws_CO_1007202409152617172396192`: the day and time in Nairobi,
/// the milliseconds without leading zeros, and the last nine digits of the payer's number.
pub(crate) fn checkout_request_id(at: DateTime<Utc>, payer: Msisdn) -> String {
    let local = in_nairobi(at);
    // During a leap second chrono counts up to 1999.
    let milliseconds = local.timestamp_subsec_millis() % 1_000;
    format!("ws_CO_{}{milliseconds}{:09}", local.format("%d%m%Y%H%M%S"), payer.last_nine_digits())
}

/// A `ConversationID`, such as `AG_20240206_202018931e291815db5d`: the day in Nairobi and twenty
/// hexadecimal digits.
pub(crate) fn conversation_id(at: DateTime<Utc>, random: &mut impl Rng) -> String {
    let (high, low): (u16, u64) = (random.random(), random.random());
    format!("AG_{}_2010{high:04x}{:012x}", in_nairobi(at).format("%Y%m%d"), low >> 16)
}

/// What stands where a receipt would, in results of calls that move no money: `SB60000000`.
pub(crate) fn placeholder_receipt(at: DateTime<Utc>) -> String {
    format!("{}0000000", receipt_day(at))
}

/// An access token of the observed length.
pub(crate) fn access_token(random: &mut impl Rng) -> String {
    const LENGTH: usize = 28;
    random.sample_iter(Alphanumeric).take(LENGTH).map(char::from).collect()
}

/// Gives out receipt numbers such as `UF1A2B3C4D`: the year (A is 2006) and the month as letters,
/// the day as one digit of base 36, then seven that stride through all that seven can say. A stride
/// that shares no factor with their number meets every one of them before any again; so receipts are
/// unlike each other, unique in one simulator however many it has forgotten, and from a random start
/// very likely so across restarts.
#[derive(Debug)]
pub(crate) struct Receipts {
    next: u64,
}

impl Receipts {
    const COUNTED: u32 = 7;
    const RANGE: u64 = 36_u64.pow(7);
    /// Neither even nor divisible by 3, and about five eighths of the range.
    const STRIDE: u64 = 48_271_938_457;

    pub(crate) fn starting_at_random(random: &mut impl Rng) -> Self {
        Self { next: random.random_range(0..Self::RANGE) }
    }

    pub(crate) fn next(&mut self, at: DateTime<Utc>) -> String {
        let mut receipt = receipt_day(at);
        for place in (0..Self::COUNTED).rev() {
            receipt.push(base_36(self.next / 36_u64.pow(place) % 36));
        }
        self.next = (self.next + Self::STRIDE) % Self::RANGE;
        receipt
    }
}

/// How every receipt of a day begins: the year (A is 2006), the month, the day.
fn receipt_day(at: DateTime<Utc>) -> String {
    let local = in_nairobi(at);
    let years = u32::try_from((local.year() - 2006).rem_euclid(26))
        .expect("a remainder of 26 is not negative");
    [letter(years), letter(local.month0()), base_36(u64::from(local.day()))].iter().collect()
}

fn letter(index: u32) -> char {
    base_36(u64::from(index) + 10)
}

fn base_36(value: u64) -> char {
    let index = usize::try_from(value).expect("a digit of base 36 fits any integer");
    char::from(DIGITS_AND_LETTERS[index])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{TimeZone, Timelike};
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn a_merchant_request_id_is_a_uuid_without_its_head_and_a_number() {
        let mut random = StdRng::seed_from_u64(1);
        for _ in 0..1_000 {
            let id = merchant_request_id(&mut random);
            let groups: Vec<&str> = id.split('-').collect();
            assert_eq!(groups.len(), 4, "{id}");
            assert!(groups[..3].iter().all(|group| group.len() == 4), "{id}");
            assert!(groups[1].starts_with('4'), "{id}");
            assert!(groups[2].starts_with(['8', '9', 'a', 'b']), "{id}");
            assert!((16..=19).contains(&groups[3].len()), "{id}");
            assert!(id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{id}");
            assert!(groups[3][12..].bytes().all(|b| b.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn a_checkout_request_id_is_nairobi_time_and_the_payers_digits() {
        let payer = Msisdn::parse("254717239619").unwrap();
        let at = Utc.with_ymd_and_hms(2024, 7, 9, 22, 15, 26).unwrap();
        assert_eq!(
            checkout_request_id(at + chrono::TimeDelta::milliseconds(7), payer),
            "ws_CO_100720240115267717239619"
        );
        assert_eq!(
            checkout_request_id(at + chrono::TimeDelta::milliseconds(120), payer),
            "ws_CO_10072024011526120717239619"
        );
    }

    #[test]
    fn a_token_has_28_letters_and_digits() {
        let token = access_token(&mut StdRng::seed_from_u64(2));
        assert_eq!(token.len(), 28);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn a_receipt_tells_its_day_and_is_unique() {
        let mut receipts = Receipts::starting_at_random(&mut StdRng::seed_from_u64(3));
        let first_of_june = Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap();
        let late_in_november = Utc.with_ymd_and_hms(2023, 11, 21, 9, 13, 25).unwrap();
        assert!(receipts.next(first_of_june).starts_with("UF1"));
        assert!(receipts.next(late_in_november).starts_with("RKL"));
        let many: HashSet<String> = (0..10_000).map(|_| receipts.next(first_of_june)).collect();
        assert_eq!(many.len(), 10_000);
        assert!(many.iter().all(|receipt| {
            receipt.len() == 10
                && receipt.starts_with(|c: char| c.is_ascii_uppercase())
                && receipt.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }));
    }

    #[test]
    fn the_day_of_a_receipt_turns_at_midnight_in_nairobi() {
        let mut receipts = Receipts { next: 0 };
        let before = Utc.with_ymd_and_hms(2026, 6, 1, 20, 59, 59).unwrap();
        assert_eq!(receipts.next(before), "UF10000000");
        assert_eq!(receipts.next(before + chrono::TimeDelta::seconds(1)), "UF2M6BV63D");
    }

    #[test]
    fn a_conversation_id_is_the_day_and_twenty_digits() {
        let at = Utc.with_ymd_and_hms(2024, 2, 6, 22, 0, 0).unwrap();
        let id = conversation_id(at, &mut StdRng::seed_from_u64(4));
        let digits = id.strip_prefix("AG_20240207_2010").unwrap();
        assert_eq!(digits.len(), 16, "{id}");
        assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_eq!(placeholder_receipt(at), "SB70000000");
    }

    #[test]
    fn hour_fields_are_padded() {
        let payer = Msisdn::parse("254700000001").unwrap();
        let at = Utc.with_ymd_and_hms(2026, 1, 2, 0, 4, 5).unwrap();
        assert_eq!(in_nairobi(at).hour(), 3);
        assert_eq!(checkout_request_id(at, payer), "ws_CO_020120260304050700000001");
    }
}
