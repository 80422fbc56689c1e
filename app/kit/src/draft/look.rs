//! How a form at work looks: summary, trouble, fields, and the buttons of its bar.

use contract::Fault;
use leptos::prelude::*;

use super::{
    changed,
    field::{fault_sentence, field_view},
    form::Form,
};
use crate::{
    Call,
    focus::{focus_later, focus_now},
    leave::ask,
    part,
    trouble::Trouble,
    words::{t, tf},
};

impl Form {
    pub(super) fn summary_view(self) -> Option<AnyView> {
        if !self.shows_summary.get() {
            return None;
        }
        let faults: Vec<(&'static str, String, String)> = self.items.with_value(|items| {
            let faulty = items.iter().filter_map(|(key, item)| {
                let sentence = item.fault.get().map(|fault| fault_sentence(&fault))?;
                let text = tf("list.filter_is", &[("label", &item.label), ("value", &sentence)]);
                Some((*key, item.id.clone(), text))
            });
            faulty.collect()
        });
        let others = self.others.get();
        let count = faults.len() + others.len();
        (count > 0).then(|| {
            let lines =
                faults.into_iter().map(|(key, id, text)| self.fault_line(key, id, text)).collect_view();
            let others = others.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! {
                <div class="draft-summary" id=self.summary_id.get_value() tabindex="-1">
                    <h2>{tf("form.summary", &[("n", &count.to_string())])}</h2>
                    <ul>{lines} {others}</ul>
                </div>
            }
            .into_any()
        })
    }

    /// A line of the summary, which goes to its field, in whichever step that is.
    fn fault_line(self, key: &'static str, id: String, text: String) -> AnyView {
        let href = format!("#{id}");
        let go = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            let step =
                self.steps.with_value(|steps| steps.iter().position(|step| step.fields.contains(&key)));
            match step {
                Some(step) if step != self.step.get_untracked() => {
                    crate::route::set_query(&[("step", Some(&(step + 1).to_string()))]);
                    focus_later(id.clone());
                }
                _ => focus_now(&id),
            }
        };
        view! {
            <li>
                <a href=href on:click=go>
                    {text}
                </a>
            </li>
        }
        .into_any()
    }

    pub(super) fn trouble_view(self) -> Option<AnyView> {
        let trouble = self.trouble.get()?;
        if let Trouble::Fault(Fault::Changed { who, at }) = &trouble {
            return Some(changed::changed_view(self, who, *at));
        }
        let text = match &trouble {
            Trouble::Fault(Fault::Internal { reference }) => tf("state.save_failed", &[("ref", reference)]),
            other => other.sentence(self.module),
        };
        let act = trouble.can_retry().then(|| part::button(t("state.try_again"), move || self.forward()));
        Some(part::band(part::BandLevel::Warn, text, None, act))
    }

    pub(super) fn fields_view(self) -> AnyView {
        let step = self.step.get();
        let fields = self.items.with_value(|items| {
            let here = items.iter().filter(|(key, _)| self.is_here(key, step));
            here.map(|(_, item)| field_view(item.clone())).collect::<Vec<_>>()
        });
        let legend =
            self.steps.with_value(|steps| steps.get(step).map(|now| (now.title.clone(), steps.len())));
        match legend {
            None => view! { <div class="draft-section">{fields}</div> }.into_any(),
            Some((title, count)) => {
                let place = tf("form.step", &[("n", &(step + 1).to_string()), ("m", &count.to_string())]);
                view! {
                    <fieldset class="draft-section">
                        <legend class="draft-legend">
                            {title}
                            <span class="field-optional">{place}</span>
                        </legend>
                        {fields}
                    </fieldset>
                }
                .into_any()
            }
        }
    }

    pub(super) fn back_view(self, on_cancel: Option<Call>) -> Option<AnyView> {
        if self.step.get() > 0 {
            return Some(part::button(t("form.back"), crate::route::back));
        }
        on_cancel.map(|cancel| {
            part::button(t("form.cancel"), move || {
                let leave = move || {
                    self.is_done.try_set(true);
                    cancel.try_run(());
                };
                if untrack(|| self.is_unsaved()) {
                    ask(leave);
                } else {
                    leave();
                }
            })
        })
    }

    pub(super) fn forward_view(self, submit_label: &str, busy_label: &str) -> AnyView {
        if self.is_last() {
            let (label, busy) = (submit_label.to_owned(), busy_label.to_owned());
            let is_busy = self.is_busy;
            return part::busy_button(label, busy, is_busy.into(), move || self.forward());
        }
        part::primary_button(t("form.next"), move || self.forward())
    }
}
