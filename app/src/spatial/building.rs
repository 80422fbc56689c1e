//! Buildings.

use contract::{
    Listing, Page, Term,
    spatial::{BUILDING_COLUMNS, BuildingRow, BuildingUse},
};
use kit::{Choice, Filter, RegisterSpec, RowAct, Trouble, t};
use leptos::prelude::*;
use std::rc::Rc;

use crate::{route, trouble::ask};

/// The list of buildings; a row leads to its dwellings.
pub fn page() -> AnyView {
    let mut spec = RegisterSpec::new("building", t("building.list"), BUILDING_COLUMNS, key, list);
    spec.filters = vec![Filter::many("use", t("building.use"), Choice::of_terms::<BuildingUse>())];
    spec.export = Some("building".into());
    let base = route::here().map(Term::key).unwrap_or("property");
    spec.href =
        Some(Rc::new(move |row: &BuildingRow| format!("/{base}/dwelling?building_no={}", row.map_no)));
    if route::map_href("building", "").is_some() {
        let show = |row: BuildingRow| {
            if let Some(href) = route::map_href("building", &row.code) {
                kit::go(&href);
            }
        };
        spec.row_acts = vec![RowAct::new(t("alarm.on_map"), show).icon("locate")];
    }
    kit::register(spec)
}

fn key(row: &BuildingRow) -> String {
    row.id.to_string()
}

async fn list(listing: Listing) -> Result<Page<BuildingRow>, Trouble> {
    ask(api::spatial::list_buildings(listing)).await
}
