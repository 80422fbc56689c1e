//! The base maps that a person may choose from, all drawn from the community's own layers: with the colours of water and
//! green or without, light or dark. The choice is kept on the device.

use kit::{MenuItem, icon, keep, kept, menu_button, t};
use leptos::prelude::*;
use map::{Base, Theme};

use super::Pane;

/// Where the choice is kept.
const KEPT: &str = "map.base";

/// What lies under the things on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// With colours of its own or grey.
    pub base: Base,
    /// Light or dark.
    pub theme: Theme,
}

/// All that may be chosen, with the key of each.
const GROUNDS: [(&str, Ground); 4] = [
    ("plain_light", Ground { base: Base::Standard, theme: Theme::Light }),
    ("plain_dark", Ground { base: Base::Standard, theme: Theme::Dark }),
    ("grey_light", Ground { base: Base::Grey, theme: Theme::Light }),
    ("grey_dark", Ground { base: Base::Grey, theme: Theme::Dark }),
];

impl Ground {
    /// The standard one.
    #[must_use]
    pub fn standard(is_dark: bool) -> Self {
        Self { base: Base::Standard, theme: if is_dark { Theme::Dark } else { Theme::Light } }
    }

    /// What was chosen on this device, else the standard one.
    #[must_use]
    pub fn kept_or(is_dark: bool) -> Self {
        kept(KEPT).and_then(|key| of_key(&key)).unwrap_or_else(|| Self::standard(is_dark))
    }
}

fn of_key(key: &str) -> Option<Ground> {
    GROUNDS.into_iter().find(|(known, _)| *known == key).map(|(_, ground)| ground)
}

impl Pane {
    /// Draws another base map under what is there; camera, states and layers stay.
    pub fn choose_ground(self, ground: Ground) {
        self.ground.set(ground);
        self.with(|engine| {
            engine.set_base(ground.base);
            engine.set_theme(ground.theme);
        });
    }
}

/// The button of the toolbar that opens the choice.
pub(super) fn base_menu(pane: Pane) -> AnyView {
    let items = Signal::derive(move || {
        let now = pane.ground.get();
        let item = |(key, ground): (&'static str, Ground)| {
            let choose = move || {
                keep(KEPT, key);
                pane.choose_ground(ground);
            };
            MenuItem::new(t(&format!("map.base.{key}")), choose).checked(ground == now)
        };
        GROUNDS.into_iter().map(item).collect::<Vec<_>>()
    });
    menu_button(icon("layers"), "icon-button", t("map.base"), Some(t("map.base")), items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ground_has_its_own_key_and_label() {
        for (key, ground) in GROUNDS {
            assert_eq!(of_key(key), Some(ground));
            assert_eq!(GROUNDS.iter().filter(|(_, other)| *other == ground).count(), 1);
        }
        assert_eq!(of_key("aerial"), None);
        assert_eq!(of_key("plain_dark"), Some(Ground::standard(true)));
    }
}
