//! The toolbar: search after a pause of 300 ms, filters as chips, export and columns.

use leptos::{html, prelude::*};
use std::time::Duration;

use super::{Choice, Filter, address::Asked, column::Columns, export::Export, list::List};
use crate::{
    MenuItem, part, screen,
    words::{t, tf},
    yes,
};

/// How long typing must rest before the list is asked.
const REST: Duration = Duration::from_millis(300);

pub(crate) struct Tools {
    pub filters: Vec<Filter>,
    pub searchable: bool,
    pub export: Option<Export>,
    pub search_id: String,
}

pub(crate) fn toolbar_view(tools: Tools, list: List, columns: Columns, is_cards: Signal<bool>) -> AnyView {
    let asked = list.asked;
    let search = tools.searchable.then(|| search_view(tools.search_id, asked));
    let filters = StoredValue::new(tools.filters);
    let has_filters = filters.with_value(|filters| !filters.is_empty());
    let is_unfolded = RwSignal::new(false);
    let narrow = screen::is_narrow();
    let on = move || asked.now.with(|listing| listing.filters.len());
    let fold = move || {
        (has_filters && narrow.get()).then(|| {
            let label = move || match on() {
                0 => t("list.filters"),
                n => tf("list.filters_on", &[("n", &n.to_string())]),
            };
            view! {
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || yes(is_unfolded.get())
                    on:click=move |_| is_unfolded.update(|is| *is = !*is)
                >
                    {part::icon("filter")}
                    {label}
                </button>
            }
        })
    };
    let chips = move || {
        (!narrow.get() || is_unfolded.get())
            .then(|| filters.get_value().into_iter().map(|filter| filter_view(filter, asked)).collect_view())
    };
    let clear =
        move || asked.is_filtered().then(|| part::quiet_button(t("list.clear"), move || asked.clear()));
    let export = tools.export.map(|export| export.button_view(list, columns));
    let chooser = move || (!is_cards.get()).then(|| columns.chooser_view());
    view! {
        <div class="register-toolbar">
            {search}
            <div class="register-filters">{fold} {chips} {clear}</div>
            <div class="register-tools">{export} {chooser}</div>
        </div>
    }
    .into_any()
}

fn search_view(id: String, asked: Asked) -> AnyView {
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = waiting.try_get_value() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let place = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let text = asked.now.with(|listing| listing.search.clone().unwrap_or_default());
        // What is being typed stays as it is: only another text replaces it.
        if let Some(input) = place.get()
            && input.value().trim() != text
        {
            input.set_value(&text);
        }
    });
    view! {
        <label class="search">
            {part::icon("search")}
            <span class="visually-hidden">{t("list.search")}</span>
            <input
                class="input"
                type="search"
                id=id
                node_ref=place
                placeholder=t("list.search")
                autocomplete="off"
                on:input=move |event| {
                    stop();
                    let text = event_target_value(&event);
                    let timer = set_timeout_with_handle(move || asked.search(&text), REST);
                    waiting.set_value(timer.ok());
                }
            />
        </label>
    }
    .into_any()
}

fn filter_view(filter: Filter, asked: Asked) -> AnyView {
    if filter.is_flag {
        return flag_view(filter, asked);
    }
    let key = filter.key;
    let chosen = move || asked.now.with(|listing| listing.filter(key).to_vec());
    let options = filter.options;
    let label = filter.label.clone();
    let face = move || {
        let chosen = chosen();
        if chosen.is_empty() {
            return label.clone();
        }
        let names: Vec<String> = options.with(|options| {
            chosen.iter().map(|value| label_of(options, value).unwrap_or_else(|| value.clone())).collect()
        });
        tf("list.filter_is", &[("label", &label), ("value", &names.join(&t("text.list")))])
    };
    let is_multiple = filter.is_multiple;
    let items = Signal::derive(move || {
        let chosen = chosen();
        options
            .get()
            .into_iter()
            .map(|option| option_item(option, &chosen, key, is_multiple, asked))
            .collect::<Vec<_>>()
    });
    let remove = {
        let label = filter.label.clone();
        move || {
            let name = tf("list.filter_remove", &[("label", &label)]);
            (!chosen().is_empty())
                .then(|| part::icon_button("close", name, move || asked.filter(key, Vec::new())))
        }
    };
    let is_on = Signal::derive(move || !chosen().is_empty());
    let face = view! { <span>{face}</span> }.into_any();
    view! {
        <span data-filter=key>
            {part::pressed_menu_button(face, "chip", Some(filter.label), items, is_on)}
            {remove}
        </span>
    }
    .into_any()
}

fn label_of(options: &[Choice], value: &str) -> Option<String> {
    options.iter().find(|option| option.value == value).map(|option| option.label.clone())
}

/// One value of a filter; of several values each can be put on and taken off.
fn option_item(
    option: Choice,
    chosen: &[String],
    key: &'static str,
    is_multiple: bool,
    asked: Asked,
) -> MenuItem {
    let is_on = chosen.contains(&option.value);
    let mut values = if is_multiple { chosen.to_vec() } else { Vec::new() };
    if is_on {
        values.retain(|value| *value != option.value);
    } else {
        values.push(option.value);
    }
    let item = MenuItem::new(option.label, move || asked.filter(key, values.clone())).checked(is_on);
    if is_multiple { item.staying() } else { item }
}

fn flag_view(filter: Filter, asked: Asked) -> AnyView {
    let key = filter.key;
    let is_on = move || asked.now.with(|listing| listing.narrowed_to(key).is_some());
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || yes(is_on())
            on:click=move |_| {
                let values = if untrack(is_on) { Vec::new() } else { vec!["1".to_owned()] };
                asked.filter(key, values);
            }
        >
            {filter.label}
        </button>
    }
    .into_any()
}
