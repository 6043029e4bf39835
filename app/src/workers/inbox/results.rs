//! Results of requests that Safaricom answers later.

use domain::ports::{Delivered, Unreadable};
use event_store::inbox::Pending;
use uuid::Uuid;

use super::{Note, not_understood};
use crate::App;
use crate::results::{Kind, Tells};

/// Understands a result, and gives it to whoever asked.
pub(super) fn result(
    app: &App,
    delivery: &Pending,
    (kind, tells): (Kind, Tells),
    body: &[u8],
) -> Note {
    let named = delivery.reference.as_deref().and_then(|id| id.parse::<Uuid>().ok());
    let Some(_request) = named else {
        return Note::refused("its address names no request");
    };
    let read = match (tells, kind) {
        (Tells::Timeout, _) => app.later.decode_timeout(body).map(drop),
        (Tells::Result, Kind::Status) => understood(app.later.decode_status(body)),
        (Tells::Result, Kind::Balance) => understood(app.later.decode_balance(body)),
        (Tells::Result, Kind::Reversal) => understood(app.later.decode_reversal(body)),
        (Tells::Result, Kind::Refund) => understood(app.later.decode_refund(body)),
    };
    match read {
        Ok(()) => Note::refused("nobody waits for the result of that request"),
        Err(unreadable) => not_understood(delivery, unreadable),
    }
}

fn understood<T>(read: Result<Delivered<T>, Unreadable>) -> Result<(), Unreadable> {
    read.map(drop)
}
