//! What commands turn out to look at beyond what they declared, asked for by the batch together.

use super::batch::{Batch, Source};
use super::job::AnyJob;
use super::known::Known;
use super::load::{Asked, Declared};
use super::world::{Missing, Reads, Stream, World};

/// How often a batch looks ahead. Commands of one kind find out at the same steps what else they look
/// at, and few take more steps than this; each look decides all that are left once more.
const LOOKS_AHEAD_MAX: usize = 4;

impl Batch {
    /// Loads what a command turned out to look at, and in the same question what those after it will.
    pub(super) async fn load_missing(
        &mut self,
        source: &mut impl Source,
        known: &mut Known,
        missing: Missing,
        next: &mut [Box<dyn AnyJob>],
    ) -> Result<(), sqlx::Error> {
        match missing {
            Missing::WholeStream(key) => {
                let events = source.load_stream(Asked { key, after: 0 }).await?;
                self.loaded.streams.insert(key, Stream::default());
                self.admit_stream(known, key, None, events)
            }
            Missing::These(mut reads) => {
                if self.looks_ahead < LOOKS_AHEAD_MAX {
                    self.looks_ahead += 1;
                    self.look_ahead(next, &mut reads);
                }
                let found = source.load(&Declared::of(reads, known)).await?;
                self.admit(known, found)
            }
        }
    }

    /// Adds what the next commands would find missing if it were their turn now. The commands before
    /// them may still change what they look at; then it is asked for as they get there.
    fn look_ahead(&mut self, next: &mut [Box<dyn AnyJob>], reads: &mut Reads) {
        for job in next {
            if self.judge_key(job.as_ref()).is_none() {
                let mut world = World::new(&mut self.loaded, self.rows.recorded_at);
                reads.extend(job.misses(&mut world));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;
    use domain::Timestamp;
    use domain::context::{Actor, Context, Source as From};
    use domain::time::Clock;
    use domain::wallet::Wallet;
    use tokio::sync::oneshot;
    use tokio::time::Instant;
    use uuid::Uuid;

    use super::*;
    use crate::lane::in_memory::Shared;
    use crate::lane::job::Job;
    use crate::lane::load::Found;
    use crate::lane::sql::Head;
    use crate::lane::world::LoadedEvent;
    use crate::lane::{Command, Stop};

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            DateTime::UNIX_EPOCH + Duration::from_hours(12)
        }
    }

    /// An empty store that counts what it is asked.
    #[derive(Default)]
    struct Asking {
        store: Shared,
        questions: usize,
    }

    impl Source for Asking {
        async fn load(&mut self, declared: &Declared) -> Result<Found, sqlx::Error> {
            self.questions += 1;
            self.store.load(declared).await
        }

        async fn load_stream(&mut self, asked: Asked) -> Result<Vec<LoadedEvent>, sqlx::Error> {
            self.questions += 1;
            self.store.load_stream(asked).await
        }
    }

    /// Looks at wallets one after the other, and declares none of them.
    struct Look(Vec<Uuid>);

    #[derive(Debug, thiserror::Error)]
    #[error("it never says no")]
    struct Never;

    impl Command for Look {
        type Reply = ();
        type Rejection = Never;

        fn reads(&self) -> Reads {
            Reads::default()
        }

        fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<Never>> {
            for wallet in &self.0 {
                world.state::<Wallet>(*wallet)?;
            }
            Ok(())
        }
    }

    /// How many questions a batch of so many commands asks, if each looks at so many wallets of its
    /// own.
    async fn questions(commands: u128, wallets: u128) -> usize {
        let job = |command: u128| -> Box<dyn AnyJob> {
            let own = (0..wallets).map(|wallet| Uuid::from_u128(command * wallets + wallet));
            let context = Context {
                actor: Actor::Operator,
                correlation_id: Uuid::nil(),
                causation_id: None,
                source: From::Cli,
                request_id: None,
            };
            let (answer, _) = oneshot::channel();
            Box::new(Job::new(Look(own.collect()), context, None, Instant::now(), answer))
        };
        let (mut source, mut known) = (Asking::default(), Known::default());
        let mut batch = Batch::begin(Head::before_all([0; 32]), &Noon);
        let nothing = source.store.load(&Declared::default()).await.unwrap();
        let jobs = (0..commands).map(job).collect();
        let left = batch.judge_all(&mut source, &mut known, nothing, jobs).await;
        assert!(left.is_ok_and(|left| left.is_empty()));
        source.questions
    }

    #[tokio::test]
    async fn commands_share_the_questions_that_they_did_not_foresee() {
        assert_eq!(questions(1, 3).await, 3);
        assert_eq!(questions(200, 3).await, 3);
    }

    #[tokio::test]
    async fn a_batch_looks_ahead_only_so_often() {
        let ahead = LOOKS_AHEAD_MAX;
        assert_eq!(questions(10, 6).await, ahead + 10 * (6 - ahead));
    }
}
