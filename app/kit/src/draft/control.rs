//! The controls of fields: the right keyboard for each, no placeholder in place of a label.

use contract::field::{Input, OFFICE_PHONE};
use leptos::prelude::*;

use super::{
    field::{FieldView, forgive},
    tile::tiles,
};
use crate::{
    TileChoice,
    words::{t, tf},
    yes,
};

/// The control of a field.
pub(crate) fn control_view(field: &FieldView) -> AnyView {
    match field.input {
        Input::Text(most) => line_view(field, Line { kind: "text", keyboard: "text", fills: "off", most }),
        Input::Number(low, _) => {
            // A keyboard for decimals has no minus on some phones.
            let keyboard = if low < 0.0 { "text" } else { "decimal" };
            line_view(field, Line { kind: "text", keyboard, fills: "off", most: 30 })
        }
        Input::Day => line_view(field, Line { kind: "date", keyboard: "numeric", fills: "off", most: 10 }),
        Input::Phone => line_view(field, Line { kind: "tel", keyboard: "tel", fills: "tel", most: 11 }),
        Input::OfficePhone => {
            line_view(field, Line { kind: "tel", keyboard: "tel", fills: "off", most: OFFICE_PHONE })
        }
        Input::Long(most) => long_view(field, most),
        Input::Password => password_view(field),
        Input::Flag => flag_view(field),
        Input::Choice(..) if field.is_group() => choices_view(field),
        Input::Choice(..) | Input::Pick(_) => pick_view(field),
    }
}

#[derive(Clone, Copy)]
struct Line {
    kind: &'static str,
    keyboard: &'static str,
    fills: &'static str,
    most: u32,
}

fn line_view(field: &FieldView, line: Line) -> AnyView {
    let (value, fault) = (field.value, field.fault);
    let (described, left) = (field.clone(), field.clone());
    view! {
        <input
            class="input"
            id=field.id.clone()
            type=line.kind
            inputmode=line.keyboard
            autocomplete=line.fills
            data-most=line.most.to_string()
            aria-required=yes(!field.is_optional)
            aria-invalid=move || yes(fault.with(Option::is_some))
            aria-describedby=move || described.described_by()
            prop:value=move || value.get()
            on:input=move |event| {
                value.set(event_target_value(&event));
                forgive(fault);
            }
            on:blur=move |event| left.leave(&event)
        />
    }
    .into_any()
}

fn long_view(field: &FieldView, most: u32) -> AnyView {
    let (value, fault) = (field.value, field.fault);
    let (described, left) = (field.clone(), field.clone());
    let count = move || {
        let n = value.with(|text| text.chars().count());
        tf("form.limit", &[("n", &n.to_string()), ("m", &most.to_string())])
    };
    view! {
        <textarea
            class="input"
            id=field.id.clone()
            rows="4"
            aria-required=yes(!field.is_optional)
            aria-invalid=move || yes(fault.with(Option::is_some))
            aria-describedby=move || described.described_by()
            prop:value=move || value.get()
            on:input=move |event| {
                value.set(event_target_value(&event));
                forgive(fault);
            }
            on:blur=move |event| left.leave(&event)
        ></textarea>
        <p class="field-hint" aria-hidden="true">
            {count}
        </p>
    }
    .into_any()
}

fn password_view(field: &FieldView) -> AnyView {
    let (value, fault) = (field.value, field.fault);
    let (described, left) = (field.clone(), field.clone());
    let is_shown = RwSignal::new(false);
    view! {
        <span class="affix">
            <input
                class="input"
                id=field.id.clone()
                type=move || if is_shown.get() { "text" } else { "password" }
                autocomplete="new-password"
                aria-required=yes(!field.is_optional)
                aria-invalid=move || yes(fault.with(Option::is_some))
                aria-describedby=move || described.described_by()
                prop:value=move || value.get()
                on:input=move |event| {
                value.set(event_target_value(&event));
                forgive(fault);
            }
                on:blur=move |event| left.leave(&event)
            />
            <button
                type="button"
                class="affix-button"
                aria-pressed=move || yes(is_shown.get())
                on:click=move |_| is_shown.update(|is| *is = !*is)
            >
                {move || t(if is_shown.get() { "sign_in.hide" } else { "sign_in.show" })}
            </button>
        </span>
    }
    .into_any()
}

fn flag_view(field: &FieldView) -> AnyView {
    let value = field.value;
    let left = field.clone();
    view! {
        <label class="check">
            <input
                type="checkbox"
                id=field.id.clone()
                prop:checked=move || value.with(|text| text == "true")
                on:change=move |event| {
                    value.set(event_target_checked(&event).to_string());
                    left.settle();
                }
            />
            {field.label.clone()}
        </label>
    }
    .into_any()
}

fn choices_view(field: &FieldView) -> AnyView {
    let choices = field.options.get_untracked();
    let choices = choices.into_iter().map(|choice| TileChoice::new(choice.value, choice.label)).collect();
    let left = field.clone();
    tiles(&field.id, choices, field.value, move || left.settle())
}

fn pick_view(field: &FieldView) -> AnyView {
    let (value, fault, options) = (field.value, field.fault, field.options);
    let (described, left) = (field.clone(), field.clone());
    let list = move || {
        let chosen = value.get();
        let none = view! {
            <option value="" prop:selected=chosen.is_empty()>
                {t(if options.with(Vec::is_empty) { "form.no_choices" } else { "form.choose" })}
            </option>
        };
        let some = options
            .get()
            .into_iter()
            .map(|choice| {
                let is_chosen = choice.value == chosen;
                view! {
                    <option value=choice.value prop:selected=is_chosen>
                        {choice.label}
                    </option>
                }
            })
            .collect_view();
        (none, some)
    };
    view! {
        <span class="select">
            <select
                class="input"
                id=field.id.clone()
                aria-required=yes(!field.is_optional)
                aria-invalid=move || yes(fault.with(Option::is_some))
                aria-describedby=move || described.described_by()
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    left.settle();
                }
            >
                {list}
            </select>
        </span>
    }
    .into_any()
}
