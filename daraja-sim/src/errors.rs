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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// OAuth without Basic authentication, or with one that can't be read.
    InvalidAuthentication,
    InvalidGrantType,
    /// A wrong key or secret is answered with an empty body.
    WrongConsumer,
    /// A product call without a bearer token.
    InvalidAuthenticationHeader,
    /// An unknown or expired token, in the words of the product that was called.
    InvalidAccessToken(TokenFault),
    /// The application has no right to this version of the product.
    NoProductMatch,
    ResourceNotFound,
    MethodNotAllowed,
    InvalidField(Field),
    /// A bad field of dynamic QR, which has a code of its own.
    InvalidQrField(Field),
    /// A bad field of pull transactions, which has another.
    InvalidPullField(Field),
    InvalidPayload,
    /// A limit of the simulator's own: what Safaricom says to a huge body isn't known.
    PayloadTooLarge,
    MerchantDoesNotExist,
    WrongCredentials,
    SubscriberLocked,
    UnknownTransaction,
    UrlsAlreadyRegistered,
    DuplicateConversation,
    /// An older way to say that a push is still under way.
    BeingProcessed,
    SystemBusy,
    SpikeArrest,
    QuotaViolation,
    InternalError,
}

/// How a product says that the token is unknown or has expired: each family has a way of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// STK push and reversal.
    NotFound,
    /// STK query, C2B, dynamic QR and transaction status.
    BadRequest,
    /// B2C and account balance, which repeat the token in their message.
    Unauthorised(String),
    /// Pull transactions.
    Pull,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    request_id: String,
    error_code: &'static str,
    error_message: String,
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidAuthentication
            | Self::InvalidGrantType
            | Self::WrongConsumer
            | Self::InvalidAccessToken(TokenFault::BadRequest)
            | Self::InvalidField(_)
            | Self::InvalidQrField(_)
            | Self::InvalidPullField(_)
            | Self::InvalidPayload => StatusCode::BAD_REQUEST,
            Self::InvalidAccessToken(TokenFault::Unauthorised(_) | TokenFault::Pull)
            | Self::NoProductMatch => StatusCode::UNAUTHORIZED,
            Self::InvalidAuthenticationHeader
            | Self::InvalidAccessToken(TokenFault::NotFound)
            | Self::ResourceNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MerchantDoesNotExist
            | Self::WrongCredentials
            | Self::SubscriberLocked
            | Self::UnknownTransaction
            | Self::UrlsAlreadyRegistered
            | Self::DuplicateConversation
            | Self::BeingProcessed
            | Self::SystemBusy
            | Self::SpikeArrest
            | Self::QuotaViolation
            | Self::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::InvalidAuthentication | Self::WrongConsumer => "400.008.01",
            Self::InvalidGrantType => "400.008.02",
            Self::InvalidAuthenticationHeader => "404.001.04",
            Self::InvalidAccessToken(TokenFault::NotFound) => "404.001.03",
            Self::InvalidAccessToken(TokenFault::BadRequest) => "400.003.01",
            Self::InvalidAccessToken(TokenFault::Unauthorised(_)) => "401.002.01",
            Self::InvalidAccessToken(TokenFault::Pull) => "401.001",
            Self::NoProductMatch => "401.003.01",
            Self::ResourceNotFound => "404.001.01",
            Self::MethodNotAllowed => "405.001",
            Self::InvalidField(_) => "400.002.02",
            Self::InvalidQrField(_) => "400",
            Self::InvalidPullField(_) => "400.001",
            Self::InvalidPayload | Self::PayloadTooLarge => "400.002.05",
            Self::MerchantDoesNotExist
            | Self::WrongCredentials
            | Self::SubscriberLocked
            | Self::UnknownTransaction
            | Self::BeingProcessed => "500.001.1001",
            Self::UrlsAlreadyRegistered | Self::InternalError => "500.003.1001",
            Self::DuplicateConversation => "500.002.1001",
            // One code for two meanings.
            Self::SystemBusy | Self::SpikeArrest => "500.003.02",
            Self::QuotaViolation => "500.003.03",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::InvalidAuthentication | Self::WrongConsumer => "Invalid Authentication passed",
            Self::InvalidGrantType => "Invalid grant type passed",
            Self::InvalidAuthenticationHeader => "Invalid Authentication Header",
            Self::InvalidAccessToken(TokenFault::Unauthorised(token)) => {
                return format!("Error Occurred - Invalid Access Token - {token}");
            }
            Self::InvalidAccessToken(
                TokenFault::NotFound | TokenFault::BadRequest | TokenFault::Pull,
            ) => "Invalid Access Token",
            Self::NoProductMatch => {
                "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match \
                 found"
            }
            Self::ResourceNotFound => "Resource not found",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::InvalidField(field)
            | Self::InvalidQrField(field)
            | Self::InvalidPullField(field) => {
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
            Self::UrlsAlreadyRegistered => "Urls are already registered.",
            Self::DuplicateConversation => "Duplicate OriginatorConversationID.",
            Self::BeingProcessed => "The transaction is being processed",
            Self::SystemBusy => "System is busy. Please try again in few minutes.",
            Self::SpikeArrest => "Error Occurred: Spike Arrest Violation",
            Self::QuotaViolation => "Quota Violation",
            Self::InternalError => "Internal Server Error",
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
