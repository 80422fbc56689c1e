//! The map on which a resident points at a place, or sees one: apart from a resident's other pages, since most do without.

use contract::geo::Wgs84;
use leptos::prelude::*;

use crate::{
    route::part::{Drawing, Drawn, coming_view, part},
    scene,
};

/// A small map to point at a place; it begins at what was chosen before, else at the place that is named.
#[must_use]
pub fn spot_map(chosen: RwSignal<Option<Wgs84>>, named: Option<Wgs84>) -> AnyView {
    coming_view(move || Drawing::Coming(Box::pin(drawn(chosen, named))))
}

/// A small map of one place.
#[must_use]
pub fn seen_map(at: Wgs84, name: String) -> AnyView {
    let name = StoredValue::new(name);
    coming_view(move || Drawing::Coming(Box::pin(seen(at, name.get_value()))))
}

part! { spot;
    fn seen(at: Wgs84, name: String) -> Drawn {
        Ok(scene::seen_map(at, name))
    }
}

part! { spot;
    fn drawn(chosen: RwSignal<Option<Wgs84>>, named: Option<Wgs84>) -> Drawn {
        Ok(scene::spot_map(chosen, named))
    }
}
