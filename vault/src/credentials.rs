//! Who signs in by which name and password.

use argon2::password_hash::phc::PasswordHash;
use domain::id::UserId;
use domain::time::Timestamp;

use crate::Vault;
use crate::error::{VaultError, storage};
use crate::password::Password;

/// What a user may type as a user name, as look-up hashes ([`Vault::look_up_hash`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logins {
    /// Hash of the user name.
    pub username: String,
    /// Hash of the phone number, if the user may sign in by it.
    pub phone: Option<String>,
}

impl Vault {
    /// Sets the user's password, and by what they sign in. What they had before is void.
    ///
    /// The lane decides who owns a user name and a number, so this comes after it has accepted
    /// the user. A login that still belongs to another user is refused and never taken over.
    /// Sessions go on; [`Vault::end_families_of`] ends them.
    pub async fn set_password(
        &self,
        user: UserId,
        logins: &Logins,
        password: &Password,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let password_hash = self.inner.passwords.hash(password).await?;
        let kinds = ["USERNAME", "PHONE"].map(str::to_owned);
        let hashes = [Some(logins.username.clone()), logins.phone.clone()];

        let doing = "set a password";
        let mut tx = self.inner.pool.begin().await.map_err(storage(doing))?;
        sqlx::query!(
            "INSERT INTO vault.credentials (user_id, password_hash, set_at) VALUES ($1, $2, $3)
             ON CONFLICT (user_id) DO UPDATE
             SET password_hash = EXCLUDED.password_hash, set_at = EXCLUDED.set_at",
            user.uuid(),
            password_hash,
            now,
        )
        .execute(&mut *tx)
        .await
        .map_err(storage(doing))?;
        sqlx::query!("DELETE FROM vault.logins WHERE user_id = $1", user.uuid())
            .execute(&mut *tx)
            .await
            .map_err(storage(doing))?;
        let added = sqlx::query!(
            "INSERT INTO vault.logins (login_hash, user_id, kind)
             SELECT login_hash, $1, kind
             FROM unnest($2::text[], $3::text[]) AS login (login_hash, kind)
             WHERE login_hash IS NOT NULL
             ORDER BY login_hash
             ON CONFLICT (login_hash) DO NOTHING",
            user.uuid(),
            &hashes as &[Option<String>],
            &kinds,
        )
        .execute(&mut *tx)
        .await
        .map_err(storage(doing))?;
        let wanted = hashes.iter().flatten().count();
        if usize::try_from(added.rows_affected()) != Ok(wanted) {
            return Err(VaultError::LoginTaken { user });
        }
        tx.commit().await.map_err(storage(doing))
    }

    /// Whether the user has a password.
    pub async fn has_password(&self, user: UserId) -> Result<bool, VaultError> {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM vault.credentials WHERE user_id = $1) AS "has_one!""#,
            user.uuid(),
        )
        .fetch_one(&self.inner.pool)
        .await
        .map_err(storage("look for a password"))
    }

    /// The user who signs in by one of these hashes and this password, or none. Whether the user
    /// is unknown or the password wrong cannot be told, not even from the time it takes.
    pub async fn check_password(
        &self,
        login_hashes: &[String],
        password: &Password,
    ) -> Result<Option<UserId>, VaultError> {
        let found = sqlx::query!(
            "SELECT DISTINCT user_id, password_hash
             FROM vault.logins JOIN vault.credentials USING (user_id)
             WHERE login_hash = ANY ($1)",
            login_hashes,
        )
        .fetch_all(&self.inner.pool)
        .await
        .map_err(storage("check a password"))?;
        // One text can name one user only. If it names two, it is not for us to choose.
        let [found] = found.as_slice() else {
            self.inner.passwords.check(password, None).await?;
            return Ok(None);
        };
        let user = UserId::new(found.user_id);
        let stored = PasswordHash::new(&found.password_hash)
            .map_err(|_| VaultError::PasswordAltered { user })?;
        let right = self.inner.passwords.check(password, Some(stored)).await?;
        Ok(right.then_some(user))
    }
}
