//! Account numbers: no single slip of whoever types one pays for another line.

use domain::codes::{AccountNumber, AccountTyped};
use proptest::prelude::*;

proptest! {
    #[test]
    fn one_slip_never_names_another_account(
        base in 100_000_u32..=99_999_999, at in 0_usize..8, by in 1_u8..10,
    ) {
        let number = AccountNumber::from_base(base);
        prop_assume!(number.is_some());
        let number = number.unwrap();
        prop_assert_eq!(number.as_str().parse::<AccountNumber>().unwrap(), number.clone());
        let digits = number.as_str().as_bytes();
        prop_assume!(at + 1 < digits.len());
        let mut wrong = digits.to_vec();
        wrong[at] = b'0' + (digits[at] - b'0' + by) % 10;
        let read = AccountTyped::read(&String::from_utf8(wrong).unwrap());
        prop_assert_eq!(read, AccountTyped::WrongCheckDigit);
        let mut swapped = digits.to_vec();
        swapped.swap(at, at + 1);
        if swapped != digits {
            let read = AccountTyped::read(&String::from_utf8(swapped).unwrap());
            prop_assert_eq!(read, AccountTyped::WrongCheckDigit);
        }
    }
}
