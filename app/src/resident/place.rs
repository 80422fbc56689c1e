//! Finding a place by its name or number: what it is near, and where on the map. Of a dwelling only the entrance of its
//! building is found, never who lives there.

use contract::spatial::PlaceRow;
use kit::{
    Call, Remote, RowLook, StateLook, Trouble, focus_on, loading_view, page_head, primary_button, row, rows,
    state_view, t, tf,
};
use leptos::prelude::*;

use crate::{
    route,
    spatial::place::{category_words, title},
    trouble::ask,
};

/// The heading of the chosen place.
const PLACE: &str = "place";

/// `/resident/place`.
#[must_use]
pub fn place_page() -> AnyView {
    let (text, asked) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(None::<PlaceRow>);
    // What was found, with what was asked for.
    let found = Remote::new("ground", move || {
        let asked = asked.get();
        async move {
            if asked.is_empty() {
                return Ok::<_, Trouble>((asked, Vec::new()));
            }
            let places = ask(api::spatial::list_places(None, Some(asked.clone()), None)).await?;
            Ok((asked, places))
        }
    });
    // What was found for something else is not shown as if it were the answer.
    let is_other = Memo::new(move |_| {
        let asked = asked.get();
        found.get().is_some_and(|(about, _)| about != asked)
    });
    let results = found.view(move |(about, places)| {
        if about.is_empty() {
            return ().into_any();
        }
        view! { <div hidden=move || is_other.get()>{results_view(places, chosen)}</div> }.into_any()
    });
    let finding = move || (is_other.get() && found.is_loading()).then(|| loading_view(None));
    let find = move || {
        chosen.set(None);
        asked.set(text.get_untracked().trim().to_owned());
    };
    let one = move || chosen.get().map(|place| untrack(|| place_view(&place)));
    view! {
        {page_head(t("resident.place"), None, None, None)}
        <form
            class="draft"
            role="search"
            on:submit=move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                find();
            }
        >
            <div class="field">
                <label class="field-label" for="place-search">{t("kiosk.place_search")}</label>
                <input
                    class="input"
                    id="place-search"
                    type="search"
                    autocomplete="off"
                    maxlength="40"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </div>
            <div class="sheet-acts">{primary_button(t("map.search"), find)}</div>
        </form>
        {one}
        {finding}
        {results}
    }
    .into_any()
}

fn results_view(places: Vec<PlaceRow>, chosen: RwSignal<Option<PlaceRow>>) -> AnyView {
    if places.is_empty() {
        return state_view(StateLook::Empty, t("kiosk.place_none"), None, None);
    }
    let count = tf("kiosk.place_found", &[("n", &places.len().to_string())]);
    let lines = places.into_iter().map(|place| {
        row(RowLook {
            title: title(&place),
            note: category_words(&place.category),
            on_open: Some(Call::new(move |()| chosen.set(Some(place.clone())))),
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
fn place_view(place: &PlaceRow) -> AnyView {
    let title = title(place);
    let near = place.near.as_ref().map(|near| tf("kiosk.place_near", &[("thing", near)]));
    // It stands above the list, perhaps out of sight.
    focus_on(PLACE);
    view! {
        <section class="home-part">
            <h2 id=PLACE tabindex="-1">
                {title.clone()}
            </h2>
            {near.map(|near| view! { <p>{near}</p> })}
            {route::seen_map(place.at, title)}
        </section>
    }
    .into_any()
}
