//! The part about the tax authority.

use etims_adapter::{Config, Credentials, Secret};
use url::Url;

use super::Values;

impl Values {
    /// The control unit that signs tax invoices; none unless its address is set.
    pub(super) fn etims(&mut self) -> Option<Config> {
        self.get("ETIMS_BASE_URL")?;
        let base_url = self.parsed::<Url>(
            "ETIMS_BASE_URL",
            "an address such as https://etims-api.kra.go.ke/etims-api",
        );
        let credentials = self.etims_credentials();
        let communication_key = self.required(
            "ETIMS_COMMUNICATION_KEY",
            "what the control unit gave when it was registered; `daftari etims register` prints it",
        );
        let unit_id = self.required(
            "ETIMS_CONTROL_UNIT",
            "the control unit's number; `daftari etims register` prints it",
        );
        let receipt_url = match self.get("ETIMS_RECEIPT_URL") {
            Some(_) => self.parsed("ETIMS_RECEIPT_URL", "an address"),
            None => Url::parse(Config::RECEIPT_URL).ok(),
        };
        let item_class =
            self.get("ETIMS_ITEM_CLASS").unwrap_or_else(|| Config::ITEM_CLASS.to_owned());
        if item_class.len() != 10 || !item_class.bytes().all(|byte| byte.is_ascii_digit()) {
            self.faults.push("ETIMS_ITEM_CLASS is not a class of ten digits".to_owned());
        }
        Some(Config {
            base_url: base_url?,
            credentials,
            communication_key: Secret::new(communication_key),
            unit_id,
            receipt_url: receipt_url?,
            item_class,
        })
    }

    /// Where the control unit is and how one gets in, before it is registered.
    pub(crate) fn etims_gate(
        mut self,
    ) -> Result<(Url, Option<Credentials>), crate::failure::Failure> {
        let what = "an address such as https://etims-api.kra.go.ke/etims-api";
        self.required("ETIMS_BASE_URL", what);
        let base_url = self.parsed::<Url>("ETIMS_BASE_URL", what);
        let credentials = self.etims_credentials();
        self.done()?;
        let missing =
            || crate::failure::Failure::usage(anyhow::anyhow!("ETIMS_BASE_URL is not set"));
        Ok((base_url.ok_or_else(missing)?, credentials))
    }

    /// What a token is asked with: all three variables, or none.
    fn etims_credentials(&mut self) -> Option<Credentials> {
        let names = ["ETIMS_TOKEN_URL", "ETIMS_CONSUMER_KEY", "ETIMS_CONSUMER_SECRET"];
        let [url, key, secret] = names.map(|name| self.get(name));
        if url.is_none() && key.is_none() && secret.is_none() {
            return None;
        }
        let (Some(_), Some(key), Some(secret)) = (url, key, secret) else {
            self.faults.push(format!("{} are set all three, or none", names.join(", ")));
            return None;
        };
        let token_url = self.parsed::<Url>("ETIMS_TOKEN_URL", "an address")?;
        let (consumer_key, consumer_secret) = (Secret::new(key), Secret::new(secret));
        Some(Credentials { token_url, consumer_key, consumer_secret })
    }
}
