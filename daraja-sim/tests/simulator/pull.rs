use serde_json::{Value, json};

use crate::support::{Daraja, SOMEWHERE, fast};

const REGISTER: &str = "/pulltransactions/v1/register";
const QUERY: &str = "/pulltransactions/v1/query";

fn registration() -> Value {
    json!({
        "ShortCode": "174379",
        "RequestType": "Pull",
        "NominatedNumber": "254722000000",
        "CallBackURL": SOMEWHERE,
    })
}

fn query(from: &str, offset: usize) -> Value {
    json!({
        "ShortCode": "174379",
        "StartDate": from,
        "EndDate": "2999-01-01 8:00:00",
        "OffSetValue": offset.to_string(),
    })
}

#[tokio::test]
async fn a_short_code_registers_once() {
    let daraja = Daraja::start(fast()).await;
    for status in ["1000", "1001"] {
        let answer = daraja.call(REGISTER, &registration()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.field("ResponseStatus"), status);
        assert_eq!(answer.field("ShortCode"), "174379");
        assert!(!answer.field("ResponseRefID").is_empty());
    }
}

#[tokio::test]
async fn payments_come_as_a_list_in_a_list_and_by_offset() {
    let daraja = Daraja::start(fast()).await;
    let first = daraja.paid("254712345678", 450).await;
    let second = daraja.paid("254711111111", 168).await;
    let answer = daraja.call(QUERY, &query("2020-08-04 8:36:00", 0)).await.json();
    assert_eq!(answer["ResponseCode"], "1000");
    assert_eq!(answer["ResponseMessage"], "Success");
    let rows = answer["Response"][0].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0],
        json!({
            "transactionId": first,
            "trxDate": rows[0]["trxDate"],
            "msisdn": 254_712_345_678_u64,
            "sender": "MPESA",
            "transactiontype": "c2b-pay-bill-debit",
            "billreference": "A1",
            "amount": "450.00",
            "organizationname": "DEMO WIFI",
        })
    );
    assert!(rows[0]["trxDate"].as_str().unwrap().ends_with('Z'));
    let rest = daraja.call(QUERY, &query("2020-08-04 8:36:00", 1)).await.json();
    assert_eq!(rest["Response"][0][0]["transactionId"], second);
    assert_eq!(rest["Response"][0].as_array().unwrap().len(), 1);

    for nothing in [query("2020-08-04 8:36:00", 2), query("2998-01-01 08:00:00", 0)] {
        let none = daraja.call(QUERY, &nothing).await.json();
        assert_eq!(none["ResponseCode"], "1001");
        assert_eq!(none["Response"], json!([[]]));
    }
}

#[tokio::test]
async fn a_bad_request_is_refused_in_pull_s_own_code() {
    let mut daraja = Daraja::start(fast()).await;
    for (field, value) in [
        ("ShortCode", json!("600000")),
        ("StartDate", json!("2020-08-04")),
        ("EndDate", Value::Null),
        ("OffSetValue", json!("none")),
    ] {
        let mut body = query("2020-08-04 8:36:00", 0);
        body[field] = value;
        daraja.call(QUERY, &body).await.assert_refused(
            400,
            "400.001",
            &format!("Bad Request - Invalid {field}"),
        );
    }
    daraja.token = "wrong".to_owned();
    daraja.call(QUERY, &json!({})).await.assert_refused(401, "401.001", "Invalid Access Token");
}
