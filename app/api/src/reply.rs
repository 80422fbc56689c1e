//! What a server function answers.

use contract::Fault;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// What a server function answers.
pub type Reply<T> = Result<T, Refusal>;

/// Why the server would not, or could not, answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "refusal", content = "detail", rename_all = "snake_case")]
pub enum Refusal {
    /// The server refused in a way that a person can act on.
    Fault(Fault),
    /// The server was not reached, or its answer was not understood.
    Network(String),
    /// What was sent is not what the function takes.
    Malformed(String),
}

impl FromServerFnError for Refusal {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(detail)
            | ServerFnErrorErr::MissingArg(detail)
            | ServerFnErrorErr::Deserialization(detail) => {
                #[cfg(feature = "ssr")]
                set_status(400);
                Self::Malformed(detail)
            }
            other => Self::Network(other.to_string()),
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        #[cfg(feature = "ssr")]
        set_status(fault.status());
        Self::Fault(fault)
    }
}

/// A server function's error answers 500 unless the response is told otherwise.
#[cfg(feature = "ssr")]
fn set_status(status: u16) {
    if let (Some(response), Ok(status)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
}
