//! What is selected: the map turns to it, and its sheet lies over the lists.

use contract::{
    AlarmId, DeviceId, Listing, OrganisationId, WorkItemId,
    geo::Wgs84,
    sensing::AlarmRow,
    spatial::{BuildingRow, DwellingRow, Found},
};
use kit::{Call, Remote, SheetAs, SheetSpec, run, set_query, sheet, t};
use leptos::prelude::*;
use map::PickKind;
use uuid::Uuid;

use super::{address::Selection, state::Wall};
use crate::{registry::organisation, shell::beside, spatial::building, trouble::ask};

/// Dwellings of groups within this distance of what is looked at are loaded, in metres.
const NEAR_M: f64 = 350.0;

/// Turns the map to what is selected, whenever that changes; an address that came with a camera keeps it.
pub fn follow(wall: Wall, mut keeps_camera: bool) {
    Effect::new(move |_| {
        // Waits for the map, which is why an address opened in another window arrives.
        if wall.pane.status.get() == crate::scene::PaneStatus::Loading {
            return;
        }
        let Some(selection) = wall.selection.get() else {
            keeps_camera = false;
            // Back closes a sheet without a press: nothing stands out any longer.
            wall.pane.with(|engine| engine.select(None));
            return;
        };
        let may_fly = !keeps_camera;
        keeps_camera &= selection.is_said();
        untrack(|| turn_to(wall, &selection, may_fly));
    });
}

fn turn_to(wall: Wall, selection: &Selection, may_fly: bool) {
    // What is answered about something that is selected no longer is not obeyed.
    let asked = selection.clone();
    let is_selected = move || wall.selection.try_get_untracked().flatten().as_ref() == Some(&asked);
    match selection {
        // A colleague's link may say what stands on the door, or on the device's label.
        Selection::Dwelling(name) if selection.is_said() => code_of_name(wall, name.clone(), is_selected),
        Selection::Device(code) if selection.is_said() => id_of_code(code.clone(), is_selected),
        Selection::Dwelling(code) => {
            run(ask(api::spatial::read_dwelling(code.clone())), move |answer| {
                if is_selected()
                    && let Ok(row) = answer
                {
                    wall.pane.load_group(&row.group);
                    show(wall, PickKind::Dwelling, row.map_no, row.at, may_fly);
                }
            });
        }
        Selection::Building(code) => {
            run(building::find(code.clone()), move |answer| {
                if is_selected()
                    && let Ok(row) = answer
                {
                    show(wall, PickKind::Building, row.map_no, row.at, may_fly);
                }
            });
        }
        Selection::Device(id) => {
            let Ok(id) = id.parse::<Uuid>() else { return };
            run(ask(api::sensing::read_device(DeviceId(id))), move |answer| {
                if is_selected()
                    && let Ok(sheet) = answer
                {
                    show(wall, PickKind::Device, sheet.row.map_no, sheet.row.at, may_fly);
                }
            });
        }
        Selection::Alarm(code) => {
            let Ok(id) = code.parse::<Uuid>() else { return };
            if let Some(row) = wall.row(id) {
                turn_to_alarm(wall, &row, may_fly);
                return;
            }
            run(ask(api::sensing::read_alarm(AlarmId(id))), move |answer| {
                if is_selected()
                    && let Ok(sheet) = answer
                {
                    turn_to_alarm(wall, &sheet.row, may_fly);
                }
            });
        }
        Selection::Case(code) => {
            let Ok(id) = code.parse::<Uuid>() else { return };
            run(ask(api::work::read_work(WorkItemId(id))), move |answer| {
                if is_selected()
                    && let Ok(sheet) = answer
                    && let Some(at) = sheet.row.at
                {
                    show(wall, PickKind::Case, sheet.row.map_no, at, may_fly);
                }
            });
        }
        Selection::Organisation(code) => {
            let Ok(id) = code.parse::<OrganisationId>() else { return };
            run(organisation::locate(id), move |answer| {
                if is_selected()
                    && let Ok(found) = answer
                {
                    turn_to_premises(wall, &found, may_fly);
                }
            });
        }
    }
}

/// Lights up the dwelling in which an organisation has its premises; without premises, its area.
fn turn_to_premises(wall: Wall, found: &Found, may_fly: bool) {
    let kind = match &found.group {
        Some(group) => {
            wall.pane.load_group(group);
            PickKind::Dwelling
        }
        None => PickKind::Area,
    };
    show(wall, kind, found.map_no, found.at, may_fly);
}

/// Goes to an alarm that is open; one that is over, or is looked back at, is shown where it is, in its time.
fn turn_to_alarm(wall: Wall, row: &AlarmRow, may_fly: bool) {
    let goes_to = may_fly && row.is_open() && wall.past.get_untracked().is_none();
    if goes_to {
        wall.go_to(row);
    }
    show(wall, PickKind::Alarm, row.device_no, row.at, may_fly && !goes_to);
}

fn show(wall: Wall, kind: PickKind, map_no: u32, at: Wgs84, may_fly: bool) {
    // A device stands out with its dwelling, a building with its dwellings, wherever the camera is.
    if matches!(kind, PickKind::Alarm | PickKind::Device | PickKind::Building) {
        load_near(wall, at);
    }
    wall.pane.with(|engine| engine.select(Some((kind, map_no))));
    if may_fly {
        wall.pane.fly_near(at);
    }
}

/// Puts the device's id in place of its code in the address.
fn id_of_code(code: String, is_selected: impl Fn() -> bool + 'static) {
    let listing = Listing { search: Some(code.clone()), ..Listing::default() };
    run(ask(api::sensing::list_devices(listing)), move |answer| {
        if !is_selected() {
            return;
        }
        let found = answer.ok().and_then(|page| page.rows.into_iter().find(|row| row.code == code));
        let sel = found.map(|row| Selection::Device(row.id.to_string()).to_string());
        set_query(&[("sel", sel.as_deref())]);
    });
}

