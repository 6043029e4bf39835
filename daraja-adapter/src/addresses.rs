//! What Safaricom asks of the addresses that it is given.

use url::Url;

/// What the documentation allows no registered address to contain, in any case.
const FORBIDDEN_WORDS: [&str; 9] =
    ["m-pesa", "mpesa", "safaricom", "exec", "exe", "cmd", "sql", "query", "ngrok"];

/// An address for results and timeouts: https, as Safaricom refuses any other in production.
pub(crate) fn for_results(address: &str, production: bool) -> Result<(), &'static str> {
    let url: Url = address
        .parse()
        .map_err(|_| "the address for Safaricom's deliveries is not one; set MPESA_CALLBACK_URL")?;
    match url.scheme() {
        "https" => Ok(()),
        "http" if !production => Ok(()),
        _ => Err("Safaricom delivers to https addresses only; set MPESA_CALLBACK_URL to one"),
    }
}

/// An address for unprompted payments, which is looked at more closely.
pub(crate) fn for_registration(address: &str, production: bool) -> Result<(), &'static str> {
    for_results(address, production)?;
    let address = address.to_ascii_lowercase();
    if FORBIDDEN_WORDS.iter().any(|word| address.contains(word)) {
        return Err(
            "Safaricom registers no address with mpesa, m-pesa, safaricom, exe, exec, cmd, sql, query or ngrok in it; serve Daftari under another name",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_takes_https_only() {
        for (address, sandbox, production) in [
            ("https://pay.example.co.ke/api/c2b/ab12/confirmation/", true, true),
            ("http://127.0.0.1:8080/api/c2b/ab12/confirmation/", true, false),
            ("ftp://pay.example.co.ke/", false, false),
            ("pay.example.co.ke", false, false),
        ] {
            assert_eq!(for_registration(address, false).is_ok(), sandbox, "{address}");
            assert_eq!(for_registration(address, true).is_ok(), production, "{address}");
        }
    }

    #[test]
    fn a_forbidden_word_is_found_in_any_case_and_only_where_it_matters() {
        for address in
            ["https://MPESA.example/", "https://a.example/Query/", "https://a.example/exe"]
        {
            assert!(for_registration(address, false).unwrap_err().contains("another name"));
            assert_eq!(for_results(address, false), Ok(()));
        }
    }
}
