//! The calls that are answered later: an initiator with a security credential asks, the answer says
//! only that the request was taken, and a result is delivered to `ResultURL`.

use std::{sync::Arc, time::Duration};

use axum::{Json, http::HeaderMap};
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until};

use crate::{
    books::Conversation,
    certificate::{Credential, decrypt},
    clock,
    config::Config,
    credentials::{Family, check_bearer},
    delivery::{Parcel, Schedule, deliver_all},
    errors::Fault,
    fields::{Field, Fields},
    ids,
    outcome::ResultCode,
    results::Failure,
    shared::Shared,
    troubles::{InQueue, Place},
};

/// From the request to the result. Safaricom publishes no figure; a few seconds is what is seen.
pub(crate) const RESULT_TAKES: Duration = Duration::from_secs(3);

/// The shortest and longest remarks.
const REMARKS_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=100;

/// What every such call has besides its own fields.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) ids: Conversation,
    pub(crate) requested_at: DateTime<Utc>,
    /// Whether the initiator may do this; if not, the result says so.
    pub(crate) initiator: Result<(), Failure>,
    pub(crate) result_url: String,
    pub(crate) timeout_url: String,
}

/// Reads the initiator and the credential. What can't be a credential is refused at once; a wrong
/// name or password is accepted, and fails in the result.
pub(crate) fn initiator(
    fields: &Fields,
    name: Field,
    config: &Config,
) -> Result<Result<(), Failure>, Fault> {
    let name = fields.text(name)?;
    let credential = fields.text(Field::SecurityCredential)?;
    let is_known = match decrypt(&credential) {
        Credential::Malformed => return Err(Field::SecurityCredential.invalid()),
        Credential::Unreadable => false,
        Credential::Password(password) => {
            name == config.initiator_name && password == config.initiator_password
        }
    };
    Ok(if is_known { Ok(()) } else { Err(Failure::InvalidInitiator) })
}

/// Holds if the field has exactly this text.
pub(crate) fn expect(fields: &Fields, field: Field, text: &str) -> Result<(), Fault> {
    if fields.text(field)? == text { Ok(()) } else { Err(field.invalid()) }
}

/// The kind of party that asks: 1 a customer, 2 a till, 4 a short code.
pub(crate) fn identifier_type(fields: &Fields) -> Result<(), Fault> {
    if ["1", "2", "4"].contains(&fields.digits(Field::IdentifierType)?.as_str()) {
        Ok(())
    } else {
        Err(Field::IdentifierType.invalid())
    }
}

pub(crate) fn remarks(fields: &Fields) -> Result<String, Fault> {
    let remarks = fields.text(Field::Remarks)?;
    if REMARKS_CHARACTERS.contains(&remarks.chars().count()) {
        Ok(remarks)
    } else {
        Err(Field::Remarks.invalid())
    }
}

impl Request {
    /// Reads what comes last in each of these calls: the two addresses. `originator` is the
    /// caller's own id, where the call has one.
    pub(crate) fn read(
        fields: &Fields,
        initiator: Result<(), Failure>,
        originator: Option<String>,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let timeout_url = fields.url(Field::QueueTimeOutUrl, config.callback_addresses)?;
        let result_url = fields.url(Field::ResultUrl, config.callback_addresses)?;
        let mut random = clock::generator();
        Ok(Self {
            ids: Conversation {
                originator_conversation_id: originator
                    .unwrap_or_else(|| ids::merchant_request_id(&mut random)),
                conversation_id: ids::conversation_id(now, &mut random),
            },
            requested_at: now,
            initiator,
            result_url,
            timeout_url,
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Accepted {
    #[serde(rename = "OriginatorConversationID")]
    originator_conversation_id: String,
    #[serde(rename = "ConversationID")]
    conversation_id: String,
    response_code: &'static str,
    response_description: &'static str,
}

/// What a call led to.
pub(crate) struct Done {
    pub(crate) outcome: Result<Vec<Parameter>, Failure>,
    /// The receipt of the money that moved, if any did.
    pub(crate) receipt: Option<String>,
    pub(crate) reference: Parameter,
}

/// Whether a call is worked off, or waits until it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Queue {
    Moves,
    Expires,
}

/// When a call is worked off and its result delivered, counted from the request; nothing for never.
#[derive(Clone, Debug)]
pub(crate) struct Timing {
    pub(crate) queue: Queue,
    pub(crate) done_after: Duration,
    pub(crate) results: Schedule,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            queue: Queue::Moves,
            done_after: RESULT_TAKES,
            results: [RESULT_TAKES].as_slice().into(),
        }
    }
}

/// Answers that the request was taken, and does the work later. The work is told the time and whether
/// the initiator may do it, and moves money at most once.
pub(crate) fn accept(
    shared: &Arc<Shared>,
    place: Place,
    mut request: Request,
    mut timing: Timing,
    work: impl FnOnce(&Shared, &Request, DateTime<Utc>) -> Done + Send + 'static,
) -> Result<Json<Accepted>, Fault> {
    let room = shared.room().ok_or(Fault::SystemBusy)?;
    let accepted = Accepted {
        originator_conversation_id: request.ids.originator_conversation_id.clone(),
        conversation_id: request.ids.conversation_id.clone(),
        response_code: "0",
        response_description: "Accept the service request successfully.",
    };
    match shared.troubles().in_queue(place, request.requested_at) {
        Some(InQueue::Fails(failure)) => request.initiator = Err(failure),
        Some(InQueue::Expires) => timing.queue = Queue::Expires,
        None => {}
    }
    timing.results =
        shared.troubles().at_delivery(Place::Result, request.requested_at, timing.results);
    let begun = Instant::now();
    let playing = Arc::clone(shared);
    let played = async move {
        sleep_until(begun + playing.config.paced(timing.done_after)).await;
        let now = clock::now();
        let (url, body) = match timing.queue {
            Queue::Moves => {
                let done = work(&playing, &request, now);
                (request.result_url, envelope(&request.ids, done, now))
            }
            Queue::Expires => (request.timeout_url, expired(&request.ids)),
        };
        let id = request.ids.conversation_id;
        let parcel = Parcel { url, short_code: None, body, id };
        deliver_all(&playing, begun, &timing.results, &parcel, |_| ()).await;
        drop(room);
    };
    shared.tasks.spawn(shared.stopping.clone().run_until_cancelled_owned(played));
    Ok(Json(accepted))
}

/// A key and, for most, its value.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parameter {
    key: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    /// A number as it is to be written.
    Number(Box<RawValue>),
}

