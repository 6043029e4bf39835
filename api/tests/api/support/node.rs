//! A service as `daftari` wires it, in this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use app::limits::Limits;
use app::lines::add::{AddLine, Wanted, add};
use app::live::Live;
use app::users::register::{Register, register};
use app::workers::Workers;
use app::{App, Ledger, Settings};
use daraja_adapter::{
    C2bVersion, Certificate, Daraja, Initiator, MemoryTokens, RedisTokens, Secret, ShortCodeType,
    StatementFiles, TokenStore,
};
use daraja_sim::Simulator;
use domain::c2b::PayTo;
use domain::context::{Actor, Context, Source};
use domain::package::{self, PackageTerms, SoldAt, Unit};
use domain::ports::TaxAuthority;
use domain::time::Clock;
use domain::user::Role;
use domain::{Money, UserId};
use event_store::{Feed, Intake, Lane, feed, schema};
use ipnet::IpNet;
use projections::{Runner, SEARCH_PATH, projectors};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPool};
use testing::TestDatabase;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{MasterKey, Vault};

use super::{Caller, PATIENCE, TestClock};

/// Tests run side by side, and all their services share one server's connections.
const CONNECTIONS_MAX: u32 = 12;
/// How much faster than a real payer the simulated one is: three seconds become a tenth of one.
const SPEED: u32 = 30;
/// The paybill that customers pay to.
pub(crate) const SHORT_CODE: &str = "174379";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Where the simulator delivers callbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallbacksGo {
    /// To the service, as Safaricom does.
    Home,
    /// Nowhere: the test delivers them by hand.
    Nowhere,
}

/// What a node does besides answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Everything.
    All,
    /// It fills the read models, and nothing happens by itself.
    ReadModels,
    /// Another node does everything.
    Nothing,
}

/// How a service is set up.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) callbacks: CallbacksGo,
    pub(crate) callback_networks: Vec<IpNet>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// When Safaricom is asked about a payment without an outcome. By default no test lasts as
    /// long.
    pub(crate) ask_after: Vec<Duration>,
    pub(crate) work: Work,
    pub(crate) redis: bool,
    /// Whether payments are pulled each hour.
    pub(crate) pulls: bool,
    /// What is reported above this, in shillings, waits for Safaricom. By default every report is
    /// believed.
    pub(crate) verify_above: Option<i64>,
    /// What the simulator remembers of before its start.
    pub(crate) past: Vec<daraja_sim::Past>,
    /// Who signs tax documents.
    pub(crate) tax_authority: Option<Arc<dyn TaxAuthority>>,
}

impl Default for Setup {
    fn default() -> Self {
        let loopback = "127.0.0.0/8".parse().unwrap();
        Self {
            callbacks: CallbacksGo::Home,
            callback_networks: vec![loopback],
            trusted_proxies: Vec::new(),
            ask_after: vec![Duration::from_secs(3_600)],
            work: Work::All,
            redis: false,
            pulls: false,
            verify_above: None,
            past: Vec::new(),
            tax_authority: None,
        }
    }
}

/// What the nodes of one service share.
struct Ground {
    database: TestDatabase,
    master_key: MasterKey,
    clock: Arc<TestClock>,
    simulator: Mutex<Option<Simulator>>,
    simulator_url: String,
    admin: OnceCell<Caller>,
}

/// A running service, or one node of it.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) simulator_url: String,
    base: String,
    client: reqwest::Client,
    ground: Arc<Ground>,
    _runner: Runner,
    _workers: Option<Workers>,
}

impl TestApp {
    /// A service that does everything.
    pub(crate) async fn start() -> Self {
        Self::start_with(Setup::default()).await
    }

    /// A service whose callbacks are delivered by the test.
    pub(crate) async fn start_without_callbacks() -> Self {
        Self::start_with(Setup { callbacks: CallbacksGo::Nowhere, ..Setup::default() }).await
    }

    /// A service in which nothing happens by itself.
    pub(crate) async fn start_idle() -> Self {
        Self::start_with(Setup { work: Work::ReadModels, ..Setup::default() }).await
    }

