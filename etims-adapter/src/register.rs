//! `selectInitOsdcInfo`: the device is registered, once.

use domain::Timestamp;
use domain::ports::NotSigned;
use domain::tax_invoice::Seller;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::answer;
use crate::config::Credentials;
use crate::http::{Headers, Http};
use crate::token::Tokens;

const REGISTER: &str = "selectInitOsdcInfo";

/// Which device is to be registered, and where.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The interface.
    pub base_url: Url,
    /// For gateways that want a token.
    pub credentials: Option<Credentials>,
    /// Whose it is.
    pub seller: Seller,
    /// The serial number that the authority approved.
    pub device: String,
}

/// What the control unit gave.
#[derive(Clone)]
pub struct Registered {
    /// The key that every call carries; a secret.
    pub communication_key: String,
    /// The unit's number.
    pub unit_id: String,
    /// What the authority calls the business.
    pub taxpayer: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    tin: &'a str,
    bhf_id: &'a str,
    dvc_srl_no: &'a str,
}

#[derive(Deserialize)]
struct Given {
    info: Info,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    #[serde(default)]
    taxpr_nm: String,
    sdc_id: String,
    cmc_key: String,
}

/// Registers the device. The authority gives the key once.
pub async fn register(asked: Registration, now: Timestamp) -> Result<Registered, NotSigned> {
    let Registration { base_url, credentials, seller, device } = asked;
    let later = |why: String| NotSigned::Later { why };
    let http = Http::new(&base_url).map_err(|error| later(error.to_string()))?;
    let token = Tokens::new(credentials).get(&http, now).await?;
    let pin = seller.pin.as_str();
    let headers =
        Headers { pin, branch: &seller.branch, communication_key: None, token: token.as_deref() };
    let body = Asked { tin: pin, bhf_id: &seller.branch, dvc_srl_no: &device };
    match answer::read(http.post(REGISTER, &headers, &body).await?) {
        answer::Meaning::Done(data) => {
            let given: Option<Given> = data.and_then(|data| serde_json::from_str(&data).ok());
            let unreadable = || {
                later("eTIMS registered the device, and what it gave cannot be read; ask the authority for the key".to_owned())
            };
            let Info { taxpr_nm, sdc_id, cmc_key } = given.ok_or_else(unreadable)?.info;
            Ok(Registered { communication_key: cmc_key, unit_id: sdc_id, taxpayer: taxpr_nm })
        }
        other => Err(other.not_done()),
    }
}
