//! A phone number on a public screen: readable while it is typed, its middle digits hidden once it is there.

use contract::{field::is_phone, registry::mask_phone};
use kit::t;
use leptos::prelude::*;

use super::keys::{Keys, keyboard};

/// Digits of a phone number.
const DIGITS: usize = 11;
/// Id of its field.
const ID: &str = "report-phone";

/// The field with its keyboard.
#[must_use]
pub fn phone_view(phone: RwSignal<String>) -> AnyView {
    let has_focus = RwSignal::new(false);
    let shown = move || {
        let text = phone.get();
        if !has_focus.get() && is_phone(&text) { mask_phone(&text) } else { text }
    };
    let name = move || {
        let is_hidden = !has_focus.get() && phone.with(|text| is_phone(text));
        is_hidden.then(|| t("cell.masked_phone"))
    };
    view! {
        <div class="field">
            <label class="field-label" for=ID>
                {t("kiosk.report_phone")}
                <span class="field-optional">{t("form.optional")}</span>
            </label>
            <p class="field-hint" id="report-phone-hint">{t("kiosk.report_phone_hint")}</p>
            <input
                class="input"
                id=ID
                type="tel"
                inputmode="tel"
                autocomplete="off"
                aria-describedby="report-phone-hint"
                aria-description=name
                prop:value=shown
                on:focus=move |_| has_focus.set(true)
                on:blur=move |_| has_focus.set(false)
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    phone.set(typed.chars().filter(char::is_ascii_digit).take(DIGITS).collect());
                }
            />
            {keyboard(phone, Keys::Phone, DIGITS)}
        </div>
    }
    .into_any()
}
