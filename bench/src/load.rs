//! One process of the service under load: the lane, and the read models if they are asked for. The
//! benchmark starts itself anew for each, so that what is measured shares nothing with what measures.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use app::clock::SystemClock;
use app::ids;
use async_trait::async_trait;
use domain::CustomerId;
use domain::context::{Actor, Context, Source};
use domain::personal::{Unseal, UnsealError};
use event_store::{Feed, IdempotencyKey, Lane, Priority, feed};
use projections::{Projection, Runner};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::history::wallet_id;
use crate::purse::Buy;
use crate::server;

/// How long the read models may take to show what was there before.
const CATCH_UP_WITHIN: Duration = Duration::from_mins(2);
/// How long one command may take to be seen in the read models.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// How long a load goes on before it is counted: what a process asks for once, and what it remembers of
/// wallets with a past, is there by then.
const WARM_UP: Duration = Duration::from_secs(2);
/// How often commands are sent when their rate is given.
const BEAT: Duration = Duration::from_millis(1);

/// What a process is asked to do.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Load {
    #[arg(long)]
    pub(crate) database_url: String,
    /// How many callers wait for an answer at any moment.
    #[arg(long, default_value_t = 1)]
    pub(crate) in_flight: u64,
    /// A steady rate of commands instead.
    #[arg(long)]
    pub(crate) commands_a_second: Option<u64>,
    #[arg(long)]
    pub(crate) seconds: u64,
    /// How many wallets with a past there are to choose from; without, every command is about a
    /// new wallet.
    #[arg(long)]
    pub(crate) wallets: Option<u64>,
    /// Whether commands carry an idempotency key, so that their answers are saved.
    #[arg(long)]
    pub(crate) keyed: bool,
    /// Whether the read models are built beside it.
    #[arg(long)]
    pub(crate) projections: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Commands that were answered.
    pub(crate) commands: u64,
    pub(crate) elapsed_micros: u64,
    /// From the submission to the answer, in order.
    pub(crate) answered_micros: Vec<u64>,
    /// From the answer until every read model showed it, in order.
    pub(crate) seen_micros: Vec<u64>,
    /// The most memory that the process ever held, in KiB.
    pub(crate) resident_kib_max: u64,
}

/// Personal fields are none of this: the load has none.
struct NothingSealed;

#[async_trait]
impl Unseal for NothingSealed {
    async fn unseal(
        &self,
        sealed: &[(CustomerId, &str)],
    ) -> Result<Vec<Option<String>>, UnsealError> {
        Ok(vec![None; sealed.len()])
    }
}

/// A process with everything open.
struct Node {
    lane: Lane,
    runner: Option<Runner>,
    load: Load,
    _feed: Feed,
}

/// Prepares, says `ready`, waits for a line, loads, and says what came of it.
pub(crate) async fn run(load: Load) -> Result<()> {
    let pool = server::pool(&load.database_url).await?;
    let node = Arc::new(Node::open(&pool, load).await?);
    writeln!(std::io::stdout(), "ready")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let mut outcome = match node.load.commands_a_second {
        Some(rate) => node.clone().at_a_rate(rate).await?,
        None => node.clone().with_so_many_in_flight().await?,
    };
    outcome.answered_micros.sort_unstable();
    outcome.seen_micros.sort_unstable();
    outcome.resident_kib_max = resident_kib_max()?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&outcome)?)?;
    Ok(())
}

impl Node {
    async fn open(pool: &PgPool, load: Load) -> Result<Self> {
        let feed = Feed::start(pool.clone()).await?;
        let options = load.database_url.parse().context("the database's address")?;
        let (lane, _executor) = Lane::open(pool, options, Arc::new(SystemClock), &feed).await?;
        let runner = load.projections.then(|| {
            Runner::start(pool.clone(), &feed, Arc::new(NothingSealed), CancellationToken::new())
        });
        if let Some(runner) = &runner {
            let head = feed::head_of(pool).await?;
            let progress = runner.progress();
            if !progress.wait_for_all(&Projection::ALL, head, CATCH_UP_WITHIN).await {
                return Err(anyhow!("the read models did not catch up before the load"));
            }
        }
        Ok(Self { lane, runner, load, _feed: feed })
    }

