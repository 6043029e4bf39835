//! `GET /`: what this is, for someone who opens it in a browser.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{Html, IntoResponse},
};

use crate::{
    clock::in_nairobi,
    scenario::NUMBERS,
    shared::Shared,
    store::{Store, Transaction},
};

/// How many transactions the page shows; all that are remembered stand at `/sim/transactions`.
const TRANSACTIONS_SHOWN: usize = 50;

/// The page has no script, and loads nothing from anywhere.
const POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
);

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Daraja simulator</title>
<link rel="icon" href="data:,">
<style>
body { font-family: system-ui, sans-serif; line-height: 1.5; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8886; vertical-align: top; }
.wide { overflow-x: auto; }
</style>
</head>
<body>
<h1>Daraja simulator</h1>
<p>This program stands in for Safaricom's Daraja API. No money moves and no phone rings. Do not give
it real credentials: everything asked of it can be read at <a href="/sim/requests">/sim/requests</a>.</p>
"#;

pub(crate) async fn page(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let config = &shared.config;
    let mut html = HEAD.to_owned();
    let pace = match config.speed {
        1 => "in real time".to_owned(),
        speed => format!("{speed} times as fast as real time"),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(html, "<p>Short code {}, {pace}.</p>", escaped(&config.short_code));
    write_numbers(&mut html);
    write_transactions(&mut html, &shared.store());
    html.push_str("</body>\n</html>\n");
    ([POLICY], Html(html))
}

fn write_numbers(html: &mut String) {
    html.push_str(
        "<h2>Numbers</h2>\n<p>What happens is decided by the payer's number. Any other number \
         pays after 3 s.</p>\n<div class=\"wide\"><table>\n\
         <tr><th>Number</th><th>Scenario</th><th>What happens</th></tr>\n",
    );
    for (number, scenario, meaning) in NUMBERS {
        let _ = writeln!(
            html,
            "<tr><td>{number}</td><td>{scenario}</td><td>{}</td></tr>",
            escaped(meaning)
        );
    }
    html.push_str(
        "</table></div>\n<p><code>PUT /sim/scenarios/{number}</code> with a scenario's name as a \
         JSON string, such as <code>\"wrong-pin\"</code>, gives any number another part.</p>\n",
    );
}

fn write_transactions(html: &mut String, store: &Store) {
    html.push_str("<h2>Latest transactions</h2>\n");
    let mut newest = store.transactions().rev().take(TRANSACTIONS_SHOWN).peekable();
    if newest.peek().is_none() {
        html.push_str("<p>None yet.</p>\n");
        return;
    }
    html.push_str(
        "<div class=\"wide\"><table>\n<tr><th>Asked (Nairobi)</th><th>Number</th><th>KES</th>\
         <th>Reference</th><th>Scenario</th><th>Result</th><th>Receipt</th>\
         <th>Callbacks</th></tr>\n",
    );
    for transaction in newest {
        write_transaction(html, transaction);
    }
    html.push_str(
        "</table></div>\n<p>All of them: <a href=\"/sim/transactions\">/sim/transactions</a></p>\n",
    );
}

fn write_transaction(html: &mut String, transaction: &Transaction) {
    let push = &transaction.push;
    let (result, receipt) = match &transaction.finished {
        Some(finished) => (
            format!(
                "{} {}",
                finished.outcome.code().as_text(),
                finished.outcome.callback_description()
            ),
            finished.receipt.clone().unwrap_or_default(),
        ),
        None => ("asking the payer".to_owned(), String::new()),
    };
    let _ = writeln!(
        html,
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{receipt}</td>\
         <td>{} of {}</td></tr>",
        in_nairobi(transaction.requested_at).format("%Y-%m-%d %H:%M:%S"),
        push.payer,
        push.amount_shillings,
        escaped(&push.account_reference),
        push.scenario,
        escaped(&result),
        transaction.deliveries.len(),
        push.plan.callbacks.after.len(),
    );
}

/// What a caller wrote, made harmless inside HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_html_reads_survives() {
        assert_eq!(
            escaped(r#"<script>alert("a" & 'b')</script>"#),
            "&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;"
        );
    }
}
