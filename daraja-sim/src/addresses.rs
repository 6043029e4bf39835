//! Which addresses are accepted for callbacks.

use reqwest::Url;

use crate::config::CallbackAddresses;

/// The longest address that is remembered. A limit of the simulator's own: Safaricom's isn't known.
const CALLBACK_URL_BYTES_MAX: usize = 2_048;

/// What an address registered for C2B must not contain, in any case.
const REFUSED_IN_C2B: [&str; 10] = [
    "mpesa",
    "m-pesa",
    "safaricom",
    "exe",
    "cmd",
    "sql",
    "query",
    "ngrok",
    "mockbin",
    "requestbin",
];

/// A check of the spelling only: `https://example.invalid/` is accepted, and a host with capitals
/// is not, as was seen in the sandbox.
pub(crate) fn is_callback_url(text: &str, accepted: CallbackAddresses) -> bool {
    if text.len() > CALLBACK_URL_BYTES_MAX {
        return false;
    }
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let written_host = text
        .split_once("://")
        .and_then(|(_, rest)| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    if written_host.is_empty() || written_host.contains(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    match url.scheme() {
        "https" => true,
        "http" => accepted == CallbackAddresses::HttpsOrLoopback && is_loopback(&url),
        _ => false,
    }
}

/// The rules of C2B are stricter: words that Safaricom's firewall takes for an attack, its own
/// names, and public tunnels are refused.
pub(crate) fn is_c2b_url(text: &str, accepted: CallbackAddresses) -> bool {
    let lower = text.to_ascii_lowercase();
    is_callback_url(text, accepted) && !REFUSED_IN_C2B.iter().any(|word| lower.contains(word))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callback_addresses_are_judged_by_their_spelling() {
        let accepted = CallbackAddresses::HttpsOrLoopback;
        for good in [
            "https://mydomain.com/path",
            "https://example.invalid/Path/With/Capitals",
            "https://mydomain.com:8443/?a=B",
            "http://127.0.0.1:8080/callback/",
            "http://127.1.2.3/",
            "http://localhost:8080/callback/",
            "http://[::1]:8080/callback/",
        ] {
            assert!(is_callback_url(good, accepted), "{good}");
        }
        for bad in [
            "",
            "mydomain.com/path",
            "/path",
            "https://",
            "https:///path",
            "ftp://mydomain.com/",
            "http://mydomain.com/path",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "https://Some-Tunnel.example.com/path",
        ] {
            assert!(!is_callback_url(bad, accepted), "{bad}");
        }
        let long = format!("https://mydomain.com/{}", "a".repeat(CALLBACK_URL_BYTES_MAX));
        assert!(!is_callback_url(&long, accepted));
    }

    #[test]
    fn plain_http_to_loopback_can_be_refused() {
        let strict = CallbackAddresses::HttpsOnly;
        assert!(!is_callback_url("http://127.0.0.1:8080/", strict));
        assert!(is_callback_url("https://127.0.0.1:8080/", strict));
    }

    #[test]
    fn c2b_refuses_words_that_a_push_may_have() {
        let accepted = CallbackAddresses::HttpsOrLoopback;
        assert!(is_c2b_url("https://pay.example.com/c2b/5f0a/confirmation/", accepted));
        for word in REFUSED_IN_C2B {
            let lower = format!("https://pay.example.com/{word}/");
            assert!(is_callback_url(&lower, accepted), "{lower}");
            assert!(!is_c2b_url(&lower, accepted), "{lower}");
            let upper = format!("https://pay.example.com/{}/", word.to_uppercase());
            assert!(!is_c2b_url(&upper, accepted), "{upper}");
        }
    }
}
