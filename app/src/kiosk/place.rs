//! Finding a place: by category, or by name or number on a large keyboard. A place is shown on the map with its direction
//! and distance in words; of a dwelling only the entrance of its building, never who lives there.

use contract::spatial::PlaceRow;
use kit::{
    Remote, RowLook, StateLook, button, field_view, push_query, query, row, rows, set_query, state_view, t,
    tf,
};
use leptos::prelude::*;
use std::time::Duration;

use super::{
    frame::{page, title_view},
    keys::{Keys, keyboard},
    map::{here, place_map},
    way::way,
};
use crate::{
    scene::landmarks,
    spatial::place::{category_words, title},
    trouble::ask,
};

/// Characters that are searched for.
const MOST: usize = 20;
/// Categories on the page, those with most places first.
const CATEGORIES: usize = 12;
/// How long typing pauses before it is searched.
const PAUSE: Duration = Duration::from_millis(400);

/// `/kiosk/place?cat=clinic`.
#[must_use]
pub fn place_page() -> AnyView {
    let category = query("cat");
    let text = RwSignal::new(String::new());
    let searched = after_pause(text);
    let chosen = RwSignal::new(None::<PlaceRow>);
    let all = landmarks();
    let found = Remote::new("ground", move || {
        let (category, text) = (category.get(), searched.get());
        let from = untrack(here);
        async move {
            if category.is_none() && text.trim().is_empty() {
                return Ok(None);
            }
            let search = Some(text).filter(|text| !text.trim().is_empty());
            ask(api::spatial::list_places(category, search, from)).await.map(Some)
        }
    });
    let results = found.view(move |places| match places {
        Some(places) => results_view(places, chosen),
        None => ().into_any(),
    });
    let is_dwelling = move || searched.with(|text| text.contains('-'));
    let entrance_only =
        move || is_dwelling().then(|| view! { <p class="hint">{t("kiosk.place_entrance_only")}</p> });
    let is_chosen = Memo::new(move |_| chosen.with(Option::is_some));
    let one = move || chosen.get().map(|place| untrack(|| place_view(place, chosen)));
    page(
        view! {
            {title_view("kiosk.place")}
            {one}
            <div class="kiosk-search" hidden=move || is_chosen.get()>
                {search_view(text)}
                {entrance_only}
                {results}
                {move || categories_view(all.get().map(|copy| copy.value).unwrap_or_default(), category)}
            </div>
        }
        .into_any(),
    )
}

/// The text as it stands once typing pauses.
fn after_pause(text: RwSignal<String>) -> RwSignal<String> {
    let settled = RwSignal::new(String::new());
    Effect::new(move |_| {
        let typed = text.get();
        set_timeout(
            move || {
                let is_same = text.try_with_untracked(|now| *now == typed) == Some(true);
                if is_same && settled.try_with_untracked(|settled| *settled != typed) == Some(true) {
                    settled.try_set(typed);
                }
            },
            PAUSE,
        );
    });
    settled
}

fn search_view(text: RwSignal<String>) -> AnyView {
    let label = t("kiosk.place_search");
    let mut field = kit::FieldView::new("place-search", label, contract::field::Input::Text(20), text);
    field.is_optional = true;
    view! {
        {field_view(field)}
        {keyboard(text, Keys::All, MOST)}
    }
    .into_any()
}

/// The categories that there are, most places first.
fn categories_view(places: Vec<PlaceRow>, chosen: Memo<Option<String>>) -> AnyView {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for place in places {
        match counts.iter_mut().find(|(category, _)| *category == place.category) {
            Some((_, count)) => *count += 1,
            None => counts.push((place.category, 1)),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let tiles = counts.into_iter().take(CATEGORIES).map(|(category, count)| {
        let (key, mine) = (category.clone(), category.clone());
        let is_chosen = move || if chosen.get().as_ref() == Some(&mine) { "true" } else { "false" };
        let press = move |_| {
            let is_on = chosen.get_untracked().as_ref() == Some(&key);
            set_query(&[("cat", (!is_on).then_some(key.as_str()))]);
        };
        view! {
            <button type="button" class="home-tile" aria-pressed=is_chosen on:click=press>
                <span class="home-tile-name">{category_words(&category)}</span>
                <span class="home-tile-note">{tf("kiosk.place_found", &[("n", &count.to_string())])}</span>
            </button>
        }
    });
    let tiles = tiles.collect_view();
    view! {
        <section>
            <h2 class="hint">{t("kiosk.place_categories")}</h2>
            <div class="home-tiles">{tiles}</div>
        </section>
    }
    .into_any()
}

fn results_view(places: Vec<PlaceRow>, chosen: RwSignal<Option<PlaceRow>>) -> AnyView {
    if places.is_empty() {
        return state_view(StateLook::Empty, t("kiosk.place_none"), None, None);
    }
    let count = tf("kiosk.place_found", &[("n", &places.len().to_string())]);
    let lines = places.into_iter().map(|place| {
        let far = place.distance_m.map(kit::distance).unwrap_or_default();
        let open = place.clone();
        let note = [category_words(&place.category), far];
        row(RowLook {
            title: title(&place),
            note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&t("text.dot")),
            on_open: Some(kit::Call::new(move |()| {
                chosen.set(Some(open.clone()));
                // An entry in the history, so that Back returns to the list.
                push_query(&[("sel", Some(&open.map_no.to_string()))]);
            })),
            ..RowLook::default()
        })
    });
    let lines = rows(lines.collect());
    view! {
        <p class="hint" role="status">{count}</p>
        {lines}
    }
    .into_any()
}

/// One place: the words first, then the map.
fn place_view(place: PlaceRow, chosen: RwSignal<Option<PlaceRow>>) -> AnyView {
    let title = title(&place);
    let words = way(&place, here());
    let spot = Signal::stored(Some((place.at, title.clone())));
    let back = move || {
        chosen.set(None);
        set_query(&[("sel", None)]);
    };
    // Back in the history closes it too.
    let selected = query("sel");
    Effect::new(move |before: Option<bool>| {
        let is_open = selected.get().is_some();
        if before == Some(true) && !is_open {
            chosen.try_set(None);
        }
        is_open
    });
    view! {
        <h2>{title.clone()}</h2>
        {words.into_iter().map(|words| view! { <p class="kiosk-news-text">{words}</p> }).collect_view()}
        {place_map(title, spot, Some(place.at), None)}
        {button(t("kiosk.back"), back)}
    }
    .into_any()
}
