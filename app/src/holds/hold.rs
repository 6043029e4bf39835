//! A report is held: it is recorded as it came, and nothing else.

use domain::claim::{ClaimKey, ClaimKind};
use domain::hold::{Doubt, Hold, HoldCommand, HoldReport, Report, hold_key};
use domain::{Decide, HoldId, Money};
use event_store::{Halt, World};

use crate::{App, ids};

/// How reports are doubted that anybody could post who knows where to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doubting {
    /// More than this is not taken on a report's word.
    pub(crate) above: Money,
    /// The id of the hold, if it is held.
    pub(crate) hold_id: HoldId,
}

impl Doubting {
    /// As it is configured; none if every report is believed.
    pub(crate) fn of(app: &App) -> Option<Self> {
        app.settings.verify_above.map(|above| Self { above, hold_id: ids::new() })
    }
}

/// Holds a report, unless it is held or was: the same report again changes nothing.
pub(crate) fn hold(
    world: &mut World<'_>,
    hold_id: HoldId,
    report: Report,
    doubts: Vec<Doubt>,
) -> Result<(), Halt> {
    if world.holder(&ClaimKey::new(ClaimKind::Hold, hold_key(&report)))?.is_some() {
        return Ok(());
    }
    let report = Box::new(report);
    let held = HoldReport { hold_id, report, doubts, now: world.now() };
    let events = world
        .state::<Hold>(hold_id.uuid())?
        .decide(HoldCommand::Hold(Box::new(held)))
        .map_err(|error| Halt::Fault(error.to_string()))?;
    world.append::<Hold>(hold_id.uuid(), events)
}
