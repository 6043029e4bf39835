//! What was noted about the events elsewhere, and must still be so.

use sqlx::PgConnection;

use crate::chain::Hash;

/// What somebody has noted about the events up to a position.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Up to and with which position.
    pub position: i64,
    /// Who, as the end of *the chain is not the one that … noted*.
    pub whose: String,
    /// What.
    pub says: Says,
}

/// What was noted.
#[derive(Debug, Clone)]
pub enum Says {
    /// That there are events up to there.
    There,
    /// The chain hash at the position.
    Chain(Hash),
    /// The root of the Merkle tree of that size.
    Root(Hash),
}

/// What the database itself says besides the events. Whoever rewrites the events may rewrite this
/// too; what is published outside it is beyond that.
pub(super) async fn of_database(
    connection: &mut PgConnection,
) -> Result<Vec<Witness>, sqlx::Error> {
    let checkpoints = sqlx::query!(
        "SELECT projection, version, position, chain_hash FROM checkpoints WHERE position > 0"
    )
    .fetch_all(&mut *connection)
    .await?;
    let witnesses = checkpoints.into_iter().map(|row| Witness {
        position: row.position,
        whose: format!("the checkpoint of `{}` {}", row.projection, row.version),
        says: match row.chain_hash.and_then(|hash| hash.try_into().ok()) {
            Some(hash) => Says::Chain(hash),
            None => Says::There,
        },
    });
    let heads = sqlx::query!("SELECT size, root FROM tree_heads ORDER BY size")
        .fetch_all(connection)
        .await?;
    let heads = heads.into_iter().map(|row| Witness {
        position: row.size,
        whose: format!("the head over {} events in the database", row.size),
        says: row.root.try_into().map_or(Says::There, Says::Root),
    });
    Ok(witnesses.chain(heads).collect())
}
