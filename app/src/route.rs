//! Where everything is: one table of pages, which is also the navigation of each audience and says what a page needs.
//!
//! A path is `/<audience>/<module>[/<id>[/<act>]]`; `:id` stands for any one part. The table is data rather than a tree
//! of router types, so that a page costs one line and no further WASM.

use contract::{Kind, Term, identity::Audience};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::{admin, grid, kiosk, publishing, resident, sensing, spatial, wall, work};

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
    pub view: fn() -> AnyView,
}

/// A page with an entry in the navigation.
const fn entry(
    path: &'static str,
    icon: &'static str,
    title: &'static str,
    needs: Option<Kind>,
    view: fn() -> AnyView,
) -> Leaf {
    Leaf { path, title, needs, icon: Some(icon), view }
}

/// A page that is reached from another one.
const fn page(path: &'static str, title: &'static str, needs: Option<Kind>, view: fn() -> AnyView) -> Leaf {
    Leaf { path, title, needs, icon: None, view }
}

/// All pages, in the order of the navigation; a fixed part comes before `:id`.
#[rustfmt::skip]
pub static LEAVES: &[Leaf] = &[
    entry("/resident", "home", "nav.resident.home", None, resident::home_page),
    entry("/resident/repair", "repair", "nav.resident.repair", Some(Kind::Repair), resident::repairs_page),
    page("/resident/repair/new", "nav.resident.repair", Some(Kind::Repair), resident::repair_new_page),
    page("/resident/repair/:id", "nav.resident.repair", Some(Kind::Repair), resident::repair_page),
    entry("/resident/notice", "notice", "nav.resident.notice", Some(Kind::Notice), resident::notices_page),
    page("/resident/notice/:id", "nav.resident.notice", Some(Kind::Notice), resident::notice_page),
    entry("/resident/me", "person", "nav.resident.me", None, resident::me_page),

    entry("/grid", "today", "nav.grid.today", Some(Kind::FireHazard), grid::today_page),
    entry("/grid/map", "map", "nav.grid.map", Some(Kind::Ground), grid::map_page),
    entry("/grid/report", "report", "nav.grid.report", None, grid::report_page),
    entry("/grid/outbox", "outbox", "nav.grid.outbox", None, grid::outbox_page),
    page("/grid/case/:id", "nav.grid.today", Some(Kind::FireHazard), grid::case_page),

    entry("/property/repair", "repair", "nav.property.repair", Some(Kind::Repair), || work::case::page(Kind::Repair, "property")),
    entry("/property/device", "device", "nav.property.device", Some(Kind::Device), || sensing::device::page("property")),
    entry("/property/alarm", "alarm", "nav.property.alarm", Some(Kind::Alarm), || sensing::alarm::page("property")),
    entry("/property/case", "case", "nav.property.case", Some(Kind::FireHazard), || work::case::page(Kind::FireHazard, "property")),
    entry("/property/dwelling", "dwelling", "nav.property.dwelling", Some(Kind::Dwelling), spatial::dwelling::page),
    entry("/property/building", "organisation", "nav.property.building", Some(Kind::Building), spatial::building::page),
    entry("/property/figure", "figure", "nav.property.figure", Some(Kind::Repair), || work::figure::page(Kind::Repair)),
    entry("/property/notice", "notice", "nav.property.notice", Some(Kind::Notice), publishing::notice::page),
    entry("/property/duty", "calendar", "nav.property.duty", Some(Kind::Duty), work::duty::page),
    entry("/property/rejection", "refused", "nav.property.rejection", Some(Kind::Rejection), admin::rejection::page),

    entry("/street/case", "case", "nav.street.case", Some(Kind::FireHazard), || work::case::page(Kind::FireHazard, "street")),
    entry("/street/alarm", "alarm", "nav.street.alarm", Some(Kind::Alarm), || sensing::alarm::page("street")),
    entry("/street/figure", "figure", "nav.street.figure", Some(Kind::FireHazard), || work::figure::page(Kind::FireHazard)),
    entry("/street/repair", "repair", "nav.street.repair", Some(Kind::Repair), || work::case::page(Kind::Repair, "street")),
    entry("/street/device", "device", "nav.street.device", Some(Kind::Device), || sensing::device::page("street")),
    entry("/street/dwelling", "dwelling", "nav.street.dwelling", Some(Kind::Dwelling), spatial::dwelling::page),
    entry("/street/notice", "notice", "nav.street.notice", Some(Kind::Notice), publishing::notice::page),
    entry("/street/duty", "calendar", "nav.street.duty", Some(Kind::Duty), work::duty::page),
    entry("/street/rule", "setting", "nav.street.rule", Some(Kind::Rule), admin::rule::page),

    page("/wall", "nav.street.wall", Some(Kind::Ground), wall::page),

    page("/kiosk", "nav.kiosk.home", None, kiosk::home_page),
    page("/kiosk/notice", "nav.kiosk.notice", Some(Kind::Notice), kiosk::notices_page),
    page("/kiosk/notice/:id", "nav.kiosk.notice", Some(Kind::Notice), kiosk::notice_page),
    page("/kiosk/environment", "nav.kiosk.environment", None, kiosk::environment_page),
    page("/kiosk/place", "nav.kiosk.place", Some(Kind::Ground), kiosk::place_page),
    page("/kiosk/report", "nav.kiosk.report", None, kiosk::report_page),

    entry("/admin/user", "people", "nav.admin.user", Some(Kind::User), admin::user::page),
    entry("/admin/role", "role", "nav.admin.role", Some(Kind::Role), admin::role::page),
    page("/admin/role/matrix", "nav.admin.matrix", Some(Kind::Role), admin::matrix::page),
    entry("/admin/organisation", "organisation", "nav.admin.organisation", Some(Kind::Organisation), admin::organisation::page),
    entry("/admin/audit", "audit", "nav.admin.audit", Some(Kind::Audit), admin::audit::page),
    entry("/admin/credential", "credential", "nav.admin.credential", Some(Kind::Credential), admin::credential::page),
    entry("/admin/rejection", "refused", "nav.admin.rejection", Some(Kind::Rejection), admin::rejection::page),
    entry("/admin/dead_letter", "outbox", "nav.admin.dead_letter", Some(Kind::DeadLetter), admin::dead_letter::page),
    entry("/admin/rule", "setting", "nav.admin.rule", Some(Kind::Rule), admin::rule::page),
    entry("/admin/device", "device", "nav.admin.device", Some(Kind::Device), || sensing::device::page("admin")),
    entry("/admin/duty", "calendar", "nav.admin.duty", Some(Kind::Duty), work::duty::page),
];

/// The page of a path, with what stands for its `:id`.
#[must_use]
pub fn find(path: &str) -> Option<(&'static Leaf, ParamsMap)> {
    let path = path.trim_end_matches('/');
    LEAVES.iter().find_map(|leaf| matched(leaf.path, path).map(|params| (leaf, params)))
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

/// The path to go on to after signing in: only one of our own, and not signing in again.
#[must_use]
pub fn safe_next(next: Option<String>) -> Option<String> {
    next.filter(|path| {
        let is_ours =
            path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t']);
        is_ours && path != "/" && !path.starts_with("/signin") && !path.starts_with("/setup")
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
        _ => return None,
    })
}

/// The address of something on the one map, where the reader may open it: `alarm.<id>`, `dwelling.<code>`, ...
#[must_use]
pub fn map_href(what: &str, id: impl core::fmt::Display) -> Option<String> {
    matches!(here()?, Audience::Street | Audience::Property).then(|| format!("/wall?sel={what}.{id}"))
}
