//! The token in Redis, and without it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use daraja_adapter::{ConfigError, Daraja, RedisTokens, Secret, Token, TokenStore};
use domain::outcome::QueryAnswer;
use domain::ports::Stk;
use domain::time::Timestamp;
use redis::AsyncCommands;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::stub::{OAUTH, QUERY, Stub, envelope, result};
use crate::support::{checkout_request_id, config, noon};

/// A Redis that can be taken away: it is reached through a port of the test's own.
struct Road {
    address: SocketAddr,
    open: Arc<AtomicBool>,
    /// Tells the connections that there are to end.
    close: tokio::sync::watch::Sender<()>,
}

impl Road {
    async fn to(redis: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let open = Arc::new(AtomicBool::new(true));
        let (close, closed) = tokio::sync::watch::channel(());
        let is_open = Arc::clone(&open);
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                if !is_open.load(Ordering::SeqCst) {
                    continue;
                }
                let redis = redis.clone();
                let mut closed = closed.clone();
                closed.mark_unchanged();
                connections.spawn(async move {
                    let mut far = TcpStream::connect(redis).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = closed.changed() => {}
                    }
                });
            }
        });
        Self { address, open, close }
    }

    fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    fn cut(&self) {
        self.open.store(false, Ordering::SeqCst);
        self.close.send(()).unwrap();
    }

    fn mend(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

/// Where Redis listens.
fn redis_address() -> String {
    let url: url::Url = testing::redis_url().parse().unwrap();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(6379))
}

fn node(stub: &Stub, url: &str) -> Daraja {
    let store = Arc::new(RedisTokens::connect(url).unwrap());
    Daraja::new(config(&stub.url()), noon(), store).unwrap()
}

async fn ask(daraja: &Daraja) {
    let answer = daraja.query(&checkout_request_id()).await;
    assert!(matches!(answer, QueryAnswer::Outcome(_)), "{answer:?}");
}

fn bearers(stub: &Stub) -> Vec<String> {
    stub.received(QUERY).into_iter().map(|request| request.authorization).collect()
}

#[tokio::test]
async fn nodes_share_a_token_and_its_replacement() {
    let url = testing::redis_url();
    let stub = Stub::start().await;
    let (one, other) = (node(&stub, &url), node(&stub, &url));
    for _ in 0..2 {
        stub.reply(QUERY, 200, result("0"));
    }
    ask(&one).await;
    ask(&other).await;
    assert_eq!(bearers(&stub), ["Bearer token-1", "Bearer token-1"]);

    // Refused at one node, replaced for both.
    stub.reply(QUERY, 404, envelope("404.001.03", "Invalid Access Token"));
    for _ in 0..2 {
        stub.reply(QUERY, 200, result("0"));
    }
    ask(&one).await;
    ask(&other).await;
    assert_eq!(bearers(&stub)[2..], ["Bearer token-1", "Bearer token-2", "Bearer token-2"]);
    assert_eq!(stub.received(OAUTH).len(), 2);
}

