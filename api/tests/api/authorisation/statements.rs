//! Statements, and what they are judged by.

use serde_json::json;

use super::{ADMINS, AUDITORS, Case, case, created, with_body};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("GET", "/api/finance/statements/", AUDITORS),
        // It is no statement.
        with_body(
            "POST",
            "/api/finance/statements/",
            [401, 403, 403, 403, 403, 422, 422],
            |_, _| json!("not a statement"),
        ),
        case("GET", "/api/finance/statements/{id}/", [401, 403, 403, 403, 403, 404, 404]),
        case("POST", "/api/finance/statements/{id}/apply/", [401, 403, 403, 403, 403, 404, 404]),
        with_body(
            "POST",
            "/api/finance/statements/{id}/accept/",
            [401, 403, 403, 403, 403, 404, 404],
            |world, _| json!({"receipt": "UKN5AAAAA1", "payment_id": world.other_customer}),
        ),
        case("GET", "/api/finance/breaks/", AUDITORS),
        with_body(
            "POST",
            "/api/finance/breaks/{id}/resolve/",
            [401, 403, 403, 403, 403, 404, 404],
            |_, _| json!({"reason": "A test"}),
        ),
        with_body(
            "POST",
            "/api/finance/breaks/{id}/assign/",
            [401, 403, 403, 403, 403, 404, 404],
            |world, _| json!({"user_id": world.other_customer}),
        ),
        case("GET", "/api/finance/taxes/", AUDITORS),
        with_body(
            "POST",
            "/api/finance/taxes/",
            created(ADMINS),
            |_, caller| json!({"from": format!("2999-01-0{}", caller + 1), "vat_per_mille": 160, "excise_per_mille": 150}),
        ),
        case("GET", "/api/finance/in-transit/", AUDITORS),
        // Nothing left M-Pesa.
        with_body(
            "POST",
            "/api/finance/in-transit/{receipt}/arrive/",
            [401, 403, 403, 403, 403, 404, 404],
            |_, _| json!({"amount_cents": 2_000, "bank_reference": "FT1", "value_date": "2026-11-01"}),
        ),
        case("GET", "/api/finance/tariffs/", AUDITORS),
        with_body(
            "POST",
            "/api/finance/tariffs/",
            created(ADMINS),
            |_, _| json!({"charged_for": "PAYOUT", "from": "2026-07-01", "bands": [{"up_to_cents": 10_000, "charge_cents": 500}]}),
        ),
    ]
}
