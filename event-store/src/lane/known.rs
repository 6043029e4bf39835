//! What a lane remembers between its batches.

use std::collections::HashMap;

use super::load::Asked;
use super::world::{Stream, StreamKey};

/// How many streams are remembered, at most twice over. One is some hundred bytes to a kilobyte, so
/// this is some tens of megabytes.
const STREAMS_MAX: usize = 32_768;
/// From how many events on a stream is remembered. To load a shorter one costs no more than to keep it.
const EVENTS_MIN: i64 = 8;

/// Streams as this lane's batches left them. Only the rest of such a stream is asked for: what other
/// processes have appended since. So it is never out of date, and never has to be told.
///
/// It is filled anew every so often; what was not used in the meantime is forgotten.
#[derive(Default)]
pub(super) struct Known {
    recent: HashMap<StreamKey, Stream>,
    older: HashMap<StreamKey, Stream>,
}

impl Known {
    /// What has to be asked of a stream.
    pub(super) fn rest_of(&self, key: StreamKey) -> Asked {
        let known = self.recent.get(&key).or_else(|| self.older.get(&key));
        Asked { key, after: known.map_or(0, |stream| stream.sequence) }
    }

    /// Hands a stream to a batch; one that is not known is empty.
    pub(super) fn take(&mut self, key: StreamKey) -> Stream {
        let known = self.recent.remove(&key).or_else(|| self.older.remove(&key));
        known.unwrap_or_default()
    }

    /// Takes streams back.
    pub(super) fn keep(&mut self, streams: impl IntoIterator<Item = (StreamKey, Stream)>) {
        self.recent.extend(streams.into_iter().filter(|(_, stream)| stream.sequence >= EVENTS_MIN));
        if self.recent.len() >= STREAMS_MAX {
            self.older = std::mem::take(&mut self.recent);
        }
    }

    /// Forgets everything: a batch that it rests on may not be recorded, or this is another database.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
