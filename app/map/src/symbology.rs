//! The colours and measures of the map; nothing else in this crate holds a colour.
//!
//! # Source
//! `screens.md` sections a (states, keylines) and e (ground, buildings, labels). Distances between the state colours were
//! measured for four kinds of sight; keep every pair at 10 or more in OKLab × 100 when a value changes.

use crate::state::State;

/// Light by day and at a desk, dark on the wall and at night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark symbols on a light ground.
    #[default]
    Light,
    /// Light symbols on a dark ground.
    Dark,
}

/// Which ground lies under the community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// 「标准」: water and green in their own colours.
    #[default]
    Standard,
    /// 「灰底」: a ground without colours of its own, so that only states are coloured.
    Grey,
}

/// How a state is shown besides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Disc,
    /// A disc in a ring.
    Ringed,
    /// An octagon.
    Octagon,
    /// A square on its corner.
    Diamond,
    /// A triangle on its base.
    Triangle,
    /// A square.
    Square,
    /// A hollow disc with a slash.
    Slashed,
    /// A hollow disc with a dashed edge.
    Dashed,
    /// A card with a pointed foot, for cases.
    Card,
    /// A house with a gable, for organisations.
    House,
    /// Head and shoulders, for how many live somewhere.
    Person,
}

/// The shape of a state and the glyph inside it.
#[must_use]
pub const fn shape(state: State) -> (Shape, &'static str) {
    match state {
        State::Normal => (Shape::Disc, ""),
        State::Warn => (Shape::Ringed, "!"),
        State::Level1 => (Shape::Octagon, "1"),
        State::Level2 => (Shape::Diamond, "2"),
        State::Level3 => (Shape::Triangle, "3"),
        State::Level4 => (Shape::Square, "4"),
        State::Offline => (Shape::Slashed, ""),
        State::Unknown => (Shape::Dashed, "?"),
    }
}

/// One state's fill and the glyph drawn on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Fill of the shape, or the line of a hollow one.
    pub fill: &'static str,
    /// The glyph on the fill.
    pub glyph: &'static str,
}

/// All colours of one theme and base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Under everything; also the halo of labels.
    pub ground: &'static str,
    /// Roads and paths.
    pub road: &'static str,
    /// The edge of roads, the lines of grids.
    pub line: &'static str,
    /// Lawns and trees.
    pub green: &'static str,
    /// Water.
    pub water: &'static str,
    /// Parking.
    pub parking: &'static str,
    /// Mass of a building.
    pub building: &'static str,
    /// A dwelling in which somebody is registered.
    pub occupied: &'static str,
    /// A dwelling in which nobody is registered.
    pub vacant: &'static str,
    /// A neighbour of the dwelling in focus.
    pub ghost: &'static str,
    /// What the pointer rests on.
    pub hover: &'static str,
    /// The selected dwelling, lines of measuring.
    pub accent: &'static str,
    /// The outline of what is selected.
    pub outline: &'static str,
    /// Labels.
    pub text: &'static str,
    /// Labels of lesser things.
    pub text_2: &'static str,
    /// A cluster in which all is well.
    pub quiet: &'static str,
    /// The edge around every symbol.
    pub keyline: &'static str,
    /// Its width, in pixels.
    pub keyline_px: f64,
}

/// The smallest to the largest size of an alarm symbol, in pixels.
pub const SYMBOL_PX: [f64; 3] = [24.0, 32.0, 40.0];
/// The size of a device that is well, in pixels: calm is small.
pub const CALM_PX: f64 = 8.0;
/// The size of the person beside the number of residents, in pixels.
pub const RESIDENT_PX: f64 = 16.0;
/// Diameters of a cluster of fewer than 10, fewer than 100 and more, in pixels.
pub const CLUSTER_PX: [f64; 3] = [36.0, 44.0, 56.0];
/// Above this zoom dwellings are drawn instead of masses.
pub const DWELLING_ZOOM: f64 = 17.5;
/// Fonts for every label; all text is drawn in the browser.
pub const FONTS: [&str; 4] = ["PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei"];

