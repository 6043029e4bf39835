//! Pages of lists: a limit, and an opaque cursor.

use projections::Cursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// How many items a page has if nobody says.
const ITEMS_DEFAULT: i64 = 50;

/// Which page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// How many items, at most 200.
    pub(crate) limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

/// One page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// For the next page; null on the last.
    #[schema(required)]
    pub(crate) next_cursor: Option<String>,
}

impl PageParams {
    /// How many items to show.
    pub(crate) fn items(&self) -> i64 {
        self.limit.unwrap_or(ITEMS_DEFAULT).clamp(1, projections::page::PAGE_MAX)
    }

    /// Where to go on.
    pub(crate) fn after(&self) -> Result<Option<Cursor>, Problem> {
        self.cursor.as_deref().map(str::parse).transpose().map_err(
            |error: projections::page::NotCursor| {
                Problem::unprocessable("invalid_cursor", error.to_string())
            },
        )
    }

    /// Where the list goes on, as it was told.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Before which position a list of positions goes on.
    pub(crate) fn before(&self) -> Result<Option<i64>, Problem> {
        let not_cursor = |_| {
            let detail = projections::page::NotCursor.to_string();
            Problem::unprocessable("invalid_cursor", detail)
        };
        self.cursor.as_deref().map(str::parse).transpose().map_err(not_cursor)
    }
}

impl<T> Page<T> {
    /// A page of rows, each in its shape.
    pub(crate) fn of<R>(page: projections::Page<R>, shape: impl FnMut(R) -> T) -> Self {
        Self {
            next_cursor: page.next.map(|cursor| cursor.to_string()),
            items: page.items.into_iter().map(shape).collect(),
        }
    }
}
