//! The table of claims, held against what the events say.

use domain::claim::{ClaimKey, ClaimKind};
use futures::TryStreamExt as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::finding::{ClaimFault, Fault, Finding};
use super::sums::Range;
use super::{Derived, Held};
use crate::copied::{Chunk, Framer, Row, integer, moment_us, text};

/// Without an order: the rows come as they lie on the disk, which is the fastest.
const READ: &str =
    "COPY (SELECT kind, key, owner, until, position FROM claims) TO STDOUT (FORMAT binary)";
const COLUMNS: usize = 5;

/// A row of the table.
struct Stored<'a> {
    kind: &'a str,
    key: &'a str,
    held: Held,
}

impl<'a> Stored<'a> {
    fn of(row: &Row<'a, COLUMNS>) -> Option<Self> {
        let owner = Uuid::from_slice(row[2]?).ok()?;
        // One that is beyond counting is none that an event has said.
        let until_us = row[3].map(|_| moment_us(row[3]).unwrap_or(i64::MAX));
        let held = Held { owner, until_us, position: integer(row[4])? };
        Some(Self { kind: text(row[0])?, key: text(row[1])?, held })
    }

    fn claim_key(&self) -> Option<ClaimKey> {
        ClaimKind::parse(self.kind).map(|kind| ClaimKey::new(kind, self.key))
    }
}

/// Shows every row.
async fn read(
    connection: &mut PgConnection,
    mut each: impl FnMut(Stored<'_>),
) -> Result<(), sqlx::Error> {
    let mut stream = connection.copy_out_raw(READ).await?;
    let mut framer = Framer::<COLUMNS>::default();
    loop {
        let bytes = stream.try_next().await?;
        let chunk = match &bytes {
            Some(bytes) => framer.push(bytes)?,
            None => framer.end()?,
        };
        for row in chunk.iter().flat_map(Chunk::rows) {
            each(Stored::of(&row).ok_or_else(|| {
                sqlx::Error::Protocol(
                    "a row of `claims` has other columns than its table".to_owned(),
                )
            })?);
        }
        if bytes.is_none() {
            return Ok(());
        }
    }
}

impl Derived {
    /// How many claims the table has, and the ranges of positions in which it is not as it must be.
    pub(in super::super) async fn differing(
        mut self,
        connection: &mut PgConnection,
    ) -> Result<(u64, Vec<Range>), sqlx::Error> {
        for (key, held) in &self.passing {
            self.sums.add(key.kind, &key.key, *held);
        }
        let mut rows = 0;
        read(connection, |row| {
            self.sums.subtract(row.kind, row.key, row.held);
            rows += 1;
        })
        .await?;
        Ok((rows, self.sums.differing().collect()))
    }

    /// The first claim among those that were kept that is not as it must be.
    pub(in super::super) async fn first_difference(
        self,
        connection: &mut PgConnection,
    ) -> Result<Option<Finding>, sqlx::Error> {
        let (is_wanted, mut due) = self.kept();
        let mut first = First(None);
        read(connection, |row| {
            let key = row.claim_key();
            match key.and_then(|key| due.remove_entry(&key)) {
                Some((_, held)) if held == row.held => {}
                Some((key, held)) => {
                    let column = differing_column(held, row.held);
                    first.consider(held.position, key.to_string(), ClaimFault::Changed { column });
                }
                None if is_wanted(row.held.position) => {
                    let claim = format!("{} {}", row.kind, row.key);
                    first.consider(row.held.position, claim, ClaimFault::NoneDue);
                }
                None => {}
            }
        })
        .await?;
        for (key, held) in due {
            first.consider(held.position, key.to_string(), ClaimFault::Missing);
        }
        Ok(first.0)
    }
}

fn differing_column(due: Held, found: Held) -> &'static str {
    if due.owner != found.owner {
        "owner"
    } else if due.until_us != found.until_us {
        "until"
    } else {
        "position"
    }
}

/// The one with the lowest position.
struct First(Option<Finding>);

impl First {
    fn consider(&mut self, position: i64, claim: String, how: ClaimFault) {
        if self.0.as_ref().is_none_or(|first| position < first.position) {
            self.0 = Some(Finding { position, fault: Fault::Claim { claim, how } });
        }
    }
}
