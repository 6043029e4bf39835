//! What the requests of the asynchronous family have in common: an initiator's credential, and the
//! answer that they were taken. Their results are delivered later (`results`).

use domain::ports::{Conversation, NotDone, ResultAddresses};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::addresses;
use crate::config::{Config, Initiator};
use crate::json;
use crate::limits::invalid;
use crate::secret::Secret;

/// Ids seen have at most 40 characters.
const ID_CHARS_MAX: usize = 120;

/// A short code, where a kind of party is asked for.
pub(crate) const SHORT_CODE: &str = "4";

/// Who asks, for one request.
pub(crate) struct Asker<'a> {
    pub(crate) initiator: &'a str,
    pub(crate) credential: Secret,
}

/// The initiator with a credential for one request.
pub(crate) fn asker(config: &Config) -> Result<Asker<'_>, NotDone> {
    let Some(Initiator { name, password, certificate }) = &config.initiator else {
        return Err(invalid(
            "no initiator is configured; set DARAJA_INITIATOR_NAME, DARAJA_INITIATOR_PASSWORD and DARAJA_CERTIFICATE",
        ));
    };
    let credential =
        certificate.credential(password).map_err(|error| invalid(error.to_string()))?;
    Ok(Asker { initiator: name, credential })
}

/// Where the result goes, as each body has it.
#[derive(Serialize)]
pub(crate) struct Addresses<'a> {
    #[serde(rename = "ResultURL")]
    result_url: &'a str,
    #[serde(rename = "QueueTimeOutURL")]
    timeout_url: &'a str,
}

/// Both addresses, if Safaricom takes such ones.
pub(crate) fn addresses<'a>(
    config: &Config,
    addresses: &'a ResultAddresses,
) -> Result<Addresses<'a>, NotDone> {
    let ResultAddresses { result_url, timeout_url } = addresses;
    for url in [result_url, timeout_url] {
        addresses::for_results(url, config.is_production()).map_err(invalid)?;
    }
    Ok(Addresses { result_url, timeout_url })
}

#[derive(Deserialize)]
struct Taken<'a> {
    #[serde(borrow, default, rename = "ResponseCode")]
    code: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "OriginatorConversationID")]
    originator: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "ConversationID")]
    conversation: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "errorCode")]
    error_code: Option<&'a RawValue>,
}

/// Only an answer that says yes and names the conversation, and nothing else, is a yes.
pub(crate) fn taken(body: &[u8]) -> Option<Conversation> {
    let body: Taken<'_> = json::object_of_bytes(body)?;
    let says_yes = json::text(body.code)? == "0" && body.error_code.is_none();
    let conversation = conversation(body.originator, body.conversation);
    let named = conversation != Conversation::default();
    (says_yes && named).then_some(conversation)
}

/// The two ids. What cannot be one is as good as none.
pub(crate) fn conversation(
    originator: Option<&RawValue>,
    conversation: Option<&RawValue>,
) -> Conversation {
    let id = |raw| {
        json::text(raw)
            .filter(|id| id.len() <= ID_CHARS_MAX && id.bytes().all(|byte| byte.is_ascii_graphic()))
    };
    Conversation { originator_conversation_id: id(originator), conversation_id: id(conversation) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_names_its_conversation() {
        let yes = br#"{"OriginatorConversationID":"5f4c-1","ConversationID":"AG_1","ResponseCode":"0","ResponseDescription":"Accept the service request successfully."}"#;
        let conversation = taken(yes).unwrap();
        assert_eq!(conversation.originator_conversation_id.as_deref(), Some("5f4c-1"));
        assert_eq!(conversation.conversation_id.as_deref(), Some("AG_1"));
        for body in [
            r#"{"ResponseCode":"0"}"#,
            r#"{"ResponseCode":"1","ConversationID":"AG_1"}"#,
            r#"{"ConversationID":"AG_1"}"#,
            r#"{"ResponseCode":"0","ConversationID":"AG 1"}"#,
            r#"{"ResponseCode":"0","ConversationID":"AG_1","errorCode":"500.003.02"}"#,
            r#"{"ResponseCode":"0","ConversationID":"AG_1","ConversationID":"AG_2"}"#,
            "",
        ] {
            assert_eq!(taken(body.as_bytes()), None, "{body}");
        }
    }
}
