//! The events that a projection leaves out. The runner and a rebuild read them from here, so that
//! both leave out the same.

use domain::skips::{SKIPS, Skips, SkipsEvent};
use domain::{Decide, Timestamp};
use event_store::checkpoint::Reader;
use event_store::feed::{self, FeedError};
use sqlx::PgExecutor;

/// An event that a projection leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Where it stands.
    pub position: i64,
    /// Why it is left out.
    pub reason: String,
    /// When that was decided.
    pub skipped_at: Timestamp,
    /// Who decided it, as events name actors.
    pub actor: Option<String>,
}

/// The events that this version of a projection leaves out, in the order in which that was decided.
pub async fn of(executor: impl PgExecutor<'_>, reader: Reader) -> Result<Vec<Skip>, FeedError> {
    let mut skips = Vec::new();
    for recorded in feed::read_stream(executor, type_of::<Skips>(), SKIPS).await? {
        for event in recorded.decode::<Skips>()? {
            let SkipsEvent::EventSkipped { projection, version, position, reason } = event;
            if projection == reader.name && version == reader.version {
                skips.push(Skip {
                    position,
                    reason: reason.into(),
                    skipped_at: recorded.recorded_at,
                    actor: recorded.metadata.get("actor").cloned(),
                });
            }
        }
    }
    Ok(skips)
}

fn type_of<A: Decide>() -> &'static str {
    A::TYPE
}

/// The positions of those events.
pub fn positions(skips: &[Skip]) -> Vec<i64> {
    skips.iter().map(|skip| skip.position).collect()
}

/// The position of the first event after that one which is not left out. It may not be there yet.
pub fn next_after(position: i64, skips: &[Skip]) -> i64 {
    let mut next = position + 1;
    while skips.iter().any(|skip| skip.position == next) {
        next += 1;
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_event_is_the_first_that_is_not_left_out() {
        let skips: Vec<Skip> = [4, 2, 3]
            .map(|position| Skip {
                position,
                reason: "a test".to_owned(),
                skipped_at: Timestamp::UNIX_EPOCH,
                actor: None,
            })
            .to_vec();
        assert_eq!(positions(&skips), [4, 2, 3]);
        for (after, next) in [(0, 1), (1, 5), (2, 5), (4, 5), (5, 6)] {
            assert_eq!(next_after(after, &skips), next, "after {after}");
        }
    }
}
