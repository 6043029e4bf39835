//! The read models, as operators see them.

pub(crate) mod list;
pub(crate) mod rebuild;
pub(crate) mod retry;
pub(crate) mod skip;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use projections::Projection;

use crate::State;
use crate::problem::Problem;

/// The read model whose name stands in the path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named(pub(crate) Projection);

impl FromRequestParts<State> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        name.ok().and_then(|Path(name)| Projection::named(&name)).map(Self).ok_or_else(|| {
            let names = Projection::ALL.map(Projection::name).join(", ");
            Problem::not_found(
                "projection_not_found",
                format!("there is no such projection; there are {names}"),
            )
        })
    }
}
