//! What stands before Daraja and answers in its place: the gateway with its own faults, and the
//! firewall with its pages.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{errors::Fault, recording::no_answer, troubles::Trouble};

const SPIKE_ARREST: &str = r#"{"fault":{"faultstring":"Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=1000000, maxBurstMessageCount=1.0}","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}"#;

const SOAP_FAULT: &str = r#"{"Envelope":{"encodingStyle":"http://schemas.xmlsoap.org/soap/encoding/","Body":{"Fault":{"faultcode":"soap:Server","faultstring":"Execution of ServiceCallout SCO-AddURLVault failed. Reason: ResponseCode 409 is treated as error","faultactor":{},"detail":{"source":{"errorcode":"steps.servicecallout.ExecutionFailed"}}}}}}"#;

const FORBIDDEN: &str = "<html>\n<head>\n<META NAME=\"robots\" CONTENT=\"noindex,nofollow\">\n\
    </head>\n<body>\nRequest unsuccessful. Incapsula incident ID: \
    0-000000000000000000\n</body>\n</html>\n";

const UNAVAILABLE: &str = "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to \
    handle this request.\n</body></html>\n";

/// The answer instead of Daraja's.
pub(crate) fn answer(trouble: Trouble) -> Response {
    let json = |status: StatusCode, body: &'static str| {
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    let html = |status: StatusCode, body: &'static str| {
        (status, [(header::CONTENT_TYPE, "text/html")], body).into_response()
    };
    match trouble {
        Trouble::SystemBusy => Fault::SystemBusy.into_response(),
        Trouble::SpikeArrest => Fault::SpikeArrest.into_response(),
        Trouble::SpikeArrestFault => json(StatusCode::TOO_MANY_REQUESTS, SPIKE_ARREST),
        Trouble::QuotaViolation => Fault::QuotaViolation.into_response(),
        Trouble::InternalError => Fault::InternalError.into_response(),
        Trouble::SoapFault => json(StatusCode::INTERNAL_SERVER_ERROR, SOAP_FAULT),
        Trouble::HtmlForbidden => html(StatusCode::FORBIDDEN, FORBIDDEN),
        Trouble::Unavailable => html(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE),
        Trouble::EmptyBadRequest => StatusCode::BAD_REQUEST.into_response(),
        Trouble::ErrorWithStatus200 => {
            let mut response = Fault::InternalError.into_response();
            *response.status_mut() = StatusCode::OK;
            response
        }
        Trouble::UnknownTransaction => Fault::UnknownTransaction.into_response(),
        Trouble::Outage
        | Trouble::LostAnswer
        | Trouble::InvalidToken
        | Trouble::Duplicate
        | Trouble::Drop
        | Trouble::Delay
        | Trouble::Overtake
        | Trouble::Expire
        | Trouble::Fail => no_answer(),
    }
}
