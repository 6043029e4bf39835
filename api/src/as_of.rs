//! Reading the past: as of which moment, and as far as it was known by which.

use chrono::{DateTime, Utc};
use projections::history::AsOf;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Problem;

/// Which past. None of both is now.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOfParams {
    /// A past moment: shows what was so then.
    as_of: Option<DateTime<Utc>>,
    /// With `as_of`: only what had been recorded by then. Now, if it is not given.
    known_at: Option<DateTime<Utc>>,
}

impl AsOfParams {
    /// The past that is meant; none if it is the present.
    pub(crate) fn past(self, now: DateTime<Utc>) -> Result<Option<AsOf>, Problem> {
        let Some(effective) = not_after(now, "as_of", self.as_of)? else {
            return match self.known_at {
                None => Ok(None),
                Some(_) => Err(Problem::unprocessable(
                    "as_of_missing",
                    "known_at limits what is shown as of a moment; give that moment as as_of",
                )
                .with_field("as_of", "is missing")),
            };
        };
        let known = not_after(now, "known_at", self.known_at)?.unwrap_or(now);
        Ok(Some(AsOf { effective, known }))
    }
}

/// A moment that has passed, if one is given.
pub(crate) fn not_after(
    now: DateTime<Utc>,
    field: &str,
    moment: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>, Problem> {
    match moment {
        Some(moment) if moment > now => Err(Problem::unprocessable(
            "moment_in_future",
            format!("{field} is in the future; give a moment that has passed"),
        )
        .with_field(field, "is in the future")),
        other => Ok(other),
    }
}