    /// Sends one command, and gives its position.
    async fn buy(&self, chance: u64) -> Result<i64> {
        let payment = ids::new_uuid();
        let wallet = match self.load.wallets {
            Some(wallets) => wallet_id(chance % wallets),
            None => ids::new_uuid(),
        };
        let context = Context {
            actor: Actor::Service,
            correlation_id: payment,
            causation_id: Some(format!("event:{chance}")),
            source: Source::Policy,
            request_id: None,
        };
        let key = self.load.keyed.then(|| IdempotencyKey {
            actor: "service".to_owned(),
            route: "policy/settle".to_owned(),
            key: payment.to_string(),
            request_hash: [7; 32],
        });
        let buy = Buy { wallet, payment };
        let accepted = self.lane.submit(buy, context, key, Priority::Interactive).await?;
        Ok(accepted.position)
    }

    async fn with_so_many_in_flight(self: Arc<Self>) -> Result<Outcome> {
        let begin = Instant::now() + WARM_UP;
        let end = begin + Duration::from_secs(self.load.seconds);
        let mut callers = JoinSet::new();
        for caller in 0..self.load.in_flight {
            let node = self.clone();
            callers.spawn(async move {
                let mut chance = Chance::new(caller ^ seed());
                let mut answered = Vec::new();
                while Instant::now() < end {
                    let asked = Instant::now();
                    node.buy(chance.next()).await?;
                    if asked >= begin {
                        answered.push(micros(asked.elapsed()));
                    }
                }
                anyhow::Ok(answered)
            });
        }
        let mut outcome = Outcome::default();
        while let Some(answered) = callers.join_next().await {
            outcome.answered_micros.extend(answered??);
        }
        outcome.commands = u64::try_from(outcome.answered_micros.len())?;
        outcome.elapsed_micros = micros(begin.elapsed());
        Ok(outcome)
    }

    /// Commands come whether the ones before are answered or not, as from customers.
    async fn at_a_rate(self: Arc<Self>, rate: u64) -> Result<Outcome> {
        let begin = Instant::now();
        let mut chance = Chance::new(seed());
        let mut under_way = JoinSet::new();
        let mut beat = tokio::time::interval(BEAT);
        let mut sent = 0;
        while begin.elapsed() < Duration::from_secs(self.load.seconds) {
            beat.tick().await;
            let due = micros(begin.elapsed()) * rate / 1_000_000;
            while sent < due {
                sent += 1;
                under_way.spawn(self.clone().buy_and_see(chance.next()));
            }
        }
        let mut outcome = Outcome::default();
        while let Some(times) = under_way.join_next().await {
            let (answered, seen) = times??;
            outcome.answered_micros.push(micros(answered));
            outcome.seen_micros.push(micros(seen));
        }
        outcome.commands = sent;
        outcome.elapsed_micros = micros(begin.elapsed());
        Ok(outcome)
    }

    async fn buy_and_see(self: Arc<Self>, chance: u64) -> Result<(Duration, Duration)> {
        let runner = self.runner.as_ref().context("read models are looked at without any")?;
        let asked = Instant::now();
        let position = self.buy(chance).await?;
        let committed = Instant::now();
        if !runner.progress().wait_for_all(&Projection::ALL, position, SEEN_WITHIN).await {
            return Err(anyhow!("a command was not seen in the read models"));
        }
        Ok((committed - asked, committed.elapsed()))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Processes must not choose the same wallets in the same order.
fn seed() -> u64 {
    let (high, low) = ids::new_uuid().as_u64_pair();
    high ^ low
}

/// A sequence that looks like chance: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// `VmHWM` of proc(5): the peak of the resident set.
fn resident_kib_max() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    peak_kib(&status).context("no VmHWM")
}

/// The same, of a process whose status was read.
pub(crate) fn peak_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
