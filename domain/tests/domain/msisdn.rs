//! Phone numbers, whatever is typed.

use domain::Msisdn;
use proptest::prelude::*;

proptest! {
    #[test]
    fn whatever_is_typed_is_refused_or_is_twelve_digits_that_can_be_masked(text in "\\PC{0,20}") {
        if let Ok(phone) = text.parse::<Msisdn>() {
            check(&phone)?;
        }
    }

    #[test]
    fn what_looks_like_a_number_is_refused_or_is_twelve_digits_that_can_be_masked(
        text in "\\+?(254|0)?[0-9 \\-]{0,14}",
    ) {
        if let Ok(phone) = text.parse::<Msisdn>() {
            check(&phone)?;
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written(national in "[71][0-9]{8}") {
        let whole = format!("254{national}");
        for text in [
            national.clone(),
            format!("0{national}"),
            format!("+254{national}"),
            format!("+254 {} {}", &national[..3], &national[3..]),
            format!("0{}-{}", &national[..3], &national[3..]),
        ] {
            let phone: Msisdn = text.parse().unwrap();
            prop_assert_eq!(phone.as_str(), &whole);
            check(&phone)?;
        }
    }
}

fn check(phone: &Msisdn) -> Result<(), TestCaseError> {
    let digits = phone.as_str();
    prop_assert!(digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    prop_assert!(digits.starts_with("2547") || digits.starts_with("2541"));
    prop_assert_eq!(phone.masked(), format!("{}•••••{}", &digits[..4], &digits[9..]));
    // The hint reads the digits too, and must never be more than a hint.
    let hint = phone.likely_not_safaricom();
    let airtel = digits.starts_with("254733");
    prop_assert!(hint || !airtel);
    Ok(())
}
