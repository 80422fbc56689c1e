//! Where everything is: one table of pages per audience, which is also its navigation and says what a page needs.
//!
//! A path is `/<audience>/<module>[/<id>[/<act>]]`; `:id` stands for any one part. The table is data rather than a tree
//! of router types, so that a page costs one line and no further WASM. Lists of case types are not in it: applications
//! declare them. The resident's home comes with the program; all else are parts of it that are fetched when somebody
//! opens one, so that a phone on a slow network isn't sent the control room.

use contract::{
    Act, Kind, Term,
    applications::{CASE_KINDS, case_type, case_types},
    identity::{Audience, Me},
    work::CaseType,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use std::sync::OnceLock;

use crate::seat;

mod part;
mod resident;

mod apart {
    pub mod desk;
    pub mod door;
    pub mod gallery;
    pub mod grid;
    pub mod kiosk;
    pub mod resident;
    pub mod spot;
    pub mod wall;
}

use apart::{desk, grid, kiosk, wall};
pub use {
    apart::{
        door, gallery,
        resident::fetch as fetch_resident,
        spot::{seen_map, spot_map},
    },
    part::{Drawing, drawn},
};

/// What one must be allowed to read to open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A kind.
    Kind(Kind),
    /// Any case type.
    AnyCase,
}

/// A page of the program.
#[derive(Clone, Copy)]
pub struct Leaf {
    /// Its path.
    pub path: &'static str,
    /// Label key of its name.
    pub title: &'static str,
    /// What one must be allowed to read.
    pub needs: Need,
    /// Its picture in the navigation; none when it isn't an entry of it.
    pub icon: Option<&'static str>,
    /// Draws it.
    pub draw: fn(&'static str) -> Drawing,
}

impl Leaf {
    /// The kind that somebody must be allowed to read and isn't; none when they may open the page.
    #[must_use]
    pub fn lacks(&self, me: &Me) -> Option<Kind> {
        let is_lacking = |kind: &Kind| !me.may(*kind, Act::Read);
        match self.needs {
            Need::Nothing => None,
            Need::Kind(kind) => Some(kind).filter(is_lacking),
            Need::AnyCase => CASE_KINDS.first().copied().filter(|_| CASE_KINDS.iter().all(is_lacking)),
        }
    }

