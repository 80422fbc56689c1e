//! What is opened once: choosing a password by a link, and pairing a wall or a kiosk.

use crate::{
    route::part::{Drawing, Drawn, part},
    shell::{pair, setup},
};

/// Draws `/setup`.
pub fn draw_setup(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(setup_page()))
}

/// Draws `/pair`.
pub fn draw_pair(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(pair_page()))
}

part! { door;
    fn setup_page() -> Drawn {
        Ok(setup::page())
    }
}

part! { door;
    fn pair_page() -> Drawn {
        Ok(pair::page())
    }
}
