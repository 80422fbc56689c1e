//! Spots that a page sets on the map beside its sources (where one stands, what was open at a time looked back at), raw
//! clicks for picking a position, and looking a thing up by its number.

use js_sys::Object;
use serde_json::json;
use wasm_bindgen::JsValue;

use crate::engine::MapEngine;
use crate::geodesy::LonLat;
use crate::gl::{GlMarker, get, js, note, number, set};
use crate::index::device_pick;
use crate::pick::{Pick, PickKind};

/// A spot on the map that is drawn by the style sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: LonLat,
    /// Class of the element: `map-here`, `map-chosen`; a `mark` with its sign is inside when there is a state.
    pub class: &'static str,
    /// The state of the mark inside, such as `level1`.
    pub state: Option<&'static str>,
    /// What a reader says.
    pub name: String,
}

impl MapEngine {
    /// Shows these spots in place of those before.
    pub fn set_spots(&self, spots: &[Spot]) {
        let Some(gl) = self.gl() else { return };
        let mut shown = self.inner.spots.borrow_mut();
        for marker in shown.drain(..) {
            marker.take_off();
        }
        for spot in spots {
            if let Some(marker) = note("making a spot", self.spot(spot)) {
                marker.set_lng_lat(&js(&json!([spot.at.lon, spot.at.lat])));
                marker.add_to(gl);
                shown.push(marker);
            }
        }
    }

    /// Calls back with the position of each click, whatever lies there.
    pub fn on_click(&self, listener: impl Fn(LonLat) + 'static) {
        self.listen_to("click", move |_, event| {
            let at = get(event, "lngLat");
            if let Some((lon, lat)) = number(&at, "lng").zip(number(&at, "lat")) {
                listener(LonLat::new(lon, lat));
            }
        });
    }

    /// A thing by its kind and number, if the map has loaded it; an alarm by the number of its device.
    #[must_use]
    pub fn find(&self, kind: PickKind, map_no: u32) -> Option<Pick> {
        let index = self.inner.index.borrow();
        match kind {
            PickKind::Alarm | PickKind::Device => index.devices.get(&map_no).map(device_pick),
            PickKind::Case => index.cases.get(&map_no).cloned(),
            PickKind::Organisation => index.organisations.get(&map_no).cloned(),
            PickKind::Resident => index.residents.get(&map_no).cloned(),
            PickKind::Dwelling => index.dwellings.get(&map_no).map(|dwelling| dwelling.pick.clone()),
            PickKind::Storey | PickKind::Building => {
                index.buildings.get(&map_no).map(|building| building.pick.clone())
            }
            PickKind::Area => index.areas.get(&map_no).map(|area| area.pick.clone()),
        }
    }

    fn spot(&self, spot: &Spot) -> Result<GlMarker, JsValue> {
        let document =
            web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
        let element = document.create_element("div")?;
        element.set_class_name(spot.class);
        element.set_attribute("role", "img")?;
        element.set_attribute("aria-label", &spot.name)?;
        if let Some(state) = spot.state {
            let mark = document.create_element("span")?;
            mark.set_class_name("mark");
            mark.set_attribute("data-state", state)?;
            let sign = document.create_element("i")?;
            sign.set_class_name("mark-sign");
            mark.append_child(&sign)?;
            element.append_child(&mark)?;
        }
        let options = Object::new();
        set(&options, "element", &element);
        self.inner.module.marker(&options)
    }
}
