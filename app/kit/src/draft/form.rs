//! The form at work: checking, keeping, sending, and what comes back.

use contract::{Fault, FieldFault};
use leptos::prelude::*;
use std::rc::Rc;

use super::{
    DraftStep, Plain,
    field::{FieldView, fault_sentence},
    keep::{self, restored_band},
};
use crate::{
    Call, LocalFuture,
    focus::{focus_later, fresh_id},
    run, time,
    trouble::Trouble,
    words::t,
};

pub(crate) type Theirs = Rc<dyn Fn() -> LocalFuture<Result<Vec<String>, Trouble>>>;
type Submit = Rc<dyn Fn() -> LocalFuture<Result<(), Trouble>>>;

/// A form at work.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub module: &'static str,
    pub items: StoredValue<Vec<(&'static str, FieldView)>>,
    pub theirs: StoredValue<Option<Theirs>, LocalStorage>,
    pub trouble: RwSignal<Option<Trouble>>,
    pub(super) submit: StoredValue<Submit, LocalStorage>,
    pub(super) begun: StoredValue<Vec<String>>,
    pub(super) steps: StoredValue<Vec<DraftStep>>,
    pub(super) step: Signal<usize>,
    pub(super) is_busy: RwSignal<bool>,
    pub(super) shows_summary: RwSignal<bool>,
    /// Faults that no field here can show.
    pub(super) others: RwSignal<Vec<String>>,
    pub(super) is_done: RwSignal<bool>,
    pub(super) kept_key: StoredValue<Option<String>>,
    /// Whether something was put into what is drawn around the fields.
    has_more: Signal<bool>,
    pub(super) kept_at: RwSignal<Option<chrono::DateTime<chrono::Utc>>>,
    pub(super) summary_id: StoredValue<String>,
    pub(super) on_done: Option<Call>,
}

pub(crate) fn form_view(plain: Plain) -> AnyView {
    let form = Form::new(&plain);
    let restored_at = RwSignal::new(form.restore());
    form.guard();
    let on_cancel = plain.on_cancel;
    let restored = restored_band(restored_at, Call::new(move |()| form.reset()));
    view! {
        <form
            class="draft"
            data-columns=plain.columns.to_string()
            novalidate
            data-unsaved=move || form.is_unsaved()
            on:submit=move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                form.forward();
            }
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    form.forward();
                }
            }
        >
            {restored}
            {move || form.summary_view()}
            {move || form.trouble_view()}
            {plain.above}
            {move || form.fields_view()}
            {plain.below}
            <div class="draft-bar">
                <p class="draft-kept">
                    {move || form.kept_at.get().map(|at| format!("{} {}", t("form.kept"), time::clock(at)))}
                </p>
                {move || form.back_view(on_cancel)}
                {move || form.forward_view(&plain.submit_label, &plain.busy_label)}
            </div>
        </form>
    }
    .into_any()
}

/// The step in the address, from 0.
fn step_signal(count: usize) -> Signal<usize> {
    if count < 2 {
        return Signal::stored(0);
    }
    let step = crate::route::query("step");
    Signal::derive(move || {
        step.get().and_then(|step| step.parse::<usize>().ok()).map_or(0, |step| step.clamp(1, count) - 1)
    })
}

impl Form {
    fn new(plain: &Plain) -> Self {
        let begun = plain.items.iter().map(|(_, item)| item.value.get_untracked()).collect();
        let form = Self {
            module: plain.module,
            items: StoredValue::new(Vec::new()),
            theirs: StoredValue::new_local(plain.theirs.clone()),
            trouble: RwSignal::new(None),
            submit: StoredValue::new_local(plain.submit.clone()),
            begun: StoredValue::new(begun),
            step: step_signal(plain.steps.len()),
            steps: StoredValue::new(plain.steps.clone()),
            is_busy: RwSignal::new(false),
            shows_summary: RwSignal::new(false),
            others: RwSignal::new(Vec::new()),
            is_done: RwSignal::new(false),
            kept_key: StoredValue::new(plain.kept_key.clone()),
            has_more: plain.has_more,
            kept_at: RwSignal::new(None),
            summary_id: StoredValue::new(fresh_id("summary")),
            on_done: plain.on_done,
        };
        let mut items = plain.items.clone();
        for (_, item) in &mut items {
            item.on_leave = Some(Call::new(move |()| form.keep()));
        }
        form.items.set_value(items);
        form
    }

