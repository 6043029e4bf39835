//! Tokens, the registration of the device, the headers of every call, and items.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::clock::code;
use crate::shared::{Item, Shared};
use crate::trouble::Trouble;

#[derive(Deserialize)]
pub(crate) struct Grant {
    grant_type: String,
}

/// `GET /v1/token/generate`
pub(crate) async fn token(
    State(shared): State<Shared>,
    Query(grant): Query<Grant>,
    headers: HeaderMap,
) -> Response {
    let pair = format!("{}:{}", shared.config.consumer_key, shared.config.consumer_secret);
    let expected = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    if grant.grant_type != "client_credentials" || given != Some(&expected) {
        let fault = json!({"fault": {"faultstring": "Invalid client credentials"}});
        return (StatusCode::UNAUTHORIZED, Json(fault)).into_response();
    }
    let token = code(28);
    shared.books().tokens.insert(token.clone());
    Json(json!({"access_token": token, "expires_in": "3599"})).into_response()
}

/// Whether the call comes from the registered device.
pub(crate) fn check_headers(shared: &Shared, headers: &HeaderMap) -> Result<(), Answer> {
    check_token(shared, headers)?;
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|text| !text.is_empty()).ok_or(Answer::NoHeader)
    };
    let config = &shared.config;
    let is_ours = header("tin")? == config.pin
        && header("bhfId")? == config.branch
        && header("cmcKey")? == config.communication_key;
    if is_ours { Ok(()) } else { Err(Answer::BadDevice) }
}

fn check_token(shared: &Shared, headers: &HeaderMap) -> Result<(), Answer> {
    if shared.trouble() == Trouble::Outage {
        return Err(Answer::Away);
    }
    if !shared.config.wants_token {
        return Ok(());
    }
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")).unwrap_or_default();
    if shared.books().tokens.contains(token) { Ok(()) } else { Err(Answer::BadToken) }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    tin: String,
    bhf_id: String,
    dvc_srl_no: String,
}

/// `POST /etims-api/selectInitOsdcInfo`
pub(crate) async fn register(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    if let Err(answer) = check_token(&shared, &headers) {
        return answer;
    }
    let Ok(asked) = serde_json::from_slice::<Registration>(&body) else {
        return Answer::bad("tin, bhfId, dvcSrlNo");
    };
    let config = &shared.config;
    let is_ours = asked.tin == config.pin
        && asked.bhf_id == config.branch
        && asked.dvc_srl_no == config.device;
    if !is_ours {
        return Answer::BadDevice;
    }
    if std::mem::replace(&mut shared.books().is_installed, true) {
        return Answer::Installed;
    }
    Answer::Done(json!({"info": {
        "tin": config.pin, "taxprNm": config.name, "bhfId": config.branch, "bhfNm": "Headquarter",
        "hqYn": "Y", "dvcId": "9999911300000001", "sdcId": config.unit_id,
        "mrcNo": "WIS01000150", "cmcKey": config.communication_key,
    }}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedItem {
    item_cd: String,
    item_cls_cd: String,
    item_ty_cd: String,
    item_nm: String,
    orgn_nat_cd: String,
    pkg_unit_cd: String,
    qty_unit_cd: String,
    tax_ty_cd: String,
    isrc_aplcb_yn: String,
    use_yn: String,
    regr_id: String,
    regr_nm: String,
    modr_id: String,
    modr_nm: String,
}

/// `POST /etims-api/saveItem`: again is a change.
pub(crate) async fn save_item(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    if let Err(answer) = check_headers(&shared, &headers) {
        return answer;
    }
    let Ok(item) = serde_json::from_slice::<SavedItem>(&body) else {
        return Answer::bad("item");
    };
    let faults = [
        ("itemCd", !(1..=20).contains(&item.item_cd.len()) || !item.item_cd.starts_with("KE")),
        ("itemClsCd", item.item_cls_cd.len() != 10),
        ("itemTyCd", !["1", "2", "3"].contains(&item.item_ty_cd.as_str())),
        ("itemNm", !(1..=200).contains(&item.item_nm.chars().count())),
        ("orgnNatCd", item.orgn_nat_cd != "KE"),
        ("pkgUnitCd", item.pkg_unit_cd.is_empty()),
        ("qtyUnitCd", item.qty_unit_cd.is_empty()),
        ("taxTyCd", !["A", "B", "C", "D", "E"].contains(&item.tax_ty_cd.as_str())),
        ("isrcAplcbYn", !["Y", "N"].contains(&item.isrc_aplcb_yn.as_str())),
        ("useYn", !["Y", "N"].contains(&item.use_yn.as_str())),
        ("regrId", item.regr_id.is_empty() || item.regr_nm.is_empty()),
        ("modrId", item.modr_id.is_empty() || item.modr_nm.is_empty()),
    ];
    if let Some((field, _)) = faults.iter().find(|(_, is_wrong)| *is_wrong) {
        return Answer::bad(field);
    }
    shared.books().items.insert(item.item_cd, Item { tax_type: item.tax_ty_cd });
    Answer::Done(json!(null))
}
