//! Makes texts that Safaricom wrote fit to be logged, stored in the clear and shown.
//!
//! Some of its errors echo the token (`401.002.01` says "Invalid Access Token - " and then the
//! token), and its ids end in the payer's number.

/// What stands where something was taken out.
const MASK: &str = "…";

/// As long as any message that Safaricom is known to write, twice over.
const TEXT_CHARS_MAX: usize = 300;

/// A token has 28 characters and a passkey 64; the longest word of Safaricom's messages is
/// `InvalidRequestParameters`, which has 24.
const WORD_CHARS_MAX: usize = 25;

/// A phone number has at least nine digits; amounts and codes in messages have fewer than seven.
const DIGITS_IN_A_ROW_MAX: usize = 6;

/// In groups (`0712 345 678`, `+254-712-345678`) they add up to a phone number.
const DIGITS_IN_GROUPS_MAX: usize = 8;

/// After these words some gateways repeat the token that they refuse.
const ECHO: &str = "Invalid Access Token - ";

/// What follows those words where no token is echoed.
const NO_ECHO: &str = "Invalid API call";

/// The text without those secrets, without anything that looks like a token, a phone number or a
/// prompt's id, without control characters, and not too long.
pub(crate) fn scrub(text: &str, secrets: &[&str]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        clean = clean.replace(secret, MASK);
    }
    if let Some((before, after)) = clean.split_once(ECHO)
        && !after.starts_with(NO_ECHO)
    {
        clean = format!("{before}{ECHO}{MASK}");
    }
    let mut safe = String::with_capacity(clean.len());
    let mut word = String::new();
    for character in clean.chars() {
        if is_of_a_word(character) {
            word.push(character);
            continue;
        }
        push_word(&mut safe, &mut word);
        safe.push(if character.is_control() { ' ' } else { character });
    }
    push_word(&mut safe, &mut word);
    let safe = without_grouped_numbers(&safe);
    match safe.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}{MASK}", &safe[..end]),
        None => safe,
    }
}

/// Takes out numbers that are written in groups, which no group of them gives away.
fn without_grouped_numbers(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from_digit) = rest.split_at(start);
        safe.push_str(before);
        let (digits, end) = digit_groups(from_digit);
        let (groups, after) = from_digit.split_at(end);
        safe.push_str(if digits > DIGITS_IN_GROUPS_MAX { MASK } else { groups });
        rest = after;
    }
    safe + rest
}

/// How many digits the text begins with, and where they end, with single spaces, dashes or
/// brackets between them.
fn digit_groups(text: &str) -> (usize, usize) {
    let (mut digits, mut end, mut separators) = (0, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            (digits, end, separators) = (digits + 1, at + 1, 0);
        } else if matches!(byte, b' ' | b'-' | b'(' | b')') && separators == 0 {
            separators = 1;
        } else {
            break;
        }
    }
    (digits, end)
}

fn is_of_a_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '+' | '/' | '=')
}

fn push_word(safe: &mut String, word: &mut String) {
    let digits_in_a_row = word
        .split(|character: char| !character.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or_default();
    if word.len() > WORD_CHARS_MAX || digits_in_a_row > DIGITS_IN_A_ROW_MAX {
        safe.push_str(MASK);
    } else {
        safe.push_str(word);
    }
    word.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_safaricom_says_stays_as_it_is() {
        for text in [
            "",
            "Bad Request - Invalid CheckoutRequestID",
            "[MerchantValidate] - Wrong credentials",
            "Unable to lock subscriber, a transaction is already in process for the current subscriber",
            "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found",
            "Invalid Input parameter 'Prompt message prefix', length should be less than 94 characters.",
            "[STK_CB - ]SMSC ACK timeout.",
            "Allowed rate : 5 in 1000 ms, 3 of 20 - 2026",
        ] {
            assert_eq!(scrub(text, &[]), text);
        }
    }

    #[test]
    fn what_is_secret_or_personal_does_not() {
        for (text, clean) in [
            (
                "Error Occurred - Invalid Access Token - BJGFGOXv5aZnw90KkA4TDtu4Xdyf",
                "Error Occurred - Invalid Access Token - …",
            ),
            ("Invalid Access Token - short one", "Invalid Access Token - …"),
            ("token BJGFGOXv5aZnw90KkA4TDtu4Xdyf!", "token …!"),
            ("no credit for 254712345678.", "no credit for …."),
            ("0712345678", "…"),
            ("0712 345 678 is barred", "… is barred"),
            ("no +254-712-345678!", "no +…!"),
            ("ask 0712 34 56 78, not 12 34", "ask …, not 12 34"),
            ("ws_CO_220920261335362708374149 unknown", "… unknown"),
            ("the hush is out", "the … is out"),
            ("one\ntwo\0three", "one two three"),
        ] {
            assert_eq!(scrub(text, &["hush", ""]), clean, "{text}");
        }
    }

    #[test]
    fn it_is_not_too_long() {
        let scrubbed = scrub(&"né ".repeat(1_000), &[]);
        assert_eq!(scrubbed.chars().count(), TEXT_CHARS_MAX + 1);
    }
}
