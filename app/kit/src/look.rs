//! Theme and scale of the page: two attributes of `<html>` that choose among the values of `style/token.css` and
//! `style/scale.css`.

use std::cell::Cell;

use crate::store;

/// Colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the device says: dark, light, or more contrast.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light with the most contrast.
    Contrast,
    /// Dark with the most contrast.
    ContrastDark,
}

impl Theme {
    /// All, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Light, Self::Dark, Self::Contrast, Self::ContrastDark];

    /// The value of `data-theme`; that of `Auto` depends on the device.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
            Self::ContrastDark => "contrast-dark",
        }
    }

    /// Label key of its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "app.theme.auto",
            Self::Light => "app.theme.light",
            Self::Dark => "app.theme.dark",
            Self::Contrast => "app.theme.contrast",
            Self::ContrastDark => "app.theme.contrast_dark",
        }
    }
}

/// Sizes of type, targets and space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Dense, for a pointer.
    Pc,
    /// For a thumb.
    Phone,
    /// The elder edition (长辈版).
    Elder,
    /// Outdoors.
    Tablet,
    /// The wall.
    Wall,
    /// The lobby's kiosk.
    Kiosk,
}

impl Scale {
    /// All, in the order of the gallery.
    pub const ALL: [Self; 6] = [Self::Pc, Self::Phone, Self::Elder, Self::Tablet, Self::Wall, Self::Kiosk];

    /// The value of `data-scale`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Pc => "pc",
            Self::Phone => "phone",
            Self::Elder => "elder",
            Self::Tablet => "tablet",
            Self::Wall => "wall",
            Self::Kiosk => "kiosk",
        }
    }
}

thread_local! {
    static THEME: Cell<Theme> = const { Cell::new(Theme::Auto) };
    static SCALE: Cell<Scale> = const { Cell::new(Scale::Pc) };
    static ELDER: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn restore() {
    let theme = store::kept("theme");
    let theme = Theme::ALL.into_iter().find(|t| Some(t.key()) == theme.as_deref()).unwrap_or(Theme::Auto);
    ELDER.set(store::kept("elder").is_some());
    force_theme(theme);
    for query in ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"] {
        crate::screen::on_media(query, |_| {
            if THEME.get() == Theme::Auto {
                show_theme();
            }
        });
    }
}

/// The theme chosen.
#[must_use]
pub fn theme() -> Theme {
    THEME.get()
}

/// Sets a theme and keeps it.
pub fn choose_theme(theme: Theme) {
    match theme {
        Theme::Auto => store::drop_kept("theme"),
        _ => store::keep("theme", theme.key()),
    }
    force_theme(theme);
}

/// Sets a theme without keeping it: the wall is dark whatever its device prefers.
pub fn force_theme(theme: Theme) {
    THEME.set(theme);
    show_theme();
}

fn show_theme() {
    let key = match THEME.get() {
        Theme::Auto => match (
            crate::screen::matches("(prefers-contrast: more)"),
            crate::screen::matches("(prefers-color-scheme: dark)"),
        ) {
            (true, true) => Theme::ContrastDark.key(),
            (true, false) => Theme::Contrast.key(),
            (false, true) => Theme::Dark.key(),
            (false, false) => Theme::Light.key(),
        },
        theme => theme.key(),
    };
    mark_page("data-theme", key);
}

/// Sets the scale of the frame; a phone in the elder edition gets the elder scale.
pub fn set_scale(scale: Scale) {
    SCALE.set(scale);
    let shown = if scale == Scale::Phone && ELDER.get() { Scale::Elder } else { scale };
    mark_page("data-scale", shown.key());
}

pub(crate) fn scale() -> Scale {
    SCALE.get()
}

/// Whether the elder edition is chosen on this device.
#[must_use]
pub fn is_elder() -> bool {
    ELDER.get()
}

/// Switches to the elder edition or back, and keeps it.
pub fn choose_elder(is_elder: bool) {
    ELDER.set(is_elder);
    if is_elder {
        store::keep("elder", "1");
    } else {
        store::drop_kept("elder");
    }
    set_scale(SCALE.get());
}

/// Sets an attribute of `<html>`.
pub(crate) fn mark_page(name: &str, value: &str) {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root {
        // Only an ill-formed name is refused, and ours are written above.
        let _ = root.set_attribute(name, value);
    }
}
