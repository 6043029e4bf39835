//! What an answer means: its body decides first, its status second.

use chrono::NaiveDateTime;
use domain::Timestamp;
use domain::ports::NotSigned;
use domain::tax_invoice::{ControlUnit, Seller};
use domain::time::nairobi;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::config::Config;
use crate::http::Answer;

/// More of a message is not kept.
const MESSAGE_CHARACTERS_MAX: usize = 300;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It is done; what came with it.
    Done(Option<String>),
    /// What was sent is not taken.
    Refused { code: String, message: String },
    /// Nothing of this business is taken now, or nobody is there to take it.
    Later { why: String },
    /// The token is not taken.
    BadToken,
}

impl Meaning {
    pub(crate) fn not_done(self) -> NotSigned {
        match self {
            Self::Refused { code, message } => NotSigned::Refused { code, message },
            Self::Later { why } => NotSigned::Later { why },
            Self::BadToken => NotSigned::Later { why: "eTIMS did not take the token".to_owned() },
            Self::Done(_) => {
                NotSigned::Later { why: "eTIMS said that it is done, without more".to_owned() }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    result_cd: String,
    #[serde(default)]
    result_msg: String,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// Codes that are about what was sent: the parameters (910 to 912), the order of sales and invoices
/// (921, 922), what could not be registered (991 to 993) and what is there already (994). All others are
/// about the device, the gateway or the server, and end without this document.
const ABOUT_THE_DOCUMENT: [&str; 9] =
    ["910", "911", "912", "921", "922", "991", "992", "993", "994"];

pub(crate) fn read(answer: Answer) -> Meaning {
    let Answer { status, body } = answer;
    if status == 401 {
        return Meaning::BadToken;
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(&body) else {
        return Meaning::Later {
            why: format!("eTIMS answered something that is none of its answers (HTTP {status})"),
        };
    };
    let code = envelope.result_cd.trim().to_owned();
    let message: String = envelope.result_msg.chars().take(MESSAGE_CHARACTERS_MAX).collect();
    if code == "000" {
        return Meaning::Done(envelope.data.map(|data| data.get().to_owned()));
    }
    if ABOUT_THE_DOCUMENT.contains(&code.as_str()) {
        return Meaning::Refused { code, message };
    }
    Meaning::Later { why: format!("eTIMS answered {code}: {message}") }
}

/// What a document was signed with. Numbers come as numbers and as texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Signature {
    cur_rcpt_no: serde_json::Value,
    intrl_data: String,
    rcpt_sign: String,
    sdc_date_time: String,
}

impl Signature {
    /// Reads it. A document that was taken without a signature that can be read is refused: asking
    /// again would only say that it is there already, and a person finds it on the portal.
    pub(crate) fn read(data: Option<&str>) -> Result<Self, NotSigned> {
        let read = data.and_then(|data| serde_json::from_str::<Self>(data).ok());
        let complete = read.filter(|signature| {
            !signature.rcpt_sign.is_empty()
                && signature.receipt_number().is_some()
                && signature.signed_at().is_some()
        });
        complete.ok_or_else(|| NotSigned::Refused {
            code: "UNREADABLE".to_owned(),
            message: "eTIMS took the document, and its signature cannot be read; enter it from eTIMS's portal".to_owned(),
        })
    }

    fn receipt_number(&self) -> Option<u64> {
        match &self.cur_rcpt_no {
            serde_json::Value::Number(number) => number.as_u64(),
            serde_json::Value::String(number) => number.trim().parse().ok(),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => None,
        }
    }

    /// The unit's clock is Nairobi's.
    fn signed_at(&self) -> Option<Timestamp> {
        let local = NaiveDateTime::parse_from_str(&self.sdc_date_time, "%Y%m%d%H%M%S").ok()?;
        local.and_local_timezone(nairobi()).single().map(|at| at.to_utc())
    }

    pub(crate) fn control_unit(self, seller: &Seller, config: &Config) -> ControlUnit {
        // Such as `?Data=P000000001G02JHEURBU6RQAMEF3Y`: PIN, branch and signature.
        let named = format!("{}{}{}", seller.pin.as_str(), seller.branch, self.rcpt_sign);
        let mut qr_url = config.receipt_url.clone();
        qr_url.set_query(Some(&format!("Data={named}")));
        ControlUnit {
            unit_id: config.unit_id.clone(),
            receipt_number: self.receipt_number().expect("it was read with one"),
            signed_at: self.signed_at().expect("it was read with one"),
            signature: self.rcpt_sign,
            internal_data: self.intrl_data,
            qr_url: qr_url.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16, body: &str) -> Meaning {
        read(Answer { status, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn the_body_decides_before_the_status() {
        let done = r#"{"resultCd":"000","resultMsg":"It is succeeded","data":{"a":1}}"#;
        assert_eq!(meaning(500, done), Meaning::Done(Some(r#"{"a":1}"#.to_owned())));
        let refused = r#"{"resultCd":"910","resultMsg":"Request parameter error","data":null}"#;
        let (code, message) = ("910".to_owned(), "Request parameter error".to_owned());
        assert_eq!(meaning(200, refused), Meaning::Refused { code, message });
    }

    #[test]
    fn what_is_not_about_the_document_is_tried_again() {
        for body in [
            r#"{"resultCd":"901","resultMsg":"It is not valid device"}"#,
            r#"{"resultCd":"999","resultMsg":"unknown"}"#,
            r#"{"resultCd":"","resultMsg":""}"#,
            "<html>gateway</html>",
            "",
            "[]",
        ] {
            assert!(matches!(meaning(200, body), Meaning::Later { .. }), "{body}");
        }
        assert_eq!(meaning(401, "{}"), Meaning::BadToken);
    }

    #[test]
    fn a_signature_is_read_whole_or_not_at_all() {
        let whole = r#"{"curRcptNo":"12","totRcptNo":"12","intrlData":"EAHSAV6ECUUXSY6PCCJYAUP6MI","rcptSign":"QUII27MATATSHFRB","sdcDateTime":"20210502115145"}"#;
        let signature = Signature::read(Some(whole)).unwrap();
        assert_eq!(signature.receipt_number(), Some(12));
        assert_eq!(signature.signed_at().unwrap().to_rfc3339(), "2021-05-02T08:51:45+00:00");
        for broken in [
            whole.replace("QUII27MATATSHFRB", ""),
            whole.replace("\"12\",\"totRcptNo\"", "null,\"totRcptNo\""),
            whole.replace("20210502115145", "2021"),
            "{}".to_owned(),
        ] {
            assert!(matches!(Signature::read(Some(&broken)), Err(NotSigned::Refused { .. })));
        }
        assert!(Signature::read(None).is_err());
    }
}
