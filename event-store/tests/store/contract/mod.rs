//! The contract of an event store, held against Postgres and against the store in memory.

mod commands;
mod equal;
mod ground;
mod readers;

/// Each clause of the contract is one function, run on a fresh store of either kind.
mod in_postgres {
    use super::ground::{Ground, OnPostgres};
    use super::{commands, readers};

    #[tokio::test]
    async fn a_command_on_several_aggregates_is_atomic() {
        commands::a_command_on_several_aggregates_is_atomic(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn a_command_that_cannot_be_fails_alone() {
        commands::a_command_that_cannot_be_fails_alone(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn a_key_is_answered_once_for_one_request() {
        commands::a_key_is_answered_once_for_one_request(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn a_claim_is_taken_released_and_ends_by_time() {
        commands::a_claim_is_taken_released_and_ends_by_time(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn a_full_queue_says_so() {
        commands::a_full_queue_says_so(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn bulk_work_waits_behind_interactive_work() {
        commands::bulk_work_waits_behind_interactive_work(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn the_feed_is_read_in_batches_without_a_gap() {
        readers::the_feed_is_read_in_batches_without_a_gap(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn readers_are_woken() {
        readers::readers_are_woken(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn a_delivery_is_leased_and_finished_once() {
        readers::a_delivery_is_leased_and_finished_once(OnPostgres::open().await).await;
    }

    #[tokio::test]
    async fn deliveries_are_listed_newest_first() {
        readers::deliveries_are_listed_newest_first(OnPostgres::open().await).await;
    }
}

mod in_memory {
    use super::ground::{Ground, InMemory};
    use super::{commands, readers};

    #[tokio::test]
    async fn a_command_on_several_aggregates_is_atomic() {
        commands::a_command_on_several_aggregates_is_atomic(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn a_command_that_cannot_be_fails_alone() {
        commands::a_command_that_cannot_be_fails_alone(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn a_key_is_answered_once_for_one_request() {
        commands::a_key_is_answered_once_for_one_request(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn a_claim_is_taken_released_and_ends_by_time() {
        commands::a_claim_is_taken_released_and_ends_by_time(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn a_full_queue_says_so() {
        commands::a_full_queue_says_so(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn bulk_work_waits_behind_interactive_work() {
        commands::bulk_work_waits_behind_interactive_work(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn the_feed_is_read_in_batches_without_a_gap() {
        readers::the_feed_is_read_in_batches_without_a_gap(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn readers_are_woken() {
        readers::readers_are_woken(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn a_delivery_is_leased_and_finished_once() {
        readers::a_delivery_is_leased_and_finished_once(InMemory::open().await).await;
    }

    #[tokio::test]
    async fn deliveries_are_listed_newest_first() {
        readers::deliveries_are_listed_newest_first(InMemory::open().await).await;
    }
}