#[tokio::test]
async fn nodes_at_once_fetch_one_token() {
    let url = testing::redis_url();
    let mut stub = Stub::start().await;
    stub.reply_at_the_gate(OAUTH, 200, r#"{"access_token":"shared","expires_in":3599}"#);
    let mut nodes = JoinSet::new();
    for _ in 0..4 {
        stub.reply(QUERY, 200, result("0"));
        let node = node(&stub, &url);
        nodes.spawn(async move { ask(&node).await });
    }
    stub.asked(OAUTH).await;
    stub.open_the_gate();
    while let Some(ended) = nodes.join_next().await {
        ended.unwrap();
    }
    assert_eq!(stub.received(OAUTH).len(), 1);
    assert_eq!(bearers(&stub), ["Bearer shared"; 4]);
}

#[tokio::test]
async fn it_ends_in_redis_before_it_ends_at_safaricoms() {
    let url = testing::redis_url();
    let stub = Stub::start().await;
    stub.reply(QUERY, 200, result("0"));
    stub.reply(OAUTH, 200, r#"{"access_token":"kept","expires_in":"3599"}"#);
    let mut redis = redis::Client::open(url.as_str())
        .unwrap()
        .get_multiplexed_async_connection()
        .await
        .unwrap();
    let before: Vec<String> = redis.keys("daftari:daraja:token:*").await.unwrap();
    ask(&node(&stub, &url)).await;
    let keys: Vec<String> = redis.keys("daftari:daraja:token:*").await.unwrap();
    let mut kept = vec![];
    for key in keys.into_iter().filter(|key| !before.contains(key)) {
        let text: Option<String> = redis.get(&key).await.unwrap();
        if text.is_some_and(|text| text.contains("kept")) {
            kept.push(key);
        }
    }
    assert_eq!(kept.len(), 1, "{kept:?}");
    let seconds: i64 = redis.ttl(&kept[0]).await.unwrap();
    assert!((3_000..=3_539).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn only_the_refused_token_is_forgotten() {
    let store = RedisTokens::connect(&testing::redis_url()).unwrap();
    // An account that no other test has: the address of a port that is this test's own.
    let own_port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let account = format!("test-{}", own_port.local_addr().unwrap().port());
    let token = |bearer: &str| {
        let expires_at: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        Token::new(Secret::new(bearer), expires_at)
    };
    let minute = Duration::from_mins(1);
    store.put(&account, &token("new"), minute).await;
    store.forget(&account, &token("old")).await;
    assert_eq!(store.get(&account).await, Some(token("new")));
    store.forget(&account, &token("new")).await;
    assert_eq!(store.get(&account).await, None);

    assert!(store.take_lead(&account).await);
    assert!(!store.take_lead(&account).await);
    store.step_back(&account).await;
    assert!(store.take_lead(&account).await);
    store.step_back(&account).await;
}

#[tokio::test]
async fn without_redis_each_node_has_its_own() {
    let nobody = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        format!("redis://{}", listener.local_addr().unwrap())
    };
    let stub = Stub::start().await;
    let node = node(&stub, &nobody);
    for _ in 0..2 {
        stub.reply(QUERY, 200, result("0"));
        ask(&node).await;
    }
    stub.reply(QUERY, 401, "");
    stub.reply(QUERY, 200, result("0"));
    ask(&node).await;
    assert_eq!(
        bearers(&stub),
        ["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2"]
    );
}

#[tokio::test]
async fn redis_may_go_and_come_back() {
    let road = Road::to(redis_address()).await;
    let stub = Stub::start().await;
    let far = node(&stub, &testing::redis_url());
    let near = node(&stub, &road.url());
    for _ in 0..3 {
        stub.reply(QUERY, 200, result("0"));
    }
    ask(&near).await;
    road.cut();
    // The token that this node fetched is still at hand.
    ask(&near).await;
    ask(&far).await;
    assert_eq!(stub.received(OAUTH).len(), 1);

    // The others replace it meanwhile; when Redis is back, this node has theirs.
    stub.reply(QUERY, 401, "");
    stub.reply(QUERY, 200, result("0"));
    ask(&far).await;
    road.mend();
    tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            stub.reply(QUERY, 200, result("0"));
            ask(&near).await;
            if bearers(&stub).last().unwrap() == "Bearer token-2" {
                return;
            }
        }
    })
    .await
    .expect("the node finds Redis again");
    assert_eq!(stub.received(OAUTH).len(), 2);
}

#[tokio::test]
async fn an_address_that_is_none_is_told_at_once() {
    for url in ["", "127.0.0.1:6379", "http://127.0.0.1:6379"] {
        let error = RedisTokens::connect(url).unwrap_err();
        assert!(matches!(error, ConfigError::Redis(_)), "{url}: {error}");
    }
}
