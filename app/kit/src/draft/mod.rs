//! Draft: the form. Checks a field when it is left, never while it is typed; keeps what was typed over errors, sign-in
//! and reload, or asks before it is left; says at the top what is to be corrected and goes there.

use contract::field::{Field, Input};
use leptos::prelude::*;
use std::rc::Rc;

use crate::{Call, Choice, LocalFuture, focus::fresh_id, trouble::Trouble, words::t};

mod changed;
mod control;
mod field;
mod form;
mod keep;
mod look;
mod tile;

pub use field::*;
pub use keep::restored_band;
pub use tile::*;

/// One step of a form that asks in steps.
#[derive(Clone)]
pub struct DraftStep {
    /// What it asks.
    pub title: String,
    /// Keys of its fields.
    pub fields: &'static [&'static str],
}

type Submit<D> = Rc<dyn Fn(D) -> LocalFuture<Result<(), Trouble>>>;
type Theirs<D> = Rc<dyn Fn() -> LocalFuture<Result<D, Trouble>>>;

/// A form for a draft `D`.
pub struct DraftSpec<D: Clone + 'static> {
    /// The module's key in labels.
    pub module: &'static str,
    /// Its fields.
    pub fields: &'static [Field<D>],
    /// What it begins with.
    pub value: D,
    /// Options of its pickers, by the key of `Input::Pick`.
    pub picks: Vec<(&'static str, Signal<Vec<Choice>>)>,
    /// Sends it.
    pub submit: Submit<D>,
    /// Verb of the main button.
    pub submit_label: String,
    /// What the main button says while it is sent.
    pub busy_label: String,
    /// Called when it was taken.
    pub on_done: Option<Call>,
    /// Leaves it.
    pub on_cancel: Option<Call>,
    /// Under which key it is kept on this device; when absent it isn't kept, and leaving it asks first. Passwords, phones
    /// and identity numbers never are.
    pub kept_key: Option<String>,
    /// Its steps; all fields at once when there are none.
    pub steps: Vec<DraftStep>,
    /// Columns on a wide screen: 1 or 2.
    pub columns: u8,
    theirs: Option<Theirs<D>>,
    /// Drawn before the fields.
    pub above: Option<AnyView>,
    /// Drawn after the fields, such as photos.
    pub below: Option<AnyView>,
    /// Whether something was put into what is drawn around the fields. It is never kept: leaving it asks first.
    pub has_more: Signal<bool>,
}

impl<D: Clone + 'static> DraftSpec<D> {
    /// A form in one column that is not kept.
    pub fn new<F, E>(
        module: &'static str,
        fields: &'static [Field<D>],
        value: D,
        submit: impl Fn(D) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + 'static,
        E: Into<Trouble> + 'static,
    {
        Self {
            module,
            fields,
            value,
            picks: Vec::new(),
            submit: Rc::new(move |draft: D| {
                let work = submit(draft);
                Box::pin(async move { work.await.map_err(Into::<Trouble>::into) })
            }),
            submit_label: t("form.save"),
            busy_label: t("form.saving"),
            on_done: None,
            on_cancel: None,
            kept_key: None,
            steps: Vec::new(),
            columns: 1,
            theirs: None,
            above: None,
            below: None,
            has_more: Signal::stored(false),
        }
    }

    /// Reads the record again when somebody else changed it; the page remembers its new revision then.
    pub fn theirs<F>(&mut self, read: impl Fn() -> F + 'static)
    where
        F: Future<Output = Result<D, Trouble>> + 'static,
    {
        let theirs: Theirs<D> = Rc::new(move || Box::pin(read()));
        self.theirs = Some(theirs);
    }
}

/// A form without its type.
pub(crate) struct Plain {
    pub module: &'static str,
    pub items: Vec<(&'static str, FieldView)>,
    pub submit: Rc<dyn Fn() -> LocalFuture<Result<(), Trouble>>>,
    /// Reads the record again and tells what its fields hold now.
    pub theirs: Option<Rc<dyn Fn() -> LocalFuture<Result<Vec<String>, Trouble>>>>,
    pub submit_label: String,
    pub busy_label: String,
    pub on_done: Option<Call>,
    pub on_cancel: Option<Call>,
    pub kept_key: Option<String>,
    pub steps: Vec<DraftStep>,
    pub columns: u8,
    pub above: Option<AnyView>,
    pub below: Option<AnyView>,
    pub has_more: Signal<bool>,
}

/// Draws a form.
#[must_use]
pub fn draft<D: Clone + 'static>(spec: DraftSpec<D>) -> AnyView {
    form::form_view(erase(spec))
}

fn erase<D: Clone + 'static>(spec: DraftSpec<D>) -> Plain {
    let prefix = fresh_id("draft");
    let fields = spec.fields;
    let items: Vec<(&'static str, FieldView)> =
        fields.iter().map(|field| (field.key, item_of(&prefix, field, &spec.value, &spec.picks))).collect();
    let values: Vec<RwSignal<String>> = items.iter().map(|(_, item)| item.value).collect();
    // What no field shows (an id, a revision) is sent back as it came.
    let base = StoredValue::new_local(spec.value);
    let submit = spec.submit;
    let send = move || {
        let mut draft = base.get_value();
        for (field, value) in fields.iter().zip(&values) {
            let text = value.get_untracked();
            // A password is what was typed, spaces and all.
            let text = if field.input == Input::Password { text.as_str() } else { text.trim() };
            (field.set)(&mut draft, text);
        }
        submit(draft)
    };
    let theirs = spec.theirs.map(|theirs| {
        let read: Rc<dyn Fn() -> LocalFuture<Result<Vec<String>, Trouble>>> = Rc::new(move || {
            let work = theirs();
            Box::pin(async move {
                let now = work.await?;
                let texts = fields.iter().map(|field| (field.get)(&now)).collect();
                base.try_set_value(now);
                Ok::<Vec<String>, Trouble>(texts)
            })
        });
        read
    });
    Plain {
        module: spec.module,
        items,
        submit: Rc::new(send),
        theirs,
        submit_label: spec.submit_label,
        busy_label: spec.busy_label,
        on_done: spec.on_done,
        on_cancel: spec.on_cancel,
        kept_key: spec.kept_key,
        steps: spec.steps,
        columns: spec.columns,
        above: spec.above,
        below: spec.below,
        has_more: spec.has_more,
    }
}

fn item_of<D>(
    prefix: &str,
    field: &Field<D>,
    value: &D,
    picks: &[(&'static str, Signal<Vec<Choice>>)],
) -> FieldView {
    let id = format!("{prefix}-{}", field.key);
    let mut view = FieldView::new(&id, t(field.label), field.input, RwSignal::new((field.get)(value)));
    view.hint = field.hint.map(t);
    view.is_optional = field.optional;
    if let Input::Pick(list) = field.input
        && let Some((_, options)) = picks.iter().find(|(key, _)| *key == list)
    {
        view.options = *options;
    }
    view
}
