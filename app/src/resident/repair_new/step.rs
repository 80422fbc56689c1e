//! The first three steps: each draws itself and says whether one may go on.

use contract::{FieldFault, applications::repair::REPAIR, field::Input, spatial::BuildingRow};
use kit::{
    BandLevel, Choice, FieldView, TileChoice, band, button, choice_tiles, field_view, photo_input,
    quiet_button, section, t, tf, time,
};
use leptos::prelude::*;

use super::{Desk, slot};
use crate::{resident::voice_button, route};

/// Photos of a repair.
const MOST_PHOTOS: usize = 6;
/// Characters that say what happened, at least and at most.
const TEXT: (u32, u32) = (10, 500);
/// Pictures of the categories.
const ICONS: [(&str, &str); 5] =
    [("water", "water"), ("power", "power"), ("door", "door"), ("lift", "lift"), ("shared_area", "people")];

/// A step: its title, its body, and whether it is filled in, which also shows what is missing.
pub type Step = (String, AnyView, Box<dyn Fn() -> bool>);

/// A sentence that says what is missing, spoken at once.
fn missing_view(is_missing: RwSignal<bool>) -> AnyView {
    (move || {
        is_missing.get().then(|| view! { <p class="field-error" role="alert">{t("field.required")}</p> })
    })
    .into_any()
}

/// Step 1: what is broken. A dangerous category says first of all what to do.
pub fn what(desk: Desk) -> Step {
    let category = desk.form.category;
    let is_missing = RwSignal::new(false);
    let tiles = REPAIR.categories.iter().map(|category| TileChoice {
        icon: ICONS.iter().find(|(key, _)| *key == category.key).map(|(_, icon)| *icon),
        ..TileChoice::new(category.key, category_words(category.key))
    });
    let danger = move || {
        let is_dangerous = REPAIR.category(&category.get()).is_some_and(|category| category.is_dangerous);
        is_dangerous.then(|| {
            let call = kit::link_button(t("repair.danger_call"), "tel:119".into());
            band(BandLevel::One, t("repair.danger"), None, Some(call))
        })
    };
    let body = view! {
        {choice_tiles("category", t("repair.what"), tiles.collect(), category)}
        {danger}
        {missing_view(is_missing)}
    };
    let is_right = move || {
        let is_empty = category.with_untracked(String::is_empty);
        is_missing.set(is_empty);
        !is_empty
    };
    (t("repair.what"), body.into_any(), Box::new(is_right))
}

/// A category in words.
pub fn category_words(key: &str) -> String {
    t(&format!("repair.category.{key}"))
}

/// Step 2: where, with photos.
pub fn place(desk: Desk) -> Step {
    let form = desk.form;
    let building = FieldView {
        options: Signal::derive(move || {
            choices(&desk.buildings.get().map(|copy| copy.value.rows).unwrap_or_default())
        }),
        ..FieldView::new("building", t("repair.building"), Input::Pick("building"), form.building)
    };
    let storey = FieldView {
        is_optional: true,
        ..FieldView::new("storey", t("repair.storey"), Input::Number(-5.0, 200.0), form.storey)
    };
    let spot = FieldView {
        hint: Some(t("repair.spot_hint")),
        ..FieldView::new("spot", t("repair.spot"), Input::Text(40), form.spot)
    };
    let is_map_open = RwSignal::new(false);
    Effect::new(move |before: Option<String>| {
        let now = form.building.get();
        if before.is_some_and(|before| !before.is_empty() && before != now) {
            // What was pointed at was at the other building; the map begins anew at this one.
            form.point.set(None);
            is_map_open.update(|_| ());
        }
        now
    });
    let is_missing = RwSignal::new(false);
    let checked = [building.clone(), storey.clone(), spot.clone()];
    let fields = StoredValue::new([building, storey, spot]);
    let where_it_is = move || {
        if form.place.get() == "shared" {
            let fields = fields.get_value().map(field_view).into_iter().collect_view();
            // What the buildings are chosen from may be on its way, or not to be had.
            let buildings = desk.buildings.view(|_| ().into_any());
            view! { <div class="draft-section">{buildings} {fields} {point_view(desk, is_map_open)}</div> }
                .into_any()
        } else {
            dwelling_view(desk)
        }
    };
    let places = vec![
        TileChoice { icon: Some("home"), ..TileChoice::new("mine", t("repair.where_mine")) },
        TileChoice { icon: Some("people"), ..TileChoice::new("shared", t("repair.where_shared")) },
    ];
    let body = view! {
        {choice_tiles("where", t("repair.where"), places, form.place)}
        {where_it_is}
        {missing_view(is_missing)}
        <div class="field wide">{photo_input(form.photos, MOST_PHOTOS)}</div>
    };
    let is_right = move || {
        if form.is_shared() {
            // All are checked, so that all that is wrong shows at once.
            let wrong = checked.iter().filter(|field| !field.check()).count();
            is_missing.set(false);
            return wrong == 0;
        }
        let is_empty = form.dwelling.with_untracked(String::is_empty);
        is_missing.set(is_empty);
        !is_empty
    };
    (t("repair.where"), body.into_any(), Box::new(is_right))
}

