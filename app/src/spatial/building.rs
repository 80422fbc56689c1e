//! Buildings: the register, and for each what it is, where it comes from and from when that is, and the devices in it.

use contract::{
    Act, Cell, Fault, Kind, Listing, Page, Quantity, Term,
    sensing::DeviceLink,
    spatial::{BUILDING_COLUMNS, BuildingRow, BuildingUse, Origin},
};
use kit::{Call, Choice, Fact, Filter, RegisterSpec, Remote, RowAct, SheetSpec, Tab, Trouble, t, tf};
use leptos::prelude::*;

use crate::{
    route,
    seat::may,
    sensing::device,
    shell::beside::{self, Beside},
    trouble::ask,
};

/// The register of buildings with the opened one beside it.
pub fn page() -> AnyView {
    let beside = Beside::new();
    let mut spec = RegisterSpec::new("building", t("building.list"), BUILDING_COLUMNS, key, list);
    spec.filters = vec![
        Filter::many("use", t("building.use"), Choice::of_terms::<BuildingUse>()),
        Filter::many("origin", t("building.origin"), Choice::of_terms::<Origin>()),
    ];
    spec.export = Some("building".into());
    beside.open_in(&mut spec);
    if route::map_href("building", "").is_some() {
        let show = |row: BuildingRow| {
            if let Some(href) = route::map_href("building", &row.code) {
                kit::go(&href);
            }
        };
        spec.row_acts = vec![RowAct::new(t("alarm.on_map"), show).icon("locate")];
    }
    beside.split(kit::register(spec), sheet)
}

/// A building is known by its unified code.
fn key(row: &BuildingRow) -> String {
    row.code.clone()
}

async fn list(listing: Listing) -> Result<Page<BuildingRow>, Trouble> {
    ask(api::spatial::list_buildings(listing)).await
}

/// A building by its unified code.
///
/// # Errors
/// What kept it from being read.
pub async fn find(code: String) -> Result<BuildingRow, Trouble> {
    let page = list(Listing { search: Some(code.clone()), ..Listing::default() }).await?;
    let missing = Fault::Missing { kind: Kind::Building };
    page.rows.into_iter().find(|row| row.code == code).ok_or(Trouble::from(missing))
}

/// One building in full, by its unified code.
pub fn sheet(code: String, close: Call) -> AnyView {
    let building = Remote::new("building", move || find(code.clone()));
    let show = move |row: BuildingRow| {
        let mut spec = SheetSpec::new(row.code.clone(), row.name.clone());
        beside::place(&mut spec, close);
        spec.line = Some(summary(&row).into_any());
        spec.tabs = tabs_of(&row);
        spec.acts = Some(acts_view(&row));
        kit::sheet(spec)
    };
    beside::loaded(building, close, show)
}

/// Storeys and dwellings in a line.
#[must_use]
pub fn summary(row: &BuildingRow) -> String {
    tf("building.summary", &[("n", &row.storeys.to_string()), ("m", &row.dwellings.to_string())])
}

/// What a building is, and the devices in its shared parts; those of a dwelling stand in the dwelling's sheet.
#[must_use]
pub fn tabs_of(row: &BuildingRow) -> Vec<Tab> {
    let (building, no) = (row.clone(), row.map_no);
    let overview = move || kit::facts_view(facts_of(&building));
    let mut tabs = vec![Tab::new("overview", t("sheet.overview"), overview)];
    if untrack(|| may(Kind::Device, Act::Read)) {
        tabs.push(Tab::new("devices", t("sheet.devices"), move || device::short_list(in_shared_parts(no))));
    }
    tabs
}

fn in_shared_parts(no: u32) -> Listing {
    let mut listing = Listing { limit: 200, ..Listing::default() };
    listing.set("building_no", vec![no.to_string()]);
    listing.set("link", vec![DeviceLink::Building.key().to_owned()]);
    listing
}

/// What a building is, and where it comes from.
fn facts_of(row: &BuildingRow) -> Vec<Fact> {
    let provenance = &row.provenance;
    let mut facts = vec![
        Fact::text("building.address", row.address.clone()).wide(),
        Fact::new("building.code", Cell::Code(row.code.clone())).wide(),
        Fact::new("building.use", Cell::Term(format!("building_use.{}", row.use_))),
        Fact::new("building.storeys", Cell::Number(row.storeys.into())),
        Fact::new("building.dwellings", Cell::Number(row.dwellings.into())),
        Fact::new("building.height", metres(row.height_m)),
        Fact::new("building.origin", Cell::Term(format!("origin.{}", provenance.origin))),
        Fact::new("building.origin_on", provenance.on.map_or(Cell::Empty, Cell::Day)),
    ];
    if provenance.origin != Origin::Demo {
        facts.push(Fact::text("building.source", row.source.clone()).wide());
    }
    if provenance.device.is_some() {
        facts.push(Fact::new("building.surveyed_with", Cell::text(provenance.device.as_deref())));
    }
    if let Some(accuracy_m) = provenance.accuracy_m {
        facts.push(Fact::new("building.accuracy", metres(accuracy_m)));
    }
    facts
}

fn metres(value: f64) -> Cell {
    Cell::Quantity(Quantity { value, sign: "m".into() })
}

fn acts_view(row: &BuildingRow) -> AnyView {
    let base = route::here().map(Term::key).unwrap_or("property");
    let dwellings = format!("/{base}/dwelling?building_no={}", row.map_no);
    let map =
        route::map_href("building", &row.code).map(|href| kit::link_button(t("dwelling.show_on_wall"), href));
    view! {
        {kit::link_button(t("dwelling.list"), dwellings)}
        {map}
    }
    .into_any()
}