    pub(crate) async fn start_with(setup: Setup) -> Self {
        let database = TestDatabase::create().await;
        schema::migrate(database.pool()).await.unwrap();
        projections::prepare(database.pool()).await.unwrap();
        let config = daraja_sim::Config {
            speed: SPEED,
            // One payer buys the same more than once here.
            repeat_rule: false,
            // Enough to pay wallets out that were filled behind the simulator's back.
            opening_cents: 10_000_000,
            past: setup.past.clone(),
            ..daraja_sim::Config::default()
        };
        let simulator = Simulator::start(config, (Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        let ground = Ground {
            database,
            master_key: MasterKey::generate(),
            clock: Arc::default(),
            simulator_url: simulator.base_url(),
            simulator: Mutex::new(Some(simulator)),
            admin: OnceCell::new(),
        };
        Self::on(Arc::new(ground), setup).await
    }

    /// Another node of the same service.
    pub(crate) async fn another_node(&self, setup: Setup) -> Self {
        Self::on(Arc::clone(&self.ground), setup).await
    }

    async fn on(ground: Arc<Ground>, setup: Setup) -> Self {
        let pool = pool_of(&ground.database).await;
        let clock: Arc<dyn Clock> = ground.clock.clone();
        let vault = Vault::open(pool.clone(), &ground.master_key, clock.now()).await.unwrap();
        let feed = Feed::start(pool.clone()).await.unwrap();
        let options: PgConnectOptions = ground.database.url().parse().unwrap();
        let (lane, _executor) = Lane::open(&pool, options, clock.clone(), &feed).await.unwrap();
        let projectors = if setup.work == Work::Nothing { Vec::new() } else { projectors() };
        let runner = Runner::start_with(
            projectors,
            pool.clone(),
            &feed,
            Arc::new(vault.clone()),
            CancellationToken::new(),
        );
        let shared = Shared::of(&setup, &clock, &runner).await;
        let daraja = Arc::new(daraja(&ground.simulator_url, clock.clone(), shared.tokens));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let callback_base = match setup.callbacks {
            CallbacksGo::Home => base.clone(),
            CallbacksGo::Nowhere => format!("http://127.0.0.1:{}", testing::free_port()),
        };
        let app = App {
            intake: Intake::open(pool.clone()),
            ledger: Ledger { pool, lane, feed: Arc::new(feed), vault, clock },
            stk: daraja.clone(),
            c2b: daraja.clone(),
            later: daraja.clone(),
            pull: daraja.clone(),
            statements: Arc::new(StatementFiles),
            tax_authority: setup.tax_authority,
            circuits: daraja,
            progress: runner.progress(),
            live: shared.live,
            limits: shared.limits,
            settings: Arc::new(Settings {
                callback_base,
                provider: Some("Mtaa WiFi".to_owned()),
                short_codes: vec![SHORT_CODE.parse().unwrap()],
                pay_to: PayTo::Paybill(SHORT_CODE.parse().unwrap()),
                payout_short_code: None,
                callback_networks: setup.callback_networks,
                ask_after: setup.ask_after,
                janitor_every: Duration::from_millis(50),
                second_person_above: domain::Money::from_cents(500_000),
                verify_above: setup.verify_above.map(|above| Money::from_shillings(above).unwrap()),
                pull_number: setup.pulls.then(|| "254712000000".parse().unwrap()),
                pull_looks_every: Duration::from_millis(50),
            }),
        };
        let workers = (setup.work == Work::All).then(|| workers_of(&app));
        let shutdown = CancellationToken::new();
        let settings =
            api::Settings { trusted_proxies: setup.trusted_proxies, web_origins: Vec::new() };
        serve(listener, api::router(app.clone(), settings, shutdown.clone()), shutdown.clone());
        Self {
            app,
            clock: Arc::clone(&ground.clock),
            shutdown,
            simulator_url: ground.simulator_url.clone(),
            base,
            client: client(),
            ground,
            _runner: runner,
            _workers: workers,
        }
    }

    /// Safaricom is out of reach from now on.
    pub(crate) async fn stop_simulator(&self) {
        let simulator = self.ground.simulator.lock().await.take();
        simulator.expect("it is stopped once").stop().await;
    }

    /// Whoever asks without a token.
    pub(crate) fn nobody(&self) -> Caller {
        Caller::new(self.client.clone(), self.base.clone(), None)
    }

    /// Whoever asks another program than this service.
    pub(super) fn elsewhere(&self, base: &str) -> Caller {
        self.nobody().at(base)
    }

    /// A question to the simulated Safaricom itself.
    pub(crate) fn of_safaricom(&self, method: Method, path: &str) -> RequestBuilder {
        self.elsewhere(&self.simulator_url).request(method, path)
    }

    /// Whoever holds that token.
    pub(crate) fn bearer(&self, token: &Value) -> Caller {
        let token = token.as_str().expect("a token is a text").to_owned();
        Caller::new(self.client.clone(), self.base.clone(), Some(token))
    }

    /// The admin of the service, signed in once.
    pub(crate) async fn admin(&self) -> Caller {
        let admin = self.ground.admin.get_or_init(|| self.staff("admin", Role::Admin));
        // The admin may have signed in at another node.
        admin.await.clone().at(&self.base)
    }

    /// Somebody who was added at the command line and has signed in.
    pub(crate) async fn staff(&self, username: &str, role: Role) -> Caller {
        let wish = Register {
            username: username.parse().unwrap(),
            password: PASSWORD.parse().unwrap(),
            phone: None,
            name: None,
            role,
        };
        register(&self.app.ledger, wish, |id| by_operator(id.uuid()), None).await.unwrap();
        self.sign_in(username).await
    }

    /// A customer who has registered and signed in, and the customer's id.
    pub(crate) async fn customer(&self, username: &str, phone: &str) -> (Caller, String) {
        let wish = json!({"username": username, "password": PASSWORD, "phone_number": phone});
        let registered = self.nobody().post("/api/auth/register/", &wish).await.ok(201);
        (self.sign_in(username).await, registered["user_id"].as_str().unwrap().to_owned())
    }

    /// Gives a customer a home, and returns its account number.
    pub(crate) async fn home_of(&self, customer: &str) -> String {
        let wish = AddLine {
            customer_id: Self::user_id(customer),
            wanted: Wanted::Home,
            name: "House 4".parse().unwrap(),
        };
        let context = by_operator(wish.customer_id.uuid());
        let added = add(&self.app.ledger, wish, context, None).await.unwrap().reply;
        added.account_number.unwrap().to_string()
    }

    /// Somebody who was added or has registered, and signs in.
    pub(crate) async fn sign_in(&self, username: &str) -> Caller {
        let credentials = json!({"username": username, "password": PASSWORD});
        let session = self.nobody().post("/api/auth/login/", &credentials).await.ok(200);
        self.bearer(&session["access"])
    }

    /// Puts an hour of service on sale at that price.
    pub(crate) async fn sell(&self, name: &str, shillings: i64) -> Uuid {
        let terms = PackageTerms {
            name: name.to_owned(),
            price_cents: Money::from_shillings(shillings).unwrap(),
            duration: package::Duration { count: 1, unit: Unit::Hours },
            data_cap_mb: None,
            download_kbps: 5_000,
            upload_kbps: 1_000,
            devices_max: 1,
            sold_at: SoldAt::Both,
            renews: false,
        };
        let context = |id: domain::PackageId| by_operator(id.uuid());
        let created = app::packages::create(&self.app.ledger, terms, context, None).await.unwrap();
        created.reply.uuid()
    }

    /// The position of the last event.
    pub(crate) async fn head(&self) -> i64 {
        feed::head_of(&self.app.ledger.pool).await.unwrap()
    }

    /// Waits until every read model shows all that has been written.
    pub(crate) async fn read_models_are_there(&self) {
        let head = self.head().await;
        let all = projections::Projection::ALL;
        assert!(self.app.progress.wait_for_all(&all, head, PATIENCE).await);
    }

    /// Ids of users as the use cases take them.
    pub(crate) fn user_id(id: &str) -> UserId {
        id.parse().unwrap()
    }
}

/// What nodes share through Redis, or each has for itself.
struct Shared {
    live: Live,
    limits: Limits,
    tokens: Arc<dyn TokenStore>,
}

impl Shared {
    async fn of(setup: &Setup, clock: &Arc<dyn Clock>, runner: &Runner) -> Self {
        let live = Live::default();
        let changes = runner.progress().payments();
        if !setup.redis {
            live.follow(changes, None);
            let limits = Limits::in_process(clock.clone());
            return Self { live, limits, tokens: Arc::new(MemoryTokens::new()) };
        }
        let url = testing::redis_url();
        let client = redis::Client::open(url.as_str()).unwrap();
        let manager = client.get_connection_manager().await.unwrap();
        live.follow(changes, Some(manager.clone()));
        live.follow_others(client);
        Self {
            live,
            limits: Limits::shared(clock.clone(), manager),
            tokens: Arc::new(RedisTokens::connect(&url).unwrap()),
        }
    }
}

/// The workers, which rebuild read models too: the tests' login is the owner.
fn workers_of(app: &App) -> Workers {
    let mut workers = Workers::start(app);
    workers.rebuild_read_models(app, app.ledger.pool.clone());
    workers
}

/// A pool as `daftari` itself opens it.
async fn pool_of(database: &TestDatabase) -> PgPool {
    let options: PgConnectOptions = database.url().parse().unwrap();
    event_store::pool::options()
        .max_connections(CONNECTIONS_MAX)
        .connect_with(options.options([("search_path", SEARCH_PATH)]))
        .await
        .unwrap()
}

fn daraja(base_url: &str, clock: Arc<dyn Clock>, tokens: Arc<dyn TokenStore>) -> Daraja {
    let config = daraja_adapter::Config {
        base_url: base_url.parse().unwrap(),
        consumer_key: Secret::new("demo"),
        consumer_secret: Secret::new("demo"),
        short_code: "174379".to_owned(),
        short_code_type: ShortCodeType::Paybill,
        till_number: None,
        passkey: Secret::new("demo"),
        c2b_version: C2bVersion::default(),
        initiator: Some(Initiator {
            name: "demo".to_owned(),
            password: Secret::new("demo"),
            certificate: Certificate::parse(daraja_sim::CERTIFICATE.as_bytes()).unwrap(),
        }),
        b2c_short_code: None,
    };
    Daraja::new(config, clock, tokens).unwrap()
}

fn serve(listener: TcpListener, router: axum::Router, shutdown: CancellationToken) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        axum::serve(listener, service).with_graceful_shutdown(shutdown.cancelled_owned()).await
    });
}

fn client() -> reqwest::Client {
    // Nothing here speaks TLS, so the machine's certificates need not be there.
    reqwest::Client::builder().no_proxy().tls_certs_only([]).timeout(PATIENCE).build().unwrap()
}

/// The metadata of what somebody at the command line asks for.
fn by_operator(correlation_id: Uuid) -> Context {
    Context {
        actor: Actor::Operator,
        correlation_id,
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}
