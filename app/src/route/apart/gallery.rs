//! All parts of the kit in every state.

use crate::route::part::{Drawing, Drawn, part};

/// Draws `/kit`.
pub fn draw(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(gallery()))
}

part! { gallery;
    fn gallery() -> Drawn {
        Ok(kit::gallery())
    }
}
