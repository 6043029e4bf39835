//! Two processes of the service and a Postgres of their own, any of which may be killed.

use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Options, PrivatePostgres};
use serde_json::{Value, json};
use sqlx::PgPool;
use testing::wait_until;

use super::reader;
use super::writer::Doors;
use crate::support::{Books, Folder, PATIENCE, Program, http_client, steady_port};

/// How many processes there are.
pub(super) const COUNT: usize = 2;

const ADMIN_PASSWORD: &str = "correct horse battery staple";

pub(super) struct Services {
    running: [Option<Program>; COUNT],
    ports: [u16; COUNT],
    postgres: Option<PrivatePostgres>,
    database_url: String,
    doors: Doors,
    folder: Folder,
}

impl Services {
    pub(super) async fn start() -> Self {
        let folder = Folder::new();
        let postgres = start_postgres(&folder).await;
        let database_url = postgres.url().to_owned();
        let ports = [steady_port(), steady_port()];
        let doors = Doors {
            addresses: ports.map(|port| format!("http://127.0.0.1:{port}")),
            admin: String::new(),
            client: http_client(),
        };
        let mut all = Self {
            running: Default::default(),
            ports,
            postgres: Some(postgres),
            database_url,
            doors,
            folder,
        };
        all.run(&["migrate"]).await;
        for service in 0..COUNT {
            all.start_service(service).await;
        }
        let mut add = all.daftari(&["user", "add", "chief", "--role", "admin"]);
        add.stdin(std::process::Stdio::piped());
        let mut adding = Program::start(&mut add);
        let line = format!("{ADMIN_PASSWORD}\n");
        tokio::io::AsyncWriteExt::write_all(&mut adding.input(), line.as_bytes()).await.unwrap();
        adding.ends().await.well();
        all.doors.admin = all.sign_in().await;
        all
    }

    pub(super) fn doors(&self) -> Doors {
        self.doors.clone()
    }

    pub(super) fn database_url(&self) -> &str {
        &self.database_url
    }

    pub(super) fn pool(&self) -> PgPool {
        reader::pool(&self.database_url)
    }

    pub(super) async fn start_service(&mut self, service: usize) {
        let port = self.ports[service].to_string();
        let arguments = ["serve", "--workers", "--address", "127.0.0.1", "--port", &port];
        let mut program = Program::start(&mut self.daftari(&arguments));
        program.says("Daftari serves on").await;
        self.running[service] = Some(program);
    }

    /// As a power cut would.
    pub(super) async fn kill(&mut self, service: usize) {
        self.signal(service, Signal::SIGKILL);
        let ended = self.running[service].take().expect("it runs").ends().await;
        assert_eq!(ended.code, None, "it ended by itself: {ended:?}");
    }

    pub(super) fn freeze(&self, service: usize) {
        self.signal(service, Signal::SIGSTOP);
    }

    pub(super) fn thaw(&self, service: usize) {
        self.signal(service, Signal::SIGCONT);
    }

    fn signal(&self, service: usize, signal: Signal) {
        self.running[service].as_ref().expect("it runs").signal(signal);
    }

    pub(super) async fn kill_postgres_and_start_it(&mut self) {
        let postgres = self.postgres.take().expect("it runs");
        kill(Pid::from_raw(postgres.pid()), Signal::SIGKILL).unwrap();
        drop(postgres);
        self.postgres = Some(start_postgres(&self.folder).await);
        let url = self.postgres.as_ref().map(PrivatePostgres::url);
        assert_eq!(url, Some(self.database_url.as_str()), "its address is the same");
    }

    /// What grew through everything is what the events lead to when they are read in one go.
    pub(super) async fn read_models_equal_the_events(&mut self) {
        let books = Books::at(&self.database_url);
        books.settle().await;
        let grown = books.read_models().await;
        for service in 0..COUNT {
            self.kill(service).await;
        }
        books.drop_read_models().await;
        self.run(&["migrate"]).await;
        self.start_service(0).await;
        books.settle().await;
        let built = books.read_models().await;
        let differing: Vec<_> =
            grown.iter().zip(&built).filter(|(grown, built)| grown != built).collect();
        assert!(differing.is_empty(), "these rows differ: {differing:#?}");
        assert_eq!(grown.len(), built.len());
    }

    pub(super) async fn end(mut self) {
        self.running = Default::default();
        self.postgres.take().expect("it runs").stop().await.unwrap();
    }

    async fn run(&self, arguments: &[&str]) {
        Program::start(&mut self.daftari(arguments)).ends().await.well();
    }

    fn daftari(&self, arguments: &[&str]) -> tokio::process::Command {
        let mut command = self.folder.daftari(arguments);
        command
            .env("DATABASE_URL", &self.database_url)
            .env("DAFTARI_MASTER_KEY", "5a".repeat(32))
            .env("MPESA_CALLBACK_URL", "https://pay.example.test")
            // Nobody pays here, so nobody answers there.
            .env("DARAJA_BASE_URL", "http://127.0.0.1:9")
            .env("DARAJA_CONSUMER_KEY", "demo")
            .env("DARAJA_CONSUMER_SECRET", "demo")
            .env("DARAJA_SHORT_CODE", "174379")
            .env("DARAJA_PASSKEY", "demo");
        command
    }

    async fn sign_in(&self) -> String {
        let credentials = json!({ "username": "chief", "password": ADMIN_PASSWORD }).to_string();
        wait_until("the admin to sign in", PATIENCE, async || {
            let asked =
                self.doors.client.post(format!("{}/api/auth/login/", self.doors.addresses[0]));
            let asked = asked.header("content-type", "application/json").body(credentials.clone());
            // The read model of users may not have them yet.
            let answer = asked.send().await.unwrap().error_for_status().ok()?;
            let session: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            Some(session["access"].as_str().unwrap().to_owned())
        })
        .await
    }
}

async fn start_postgres(folder: &Folder) -> PrivatePostgres {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let options = Options {
        data_dir: data_dir(folder),
        bin_dir: None,
        path: std::env::var_os("PATH"),
        node_modules: Some(root.join("web/node_modules")),
        // What is acknowledged must survive it.
        durable: true,
    };
    PrivatePostgres::start(options).await.unwrap()
}

/// Where the folder looks for what is left of a server when the test ends badly.
fn data_dir(folder: &Folder) -> PathBuf {
    folder.data_dir().join("postgres")
}
