//! Who is recognised by a receipt and the phone that paid.

use domain::Msisdn;
use domain::personal::PayerHandle;
use domain::recognition::{LinePaid, LoginPhone, Opens, Paid, PaidBy};
use domain::user::Role;

fn phone(text: &str) -> Msisdn {
    text.parse().unwrap()
}

/// A guest's purchase for themselves, paid by a prompt on that phone.
fn prompted(payer: &Msisdn) -> Paid<'_> {
    Paid {
        by: PaidBy::Prompt(payer),
        line: LinePaid::First,
        role: Some(Role::Guest),
        login_phone: LoginPhone::Different,
    }
}

#[test]
fn whoever_answered_the_prompt_for_their_own_line_is_the_customer() {
    let payer = phone("0712345678");
    let guest = prompted(&payer);
    assert_eq!(guest.opens_to(&payer), Some(Opens::Customer));
    let customer =
        Paid { role: Some(Role::Customer), login_phone: LoginPhone::Same, ..prompted(&payer) };
    assert_eq!(customer.opens_to(&payer), Some(Opens::Customer));
}

#[test]
fn whoever_paid_for_somebody_else_sees_that_payment_alone() {
    let payer = phone("0712345678");
    let bill = Paid { line: LinePaid::Other, ..prompted(&payer) };
    assert_eq!(bill.opens_to(&payer), Some(Opens::Payment));
    let own_bill = Paid {
        role: Some(Role::Customer),
        login_phone: LoginPhone::Same,
        line: LinePaid::Other,
        ..prompted(&payer)
    };
    assert_eq!(own_bill.opens_to(&payer), Some(Opens::Payment));
    let by_a_friend = Paid { role: Some(Role::Customer), ..prompted(&payer) };
    assert_eq!(by_a_friend.opens_to(&payer), Some(Opens::Payment));
}

#[test]
fn the_staffs_and_the_blocked_open_to_nobody() {
    let payer = phone("0712345678");
    for role in [Some(Role::Admin), Some(Role::Finance), Some(Role::Agent), None] {
        let paid = Paid { role, login_phone: LoginPhone::Same, ..prompted(&payer) };
        assert_eq!(paid.opens_to(&payer), Some(Opens::Word), "{role:?}");
    }
}

#[test]
fn money_that_came_by_hand_opens_nothing_however_well_the_phone_agrees() {
    let typed = phone("0712345678");
    for (shown, opens) in [
        ("254712345678", Some(Opens::Word)),
        ("2547 ***** 678", Some(Opens::Word)),
        ("2547 ***** 679", None),
        ("254712345679", None),
        // A hash, and what shows too little, cannot be compared.
        ("5f2b1c0e9a7d4b3c8e6f1a2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69", None),
        ("*********78", None),
    ] {
        let handle: PayerHandle = shown.parse().unwrap();
        let paid = Paid { by: PaidBy::Hand(&handle), ..prompted(&typed) };
        assert_eq!(paid.opens_to(&typed), opens, "{shown}");
    }
}

#[test]
fn another_phone_is_told_nothing() {
    let payer = phone("0712345678");
    for role in [Some(Role::Guest), Some(Role::Customer), Some(Role::Admin), None] {
        let paid = Paid { role, ..prompted(&payer) };
        assert_eq!(paid.opens_to(&phone("0712345679")), None, "{role:?}");
    }
}
