//! Asks Safaricom each hour for the payments whose announcement may never have come.
//!
//! How far this has come stands in a lease, and moves on only after every payment of a period was
//! recorded: whoever is struck down in the middle leaves the period to the next, and what is pulled
//! again is no event.

use chrono::TimeDelta;
use domain::Timestamp;
use domain::c2b::{C2bNotice, ShortCode};
use domain::context::Source;
use domain::outcome::OutcomeSource;
use domain::ports::{NotDone, PulledPayment};
use domain::{PaymentId, time::nairobi};
use event_store::NotStored;
use event_store::inbox::{Delivery, Trust};
use tokio_util::sync::CancellationToken;
use vault::{LeaseKind, VaultError};

use super::pause;
use crate::callbacks::PULLED_ROW;
use crate::payments::enquire::PULL_KEY;
use crate::payments::learn::{LearnError, learn};
use crate::{App, by_service, c2b, ids};

/// How soon a payment is asked for that was not announced.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// How soon a period is asked for again that Safaricom did not tell of.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// Safaricom may list a payment some time after it was made.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// Safaricom lists no older ones.
const REACH: TimeDelta = TimeDelta::hours(48);
/// By how much a clock of Safaricom's may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// For how long a node that was struck down keeps the others from it.
const LEASE_SECONDS: i64 = 600;
/// More rows than a provider has in two days; an answer that never ends would be read for ever.
const ROWS_MAX: u32 = 1_000_000;

