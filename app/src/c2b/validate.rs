//! Safaricom asks whether to let an unprompted payment through.

use std::net::IpAddr;
use std::time::Duration;

use domain::c2b::{C2bNotice, Verdict};
use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::AccountTyped;
use event_store::NotStored;
use event_store::inbox::{self, Ending, Finished, Trust};

use crate::App;
use crate::callbacks::{C2B_VALIDATION, take, trust};
use crate::claims::holder_of;

/// How long a verdict may take. Safaricom waits about eight seconds (portal, C2B), and what it
/// does then was chosen when the addresses were registered; before that, it is let through here.
const VERDICT_WITHIN: Duration = Duration::from_secs(4);

/// Takes a question and answers it. The bytes are durable first. Nothing is posted: a payment that
/// is let through need not follow.
///
/// Whoever has no secret is told that every payment may go through, so that nobody finds out by
/// asking which accounts there are. So is Safaricom where the question is not understood, or the
/// answer not found in time: money that cannot be placed waits in suspense.
pub async fn validate(
    app: &App,
    secret: &str,
    source_address: IpAddr,
    body: &[u8],
) -> Result<String, NotStored> {
    let trust = trust(app, app.ledger.vault.c2b_secret_holds(secret), source_address);
    let id = take(app, C2B_VALIDATION, None, trust, source_address, body).await?;
    let verdict = match trust {
        Trust::Accepted => {
            let (verdict, ending, note) = judge(app, body).await;
            let now = app.ledger.clock.now();
            let finished = Finished { id: id.uuid(), ending, note: Some(note) };
            if let Err(error) = inbox::finish(&app.ledger.pool, &[finished], now).await {
                tracing::warn!(%error, delivery = %id, "the answer to a validation was not noted");
            }
            verdict
        }
        Trust::WrongSecret | Trust::WrongAddress | Trust::UnknownPayment => Verdict::Accept,
    };
    Ok(app.c2b.validation_answer(verdict))
}

async fn judge(app: &App, body: &[u8]) -> (Verdict, Ending, String) {
    let notice = match app.c2b.decode_c2b(body) {
        Ok(notice) => notice,
        Err(unreadable) => {
            let note = format!("let through, because it was not understood: {unreadable}");
            return (Verdict::Accept, Ending::Unreadable, note);
        }
    };
    let judged = tokio::time::timeout(VERDICT_WITHIN, verdict_on(app, &notice)).await;
    let Ok(Some(verdict)) = judged else {
        let note = "let through, because the accounts could not be looked up in time";
        return (Verdict::Accept, Ending::Done, note.to_owned());
    };
    let note = match verdict {
        Verdict::Accept => "let through",
        Verdict::UnknownAccount => "turned away: no account of ours was typed",
        Verdict::OtherShortCode => "turned away: it is to a short code that is not ours",
    };
    (verdict, Ending::Done, note.to_owned())
}

/// The verdict, or none if the accounts cannot be looked up.
async fn verdict_on(app: &App, notice: &C2bNotice) -> Option<Verdict> {
    if !app.settings.short_codes.contains(&notice.short_code) {
        return Some(Verdict::OtherShortCode);
    }
    // A till has no accounts, and a paybill's payer may leave it out: that waits in suspense.
    let Some(typed) = &notice.account_typed else { return Some(Verdict::Accept) };
    let key = match AccountTyped::read(typed.as_str()) {
        AccountTyped::Line(number) => ClaimKey::new(ClaimKind::AccountNumber, number.as_str()),
        AccountTyped::Push(reference) => {
            ClaimKey::new(ClaimKind::AccountReference, reference.as_str())
        }
        AccountTyped::WrongCheckDigit | AccountTyped::NoneOfOurs => {
            return Some(Verdict::UnknownAccount);
        }
    };
    let holder = holder_of(&app.ledger, key).await.ok()?;
    Some(if holder.is_some() { Verdict::Accept } else { Verdict::UnknownAccount })
}
