//! Whether the database is there, new enough, of this version, and begun with this master key.

use app::clock::SystemClock;
use domain::time::Clock;
use event_store::schema::{Standing, standing};
use sqlx::PgPool;
use vault::{MasterKey, Vault};

use super::Finding;
use super::clock::Other;
use crate::service;

const DATABASE: &str = "database";
const MASTER_KEY: &str = "master key";
/// Of Postgres, as it counts its versions.
const POSTGRES_MIN: i32 = 150_000;

/// What was found of it, and what its clock says.
pub(super) async fn look(url: &str, key: Option<&MasterKey>) -> (Vec<Finding>, Option<Other>) {
    let pool = match service::connect(url).await {
        Ok(pool) => pool,
        Err(failure) => {
            let cause = failure.cause();
            let (says, _) = cause.split_once("; ").unwrap_or((&cause, ""));
            let fault = Finding::fault(
                DATABASE,
                says,
                "check DATABASE_URL, that Postgres runs, and that it takes connections from this machine",
            );
            return (vec![fault], None);
        }
    };
    let (found, other) = match standing(&pool).await {
        Ok(standing) => {
            let other = Other { whose: "the database", says: standing.now };
            (vec![finding(&standing), key_of(&pool, &standing, key).await], Some(other))
        }
        Err(error) => {
            let remedy = "look into the log of Postgres";
            (vec![Finding::fault(DATABASE, format!("it does not answer: {error}"), remedy)], None)
        }
    };
    pool.close().await;
    (found, other)
}

fn finding(standing: &Standing) -> Finding {
    let postgres = format!("Postgres {}", standing.postgres);
    if standing.postgres_number < POSTGRES_MIN {
        let says = format!("{postgres} is too old");
        return Finding::fault(DATABASE, says, "use Postgres 15 or later");
    }
    match (standing.migrated, Standing::newest()) {
        (migrated, newest) if migrated == newest => {
            Finding::well(DATABASE, format!("{postgres}, of this version"))
        }
        (None, _) => Finding::fault(
            DATABASE,
            format!("{postgres} holds nothing of Daftari's yet"),
            "run `daftari migrate`",
        ),
        (migrated, newest) if migrated > newest => Finding::fault(
            DATABASE,
            "it was brought up to a later version than this program's",
            "run the newer program",
        ),
        _ => Finding::fault(
            DATABASE,
            "it is of an earlier version than this program",
            "run `daftari migrate`",
        ),
    }
}

async fn key_of(pool: &PgPool, standing: &Standing, key: Option<&MasterKey>) -> Finding {
    let Some(key) = key else {
        return Finding::skipped(MASTER_KEY, "DAFTARI_MASTER_KEY is not set");
    };
    if standing.migrated != Standing::newest() {
        return Finding::skipped(MASTER_KEY, "the database has to be of this version first");
    }
    match Vault::open(pool.clone(), key, SystemClock.now()).await {
        Ok(_vault) => Finding::well(MASTER_KEY, "opens what is sealed in this database"),
        Err(error) => Finding::fault(
            MASTER_KEY,
            error.to_string(),
            "set DAFTARI_MASTER_KEY to the key that this database was begun with",
        ),
    }
}
