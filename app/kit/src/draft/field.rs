//! One field: label above, hint, control, error below. Required is the default; what is optional says so.

use contract::{
    FieldFault,
    field::{Input, check_text},
    work::DetailField,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::control::control_view;
use crate::{
    Call, Choice,
    words::{t, tf},
};

/// One field with what is typed in it.
#[derive(Clone)]
pub struct FieldView {
    /// The id of its control.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// A hint below its label.
    pub hint: Option<String>,
    /// How it is typed in.
    pub input: Input,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// What can be picked.
    pub options: Signal<Vec<Choice>>,
    /// What is typed.
    pub value: RwSignal<String>,
    /// What is wrong with it.
    pub fault: RwSignal<Option<FieldFault>>,
    /// Called when it is left.
    pub on_leave: Option<Call>,
}

impl FieldView {
    /// A field that must be filled in.
    #[must_use]
    pub fn new(id: &str, label: String, input: Input, value: RwSignal<String>) -> Self {
        let options = match input {
            Input::Choice(vocabulary, keys) => Choice::of_keys(vocabulary, keys),
            _ => Vec::new(),
        };
        Self {
            id: id.to_owned(),
            label,
            hint: None,
            input,
            is_optional: false,
            options: Signal::stored(options),
            value,
            fault: RwSignal::new(None),
            on_leave: None,
        }
    }

    /// A field of a case type's details.
    #[must_use]
    pub fn of_detail(field: &'static DetailField, value: RwSignal<String>) -> Self {
        let mut view = Self::new(&format!("detail-{}", field.key), t(field.label), field.input, value);
        view.is_optional = field.optional;
        view
    }

    /// Checks what is typed and shows what is wrong; true when it is acceptable.
    #[must_use]
    pub fn check(&self) -> bool {
        let text = self.value.get_untracked();
        let fault = check_text(&self.id, self.input, self.is_optional, &text);
        let is_right = fault.is_none();
        self.fault.set(fault);
        is_right
    }

    /// Checks it as it is left. On the way to a button nothing moves, else the button would slip from under the pointer.
    /// A field that goes with its form loses the focus as well, when there is nothing left to check.
    pub(crate) fn leave(&self, event: &web_sys::FocusEvent) {
        if self.value.is_disposed() {
            return;
        }
        if goes_to_button(event) {
            self.keep();
        } else {
            self.settle();
        }
    }

    /// Checks it after a choice: an empty field isn't wrong before it is sent.
    pub(crate) fn settle(&self) {
        let is_empty = self.value.with_untracked(|text| text.trim().is_empty());
        if is_empty {
            self.fault.set(None);
        } else {
            let _ = self.check();
        }
        self.keep();
    }

    fn keep(&self) {
        if let Some(call) = self.on_leave {
            call.try_run(());
        }
    }

    pub(crate) fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    pub(crate) fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// What a reader says after the label: hint and error; tracked.
    pub(crate) fn described_by(&self) -> Option<String> {
        let has_error = self.fault.with(Option::is_some);
        match (self.hint.is_some(), has_error) {
            (true, true) => Some(format!("{} {}", self.hint_id(), self.error_id())),
            (true, false) => Some(self.hint_id()),
            (false, true) => Some(self.error_id()),
            (false, false) => None,
        }
    }
}

fn goes_to_button(event: &web_sys::FocusEvent) -> bool {
    let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok());
    to.is_some_and(|to| matches!(to.closest("button, a"), Ok(Some(_))))
}

/// What was wrong with a field is no longer told while somebody mends it.
pub(crate) fn forgive(fault: RwSignal<Option<FieldFault>>) {
    if fault.with_untracked(Option::is_some) {
        fault.set(None);
    }
}

/// The sentence of a fault.
#[must_use]
pub fn fault_sentence(fault: &FieldFault) -> String {
    match fault.limit {
        Some(limit) => tf(&fault.label, &[("n", &limit.to_string())]),
        None => t(&fault.label),
    }
}

/// The sentences of several faults, where their fields are not on the screen.
#[must_use]
pub fn fault_sentences(faults: &[FieldFault]) -> String {
    faults.iter().map(fault_sentence).collect::<Vec<_>>().join(&t("text.list"))
}

/// Draws a field; it checks itself when it is left.
#[must_use]
pub fn field_view(field: FieldView) -> AnyView {
    let is_wide = matches!(field.input, Input::Long(_));
    let class = if is_wide { "field wide" } else { "field" };
    let fault = field.fault;
    let is_invalid = move || fault.with(Option::is_some);
    let parts = parts_of(&field);
    // Tiles and a single box are named by a legend or by themselves.
    if field.is_group() {
        view! {
            <fieldset class=class id=field.id.clone() tabindex="-1" data-invalid=is_invalid>
                <legend class="field-label">{parts.label}</legend>
                {parts.hint}
                {control_view(&field)}
                {parts.error}
            </fieldset>
        }
        .into_any()
    } else if field.input == Input::Flag {
        view! {
            <div class=class data-invalid=is_invalid>
                {control_view(&field)}
                {parts.hint}
                {parts.error}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class=class data-invalid=is_invalid>
                <label class="field-label" for=field.id.clone()>
                    {parts.label}
                </label>
                {parts.hint}
                {control_view(&field)}
                {parts.error}
            </div>
        }
        .into_any()
    }
}

struct Parts {
    label: AnyView,
    hint: Option<AnyView>,
    error: AnyView,
}

fn parts_of(field: &FieldView) -> Parts {
    let fault = field.fault;
    let optional =
        field.is_optional.then(|| view! { <span class="field-optional">{t("form.optional")}</span> });
    let label = view! {
        {field.label.clone()}
        {optional}
    }
    .into_any();
    let hint_id = field.hint_id();
    let hint = field.hint.clone().map(|hint| {
        view! {
            <p class="field-hint" id=hint_id>
                {hint}
            </p>
        }
        .into_any()
    });
    let error_id = field.error_id();
    let error = (move || {
        let sentence = fault.get().map(|fault| fault_sentence(&fault));
        let id = error_id.clone();
        sentence.map(|sentence| {
            view! {
                <p class="field-error" id=id>
                    {sentence}
                </p>
            }
        })
    })
    .into_any();
    Parts { label, hint, error }
}

impl FieldView {
    /// Whether it is drawn as tiles.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self.input, Input::Choice(_, keys) if keys.len() <= 6)
    }
}
