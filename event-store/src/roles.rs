//! The roles of Postgres: what the service may do is less than what its login might.

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};

/// The role of the service: it adds events, and cannot change them.
pub const SERVICE: &str = "daftari_service";
/// The role of whoever only looks: events and read models, and nothing of the vault.
pub const READER: &str = "daftari_reader";

/// Makes the roles if they are missing, and gives them what they may do with what there is now. It
/// is for the owner, after migrations and after read models were made.
pub async fn grant(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT grant_roles()").execute(pool).await?;
    Ok(())
}

/// Lets connections begin in the service's role, if their login is a member of it. Otherwise they
/// have their login's own rights; where those let it change events, that is warned of.
pub async fn as_service(options: PgConnectOptions) -> Result<PgConnectOptions, sqlx::Error> {
    let mut connection = PgConnection::connect_with(&options).await?;
    let login = sqlx::query!(
        r#"SELECT
             EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER'))
               AS "is_member!",
             coalesce(has_table_privilege(to_regclass('public.events'), 'UPDATE'), false)
               AS "may_change!""#,
        SERVICE,
    )
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    if login.is_member {
        return Ok(options.options([("role", SERVICE)]));
    }
    if login.may_change {
        tracing::warn!(
            "this login could change what is recorded; run `daftari migrate`, and let the service use a login that is a member of {SERVICE} only"
        );
    }
    Ok(options)
}