    fn restore(self) -> Option<chrono::DateTime<chrono::Utc>> {
        let key = self.kept_key.get_value()?;
        self.items.with_value(|items| keep::restore(&key, items))
    }

    fn keep(self) {
        if self.put_by() {
            self.kept_at.set(Some(time::now()));
        }
    }

    /// Keeps what is typed now on this device; tells whether there was anything to keep.
    fn put_by(self) -> bool {
        let Some(Some(key)) = self.kept_key.try_get_value() else { return false };
        let is_dirty = untrack(|| self.is_dirty());
        if is_dirty {
            self.items.with_value(|items| keep::keep(&key, items));
        }
        is_dirty
    }

    /// Puts back what the form began with.
    fn reset(self) {
        if let Some(key) = self.kept_key.get_value() {
            keep::forget(&key);
        }
        self.kept_at.set(None);
        self.fill(&self.begun.get_value());
    }

    /// Begins anew with other texts, such as what somebody else saved.
    pub fn begin(self, texts: Vec<String>) {
        self.begun.set_value(texts.clone());
        self.fill(&texts);
    }

    /// Fills the fields, in their order.
    fn fill(self, texts: &[String]) {
        self.items.with_value(|items| {
            for ((_, item), text) in items.iter().zip(texts) {
                item.value.set(text.clone());
                item.fault.set(None);
            }
        });
    }

    /// Whether something was typed that was not sent; tracked.
    fn is_dirty(self) -> bool {
        let begun = self.begun.get_value();
        let is_done = self.is_done.try_get().unwrap_or(true);
        !is_done
            && self.items.with_value(|items| {
                items.iter().zip(&begun).any(|((_, item), begun)| item.value.with(|now| now != begun))
            })
    }

    /// Whether leaving would lose what was typed; tracked.
    pub(super) fn is_unsaved(self) -> bool {
        let is_done = self.is_done.try_get().unwrap_or(true);
        let is_kept = self.kept_key.with_value(Option::is_some);
        (!is_done && self.has_more.get()) || (!is_kept && self.is_dirty())
    }

    /// Leaving keeps what was typed; where nothing is kept, [`crate::leave`] asks first.
    fn guard(self) {
        let handle = window_event_listener_untyped("beforeunload", move |_| {
            if !self.items.is_disposed() {
                self.keep();
            }
        });
        on_cleanup(move || {
            self.put_by();
            handle.remove();
        });
    }

    pub(super) fn is_here(self, key: &str, step: usize) -> bool {
        self.steps.with_value(|steps| steps.get(step).is_none_or(|step| step.fields.contains(&key)))
    }

    pub(super) fn is_last(self) -> bool {
        self.step.get() + 1 >= self.steps.with_value(Vec::len)
    }

    /// To the next step, or sends it.
    pub fn forward(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        let is_last = untrack(|| self.is_last());
        let step = self.step.get_untracked();
        self.others.set(Vec::new());
        let is_right = self.items.with_value(|items| {
            let asked = items.iter().filter(|(key, _)| is_last || self.is_here(key, step));
            // Every field is checked, so that all are told at once.
            asked.fold(true, |is_right, (_, item)| item.check() && is_right)
        });
        if !is_right {
            self.tell();
        } else if is_last {
            self.send();
        } else {
            self.shows_summary.set(false);
            crate::route::push_query(&[("step", Some(&(step + 2).to_string()))]);
        }
    }

    /// Shows the summary and goes there.
    fn tell(self) {
        self.shows_summary.set(true);
        focus_later(self.summary_id.get_value());
    }

