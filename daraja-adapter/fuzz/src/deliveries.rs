//! Reads arbitrary bytes as each kind of delivery from Safaricom, and as a statement.

#![no_main]

use std::sync::{Arc, LazyLock};

use daraja_adapter::{
    C2bVersion, Config, Daraja, MemoryTokens, Secret, ShortCodeType, StatementFiles,
};
use domain::ports::StatementReader as _;
use domain::time::{Clock, Timestamp};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/adapter/holds.rs"]
mod holds;

/// Nothing that is read depends on the time.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

static READER: LazyLock<Daraja> = LazyLock::new(|| {
    let config = Config {
        base_url: "http://127.0.0.1:9".parse().expect("it is an address"),
        consumer_key: Secret::new("key"),
        consumer_secret: Secret::new("secret"),
        short_code: "174379".to_owned(),
        short_code_type: ShortCodeType::Paybill,
        till_number: None,
        passkey: Secret::new("passkey"),
        c2b_version: C2bVersion::V2,
        initiator: None,
        b2c_short_code: None,
    };
    Daraja::new(config, Arc::new(Standing), Arc::new(MemoryTokens::new()))
        .expect("the configuration is whole")
});

fuzz_target!(|body: &[u8]| {
    holds::check(&READER, body);
    // Refused or read: neither panics.
    let _ = StatementFiles.read_statement(body, None);
});
