//! Statement files.

use vault::{StatementFile, VaultError};

use crate::{Room, now};

const SHA256: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[tokio::test]
async fn a_file_comes_back_as_it_was_given_and_stands_sealed() {
    let room = Room::new().await;
    let file =
        StatementFile { name: Some("june.csv".into()), bytes: b"254712345678,Jane".to_vec() };
    assert_eq!(room.vault.statement_file(SHA256).await.unwrap(), None);
    for _ in 0..2 {
        room.vault.keep_statement(SHA256, &file, now()).await.unwrap();
    }
    let other = room.another_node().await;
    assert_eq!(other.statement_file(SHA256).await.unwrap(), Some(file));
    let stored: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM vault.statement_files")
        .fetch_one(&room.pool)
        .await
        .unwrap();
    assert!(!stored.windows(4).any(|part| part == b"Jane"));
}

#[tokio::test]
async fn a_file_that_was_altered_or_put_under_another_hash_is_refused() {
    let room = Room::new().await;
    let file = StatementFile { name: None, bytes: b"a statement".to_vec() };
    room.vault.keep_statement(SHA256, &file, now()).await.unwrap();
    let other = "0".repeat(64);
    sqlx::query("UPDATE vault.statement_files SET file_sha256 = $1")
        .bind(&other)
        .execute(&room.pool)
        .await
        .unwrap();
    let opened = room.vault.statement_file(&other).await;
    assert!(matches!(opened, Err(VaultError::StatementNotOpened)), "{opened:?}");
}
