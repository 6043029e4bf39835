//! Delivering to addresses that callers gave: once, without a second try, as Daraja does.

use std::time::Duration;

use axum::http::header;
use serde::Serialize;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until};

use crate::{clock, shared::Shared};

/// How long a receiver may take to accept the connection, and to answer in all. Daraja's own limits
/// aren't published; these end a delivery to a receiver that hangs.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than any server keeps an idle connection, so that a restarted receiver is met anew.
const IDLE_CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a delivery waits at most to be overtaken by another.
const OVERTAKEN_WITHIN: Duration = Duration::from_secs(30);

/// The longest answer to a validation that is read: three short fields.
const REPLY_BYTES_MAX: usize = 4_096;

/// One delivery and how the receiver took it. It is never tried again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    pub(crate) at: DateTime<Utc>,
    /// The HTTP status of the answer, if there was one.
    pub(crate) status: Option<u16>,
    /// Why there was none.
    pub(crate) error: Option<String>,
}

/// When something is delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// In order, counted from the beginning of what it tells; nothing for never.
    pub(crate) after: Vec<Duration>,
    /// Whether the first waits until another delivery has overtaken it.
    pub(crate) overtaken: bool,
}

impl From<&[Duration]> for Schedule {
    fn from(after: &[Duration]) -> Self {
        Self { after: after.to_vec(), overtaken: false }
    }
}

/// What is delivered.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(crate) url: String,
    /// What the header `Businessshortcode` says, where it is sent.
    pub(crate) short_code: Option<String>,
    pub(crate) body: String,
    /// Names it in the log, without personal data.
    pub(crate) id: String,
}

/// The client that delivers. It follows no redirect and never tries twice, as Daraja doesn't, and
/// it writes header names as Daraja's are seen.
pub(crate) fn client() -> Result<reqwest::Client, reqwest::Error> {
    // Fails only if a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            .http1_only()
            .http1_title_case_headers()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            .pool_idle_timeout(IDLE_CONNECTION_TIMEOUT)
    };
    builder().build().or_else(|error| {
        tracing::warn!(
            %error,
            "this machine's certificate authorities can't be read; callbacks to https will fail"
        );
        builder().tls_certs_only([]).build()
    })
}

/// Delivers as often as planned, counted from `begun`, and tells of each.
pub(crate) async fn deliver_all(
    shared: &Shared,
    begun: Instant,
    schedule: &Schedule,
    parcel: &Parcel,
    mut record: impl FnMut(Delivery),
) {
    for (index, after) in schedule.after.iter().enumerate() {
        sleep_until(begun + shared.config.paced(*after)).await;
        if index == 0 && schedule.overtaken {
            overtaken(shared).await;
        }
        outage_over(shared).await;
        record(deliver(shared, parcel).await);
        shared.delivered.send_modify(|count| *count += 1);
    }
}

/// Waits until something else was delivered, but not for ever.
async fn overtaken(shared: &Shared) {
    let mut delivered = shared.delivered.subscribe();
    let another = delivered.changed();
    // Without another in this time, or with the simulator's end, it is delivered all the same.
    let _ = tokio::time::timeout(shared.config.paced(OVERTAKEN_WITHIN), another).await;
}

/// What is due in an outage waits for its end.
async fn outage_over(shared: &Shared) {
    loop {
        let now = clock::now();
        let until = shared.troubles().outage_until(now);
        let Some(rest) = until.and_then(|until| (until - now).to_std().ok()) else {
            return;
        };
        tokio::time::sleep(rest).await;
    }
}

async fn deliver(shared: &Shared, parcel: &Parcel) -> Delivery {
    let at = clock::now();
    match request(shared, parcel).send().await {
        Ok(response) => Delivery { at, status: Some(response.status().as_u16()), error: None },
        Err(error) => {
            let error = described(error);
            tracing::warn!(
                id = parcel.id,
                error,
                "a callback was not answered; it is not delivered again"
            );
            Delivery { at, status: None, error: Some(error) }
        }
    }
}

/// Delivers and reads the answer's body, if a whole one comes in time with a status of success.
pub(crate) async fn ask(shared: &Shared, parcel: &Parcel, timeout: Duration) -> Option<Vec<u8>> {
    let answer = async {
        let mut response = request(shared, parcel).send().await?.error_for_status()?;
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await? {
            if body.len() + part.len() > REPLY_BYTES_MAX {
                tracing::warn!(id = parcel.id, "the answer to a validation is too long");
                return Ok(None);
            }
            body.extend_from_slice(&part);
        }
        Ok::<_, reqwest::Error>(Some(body))
    };
    match tokio::time::timeout(timeout, answer).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => {
            tracing::warn!(id = parcel.id, error = described(error), "a validation failed");
            None
        }
        Err(_) => {
            tracing::warn!(id = parcel.id, "a validation was not answered in time");
            None
        }
    }
}

fn request(shared: &Shared, parcel: &Parcel) -> reqwest::RequestBuilder {
    let request = shared
        .client
        .post(&parcel.url)
        .header(header::CONTENT_TYPE, "application/json;charset=UTF-8")
        .body(parcel.body.clone());
    match &parcel.short_code {
        Some(short_code) => request.header("Businessshortcode", short_code),
        None => request,
    }
}

/// The client's own words are only that sending failed; why stands in its causes. The address is
/// left out: it may hold the receiver's secret.
fn described(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
