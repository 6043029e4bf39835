//! Opening the personal fields of a batch.

use std::collections::HashMap;

use domain::CustomerId;
use domain::personal::{Personal, Unseal, UnsealError};

/// The sealed values of a batch, gathered so that they are opened together.
#[derive(Debug, Default)]
pub(crate) struct Sealed<'a>(Vec<(CustomerId, &'a str)>);

impl<'a> Sealed<'a> {
    pub(crate) fn add<T: 'a>(&mut self, values: impl IntoIterator<Item = &'a Personal<T>>) {
        self.0.extend(values.into_iter().map(|value| (value.subject(), value.sealed())));
    }

    pub(crate) async fn open(self, unseal: &dyn Unseal) -> Result<Opened, UnsealError> {
        if self.0.is_empty() {
            return Ok(Opened::default());
        }
        let texts = unseal.unseal(&self.0).await?;
        if texts.len() != self.0.len() {
            let what = format!("{} were asked for and {} came", self.0.len(), texts.len());
            return Err(UnsealError { what });
        }
        let opened = self.0.iter().map(|(_, sealed)| (*sealed).to_owned()).zip(texts);
        Ok(Opened(opened.filter_map(|(sealed, text)| Some((sealed, text?))).collect()))
    }
}

/// What was in them.
#[derive(Debug, Default)]
pub(crate) struct Opened(HashMap<String, String>);

impl Opened {
    /// The text of a value; none if its key was destroyed.
    pub(crate) fn text<T>(&self, value: &Personal<T>) -> Option<String> {
        self.0.get(value.sealed()).cloned()
    }
}
