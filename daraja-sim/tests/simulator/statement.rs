use crate::support::{Daraja, PAYER, fast, send};

#[tokio::test]
async fn a_statement_lists_what_was_paid_with_its_charge() {
    let daraja = Daraja::start(fast()).await;
    let receipt = daraja.paid(PAYER, 1_500).await;
    let answer = send(daraja.get("/sim/statement?layout=new")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let lines: Vec<&str> = answer.text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)"
    );
    assert!(lines[1].starts_with(&receipt) && lines[1].ends_with(r#"0.00,-5.00,"1,495.00""#));
    assert!(lines[2].starts_with(&receipt) && lines[2].contains(" Acc. A1,Completed"));
    assert_eq!(lines[3..], [""]);

    let classic = send(daraja.get("/sim/statement?layout=classic")).await.text;
    let rows: Vec<&str> =
        classic.lines().skip_while(|line| !line.starts_with("Receipt No.")).skip(1).collect();
    assert_eq!(rows.len(), 2);
    assert!(classic.contains("Closing Balance:,1495.00"), "{classic}");
}

#[tokio::test]
async fn a_statement_comes_as_a_named_file_of_either_format() {
    let daraja = Daraja::start(fast()).await;
    let path = "/sim/statement?layout=new&format=xlsx&from=2026-11-01&to=2026-11-02";
    let response = daraja.get(path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"Statements for 174379 from 2026-11-01 to 2026-11-02.xlsx\""
    );
    assert!(response.bytes().await.unwrap().starts_with(b"PK\x03\x04"), "a zip");
}

#[tokio::test]
async fn what_cannot_be_stated_is_refused_with_its_remedy() {
    let daraja = Daraja::start(fast()).await;
    for (query, status, hint) in [
        ("", 422, "layout=classic"),
        ("layout=old", 422, "layout=classic"),
        ("layout=new&from=yesterday", 422, "2026-11-26"),
        ("layout=new&from=2026-11-02&to=2026-11-01", 422, "is after"),
        ("layout=new&short_code=600000", 404, "174379"),
    ] {
        let answer = send(daraja.get(&format!("/sim/statement?{query}"))).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
        assert!(answer.field("error").contains(hint), "{query}: {}", answer.text);
    }
}
