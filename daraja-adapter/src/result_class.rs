//! What the result codes of the asynchronous family mean. On prompts some of them mean something
//! else (`result_code`): there the initiator is the customer.

use domain::ports::ResultClass;

/// The class of a code. Sources: Safaricom's tables of result codes for B2C, reversal, status and
/// balance.
pub(crate) fn of(code: &str) -> ResultClass {
    match code {
        "1" => ResultClass::InsufficientFunds,
        // Below the least, above the most, over the day's limit, over the payee's highest balance.
        "2" | "3" | "4" | "8" => ResultClass::Limit,
        // The short code is in no state to pay (11); the initiator is unknown, wrong or lacks a role
        // (20, 21, 22, 2001), may not by the rules of account or product (2006, 2028), is locked
        // (8006); or the operator does not exist (SFC_IC0003).
        "11" | "20" | "21" | "22" | "2001" | "2006" | "2028" | "8006" | "SFC_IC0003" => {
            ResultClass::NotPermitted
        }
        // The payee is not registered.
        "2040" => ResultClass::Payee,
        // An internal failure, a blocked road, repairs.
        "17" | "26" | "00.002.1001" => ResultClass::Busy,
        // The receipt is not known, or not yet (2033); nor is the payment to be reversed (R000002).
        "2033" | "R000002" => ResultClass::NotFound,
        "R000001" => ResultClass::AlreadyReversed,
        // Parameters are missing or wrong.
        "24" | "25" => ResultClass::BadRequest,
        _ => ResultClass::Unclassified,
    }
}