/// Puts the dwelling's code in place of its short name in the address. A name that several estates have is searched, for
/// the person to choose: the first would as well be the wrong one.
fn code_of_name(wall: Wall, name: String, is_selected: impl Fn() -> bool + 'static) {
    let listing = Listing { search: Some(name.clone()), ..Listing::default() };
    run(ask(api::spatial::list_dwellings(listing)), move |answer| {
        if !is_selected() {
            return;
        }
        // What can't be asked now may be found when the page is loaded again.
        let Ok(page) = answer else { return };
        let sel = only(&page.rows, &name).map(|row| Selection::Dwelling(row.code.clone()).to_string());
        set_query(&[("sel", sel.as_deref())]);
        if sel.is_none() {
            wall.sought.try_set(Some(name));
        }
    });
}

/// The one dwelling of a short name; none where several have it.
fn only<'a>(rows: &'a [DwellingRow], name: &str) -> Option<&'a DwellingRow> {
    let mut named = rows.iter().filter(|row| row.label == name);
    named.next().filter(|_| named.next().is_none())
}

/// Loads the dwellings of the groups near a place.
pub fn load_near(wall: Wall, at: Wgs84) {
    let near: Vec<String> = wall.groups.with_untracked(|groups| {
        let is_near = |group: &&contract::spatial::GroupRow| group.at.distance_m(at) <= NEAR_M;
        groups.iter().filter(is_near).map(|group| group.group.clone()).collect()
    });
    wall.pane.with(|engine| engine.load_dwellings(&near));
}

/// Loads the group of a dwelling that is known by its short name and number.
pub fn load_dwelling(wall: Wall, label: String, map_no: u32) {
    if wall.pane.find(PickKind::Dwelling, map_no).is_some() {
        return;
    }
    let listing = Listing { search: Some(label), ..Listing::default() };
    run(ask(api::spatial::list_dwellings(listing)), move |answer| {
        let found: Option<DwellingRow> =
            answer.ok().and_then(|page| page.rows.into_iter().find(|row| row.map_no == map_no));
        if let Some(row) = found {
            wall.pane.load_group(&row.group);
        }
    });
}

/// Reads the groups, and loads those in view whenever the camera has come near.
pub fn load_as_it_moves(wall: Wall) {
    run(ask(api::spatial::list_groups()), move |answer| {
        if let Ok(groups) = answer {
            wall.groups.try_set(groups);
        }
    });
    Effect::new(move |_| {
        wall.groups.track();
        if wall.pane.status.get() != crate::scene::PaneStatus::On {
            return;
        }
        let Some(camera) = wall.pane.camera.get() else { return };
        if camera.zoom >= 17.0 {
            load_near(wall, Wgs84 { lon: camera.lon, lat: camera.lat });
        }
    });
}

/// The sheet of what is selected, over the lists; none in the past, where nobody may act.
pub fn chosen_sheet(wall: Wall) -> AnyView {
    let close = Call::new(move |()| wall.unselect());
    let drawn = move || {
        if wall.past.get().is_some() {
            return ().into_any();
        }
        match wall.selection.get() {
            None => ().into_any(),
            Some(selection) if selection.is_said() => kit::loading_view(None),
            Some(Selection::Dwelling(code)) => crate::spatial::dwelling::sheet(code, close),
            Some(Selection::Building(code)) => building_sheet(wall, code, close),
            Some(Selection::Device(id)) => crate::sensing::device::sheet(id, close),
            Some(Selection::Alarm(id)) => crate::sensing::alarm::sheet(id, close),
            Some(Selection::Case(id)) => crate::work::case::sheet(id, close),
            Some(Selection::Organisation(id)) => organisation::sheet(&id, close),
        }
    };
    view! { <div class="wall-sheet">{drawn}</div> }.into_any()
}

fn building_sheet(wall: Wall, code: String, close: Call) -> AnyView {
    let found = Remote::new("building", move || building::find(code.clone()));
    beside::loaded(found, close, move |row: BuildingRow| {
        let mut spec = SheetSpec::new(t("map.layer.building"), row.name.clone());
        spec.place = SheetAs::Column;
        spec.line = Some(building::summary(&row).into_any());
        spec.tabs = building::tabs_of(&row);
        spec.body = Some(crate::scene::storey_stepper(wall.pane));
        spec.on_close = Some(close);
        sheet(spec)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{
        DwellingId,
        spatial::{Occupancy, Origin},
    };

    fn dwelling(label: &str, code: &str) -> DwellingRow {
        DwellingRow {
            id: DwellingId(Uuid::now_v7()),
            map_no: 1,
            building_no: 1,
            group: String::new(),
            label: label.into(),
            code: code.into(),
            address: String::new(),
            storey: 15,
            stairwell: 1,
            floor_area_m2: 89.5,
            occupancy: Occupancy::Unknown,
            vacancy_checked_on: None,
            occupants: 0,
            at: Wgs84::default(),
            origin: Origin::Demo,
            revision: 1,
        }
    }

    #[test]
    fn a_short_name_means_a_dwelling_only_where_no_other_has_it() {
        let mut rows = vec![dwelling("3-150", "a"), dwelling("3-1502", "b"), dwelling("3-15021", "c")];
        assert_eq!(only(&rows, "3-1502").map(|row| row.code.as_str()), Some("b"));
        assert_eq!(only(&rows, "3-15"), None);
        rows.push(dwelling("3-1502", "d"));
        assert_eq!(only(&rows, "3-1502"), None);
    }
}
