//! Documented limits of what is sent. What breaks one is refused, with what to change; nothing is
//! ever cut, since a reference that is cut matches nothing afterwards.

use domain::money::Money;
use domain::ports::NotDone;

/// Remarks of the asynchronous family.
pub(crate) const REMARKS_CHARS: (usize, usize) = (2, 100);

/// What M-Pesa moves at once.
pub(crate) const AMOUNT_SHILLINGS_MAX: i64 = 250_000;

pub(crate) fn invalid(why: impl Into<String>) -> NotDone {
    NotDone::Invalid { why: why.into() }
}

/// Whether a text has that many characters, and none that cannot be shown.
pub(crate) fn fits(text: &str, (least, most): (usize, usize)) -> bool {
    let plain = !text.chars().any(char::is_control) && !text.trim().is_empty();
    plain && (least..=most).contains(&text.chars().count())
}

/// A text of a documented length.
pub(crate) fn text<'a>(
    what: &str,
    text: &'a str,
    chars: (usize, usize),
) -> Result<&'a str, NotDone> {
    if fits(text, chars) {
        return Ok(text);
    }
    let (least, most) = chars;
    Err(invalid(format!("{what} must have {least} to {most} characters, all of them printable")))
}

/// An amount in whole shillings, at least that many.
pub(crate) fn shillings(amount: Money, least: i64) -> Result<i64, NotDone> {
    amount
        .whole_shillings()
        .filter(|shillings| (least..=AMOUNT_SHILLINGS_MAX).contains(shillings))
        .ok_or_else(|| {
            invalid(format!(
                "{amount} can't be moved: M-Pesa takes whole shillings, here {least} to 250,000"
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_cut_or_rounded() {
        assert_eq!(text("remarks", "a é", (2, 3)).unwrap(), "a é");
        for refused in ["", " ", "a", "abcd", "a\nb"] {
            let error = text("remarks", refused, (2, 3)).unwrap_err();
            assert!(error.to_string().contains("2 to 3"), "{refused}");
        }
        assert_eq!(shillings(Money::from_cents(1_000), 10).unwrap(), 10);
        for cents in [999, 950, 1_050, 25_000_100, -1_000] {
            assert!(shillings(Money::from_cents(cents), 10).is_err(), "{cents}");
        }
        assert_eq!(shillings(Money::from_cents(25_000_000), 10).unwrap(), 250_000);
    }
}
