//! Remembers everything that is asked of the simulator, and loses an answer where a scenario wants
//! it lost.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    clock,
    connection::Line,
    errors::Fault,
    gateway,
    shared::Shared,
    troubles::{AtEdge, Place},
};

/// The largest body that is read. A push is well under 1 KiB, so this is ample, and small enough to
/// remember many.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// How many requests are remembered; the oldest is forgotten first. This shows a test run of some
/// hundred payments with their tokens and queries as a whole, and bounds the memory to 45 MB if
/// every one of them is as large as may be.
const REQUESTS_MAX: usize = 2_000;

/// The longest address or header that is remembered in full.
const LINE_BYTES_MAX: usize = 1_024;

/// The headers that Daraja looks at, and those that tell callers apart.
const HEADERS_KEPT: [&str; 4] = ["authorization", "content-type", "accept", "user-agent"];

/// One request as it was asked and answered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Recorded {
    /// Counts every request from 1, the forgotten ones too.
    pub(crate) number: u64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: BTreeMap<&'static str, String>,
    pub(crate) body: String,
    /// The status of the answer; `None` while there is none, and for ever if it was lost.
    pub(crate) status: Option<u16>,
}

/// The newest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: VecDeque<Recorded>,
    forgotten: u64,
}

impl RequestLog {
    /// From the oldest to the newest.
    pub(crate) fn kept(&self) -> impl DoubleEndedIterator<Item = &Recorded> {
        self.kept.iter()
    }

    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Gives the request's number.
    fn add(&mut self, at: DateTime<Utc>, parts: &Parts, body: &[u8]) -> u64 {
        if self.kept.len() == REQUESTS_MAX {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        let number = self.kept.back().map_or(1, |newest| newest.number + 1);
        self.kept.push_back(Recorded {
            number,
            at,
            method: parts.method.to_string(),
            path: clipped(parts.uri.path()),
            query: parts.uri.query().map(clipped),
            headers: kept_headers(&parts.headers),
            body: String::from_utf8_lossy(body).into_owned(),
            status: None,
        });
        number
    }

    fn set_status(&mut self, number: u64, status: StatusCode) {
        // It was the newest a moment ago.
        if let Some(recorded) = self.kept.iter_mut().rfind(|kept| kept.number == number) {
            recorded.status = Some(status.as_u16());
        }
    }
}

fn kept_headers(headers: &HeaderMap) -> BTreeMap<&'static str, String> {
    HEADERS_KEPT
        .into_iter()
        .filter_map(|name| {
            let value = headers.get(name)?;
            Some((name, clipped(&String::from_utf8_lossy(value.as_bytes()))))
        })
        .collect()
}

fn clipped(text: &str) -> String {
    let end = text.floor_char_boundary(LINE_BYTES_MAX);
    text[..end].to_owned()
}

/// Marks the answer that must not reach the caller.
#[derive(Clone, Copy)]
struct NoAnswer;

/// An answer that is lost: the connection is closed instead.
pub(crate) fn no_answer() -> Response {
    let mut response = StatusCode::OK.into_response();
    response.extensions_mut().insert(NoAnswer);
    response
}

/// Stands around every route of Daraja's.
pub(crate) async fn record(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let (body, is_too_large) = match to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => (body, false),
        Err(_) => (Bytes::new(), true),
    };
    let number = shared.requests().add(clock::now(), &parts, &body);
    let response = if is_too_large {
        Fault::PayloadTooLarge.into_response()
    } else {
        let struck = Place::called(parts.uri.path())
            .and_then(|place| shared.troubles().at_edge(place, clock::now()));
        let asked = Request::from_parts(parts, Body::from(body));
        match struck {
            None => next.run(asked).await,
            Some(AtEdge::Instead(trouble)) => gateway::answer(trouble),
            Some(AtEdge::WithoutTokens) => {
                shared.tokens().invalidate();
                next.run(asked).await
            }
            Some(AtEdge::Unanswered) => {
                next.run(asked).await;
                no_answer()
            }
        }
    };
    if response.extensions().get::<NoAnswer>().is_some() {
        line.cut();
    } else {
        shared.requests().set_status(number, response.status());
    }
    response
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn add(log: &mut RequestLog, path: &str) -> u64 {
        let at = Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap();
        let request = Request::builder()
            .uri(path)
            .header("accept", "a".repeat(5_000))
            .header("x-unheard-of", "1")
            .body(())
            .unwrap();
        log.add(at, &request.into_parts().0, b"{}")
    }

    #[test]
    fn the_newest_are_kept_and_the_forgotten_counted() {
        let mut log = RequestLog::default();
        for index in 0..REQUESTS_MAX + 3 {
            add(&mut log, &format!("/{index}"));
        }
        assert_eq!(log.kept().count(), REQUESTS_MAX);
        assert_eq!(log.forgotten(), 3);
        assert_eq!(log.kept().next().unwrap().path, "/3");
    }

    #[test]
    fn an_answer_finds_its_request_or_nothing_at_all() {
        let mut log = RequestLog::default();
        let first = add(&mut log, "/first");
        let second = add(&mut log, "/second");
        log.set_status(first, StatusCode::NOT_FOUND);
        log.set_status(second + 1, StatusCode::OK);
        let statuses: Vec<Option<u16>> = log.kept().map(|kept| kept.status).collect();
        assert_eq!(statuses, [Some(404), None]);
    }

    #[test]
    fn only_known_headers_are_kept_and_long_ones_clipped() {
        let mut log = RequestLog::default();
        add(&mut log, "/");
        let kept = log.kept().next().unwrap();
        assert_eq!(kept.headers["accept"].len(), LINE_BYTES_MAX);
        assert_eq!(kept.headers.len(), 1);
    }
}