    const fn needing(needs: Option<Kind>) -> Need {
        match needs {
            Some(kind) => Need::Kind(kind),
            None => Need::Nothing,
        }
    }
}

/// A page with an entry in the navigation.
const fn entry(
    path: &'static str,
    icon: &'static str,
    title: &'static str,
    needs: Option<Kind>,
    draw: fn(&'static str) -> Drawing,
) -> Leaf {
    Leaf { path, title, needs: Leaf::needing(needs), icon: Some(icon), draw }
}

/// A page with an entry in the navigation, for all case types that one may read.
const fn case_entry(
    path: &'static str,
    icon: &'static str,
    title: &'static str,
    draw: fn(&'static str) -> Drawing,
) -> Leaf {
    Leaf { path, title, needs: Need::AnyCase, icon: Some(icon), draw }
}

/// A page that is reached from another one.
const fn page(
    path: &'static str,
    title: &'static str,
    needs: Option<Kind>,
    draw: fn(&'static str) -> Drawing,
) -> Leaf {
    Leaf { path, title, needs: Leaf::needing(needs), icon: None, draw }
}

/// A page that is reached from another one, for all case types that one may read.
const fn case_page(path: &'static str, title: &'static str, draw: fn(&'static str) -> Drawing) -> Leaf {
    Leaf { path, title, needs: Need::AnyCase, icon: None, draw }
}

/// All pages, in the order of the navigation; a fixed part comes before `:id`.
pub fn leaves() -> impl Iterator<Item = &'static Leaf> {
    static LEAVES: OnceLock<Vec<Leaf>> = OnceLock::new();
    LEAVES.get_or_init(with_case_lists).iter()
}

/// The tables, and the lists of case types where they want to stand.
fn with_case_lists() -> Vec<Leaf> {
    let tables =
        [resident::LEAVES, apart::resident::LEAVES, grid::LEAVES, desk::LEAVES, wall::LEAVES, kiosk::LEAVES];
    let mut leaves = tables.concat();
    for case in case_types() {
        for list in case.lists {
            let place = match list.after {
                Some(page) => leaves.iter().position(|leaf| leaf.path == page).map(|place| place + 1),
                None => leaves.iter().position(|leaf| audience_of(leaf.path) == list.audience()),
            };
            let leaf = entry(list.path, list.icon, list.title, Some(case.kind), desk::case_list);
            leaves.insert(place.unwrap_or(leaves.len()), leaf);
        }
    }
    leaves
}

/// The case types with a list at the desk that is open, in the order of its navigation, as far as one may read them.
pub fn kinds_here() -> Vec<Kind> {
    let Some(audience) = here() else { return Vec::new() };
    let of_leaf = |leaf: &Leaf| {
        let is_its = |case: &&CaseType| case.list(audience).is_some_and(|list| list.path == leaf.path);
        Some(case_types().find(is_its)?.kind)
    };
    leaves().filter_map(of_leaf).filter(|kind| seat::may(*kind, Act::Read)).collect()
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

/// Whether somebody who acts for `capacity` may open pages of an audience; the one map is also the office's, and at a
/// kiosk a resident may sign in for themselves.
#[must_use]
pub fn admits(audience: Audience, capacity: Audience) -> bool {
    match audience {
        _ if audience == capacity => true,
        Audience::Wall => matches!(capacity, Audience::Street | Audience::Property),
        Audience::Kiosk => capacity == Audience::Resident,
        _ => false,
    }
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
    let may = |leaf: &&Leaf| leaf.lacks(me).is_none();
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
        (Audience::Grid, _) => format!("/grid/case/{id}"),
        // A repair has pages of its own for whoever reported it.
        (Audience::Resident, Kind::Repair) => format!("/resident/repair/{id}"),
        _ => format!("{}?sel={id}", list_path(kind)?),
    })
}

/// The address of the list of a case type, in the audience that is open.
#[must_use]
pub fn list_path(kind: Kind) -> Option<&'static str> {
    Some(case_type(kind)?.list(here()?)?.path)
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

/// The address of a dwelling by its unified code, in the audience that is open.
#[must_use]
pub fn dwelling_href(code: &str) -> Option<String> {
    Some(match here()? {
        Audience::Wall => format!("/wall?sel=dwelling.{code}"),
        Audience::Street => format!("/street/dwelling?sel={code}"),
        Audience::Property => format!("/property/dwelling?sel={code}"),
        Audience::Admin => format!("/admin/dwelling?sel={code}"),
        _ => return None,
    })
}

/// The address of a building by its unified code, in the audience that is open.
#[must_use]
pub fn building_href(code: &str) -> Option<String> {
    Some(match here()? {
        Audience::Wall | Audience::Street => format!("/wall?sel=building.{code}"),
        Audience::Property => format!("/property/building?sel={code}"),
        _ => return None,
    })
}

/// The address of an organisation, in the audience that is open.
#[must_use]
pub fn organisation_href(id: impl core::fmt::Display) -> Option<String> {
    Some(match here()? {
        Audience::Wall => format!("/wall?sel=organisation.{id}"),
        Audience::Admin => format!("/admin/organisation?sel={id}"),
        _ => return None,
    })
}

/// The address of something on the one map, where the reader may open it: `alarm.<id>`, `dwelling.<code>`, ...
#[must_use]
pub fn map_href(what: &str, id: impl core::fmt::Display) -> Option<String> {
    matches!(here()?, Audience::Street | Audience::Property).then(|| format!("/wall?sel={what}.{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kiosk_is_also_for_a_resident_s_own_account() {
        assert!(admits(Audience::Kiosk, Audience::Resident));
        assert!(!admits(Audience::Kiosk, Audience::Street));
        assert!(!admits(Audience::Resident, Audience::Kiosk));
        assert!(admits(Audience::Wall, Audience::Property));
    }

    #[test]
    fn the_list_of_a_case_type_stands_where_it_wants_to() {
        let paths: Vec<&str> = leaves().map(|leaf| leaf.path).collect();
        for list in case_types().flat_map(|case| case.lists) {
            let place = paths.iter().position(|path| *path == list.path).unwrap();
            let before = &paths[..place];
            match list.after {
                Some(page) => assert!(before.contains(&page), "{} after {page}", list.path),
                None => {
                    assert!(before.iter().all(|path| audience_of(path) != list.audience()), "{}", list.path)
                }
            }
        }
    }
}