impl Parameter {
    pub(crate) fn text(key: &'static str, value: impl Into<String>) -> Self {
        Self { key, value: Some(Value::Text(value.into())) }
    }

    /// `digits` are a JSON number.
    pub(crate) fn number(key: &'static str, digits: String) -> Self {
        let number = RawValue::from_string(digits).expect("digits are a JSON number");
        Self { key, value: Some(Value::Number(number)) }
    }

    /// A key without a value, as several of them come.
    pub(crate) fn bare(key: &'static str) -> Self {
        Self { key, value: None }
    }

    /// A key whose value is left out if it is empty.
    pub(crate) fn text_or_bare(key: &'static str, value: &str) -> Self {
        if value.is_empty() { Self::bare(key) } else { Self::text(key, value) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    result: Report,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    result_type: u8,
    result_code: ResultCode,
    result_desc: &'static str,
    #[serde(rename = "OriginatorConversationID")]
    originator_conversation_id: String,
    #[serde(rename = "ConversationID")]
    conversation_id: String,
    #[serde(rename = "TransactionID")]
    transaction_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    result_parameters: Option<Parameters>,
    reference_data: Reference,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    #[serde(serialize_with = "bare_if_single")]
    result_parameter: Vec<Parameter>,
}

/// One item comes as an object, not as a list of one.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Reference {
    reference_item: Parameter,
}

fn bare_if_single<S: Serializer>(items: &[Parameter], serializer: S) -> Result<S::Ok, S::Error> {
    match items {
        [single] => single.serialize(serializer),
        several => several.serialize(serializer),
    }
}

fn envelope(ids: &Conversation, done: Done, now: DateTime<Utc>) -> String {
    let (result_code, result_desc, parameters) = match done.outcome {
        Ok(parameters) => (
            ResultCode::Number(0),
            "The service request is processed successfully.",
            Some(Parameters { result_parameter: parameters }),
        ),
        Err(failure) => (failure.code(), failure.description(), None),
    };
    let envelope = Envelope {
        result: Report {
            result_type: 0,
            result_code,
            result_desc,
            originator_conversation_id: ids.originator_conversation_id.clone(),
            conversation_id: ids.conversation_id.clone(),
            transaction_id: done.receipt.unwrap_or_else(|| ids::placeholder_receipt(now)),
            result_parameters: parameters,
            reference_data: Reference { reference_item: done.reference },
        },
    };
    serde_json::to_string(&envelope).expect("text and numbers can always be written")
}

/// What `QueueTimeOutURL` is told. No real one was ever published; this is what a client's author
/// expects. It says nothing of whether the request is done after all.
fn expired(ids: &Conversation) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Expired<'a> {
        result: Notice<'a>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Notice<'a> {
        result_type: u8,
        result_code: &'static str,
        result_desc: &'static str,
        #[serde(rename = "OriginatorConversationID")]
        originator_conversation_id: &'a str,
        #[serde(rename = "ConversationID")]
        conversation_id: &'a str,
    }
    let notice = Notice {
        result_type: 1,
        result_code: "1",
        result_desc: "The service request timed out.",
        originator_conversation_id: &ids.originator_conversation_id,
        conversation_id: &ids.conversation_id,
    };
    serde_json::to_string(&Expired { result: notice }).expect("text can always be written")
}

/// Where Safaricom's own machines would say that a request waited too long; it is repeated in results.
pub(crate) fn internal_timeout_url(product: &str) -> Parameter {
    Parameter::text(
        "QueueTimeoutURL",
        format!("https://internalsandbox.safaricom.co.ke/mpesa/{product}results/v1/submit"),
    )
}

/// The token, the fields and the time of a call.
pub(crate) fn open(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
    family: Family,
) -> Result<(Fields, DateTime<Utc>), Fault> {
    let now = clock::now();
    check_bearer(shared, headers, now, family)?;
    Ok((Fields::read(headers, body)?, now))
}
