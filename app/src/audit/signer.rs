use domain::Timestamp;
use event_store::heads::{Head, Step, TreeError, When};
use event_store::note::Signer;
use event_store::{heads, schema};
use sqlx::PgPool;
use vault::Vault;

/// The signer of a store's heads. Its name tells the store, and its key comes from the master key.
pub async fn signer(pool: &PgPool, vault: &Vault) -> Result<Signer, sqlx::Error> {
    let store_id = schema::store_id(pool).await?;
    Ok(Signer::new(&heads::origin(store_id), &vault.tree_head_seed()))
}

/// Signs a head over all that is recorded, and gives the last one: none if nothing is recorded.
pub async fn sign_now(
    pool: &PgPool,
    signer: &Signer,
    now: Timestamp,
) -> Result<Option<Head>, TreeError> {
    while heads::advance(pool, signer, now, When::Now).await? == Step::Grown {}
    Ok(heads::last(pool).await?)
}
