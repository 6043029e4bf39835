//! The signatures of the stored heads.

use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::PgConnection;

use super::VerifyError;
use super::finding::{Fault, Finding};
use crate::note::Verifier;

/// How many heads go to one thread at once.
const HEADS_AT_ONCE: usize = 256;
/// How many threads are kept busy.
const THREADS: usize = 2;

/// A head as its row has it.
struct Head {
    size: i64,
    root: Vec<u8>,
    note: String,
}

/// Opens the note of every head. Gives how many there are, or the first whose note is not signed by
/// the key or says something else than its row. That the roots are those of the events is found as
/// the events are read.
pub(super) async fn compare(
    connection: &mut PgConnection,
    key: &Verifier,
) -> Result<Result<usize, Finding>, VerifyError> {
    let heads = sqlx::query_as!(Head, "SELECT size, root, note FROM tree_heads ORDER BY size")
        .fetch(connection);
    let mut compared = heads
        .try_chunks(HEADS_AT_ONCE)
        .map(|heads| {
            let key = key.clone();
            async move {
                let heads = heads.map_err(|error| error.1)?;
                Ok::<_, VerifyError>(
                    tokio::task::spawn_blocking(move || all_hold(&heads, &key)).await?,
                )
            }
        })
        .buffered(THREADS);
    let mut count = 0;
    while let Some(compared) = compared.try_next().await? {
        match compared {
            Ok(heads) => count += heads,
            Err(finding) => return Ok(Err(finding)),
        }
    }
    Ok(Ok(count))
}

fn all_hold(heads: &[Head], key: &Verifier) -> Result<usize, Finding> {
    for head in heads {
        let fault = match key.open(&head.note) {
            Ok(said) if i64::try_from(said.size) == Ok(head.size) && said.root == *head.root => {
                continue;
            }
            Ok(_) => Fault::HeadNote { size: head.size },
            Err(why) => Fault::HeadSignature { size: head.size, why },
        };
        return Err(Finding { position: head.size, fault });
    }
    Ok(heads.len())
}