/// A period was not pulled to its end.
#[derive(Debug, thiserror::Error)]
enum PullError {
    #[error("{0}")]
    NotDone(NotDone),
    #[error("Safaricom lists more than {ROWS_MAX} payments, or the same again and again")]
    NoEnd,
    #[error(transparent)]
    Learn(#[from] LearnError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("a row that was not understood could not be kept: {0}")]
    Keep(#[from] NotStored),
}

impl From<NotDone> for PullError {
    fn from(why: NotDone) -> Self {
        Self::NotDone(why)
    }
}

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let Some(nominated) = app.settings.pull_number.clone() else { return };
    let Some(short_code) = app.settings.short_codes.first().cloned() else { return };
    let holder = ids::new_uuid();
    let mut registered = false;
    while !shutdown.is_cancelled() {
        let now = app.ledger.clock.now();
        let taken = app
            .ledger
            .vault
            .take_leases(LeaseKind::Pull, &[PULL_KEY], holder, now, LEASE_SECONDS)
            .await;
        match taken.map(|mut leases| leases.pop()) {
            Ok(Some(lease)) => {
                let (from, note) = (begin(&lease.note, now), lease.note);
                let pulled = async {
                    if !registered {
                        let address = c2b::register::confirmation_url(&app);
                        app.pull.register_pull(&nominated, &address).await?;
                        registered = true;
                    }
                    pull(&app, &short_code, from, now).await
                };
                let (next_at, note) = match pulled.await {
                    Ok(rows) => {
                        tracing::info!(rows, %from, "payments were pulled");
                        (now + EVERY, now.to_rfc3339())
                    }
                    Err(error) => {
                        tracing::warn!(%error, %from, "payments could not be pulled; it is tried again in ten minutes");
                        (now + AGAIN, note)
                    }
                };
                let vault = &app.ledger.vault;
                if let Err(error) =
                    vault.release_lease(LeaseKind::Pull, PULL_KEY, holder, 0, next_at, &note).await
                {
                    tracing::warn!(%error, "it was not noted how far payments were pulled; they are pulled again");
                }
            }
            Ok(None) => {
                let _ =
                    tokio::time::timeout(app.settings.pull_looks_every, shutdown.cancelled()).await;
            }
            Err(error) => {
                tracing::warn!(%error, "payments could not be pulled; it is tried again");
                pause(&shutdown).await;
            }
        }
    }
}

/// From when on payments are asked for: some time before the end of the last period.
fn begin(note: &str, now: Timestamp) -> Timestamp {
    let earliest = now - REACH;
    note.parse().map_or(earliest, |last: Timestamp| (last - OVERLAP).clamp(earliest, now - OVERLAP))
}

/// Records every payment of a period, and says how many rows there were.
async fn pull(
    app: &App,
    short_code: &ShortCode,
    from: Timestamp,
    to: Timestamp,
) -> Result<u32, PullError> {
    let mut offset = 0_u32;
    loop {
        let page = app.pull.pull(from, to, offset).await?;
        let rows = u32::try_from(page.rows.len() + page.unreadable.len()).unwrap_or(u32::MAX);
        if rows == 0 {
            return Ok(offset);
        }
        for unreadable in page.unreadable {
            keep(app, &unreadable.reason).await?;
        }
        let in_nairobi = says_nairobis_time(&page.rows, app.ledger.clock.now());
        for row in page.rows {
            let paid_at = paid_at(row.stated_at, in_nairobi, app.ledger.clock.now(), from);
            take_in(app, short_code, row, paid_at).await?;
        }
        offset = offset.saturating_add(rows);
        if offset > ROWS_MAX {
            return Err(PullError::NoEnd);
        }
    }
}

/// Whether the moments of these rows are those of a clock in Nairobi, although they say `Z`. Which of
/// both it is, is not documented; in UTC nothing would have been paid in the future.
fn says_nairobis_time(rows: &[PulledPayment], now: Timestamp) -> bool {
    rows.iter().filter_map(|row| row.stated_at).any(|stated| stated > now + AHEAD)
}

/// When a row was paid. Of one that does not say it, the beginning of the period: nobody's time
/// begins before they can know of it.
fn paid_at(
    stated: Option<Timestamp>,
    in_nairobi: bool,
    now: Timestamp,
    from: Timestamp,
) -> Timestamp {
    let zone = TimeDelta::seconds(nairobi().local_minus_utc().into());
    stated.map_or(from, |stated| if in_nairobi { stated - zone } else { stated }).min(now)
}

/// Records a payment, whatever is known of it already.
async fn take_in(
    app: &App,
    short_code: &ShortCode,
    row: PulledPayment,
    paid_at: Timestamp,
) -> Result<(), PullError> {
    let receipt = row.receipt.clone();
    let context = |payment_id: PaymentId| by_service(payment_id.uuid(), None, Source::Janitor);
    let notice = C2bNotice {
        receipt: row.receipt,
        amount: row.amount,
        paid_at,
        short_code: short_code.clone(),
        account_typed: row.account_typed,
        payer: row.payer,
        payer_name: row.payer_name,
    };
    let ours = &app.settings.short_codes;
    match learn(&app.ledger, ours, notice, row.kind, OutcomeSource::Pull, context).await {
        Ok(()) => Ok(()),
        // It would be refused again: a person looks.
        Err(LearnError::Refused(why)) => {
            keep(app, &format!("the payment {receipt} was refused: {why}")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps what was not understood where the deliveries are that were not either.
async fn keep(app: &App, why: &str) -> Result<(), PullError> {
    let delivery = Delivery {
        id: ids::new(),
        road: PULLED_ROW,
        reference: None,
        received_at: app.ledger.clock.now(),
        source_address: None,
        trust: Trust::Accepted,
        sealed_body: app.ledger.vault.seal_delivery(why.as_bytes()),
    };
    Ok(app.intake.record(delivery).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_begins_before_the_last_one_ended_and_not_before_what_safaricom_lists() {
        let now = at("2026-11-23T12:00:00Z");
        for (note, from) in [
            ("", "2026-11-21T12:00:00Z"),
            ("nonsense", "2026-11-21T12:00:00Z"),
            ("2026-11-23T11:00:00+00:00", "2026-11-23T10:00:00Z"),
            ("2026-11-01T11:00:00+00:00", "2026-11-21T12:00:00Z"),
            // A clock was set back since.
            ("2026-11-24T11:00:00+00:00", "2026-11-23T11:00:00Z"),
        ] {
            assert_eq!(begin(note, now), at(from), "{note}");
        }
    }

    #[test]
    fn a_moment_in_the_future_is_one_of_nairobis_clock() {
        let (now, from) = (at("2026-11-23T12:00:00Z"), at("2026-11-23T10:00:00Z"));
        let row = |stated: &str| PulledPayment {
            receipt: "UKN5CCCCC3".parse().unwrap(),
            stated_at: stated.parse().ok(),
            amount: domain::Money::from_cents(100),
            account_typed: None,
            kind: String::new(),
            payer: None,
            payer_name: None,
        };
        assert!(!says_nairobis_time(&[row("2026-11-23T11:59:00Z"), row("")], now));
        assert!(says_nairobis_time(
            &[row("2026-11-23T11:59:00Z"), row("2026-11-23T14:59:00Z")],
            now
        ));
        let stated = Some(at("2026-11-23T14:59:00Z"));
        assert_eq!(paid_at(stated, true, now, from), at("2026-11-23T11:59:00Z"));
        assert_eq!(
            paid_at(Some(at("2026-11-23T11:59:00Z")), false, now, from),
            at("2026-11-23T11:59:00Z")
        );
        assert_eq!(paid_at(Some(at("2026-11-23T12:04:00Z")), false, now, from), now);
        assert_eq!(paid_at(None, false, now, from), from);
    }
}
