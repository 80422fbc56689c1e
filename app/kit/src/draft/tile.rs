//! Choosing by tiles, by a row of words, or from a list; and the line that shows what was chosen before it is sent.

use leptos::prelude::*;

use crate::{Call, Choice, focus::fresh_id, part, words::t};

/// One tile to choose.
#[derive(Clone, Debug)]
pub struct TileChoice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A few more words.
    pub note: String,
    /// Its picture.
    pub icon: Option<&'static str>,
}

impl TileChoice {
    /// A tile with a word only.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: String::new(), icon: None }
    }
}

/// Tiles, one of which is chosen.
#[must_use]
pub fn choice_tiles(
    name: &str,
    legend: String,
    options: Vec<TileChoice>,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <fieldset class="field wide">
            <legend class="field-label">{legend}</legend>
            {tiles(name, options, value, || {})}
        </fieldset>
    }
    .into_any()
}

pub(crate) fn tiles(
    name: &str,
    options: Vec<TileChoice>,
    value: RwSignal<String>,
    left: impl Fn() + Clone + 'static,
) -> AnyView {
    let options = options
        .into_iter()
        .map(|option| tile_view(name.to_owned(), option, value, left.clone()))
        .collect::<Vec<_>>();
    view! { <div class="choices">{options}</div> }.into_any()
}

fn tile_view(
    name: String,
    option: TileChoice,
    value: RwSignal<String>,
    left: impl Fn() + 'static,
) -> AnyView {
    let (mine, sent) = (option.value.clone(), option.value.clone());
    let note = (!option.note.is_empty()).then(|| view! { <span class="choice-note">{option.note}</span> });
    view! {
        <label class="choice">
            <input
                type="radio"
                name=name
                value=option.value
                prop:checked=move || value.with(|value| *value == mine)
                on:change=move |_| {
                    value.set(sent.clone());
                    left();
                }
            />
            {option.icon.map(part::icon)}
            <span class="choice-name">{option.label}</span>
            {note}
        </label>
    }
    .into_any()
}

/// A row of words, one of which is chosen.
#[must_use]
pub fn segmented(name: &str, legend: String, options: Vec<Choice>, value: RwSignal<String>) -> AnyView {
    let options = options
        .into_iter()
        .map(|option| {
            let (mine, sent) = (option.value.clone(), option.value.clone());
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.to_owned()
                        value=option.value
                        prop:checked=move || value.with(|value| *value == mine)
                        on:change=move |_| value.set(sent.clone())
                    />
                    <span>{option.label}</span>
                </label>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="segmented" role="radiogroup" aria-label=legend>
            {options}
        </div>
    }
    .into_any()
}

/// A list to choose from; `with_all` is the word for choosing nothing.
#[must_use]
pub fn select_view(
    name: &str,
    label: String,
    options: Signal<Vec<Choice>>,
    value: RwSignal<String>,
    with_all: Option<String>,
) -> AnyView {
    let list = move || {
        let chosen = value.get();
        let all = with_all.clone().map(|label| Choice::new("", label));
        all.into_iter()
            .chain(options.get())
            .map(|choice| {
                let is_chosen = choice.value == chosen;
                view! {
                    <option value=choice.value prop:selected=is_chosen>
                        {choice.label}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <span class="select">
            <select
                class="input"
                id=fresh_id(name)
                name=name.to_owned()
                aria-label=label
                on:change=move |event| value.set(event_target_value(&event))
            >
                {list}
            </select>
        </span>
    }
    .into_any()
}

/// A line of what was typed, before it is sent, with the way back to it.
#[must_use]
pub fn review_line(label: String, value: String, change: Call) -> AnyView {
    let shown = if value.is_empty() { t("cell.not_filled") } else { value };
    view! {
        <div class="draft-line">
            <dt>{label}</dt>
            <dd>{shown}</dd>
            <dd class="draft-line-act">
                {part::quiet_button(
                    t("form.change"),
                    move || {
                        change.try_run(());
                    },
                )}
            </dd>
        </div>
    }
    .into_any()
}
