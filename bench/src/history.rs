//! A store with a past: wallets that have bought for a while, written by `COPY` with the chain and
//! the claims that the lane would have made of them, so that `daftari verify` finds nothing.

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use cqrs_es::{Aggregate as _, DomainEvent as _};
use domain::wallet::Wallet;
use domain::{Decide as _, Timestamp};
use event_store::chain::{self, Hash, Leaf};
use event_store::schema;
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{Executor as _, PgPool};
use uuid::Uuid;

use crate::purse::{Buy, Purse};

/// What is sent to the database at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Indexes are built after the rows are there, which takes half as long.
const WITHOUT_INDEXES: &str = "
    ALTER TABLE events DROP CONSTRAINT events_pkey, DROP CONSTRAINT events_position_key;
    ALTER TABLE claims DROP CONSTRAINT claims_pkey";
const WITH_INDEXES: &str = "
    ALTER TABLE events ADD PRIMARY KEY (aggregate_type, aggregate_id, sequence),
        ADD UNIQUE (position);
    ALTER TABLE claims ADD PRIMARY KEY (kind, key)";

/// The id of the wallet with that number: from a version 7 UUID's parts, time and chance, as the
/// product makes them.
pub(crate) fn wallet_id(number: u64) -> Uuid {
    id(0x0195_0000_0000 + u128::from(number), number)
}

fn id(milliseconds: u128, seed: u64) -> Uuid {
    let mut chance = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    chance = (chance ^ (chance >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    chance ^= chance >> 27;
    Uuid::from_u128(
        (milliseconds << 80) | (0x7_u128 << 76) | (0b10 << 62) | u128::from(chance >> 2),
    )
}

/// Fills an empty store with that many events, spread evenly over that many wallets, each of whose
/// events stand far apart as they would. The last of them is as old as `end`.
pub(crate) async fn fill(pool: &PgPool, events: u64, wallets: u64, end: Timestamp) -> Result<()> {
    let genesis = chain::genesis(schema::store_id(pool).await?);
    pool.execute(sqlx::raw_sql(WITHOUT_INDEXES)).await.context("dropping indexes")?;
    let begin = end - TimeDelta::milliseconds(i64::try_from(events)?);
    let mut past = Past { position: 0, chain_hash: genesis, begin, rows: Rows::default() };
    let mut into_events = pool
        .copy_in_raw("COPY events (position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, chain_hash) FROM STDIN")
        .await?;
    let mut into_claims =
        pool.copy_in_raw("COPY claims (kind, key, owner, until, position) FROM STDIN").await?;
    for purchase in 0..events / 2 {
        past.buy(purchase % wallets, purchase / wallets)?;
        if past.rows.events.len() > CHUNK_BYTES {
            into_events.send(std::mem::take(&mut past.rows.events).into_bytes()).await?;
            into_claims.send(std::mem::take(&mut past.rows.claims).into_bytes()).await?;
        }
    }
    into_events.send(past.rows.events.into_bytes()).await?;
    into_claims.send(past.rows.claims.into_bytes()).await?;
    into_events.finish().await.context("copying events")?;
    into_claims.finish().await.context("copying claims")?;
    pool.execute(sqlx::raw_sql(WITH_INDEXES)).await.context("building indexes")?;
    pool.execute(sqlx::raw_sql("VACUUM (ANALYZE, FREEZE) events; ")).await?;
    pool.execute(sqlx::raw_sql("VACUUM (ANALYZE, FREEZE) claims")).await?;
    pool.execute(sqlx::raw_sql("CHECKPOINT")).await?;
    Ok(())
}

#[derive(Default)]
struct Rows {
    events: String,
    claims: String,
}

struct Past {
    position: i64,
    chain_hash: Hash,
    begin: Timestamp,
    rows: Rows,
}

impl Past {
    /// The events of one purchase, which is that wallet's n-th.
    fn buy(&mut self, wallet: u64, nth: u64) -> Result<()> {
        use std::fmt::Write as _;

        let payment =
            id(0x0195_8000_0000 + u128::from(self.position.unsigned_abs()), wallet ^ (nth << 40));
        let wallet = wallet_id(wallet);
        let purse = Purse::default();
        let metadata = format!(
            r#"{{"actor":"service","causation_id":"event:{}","correlation_id":"{payment}","source":"policy"}}"#,
            self.position
        );
        let aggregate_id = wallet.to_string();
        let mut sequence = i64::try_from(nth * 2)?;
        for event in purse.decide(Buy { wallet, payment })? {
            self.position += 1;
            sequence += 1;
            let recorded_at = self.begin + TimeDelta::milliseconds(self.position);
            let leaf = Leaf {
                position: self.position,
                aggregate_type: Wallet::TYPE,
                aggregate_id: &aggregate_id,
                sequence,
                event_type: &event.event_type(),
                event_version: &event.event_version(),
                payload: &serde_json::to_string(&event)?,
                metadata: &metadata,
                recorded_at,
            };
            self.chain_hash = chain::link(&self.chain_hash, &leaf.hash());
            let Leaf { position, aggregate_type, event_type, event_version, payload, .. } = leaf;
            writeln!(
                self.rows.events,
                "{position}\t{aggregate_type}\t{aggregate_id}\t{sequence}\t{event_type}\t{event_version}\t{payload}\t{metadata}\t{}\t\\\\x{}",
                recorded_at.format("%Y-%m-%dT%H:%M:%S%.6fZ"),
                hex::encode(self.chain_hash),
            )?;
            for change in purse.claim_changes(&event) {
                if let domain::claim::ClaimChange::Take { key, until: None } = change {
                    let kind = key.kind.as_str();
                    writeln!(self.rows.claims, "{kind}\t{}\t{wallet}\t\\N\t{position}", key.key)?;
                }
            }
        }
        Ok(())
    }
}
