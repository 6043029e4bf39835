//! What holds of every delivery, whatever its bytes. The fuzzer checks it too (`fuzz/`), so this
//! file uses nothing of the tests around it.

use std::fmt::Debug;

use daraja_adapter::Daraja;
use domain::outcome::StkOutcome;
use domain::ports::{
    AccountBalance, C2b, Conversation, Delivered, Ended, QueueTimeouts, Refund, ResultFailure,
    Reversal, Stk, TransactionStatus, Unreadable,
};

/// As many digits in a row as a phone number has; a reason must not repeat one.
const DIGITS_MAX: usize = 8;

/// Reads the bytes as each kind of delivery, and panics where something does not hold.
pub(crate) fn check(daraja: &Daraja, body: &[u8]) {
    check_callback(daraja, body);
    check_c2b(daraja, body);
    check_results(daraja, body);
}

fn check_callback(daraja: &Daraja, body: &[u8]) {
    let outcome = match daraja.decode_callback(body) {
        Ok(content) => content.outcome,
        Err(unreadable) => return check_reason(&unreadable),
    };
    let (code, description) = match &outcome {
        StkOutcome::Paid(paid) => {
            assert_eq!(paid.result_code, "0");
            assert!(paid.amount.is_none_or(|amount| amount.cents() >= 0));
            (&paid.result_code, &paid.description)
        }
        StkOutcome::NotPaid(not_paid) => {
            assert!(!matches!(not_paid.result_code.as_str(), "0" | "4999"));
            (&not_paid.result_code, &not_paid.description)
        }
    };
    check_words(code, description);
}

fn check_c2b(daraja: &Daraja, body: &[u8]) {
    match daraja.decode_c2b(body) {
        Ok(notice) => {
            assert!(notice.amount.is_positive());
            let typed = notice.account_typed.as_ref().map_or("", |text| text.as_str());
            assert!(typed.chars().count() <= 100 && !typed.chars().any(char::is_control));
            let printed = format!("{notice:?}");
            let payer = notice.payer.as_ref().map_or("", |payer| payer.as_str());
            let name = notice.payer_name.as_ref().map_or("", |name| name.as_str());
            for text in [payer, name, typed] {
                // Shorter ones may stand in a receipt, too.
                assert!(text.chars().count() <= 20 || !printed.contains(text), "{printed}");
            }
        }
        Err(unreadable) => check_reason(&unreadable),
    }
}

/// The four readers of results share an envelope: they agree on whom it is about, and on what was
/// not done and why. What a timeout names is the same.
fn check_results(daraja: &Daraja, body: &[u8]) {
    let read: Vec<(Conversation, Option<ResultFailure>)> = [
        summary(daraja.decode_status(body)),
        summary(daraja.decode_balance(body)),
        summary(daraja.decode_reversal(body)),
        summary(daraja.decode_refund(body)),
    ]
    .into_iter()
    .flatten()
    .collect();
    for pair in read.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
    let Some((conversation, failure)) = read.into_iter().next() else {
        return;
    };
    if let Some(failure) = failure {
        check_words(&failure.result_code, &failure.description);
    }
    assert_eq!(daraja.decode_timeout(body), Ok(conversation));
}

fn summary<T: Debug>(
    decoded: Result<Delivered<T>, Unreadable>,
) -> Option<(Conversation, Option<ResultFailure>)> {
    match decoded {
        Ok(Delivered { conversation, ended }) => {
            // It must be possible to print whatever was read.
            assert!(!format!("{ended:?}").is_empty());
            let failure = match ended {
                Ended::Done(_) => None,
                Ended::NotDone(failure) => {
                    assert_ne!(failure.result_code, "0");
                    Some(failure)
                }
                Ended::Unsettled(failure) => Some(failure),
            };
            Some((conversation, failure))
        }
        Err(unreadable) => {
            check_reason(&unreadable);
            None
        }
    }
}

fn check_words(code: &str, description: &str) {
    assert!(!code.is_empty() && code.len() <= 40);
    assert!(!description.chars().any(char::is_control));
    assert!(longest_run_of_digits(description) <= DIGITS_MAX, "{description}");
}

fn check_reason(unreadable: &Unreadable) {
    let reason = &unreadable.reason;
    assert!(!reason.is_empty() && reason.chars().count() <= 120, "{reason}");
    assert!(longest_run_of_digits(reason) <= DIGITS_MAX, "{reason}");
}

fn longest_run_of_digits(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default()
}