/// The colours of a theme on a base.
#[must_use]
pub const fn palette(theme: Theme, base: Base) -> Palette {
    let colours = match theme {
        Theme::Light => LIGHT,
        Theme::Dark => DARK,
    };
    match (base, theme) {
        (Base::Standard, _) => colours,
        (Base::Grey, Theme::Light) => {
            Palette { green: "#E9EEF2", water: "#DEE3E7", parking: "#E9EEF2", ..colours }
        }
        (Base::Grey, Theme::Dark) => {
            Palette { green: "#121D28", water: "#1B2A38", parking: "#121D28", ..colours }
        }
    }
}

/// The colours of a state in a theme.
#[must_use]
pub const fn ink(theme: Theme, state: State) -> Ink {
    let (fill, glyph) = match (theme, state) {
        (Theme::Light, State::Normal) => ("#0D625D", WHITE),
        (Theme::Light, State::Warn) => ("#5B0F96", WHITE),
        (Theme::Light, State::Level1) => ("#B3080F", WHITE),
        (Theme::Light, State::Level2) => ("#D26906", LIGHT_INK),
        (Theme::Light, State::Level3) => ("#F0D23C", LIGHT_INK),
        (Theme::Light, State::Level4) => ("#156AE3", WHITE),
        (Theme::Light, State::Offline | State::Unknown) => ("#858A90", LIGHT_INK),
        (Theme::Dark, State::Normal) => ("#91E1C7", DARK_INK),
        (Theme::Dark, State::Warn) => ("#C3A2FD", DARK_INK),
        (Theme::Dark, State::Level1) => ("#E81A22", WHITE),
        (Theme::Dark, State::Level2) => ("#FD974F", DARK_INK),
        (Theme::Dark, State::Level3) => ("#FDE044", DARK_INK),
        (Theme::Dark, State::Level4) => ("#2B89FA", DARK_INK),
        (Theme::Dark, State::Offline | State::Unknown) => ("#6F7478", WHITE),
    };
    Ink { fill, glyph }
}

const WHITE: &str = "#FFFFFF";
const LIGHT_INK: &str = "#16202B";
const DARK_INK: &str = "#0B131B";

const LIGHT: Palette = Palette {
    ground: "#F1F3F1",
    road: "#FFFFFF",
    line: "#76828F",
    green: "#DCEBDD",
    water: "#CFE3F0",
    parking: "#E9EEF2",
    building: "#C9D1D8",
    occupied: "#B5C0CA",
    vacant: "#DEE3E7",
    ghost: "#DEE3E7",
    hover: "#E2EDF7",
    accent: "#0A4F8C",
    outline: WHITE,
    text: "#16202B",
    text_2: "#46525F",
    quiet: "#E9EEF2",
    keyline: LIGHT_INK,
    keyline_px: 1.5,
};

const DARK: Palette = Palette {
    ground: "#0E1821",
    road: "#26353F",
    line: "#6B8093",
    green: "#16332B",
    water: "#12304A",
    parking: "#1B2A38",
    building: "#2C3D4E",
    occupied: "#3C5368",
    vacant: "#26343F",
    ghost: "#1E2A36",
    hover: "#6B8093",
    accent: "#7CC4F2",
    outline: WHITE,
    text: "#E8EEF4",
    text_2: "#B4C1CD",
    quiet: "#1B2A38",
    keyline: DARK_INK,
    keyline_px: 2.0,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_alarm_levels_share_colour_or_shape() {
        for theme in [Theme::Light, Theme::Dark] {
            for (place, state) in State::ALL.into_iter().enumerate() {
                for other in &State::ALL[place + 1..] {
                    assert_ne!(shape(state).0, shape(*other).0);
                    let are_grey = state == State::Unknown && *other == State::Offline;
                    assert!(
                        are_grey || ink(theme, state).fill != ink(theme, *other).fill,
                        "{state:?} {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_grey_base_keeps_everything_but_the_ground_cover() {
        let (standard, grey) = (palette(Theme::Dark, Base::Standard), palette(Theme::Dark, Base::Grey));
        assert_ne!(standard.green, grey.green);
        assert_eq!(
            Palette { green: standard.green, water: standard.water, parking: standard.parking, ..grey },
            standard
        );
    }
}
