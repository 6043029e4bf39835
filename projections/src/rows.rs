//! The rows that a batch touches: loaded together, changed in memory in the order of the events,
//! and written together, so that a batch costs a few statements however many events it has.

use std::collections::HashMap;

use serde::Serialize;
use uuid::Uuid;

/// Rows of one table by their id.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    rows: HashMap<Uuid, R>,
    /// Which of them stand in the table already.
    stored: Vec<Uuid>,
}

impl<R> Rows<R> {
    /// Rows as they stand in the table.
    pub(crate) fn stored(rows: Vec<R>, id: impl Fn(&R) -> Uuid) -> Self {
        let rows: HashMap<Uuid, R> = rows.into_iter().map(|row| (id(&row), row)).collect();
        Self { stored: rows.keys().copied().collect(), rows }
    }

    pub(crate) fn insert(&mut self, id: Uuid, row: R) {
        self.rows.insert(id, row);
    }

    pub(crate) fn get_mut(&mut self, id: Uuid) -> Option<&mut R> {
        self.rows.get_mut(&id)
    }

    /// Which rows are to be replaced.
    pub(crate) fn stored_ids(&self) -> &[Uuid] {
        &self.stored
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, as Postgres reads them with `json_populate_recordset`. None if there are none.
    pub(crate) fn to_json(&self) -> Result<Option<String>, serde_json::Error>
    where
        R: Serialize,
    {
        if self.rows.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(&self.rows.values().collect::<Vec<_>>()).map(Some)
    }
}

/// One column of the rows, as an array for `unnest`: the same order of rows for each column.
pub(crate) fn every<R, T>(rows: &Rows<R>, of: impl Fn(&R) -> T) -> Vec<T> {
    rows.rows.values().map(of).collect()
}