    /// Sends what was typed.
    pub fn send(self) {
        self.shows_summary.set(false);
        self.trouble.set(None);
        self.is_busy.set(true);
        let work = self.submit.with_value(|submit| submit());
        let kept_key = self.kept_key.get_value();
        run(work, move |result| {
            // Also of a form that was closed meanwhile: it was kept then, and would come back to be sent once more.
            if let (Ok(()), Some(key)) = (&result, kept_key) {
                keep::forget(&key);
            }
            if !self.items.is_disposed() {
                self.take(result);
            }
        });
    }

    fn take(self, result: Result<(), Trouble>) {
        self.is_busy.set(false);
        match result {
            Ok(()) => {
                self.is_done.set(true);
                if let Some(call) = self.on_done {
                    call.try_run(());
                }
            }
            Err(Trouble::Fault(Fault::Invalid { fields })) => self.place(fields),
            Err(trouble) => {
                self.keep();
                self.trouble.set(Some(trouble));
            }
        }
    }

    /// Puts the server's faults to their fields.
    fn place(self, faults: Vec<FieldFault>) {
        let mut others = Vec::new();
        self.items.with_value(|items| {
            for fault in faults {
                match items.iter().find(|(key, _)| *key == fault.field) {
                    Some((_, item)) => item.fault.set(Some(fault)),
                    None => others.push(fault_sentence(&fault)),
                }
            }
        });
        self.others.set(others);
        self.tell();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::field::Input;

    /// A form that begins with the name of a gate; it lives as long as its owner.
    fn form(kept_key: Option<&str>) -> (Owner, Form) {
        let owner = Owner::new();
        owner.set();
        let name = FieldView::new("name", String::new(), Input::Text(20), RwSignal::new("门禁".to_owned()));
        let form = Form::new(&Plain {
            module: "device",
            items: vec![("name", name)],
            submit: Rc::new(|| Box::pin(async { Ok::<(), Trouble>(()) })),
            theirs: None,
            submit_label: String::new(),
            busy_label: String::new(),
            on_done: None,
            on_cancel: None,
            kept_key: kept_key.map(str::to_owned),
            steps: Vec::new(),
            columns: 1,
            above: None,
            below: None,
            has_more: Signal::stored(false),
        });
        (owner, form)
    }

    fn type_in(form: Form, text: &str) {
        form.items.with_value(|items| items[0].1.value.set(text.to_owned()));
    }

    fn is_unsaved(form: Form) -> bool {
        untrack(|| form.is_unsaved())
    }

    #[test]
    fn what_was_typed_is_unsaved_until_it_is_typed_back_or_sent() {
        let (_owner, form) = form(None);
        assert!(!is_unsaved(form), "nothing was typed");
        type_in(form, "道闸");
        assert!(is_unsaved(form));
        type_in(form, "门禁");
        assert!(!is_unsaved(form));
        type_in(form, "道闸");
        form.take(Err(Trouble::Network(String::new())));
        assert!(is_unsaved(form), "it was not taken");
        form.take(Ok(()));
        assert!(!is_unsaved(form));
    }

    #[test]
    fn what_somebody_else_saved_is_nothing_of_mine() {
        let (_owner, form) = form(None);
        type_in(form, "道闸");
        form.begin(vec!["人行门".to_owned()]);
        assert!(!is_unsaved(form));
        type_in(form, "门禁");
        assert!(is_unsaved(form));
    }

    #[test]
    fn a_form_that_is_kept_is_left_without_a_question() {
        let (_owner, form) = form(Some("device.new"));
        type_in(form, "道闸");
        assert!(!is_unsaved(form));
    }

    #[test]
    fn what_stands_around_the_fields_is_never_kept() {
        for kept_key in [None, Some("device.new")] {
            let (_owner, mut form) = form(kept_key);
            let more = RwSignal::new(false);
            form.has_more = more.into();
            assert!(!is_unsaved(form));
            more.set(true);
            assert!(is_unsaved(form));
            form.take(Ok(()));
            assert!(!is_unsaved(form), "it was sent");
        }
    }
}
