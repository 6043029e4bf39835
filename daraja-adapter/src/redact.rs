//! Makes texts that Safaricom wrote fit to be logged, stored in the clear and shown.
//!
//! Some of its errors echo the token (`401.002.01` says "Invalid Access Token - " and then the
//! token), and its ids end in the payer's number.

/// What stands where something was taken out.
const MASK: &str = "…";

/// As long as any message that Safaricom is known to write, twice over.
const TEXT_CHARS_MAX: usize = 300;

/// A token has 28 characters and a passkey 64; no word of Safaricom's messages has so many.
const WORD_CHARS_MAX: usize = 23;

/// A phone number has at least nine digits; amounts and codes in messages have fewer than seven.
const DIGITS_IN_A_ROW_MAX: usize = 6;

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
    match safe.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}{MASK}", &safe[..end]),
        None => safe,
    }
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
