//! What is typed in the four steps, and keeping it on this phone.

use chrono::{DateTime, Utc};
use contract::{
    Kind, WorkItemId,
    applications::repair::RepairDetails,
    geo::Wgs84,
    spatial::{BuildingRow, DwellingRow},
    work::WorkDraft,
};
use kit::{Photos, time};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{offline::kept_photos, resident::chosen_dwelling};

/// Where it is kept.
const KEPT: &str = "repair";
/// Where its photos are kept.
const PHOTOS: &str = "repair";
/// The slot of who wants to be called first.
pub const CALL_FIRST: &str = "call";

/// What is typed. The phone is never kept.
#[derive(Clone, Copy)]
pub struct Form {
    /// Identity of the repair to be, one for all tries.
    pub id: StoredValue<WorkItemId>,
    /// Category.
    pub category: RwSignal<String>,
    /// `mine` or `shared`.
    pub place: RwSignal<String>,
    /// The dwelling's unified code: another estate may have its short name too.
    pub dwelling: RwSignal<String>,
    /// The building's unified code, in a shared area.
    pub building: RwSignal<String>,
    /// The storey there.
    pub storey: RwSignal<String>,
    /// The spot there.
    pub spot: RwSignal<String>,
    /// Pointed at on the map, in place of the building's own position.
    pub point: RwSignal<Option<Wgs84>>,
    /// What happened.
    pub text: RwSignal<String>,
    /// When to come, or [`CALL_FIRST`].
    pub slot: RwSignal<String>,
    /// A phone to call instead of the registered one.
    pub phone: RwSignal<String>,
    /// Photos.
    pub photos: Photos,
    /// The last step that may be opened.
    pub reached: RwSignal<u8>,
    /// When it was kept last.
    pub kept_at: RwSignal<Option<DateTime<Utc>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    id: WorkItemId,
    at: DateTime<Utc>,
    filled: Filled,
}

/// How far the form is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Filled {
    reached: u8,
    values: Vec<String>,
    point: Option<Wgs84>,
}

impl Form {
    /// The form with what was kept of it, and when that was.
    pub fn open() -> (Self, Option<DateTime<Utc>>) {
        let empty = || RwSignal::new(String::new());
        let form = Self {
            id: StoredValue::new(WorkItemId::fresh()),
            category: empty(),
            place: RwSignal::new("mine".to_owned()),
            dwelling: empty(),
            building: empty(),
            storey: empty(),
            spot: empty(),
            point: RwSignal::new(None),
            text: empty(),
            slot: RwSignal::new(CALL_FIRST.to_owned()),
            phone: empty(),
            photos: kept_photos(PHOTOS),
            reached: RwSignal::new(1),
            kept_at: RwSignal::new(None),
        };
        let restored_at = form.restore();
        Effect::new(move |before: Option<Filled>| {
            let now = form.filled();
            if before.is_some_and(|before| before != now) {
                form.keep(now.clone());
            }
            now
        });
        (form, restored_at)
    }

    fn kept_fields(self) -> [RwSignal<String>; 8] {
        [
            self.category,
            self.place,
            self.dwelling,
            self.building,
            self.storey,
            self.spot,
            self.text,
            self.slot,
        ]
    }

    /// What is filled in; tracked.
    fn filled(self) -> Filled {
        let values = self.kept_fields().iter().map(|field| field.get()).collect();
        Filled { reached: self.reached.get(), values, point: self.point.get() }
    }

    fn keep(self, filled: Filled) {
        let at = time::now();
        let kept = Kept { id: self.id.get_value(), at, filled };
        if let Ok(text) = serde_json::to_string(&kept) {
            kit::keep_typed(KEPT, &text);
            self.kept_at.set(Some(at));
        }
    }

    fn restore(self) -> Option<DateTime<Utc>> {
        let Kept { id, at, filled } = serde_json::from_str(&kit::typed(KEPT)?).ok()?;
        self.id.set_value(id);
        self.reached.set(filled.reached.clamp(1, super::STEPS));
        self.point.set(filled.point);
        // The dwelling was chosen by itself: nothing was typed yet.
        let is_begun = filled.values.first().is_some_and(|category| !category.is_empty());
        for (field, value) in self.kept_fields().into_iter().zip(filled.values) {
            field.set(value);
        }
        is_begun.then_some(at)
    }

