//! `GET /` and `GET /phone`: what the simulator is doing, and a customer's phone, in a browser.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{Html, IntoResponse},
};

use crate::{
    books::Accounts,
    clock::{self, in_nairobi},
    money::two_decimals,
    recording::Recorded,
    scenario::NUMBERS,
    shared::Shared,
    store::{Store, Transaction},
};

/// How many pushes and requests the page shows; all that are remembered stand at `/sim/transactions`
/// and `/sim/requests`.
const TRANSACTIONS_SHOWN: usize = 20;
const REQUESTS_SHOWN: usize = 20;

/// The pages load nothing from anywhere else, and stand in no other page.
const POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
     form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Daraja simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sim/style.css">
<script src="/sim/overview.js" defer></script>
</head>
<body>
<header>
<h1>Daraja simulator</h1>
<nav aria-label="Pages"><a href="/phone">A customer's phone</a></nav>
</header>
<main>
<p class="quiet">This program stands in for Safaricom's Daraja API. No money moves and no phone rings. Do not
give it real credentials: everything asked of it can be read at <a href="/sim/requests">/sim/requests</a>.</p>
<p id="lost" class="error" role="alert" hidden>The simulator does not answer; what you see is old.</p>
"#;

/// Orders for trouble that a person may want at once.
const BUTTONS: [(&str, &str); 8] = [
    ("Lose the next callback", r#"{"trouble":"drop","on":"stk-callback"}"#),
    ("Deliver it twice", r#"{"trouble":"duplicate","on":"stk-callback"}"#),
    ("Deliver it 30 s late", r#"{"trouble":"delay","on":"stk-callback"}"#),
    ("Lose the next answer", r#"{"trouble":"lost-answer","on":"stk-push"}"#),
    ("Refuse the next push", r#"{"trouble":"system-busy","on":"stk-push"}"#),
    ("Spike arrest", r#"{"trouble":"spike-arrest-fault"}"#),
    ("Forget all tokens", r#"{"trouble":"invalid-token"}"#),
    ("Outage of 30 s", r#"{"trouble":"outage","for_seconds":30}"#),
];

pub(crate) async fn overview(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let mut html = HEAD.to_owned();
    write_buttons(&mut html);
    html.push_str("<div id=\"state\">\n");
    write_state(&mut html, &shared);
    write_transactions(&mut html, &shared.store());
    write_requests(&mut html, &shared);
    html.push_str("</div>\n");
    write_numbers(&mut html);
    html.push_str("</main>\n</body>\n</html>\n");
    ([POLICY], Html(html))
}

pub(crate) async fn phone(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let html = include_str!("../pages/phone.html")
        .replace("{{short_code}}", &escaped(&shared.config.short_code));
    ([POLICY], Html(html))
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../pages/style.css"))
}

pub(crate) async fn phone_script() -> impl IntoResponse {
    script(include_str!("../pages/phone.js"))
}

pub(crate) async fn overview_script() -> impl IntoResponse {
    script(include_str!("../pages/overview.js"))
}

fn script(text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}

fn write_buttons(html: &mut String) {
    html.push_str("<section aria-label=\"Trouble\" class=\"buttons\">\n");
    for (name, order) in BUTTONS {
        // Writing to a string cannot fail.
        let _ = writeln!(
            html,
            "<button type=\"button\" class=\"plain\" data-order=\"{}\">{name}</button>",
            escaped(order)
        );
    }
    html.push_str(
        "<button type=\"button\" class=\"plain\" id=\"clear\">Call it all off</button>\n\
         </section>\n<p id=\"ordered\" class=\"quiet\" role=\"status\"></p>\n",
    );
}

fn write_state(html: &mut String, shared: &Shared) {
    let config = &shared.config;
    let pace = match config.speed {
        1 => "real time".to_owned(),
        speed => format!("{speed} × real time"),
    };
    let chaos = shared
        .troubles()
        .chaos()
        .map_or_else(|| "nothing".to_owned(), |chaos| format!("from seed {}", chaos.seed));
    let waiting = shared.troubles().waiting(clock::now()).len();
    html.push_str("<dl class=\"cards\">\n");
    let mut card = |name: &str, value: &str| {
        let _ = writeln!(
            html,
            "<div class=\"card\"><dt>{}</dt><dd>{}</dd></div>",
            escaped(name),
            escaped(value)
        );
    };
    card("Business", &config.organisation);
    card("Pace", &pace);
    card("Goes wrong at random", &chaos);
    card("Trouble ordered", &waiting.to_string());
    let store = shared.store();
    for (short_code, accounts) in store.books.accounts() {
        let Accounts { utility_cents, totals, .. } = accounts;
        card(&format!("{short_code}: has, KES"), &two_decimals(*utility_cents));
        card(
            &format!("{short_code}: received, KES"),
            &format!("{} in {}", two_decimals(totals.received_cents), totals.received_count),
        );
        card(&format!("{short_code}: charged, KES"), &two_decimals(totals.charges_cents));
        let registered = store.c2b.of(short_code).map_or("not registered", |_| "registered");
        card(&format!("{short_code}: C2B addresses"), registered);
    }
    html.push_str(
        "</dl>\n<p class=\"quiet\">All of it: <a href=\"/sim/entries\">entries</a>, \
         <a href=\"/sim/totals\">totals</a>, <a href=\"/sim/transactions\">pushes</a>, \
         <a href=\"/sim/requests\">requests</a>; today's statement \
         <a href=\"/sim/statement?layout=classic\">classic</a>, \
         <a href=\"/sim/statement?layout=new&amp;format=xlsx\">new</a>.</p>\n",
    );
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
            "<tr><td>{number}</td><td class=\"code\">{scenario}</td><td>{}</td></tr>",
            escaped(meaning)
        );
    }
    html.push_str(
        "</table></div>\n<p><code>PUT /sim/scenarios/{number}</code> with a scenario's name as a \
         JSON string, such as <code>\"wrong-pin\"</code>, gives any number another part.</p>\n",
    );
}

fn write_transactions(html: &mut String, store: &Store) {
    html.push_str("<h2>Latest pushes</h2>\n<div class=\"wide\">\n");
    let mut newest = store.transactions().rev().take(TRANSACTIONS_SHOWN).peekable();
    if newest.peek().is_none() {
        html.push_str("<p class=\"empty\">None yet.</p>\n</div>\n");
        return;
    }
    html.push_str(
        "<table>\n<tr><th>Asked (Nairobi)</th><th>Number</th><th>KES</th><th>Reference</th>\
         <th>Scenario</th><th>Result</th><th>Receipt</th><th>Callbacks</th></tr>\n",
    );
    for transaction in newest {
        write_transaction(html, transaction);
    }
    html.push_str("</table></div>\n");
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
        "<tr><td class=\"code\">{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"code\">{}</td>\
         <td>{}</td><td>{receipt}</td><td>{} of {}</td></tr>",
        in_nairobi(transaction.requested_at).format("%d.%m. %H:%M:%S"),
        push.payer,
        push.amount_shillings,
        escaped(&push.account_reference),
        push.scenario,
        escaped(&result),
        transaction.deliveries.len(),
        push.plan.callbacks.after.len(),
    );
}

fn write_requests(html: &mut String, shared: &Shared) {
    html.push_str("<h2>Latest requests</h2>\n<div class=\"wide\">\n");
    let log = shared.requests();
    let mut newest = log.kept().rev().take(REQUESTS_SHOWN).peekable();
    if newest.peek().is_none() {
        html.push_str("<p class=\"empty\">Nothing was asked yet.</p>\n</div>\n");
        return;
    }
    html.push_str("<table>\n<tr><th>At (Nairobi)</th><th>Request</th><th>Answer</th></tr>\n");
    for Recorded { at, method, path, status, .. } in newest {
        let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let _ = writeln!(
            html,
            "<tr><td class=\"code\">{}</td><td>{} {}</td><td>{status}</td></tr>",
            in_nairobi(*at).format("%d.%m. %H:%M:%S"),
            escaped(method),
            escaped(path)
        );
    }
    html.push_str("</table></div>\n");
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

    #[test]
    fn the_buttons_order_what_can_be_ordered() {
        for (name, order) in BUTTONS {
            let order: crate::troubles::Order = serde_json::from_str(order).unwrap();
            assert!(order.check().is_ok(), "{name}");
        }
    }
}
