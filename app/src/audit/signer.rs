use event_store::note::Signer;
use event_store::{heads, schema};
use sqlx::PgPool;
use vault::Vault;

/// The signer of a store's heads. Its name tells the store, and its key comes from the master key.
pub async fn signer(pool: &PgPool, vault: &Vault) -> Result<Signer, sqlx::Error> {
    let store_id = schema::store_id(pool).await?;
    Ok(Signer::new(&heads::origin(store_id), &vault.tree_head_seed()))
}
