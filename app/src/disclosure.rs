//! Showing events to people: personal fields are opened, and masked where they hold a number.

use std::future::Future;
use std::pin::Pin;

use domain::Msisdn;
use domain::personal::{Unseal, UnsealError};
use domain::{CustomerId, id::Id};
use serde_json::Value;
use vault::Vault;

/// A payload as people see it.
pub async fn payload(vault: &Vault, text: &str) -> Result<Value, UnsealError> {
    let mut value = serde_json::from_str(text)
        .map_err(|error| UnsealError { what: format!("an event's payload is damaged: {error}") })?;
    open(vault, &mut value).await?;
    Ok(value)
}

fn open<'a>(
    vault: &'a Vault,
    value: &'a mut Value,
) -> Pin<Box<dyn Future<Output = Result<(), UnsealError>> + Send + 'a>> {
    Box::pin(async move {
        if let Some((subject, sealed)) = personal(value) {
            let opened = vault.unseal(&[(subject, &sealed)]).await?;
            let text = opened.into_iter().next().flatten();
            *value =
                text.map_or_else(|| Value::from("(erased)"), |text| Value::from(masked(&text)));
            return Ok(());
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    open(vault, item).await?;
                }
            }
            Value::Object(fields) => {
                for (_, field) in fields.iter_mut() {
                    open(vault, field).await?;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    })
}

/// A sealed value is the only object that has just these three fields.
fn personal(value: &Value) -> Option<(CustomerId, String)> {
    let fields =
        value.as_object().filter(|fields| fields.len() == 3 && fields.contains_key("hash"))?;
    let subject = fields.get("subject")?.as_str()?.parse::<CustomerId>().ok()?;
    Some((Id::new(subject.uuid()), fields.get("sealed")?.as_str()?.to_owned()))
}

/// Numbers show their ends only. A checkout request id ends in one, so it loses its end.
fn masked(text: &str) -> String {
    const CHECKOUT_SHOWN: usize = 14;
    match text.parse::<Msisdn>() {
        Ok(phone) => phone.masked(),
        Err(_) if text.starts_with("ws_CO_") => {
            let shown: String = text.chars().take(CHECKOUT_SHOWN).collect();
            format!("{shown}…")
        }
        Err(_) => text.to_owned(),
    }
}
