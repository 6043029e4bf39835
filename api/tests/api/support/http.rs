//! Asking the service over HTTP.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use testing::wait_until;

use super::PATIENCE;

/// Somebody who asks: nobody in particular, or whoever a token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    client: Client,
    base: String,
    token: Option<String>,
}

impl Caller {
    pub(crate) fn new(client: Client, base: String, token: Option<String>) -> Self {
        Self { client, base, token }
    }

    /// The same, asking at another address.
    pub(crate) fn at(self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// What is read once the read models show the position that the path asks for.
    pub(crate) async fn read(&self, path: &str) -> Value {
        wait_until("the read models", PATIENCE, async || {
            let answer = self.get(path).await;
            if answer.status == 202 {
                // They may trail by more than a reader waits for; then it says so.
                answer.problem(202, "not_yet");
                return None;
            }
            Some(answer.ok(200))
        })
        .await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).body(body.to_string())).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).body(body.to_string())).await
    }

    pub(crate) async fn post_bytes(&self, path: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer::to(self.request(Method::POST, path).body(body.into())).await
    }

    pub(crate) async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        Answer::to(request.body(body.to_string())).await
    }

    /// Follows a list to its end, page by page.
    pub(crate) async fn pages(&self, path: &str, limit: usize) -> Vec<Vec<Value>> {
        let join = if path.contains('?') { '&' } else { '?' };
        let mut pages = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.read(&format!("{path}{join}limit={limit}{cursor}")).await;
            pages.push(page["items"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return pages,
            }
        }
    }

    /// The ids of everything in a list, in its order.
    pub(crate) async fn ids(&self, path: &str) -> Vec<String> {
        let pages = self.pages(path, 200).await;
        pages.iter().flatten().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// What the service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body of an answer with that status.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of a problem with that status and code, whole in every part.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.ok(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["type"], "about:blank", "{problem}");
        for text in ["title", "detail"] {
            assert!(problem[text].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        assert_eq!(problem["request_id"].as_str(), self.header("x-request-id"), "{problem}");
        assert!(problem["request_id"].is_string(), "{problem}");
        let retry_after =
            problem["retry_after_seconds"].as_u64().map(|seconds| seconds.to_string());
        assert_eq!(retry_after.as_deref(), self.header("retry-after"), "{problem}");
        problem
    }
}