/// The buildings to choose from: by name, or by address where several estates have one of that name.
fn choices(buildings: &[BuildingRow]) -> Vec<Choice> {
    let namesakes = |row: &BuildingRow| buildings.iter().filter(|other| other.name == row.name).count();
    let shown = |row: &BuildingRow| if namesakes(row) > 1 { row.address.clone() } else { row.name.clone() };
    buildings.iter().map(|row| Choice::new(row.code.clone(), shown(row))).collect()
}

/// Pointing at it on the map, for who likes to: the building and the words say where it is as well.
fn point_view(desk: Desk, is_map_open: RwSignal<bool>) -> AnyView {
    let form = desk.form;
    let told = move || form.point_words().unwrap_or_else(|| t("repair.point_hint"));
    let has_point = Memo::new(move |_| form.point.with(Option::is_some));
    let remove =
        move || has_point.get().then(|| quiet_button(t("form.remove"), move || form.point.set(None)));
    let map = move || {
        is_map_open.get().then(|| {
            untrack(|| {
                let buildings = desk.buildings.get().map(|copy| copy.value.rows).unwrap_or_default();
                route::spot_map(form.point, form.building_at(&buildings))
            })
        })
    };
    view! {
        <div class="field wide">
            <p class="field-hint" role="status">{told}</p>
            <div class="sheet-acts">
                {button(t("form.pick_on_map"), move || is_map_open.update(|is| *is = !*is))} {remove}
            </div>
            {map}
        </div>
    }
    .into_any()
}

/// The one dwelling, or a choice among several.
fn dwelling_view(desk: Desk) -> AnyView {
    desk.homes.view(move |copy| {
        let rows = copy.value.rows;
        match rows.len() {
            0 => view! { <p class="field-hint">{t("resident.no_dwelling")}</p> }.into_any(),
            1 => {
                let home = rows.into_iter().next().map(|row| row.label).unwrap_or_default();
                view! { <p>{tf("resident.my_home", &[("place", &home)])}</p> }.into_any()
            }
            _ => {
                let tiles = rows
                    .into_iter()
                    .map(|row| TileChoice { note: row.address, ..TileChoice::new(row.code, row.label) });
                choice_tiles("dwelling", t("resident.choose_dwelling"), tiles.collect(), desk.form.dwelling)
            }
        }
    })
}

/// Step 3: what happened, and when we may come.
pub fn words(desk: Desk) -> Step {
    let form = desk.form;
    let text = FieldView {
        hint: Some(t("repair.text_hint")),
        ..FieldView::new("text", t("repair.text"), Input::Long(TEXT.1), form.text)
    };
    let phone = FieldView {
        hint: Some(t("repair.phone_hint")),
        is_optional: true,
        ..FieldView::new("phone", t("repair.phone"), Input::Phone, form.phone)
    };
    let now = time::now();
    if !slot::is_open(&form.slot.get_untracked(), now) {
        form.slot.set(super::form::CALL_FIRST.to_owned());
    }
    let slots = slot::slots(now).into_iter().map(|(value, words)| TileChoice::new(value, words)).collect();
    let (checked_text, checked_phone) = (text.clone(), phone.clone());
    let body = view! {
        {field_view(text)}
        {voice_button(form.text)}
        {section(t("repair.slot"), choice_tiles("slot", t("repair.slot"), slots, form.slot))}
        {field_view(phone)}
    };
    let is_right = move || {
        let (is_text_right, is_phone_right) = (checked_text.check(), checked_phone.check());
        let count = form.text.with_untracked(|text| text.trim().chars().count());
        let is_short = is_text_right && count < TEXT.0 as usize;
        if is_short {
            checked_text.fault.set(Some(FieldFault::limit("text", "field.too_short", TEXT.0)));
        }
        is_text_right && is_phone_right && !is_short
    };
    (t("repair.when"), body.into_any(), Box::new(is_right))
}
