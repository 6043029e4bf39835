//! The envelope of every answer: `{"resultCd","resultMsg","resultDt","data"}`, with status 200 whatever
//! it says.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::clock::{digits, now};

/// What eTIMS answers. The codes and their texts are those of its list of response codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Done(Value),
    /// 900
    NoHeader,
    /// 901
    BadDevice,
    /// 902
    Installed,
    /// 910, with the field.
    BadParameter(String),
    /// 922
    SaleFirst,
    /// 994
    Overlapped,
    /// 999
    Unknown,
    /// A token that is not one; the gateway says so with status 401.
    BadToken,
    /// The gateway in front has nobody behind it.
    Away,
}

impl Answer {
    pub(crate) fn bad(field: &str) -> Self {
        Self::BadParameter(field.to_owned())
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (code, message) = match &self {
            Self::Done(_) => ("000", "It is succeeded".to_owned()),
            Self::NoHeader => ("900", "There is no Header information".to_owned()),
            Self::BadDevice => ("901", "It is not valid device".to_owned()),
            Self::Installed => ("902", "This device is installed".to_owned()),
            Self::BadParameter(field) => ("910", format!("Request parameter error [{field}]")),
            Self::SaleFirst => (
                "922",
                "Sales invoice data can be received after receiving the sales data.".to_owned(),
            ),
            Self::Overlapped => ("994", "There is an overlapped Data".to_owned()),
            Self::Unknown => {
                ("999", "There is an unknown error. Please ask the administrator".to_owned())
            }
            Self::BadToken => {
                let fault = json!({"fault": {"faultstring": "Invalid access token"}});
                return (StatusCode::UNAUTHORIZED, Json(fault)).into_response();
            }
            Self::Away => {
                let page = "<html><body><h1>503 Service Unavailable</h1></body></html>";
                return (StatusCode::SERVICE_UNAVAILABLE, page).into_response();
            }
        };
        let data = if let Self::Done(data) = self { data } else { Value::Null };
        Json(json!({
            "resultCd": code, "resultMsg": message, "resultDt": digits(now()), "data": data,
        }))
        .into_response()
    }
}
