//! Where everything is: one table of pages per audience, which is also its navigation and says what a page needs.
//!
//! A path is `/<audience>/<module>[/<id>[/<act>]]`; `:id` stands for any one part. The table is data rather than a tree
//! of router types, so that a page costs one line and no further WASM. The resident's home comes with the program; all
//! else are parts of it that are fetched when somebody opens one, so that a phone on a slow network isn't sent the
//! control room.

use contract::{
    Act, Kind, Term,
    identity::{Audience, Me},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

mod part;
mod resident;

mod apart {
    pub mod desk;
    pub mod door;
    pub mod gallery;
    pub mod grid;
    pub mod kiosk;
    pub mod resident;
    pub mod wall;
}

use apart::{desk, grid, kiosk, wall};
pub use {
    apart::{door, gallery, resident::fetch as fetch_resident},
    part::{Drawing, drawn},
};

/// A page of the program.
pub struct Leaf {
    /// Its path.
    pub path: &'static str,
    /// Label key of its name.
    pub title: &'static str,
    /// The kind that one must be allowed to read.
    pub needs: Option<Kind>,
    /// Its picture in the navigation; none when it isn't an entry of it.
    pub icon: Option<&'static str>,
    /// Draws it.
    pub draw: fn(&'static str) -> Drawing,
}

/// A page with an entry in the navigation.
const fn entry(
    path: &'static str,
    icon: &'static str,
    title: &'static str,
    needs: Option<Kind>,
    draw: fn(&'static str) -> Drawing,
) -> Leaf {
    Leaf { path, title, needs, icon: Some(icon), draw }
}

/// A page that is reached from another one.
const fn page(
    path: &'static str,
    title: &'static str,
    needs: Option<Kind>,
    draw: fn(&'static str) -> Drawing,
) -> Leaf {
    Leaf { path, title, needs, icon: None, draw }
}

/// All pages, in the order of the navigation; a fixed part comes before `:id`.
pub fn leaves() -> impl Iterator<Item = &'static Leaf> {
    [resident::LEAVES, apart::resident::LEAVES, grid::LEAVES, desk::LEAVES, wall::LEAVES, kiosk::LEAVES]
        .into_iter()
        .flatten()
}

/// The page of a path, with what stands for its `:id`.
#[must_use]
pub fn find(path: &str) -> Option<(&'static Leaf, ParamsMap)> {
    let path = path.trim_end_matches('/');
    leaves().find_map(|leaf| matched(leaf.path, path).map(|params| (leaf, params)))
}

fn matched(pattern: &'static str, path: &str) -> Option<ParamsMap> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut params = ParamsMap::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(params),
            (Some(name), Some(value)) if name.starts_with(':') && !value.is_empty() => {
                params.insert(&name[1..], value.to_owned());
            }
            (Some(name), Some(value)) if name == value => {}
            _ => return None,
        }
    }
}

/// The audience in whose frame a path is shown.
#[must_use]
pub fn audience_of(path: &str) -> Option<Audience> {
    Audience::from_key(path.split('/').nth(1)?)
}

/// Whether somebody who acts for `capacity` may open pages of an audience; the one map is also the office's.
#[must_use]
pub fn admits(audience: Audience, capacity: Audience) -> bool {
    audience == capacity
        || (audience == Audience::Wall && matches!(capacity, Audience::Street | Audience::Property))
}

/// The home of an audience.
#[must_use]
pub fn home(audience: Audience) -> &'static str {
    match audience {
        Audience::Resident => "/resident",
        Audience::Grid => "/grid",
        Audience::Property => "/property/repair",
        Audience::Street => "/street/case",
        Audience::Wall => "/wall",
        Audience::Kiosk => "/kiosk",
        Audience::Admin => "/admin/user",
    }
}

/// Where somebody begins: the home of their audience, or the first page of it that they may read.
#[must_use]
pub fn home_of(me: &Me) -> &'static str {
    let audience = me.capacity.audience;
    let home = home(audience);
    let may = |leaf: &&Leaf| leaf.needs.is_none_or(|kind| me.may(kind, Act::Read));
    if leaves().filter(may).any(|leaf| leaf.path == home) {
        return home;
    }
    let mut own = leaves().filter(|leaf| leaf.icon.is_some() && audience_of(leaf.path) == Some(audience));
    own.find(may).map_or(home, |leaf| leaf.path)
}

/// The path to go on to after signing in: only one of our own, and not signing in again.
#[must_use]
pub fn safe_next(next: Option<String>) -> Option<String> {
    next.filter(|path| {
        let is_ours =
            path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t']);
        let is_entrance = ["/signin", "/setup", "/pair"].iter().any(|entrance| path.starts_with(entrance));
        is_ours && path != "/" && !is_entrance
    })
}

/// The audience of the address that is open.
#[must_use]
pub fn here() -> Option<Audience> {
    audience_of(&window().location().pathname().unwrap_or_default())
}

/// Whether the address that is open is the wall's, where nothing is disclosed and sheets lie in the right column.
#[must_use]
pub fn is_wall() -> bool {
    here() == Some(Audience::Wall)
}

/// The address of a work item, in the audience that is open.
#[must_use]
pub fn work_href(kind: Kind, id: impl core::fmt::Display) -> Option<String> {
    Some(match (here()?, kind) {
        (Audience::Wall, _) => format!("/wall?sel=case.{id}"),
        (Audience::Street, Kind::FireHazard) => format!("/street/case?sel={id}"),
        (Audience::Street, Kind::Repair) => format!("/street/repair?sel={id}"),
        (Audience::Property, Kind::FireHazard) => format!("/property/case?sel={id}"),
        (Audience::Property, Kind::Repair) => format!("/property/repair?sel={id}"),
        (Audience::Grid, Kind::FireHazard) => format!("/grid/case/{id}"),
        (Audience::Resident, Kind::Repair) => format!("/resident/repair/{id}"),
        _ => return None,
    })
}

/// The address of an alarm, in the audience that is open.
#[must_use]
pub fn alarm_href(id: impl core::fmt::Display) -> Option<String> {
    Some(match here()? {
        Audience::Wall => format!("/wall?sel=alarm.{id}"),
        Audience::Street => format!("/street/alarm?sel={id}"),
        Audience::Property => format!("/property/alarm?sel={id}"),
        _ => return None,
    })
}

/// The address of a device, in the audience that is open.
#[must_use]
pub fn device_href(id: impl core::fmt::Display) -> Option<String> {
    Some(match here()? {
        Audience::Wall => format!("/wall?sel=device.{id}"),
        Audience::Street => format!("/street/device?sel={id}"),
        Audience::Property => format!("/property/device?sel={id}"),
        Audience::Admin => format!("/admin/device?sel={id}"),
        _ => return None,
    })
}

/// The address at which a dwelling is found by its short name, in the audience that is open.
#[must_use]
pub fn dwelling_search(label: &str) -> Option<String> {
    Some(match here()? {
        Audience::Street => format!("/street/dwelling?q={label}"),
        Audience::Property => format!("/property/dwelling?q={label}"),
        Audience::Admin => format!("/admin/dwelling?q={label}"),
        _ => return None,
    })
}

/// The address of something on the one map, where the reader may open it: `alarm.<id>`, `dwelling.<code>`, ...
#[must_use]
pub fn map_href(what: &str, id: impl core::fmt::Display) -> Option<String> {
    matches!(here()?, Audience::Street | Audience::Property).then(|| format!("/wall?sel={what}.{id}"))
}
