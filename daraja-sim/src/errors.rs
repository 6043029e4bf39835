//! How Daraja says no: one variant for each answer, with its status, code and message.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{clock, fields::Field, ids};

/// An answer that refuses. The same words under two codes, and two meanings under one code, are
/// Daraja's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// OAuth without Basic authentication, or with one that can't be read.
    InvalidAuthentication,
    InvalidGrantType,
    /// A wrong key or secret is answered with an empty body.
    WrongConsumer,
    /// A product call without a bearer token.
    InvalidAuthenticationHeader,
    /// An unknown or expired token on STK push.
    InvalidAccessTokenOnPush,
    /// An unknown or expired token on STK query, which has a code of its own.
    InvalidAccessTokenOnQuery,
    ResourceNotFound,
    MethodNotAllowed,
    InvalidField(Field),
    InvalidPayload,
    /// A limit of the simulator's own: what Safaricom says to a huge body isn't known.
    PayloadTooLarge,
    MerchantDoesNotExist,
    WrongCredentials,
    SubscriberLocked,
    UnknownTransaction,
    SystemBusy,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    request_id: String,
    error_code: &'static str,
    error_message: String,
}

impl Fault {
    fn status(self) -> StatusCode {
        match self {
            Self::InvalidAuthentication
            | Self::InvalidGrantType
            | Self::WrongConsumer
            | Self::InvalidAccessTokenOnQuery
            | Self::InvalidField(_)
            | Self::InvalidPayload => StatusCode::BAD_REQUEST,
            Self::InvalidAuthenticationHeader
            | Self::InvalidAccessTokenOnPush
            | Self::ResourceNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MerchantDoesNotExist
            | Self::WrongCredentials
            | Self::SubscriberLocked
            | Self::UnknownTransaction
            | Self::SystemBusy => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::InvalidAuthentication | Self::WrongConsumer => "400.008.01",
            Self::InvalidGrantType => "400.008.02",
            Self::InvalidAuthenticationHeader => "404.001.04",
            Self::InvalidAccessTokenOnPush => "404.001.03",
            Self::InvalidAccessTokenOnQuery => "400.003.01",
            Self::ResourceNotFound => "404.001.01",
            Self::MethodNotAllowed => "405.001",
            Self::InvalidField(_) => "400.002.02",
            Self::InvalidPayload | Self::PayloadTooLarge => "400.002.05",
            Self::MerchantDoesNotExist
            | Self::WrongCredentials
            | Self::SubscriberLocked
            | Self::UnknownTransaction => "500.001.1001",
            Self::SystemBusy => "500.003.02",
        }
    }

    fn message(self) -> String {
        match self {
            Self::InvalidAuthentication | Self::WrongConsumer => "Invalid Authentication passed",
            Self::InvalidGrantType => "Invalid grant type passed",
            Self::InvalidAuthenticationHeader => "Invalid Authentication Header",
            Self::InvalidAccessTokenOnPush | Self::InvalidAccessTokenOnQuery => {
                "Invalid Access Token"
            }
            Self::ResourceNotFound => "Resource not found",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::InvalidField(field) => {
                return format!("Bad Request - Invalid {}", field.blamed_as());
            }
            Self::InvalidPayload | Self::PayloadTooLarge => "Invalid Request Payload",
            Self::MerchantDoesNotExist => "Merchant does not exist",
            Self::WrongCredentials => "Wrong credentials",
            Self::SubscriberLocked => {
                "Unable to lock subscriber, a transaction is already in process for the current \
                 subscriber"
            }
            Self::UnknownTransaction => "The transaction does not Exist",
            Self::SystemBusy => "System is busy. Please try again in few minutes.",
        }
        .to_owned()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if self == Self::WrongConsumer {
            return self.status().into_response();
        }
        let envelope = Envelope {
            request_id: ids::merchant_request_id(&mut clock::generator()),
            error_code: self.code(),
            error_message: self.message(),
        };
        (self.status(), Json(envelope)).into_response()
    }
}