    /// Empties the form, for the next repair.
    pub fn begin_anew(self) {
        self.id.set_value(WorkItemId::fresh());
        for field in [self.category, self.building, self.storey, self.spot, self.text, self.phone] {
            field.set(String::new());
        }
        self.point.set(None);
        self.place.set("mine".to_owned());
        self.slot.set(CALL_FIRST.to_owned());
        self.photos.set(Vec::new());
        self.reached.set(1);
        self.forget();
    }

    /// Forgets what was kept: it has been sent, or lies in the outbox.
    pub fn forget(self) {
        kit::drop_typed(KEPT);
        self.kept_at.set(None);
    }

    /// Whether it is in a shared area.
    pub fn is_shared(self) -> bool {
        self.place.get_untracked() == "shared"
    }

    /// Chooses the one dwelling that most people have, and of several the one that they chose on home, unless one of theirs
    /// is chosen. An older program kept short names.
    pub fn choose_home(self, homes: &[DwellingRow]) {
        let chosen = self.dwelling.get_untracked();
        if homes.iter().any(|row| row.code == chosen) {
            return;
        }
        let kept = homes.iter().find(|row| row.label == chosen);
        if let Some(row) = kept.or_else(|| chosen_dwelling(homes)) {
            self.dwelling.set(row.code.clone());
        }
    }

    /// The dwelling, in words; nothing when it is none of theirs. Tracked: it may be chosen only once they are read.
    pub fn home_words(self, homes: &[DwellingRow]) -> String {
        let chosen = self.dwelling.get();
        homes.iter().find(|row| row.code == chosen).map(|row| row.label.clone()).unwrap_or_default()
    }

    /// Where it is in a shared area, in words.
    pub fn shared_words(self, buildings: &[BuildingRow]) -> String {
        let building = self.chosen_building(buildings).map(|row| row.name.clone()).unwrap_or_default();
        let storey = self.storey.get_untracked();
        let storey =
            if storey.trim().is_empty() { storey } else { kit::tf("map.storey_is", &[("n", storey.trim())]) };
        let words = [building, storey, self.spot.get_untracked()];
        words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What was pointed at on the map, in words; tracked.
    pub fn point_words(self) -> Option<String> {
        let at = self.point.get()?;
        Some(kit::tf("map.picked", &[("value", &format!("{:.5}, {:.5}", at.lon, at.lat))]))
    }

    /// The chosen building. An older program kept its name, which chooses none where several have it.
    fn chosen_building(self, buildings: &[BuildingRow]) -> Option<&BuildingRow> {
        let chosen = self.building.get_untracked();
        let mut meant = buildings.iter().filter(|row| row.code == chosen || row.name == chosen);
        meant.next().filter(|_| meant.next().is_none())
    }

    /// Where the chosen building is.
    pub fn building_at(self, buildings: &[BuildingRow]) -> Option<Wgs84> {
        self.chosen_building(buildings).map(|row| row.at)
    }

    /// What is sent.
    pub fn to_draft(self, buildings: &[BuildingRow]) -> WorkDraft {
        let is_shared = self.is_shared();
        // The spot's words are no address: what was pointed at says where it is, else the building.
        let at = || self.point.get_untracked().or_else(|| self.building_at(buildings));
        let slot = self.slot.get_untracked();
        let details = RepairDetails {
            is_shared_area: is_shared,
            slot: if slot == CALL_FIRST { String::new() } else { slot },
            phone: self.phone.with_untracked(|phone| phone.trim().to_owned()),
        };
        WorkDraft {
            id: self.id.get_value(),
            kind: Kind::Repair,
            category: self.category.get_untracked(),
            title: self.text.with_untracked(|text| text.trim().to_owned()),
            place: if is_shared { self.shared_words(buildings) } else { self.dwelling.get_untracked() },
            at: is_shared.then(at).flatten(),
            photos: self.photos.with_untracked(|photos| photos.iter().map(|photo| photo.id).collect()),
            details: serde_json::to_value(details).unwrap_or_default(),
            typed_at: None,
        }
    }
}
