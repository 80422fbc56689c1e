//! What the dialog asks for, one part for each kind of evidence.

use contract::{
    Term,
    work::{Evidence, Step, WorkerRow, rating_key},
};
use leptos::prelude::*;

use super::Typed;
use crate::{
    Choice,
    act::evidence_key,
    focus::fresh_id,
    part, photo_input, segmented, tag_view,
    words::{t, t_or, tf},
};

impl Typed {
    pub(super) fn body_view(
        self,
        step: &'static Step,
        warning: Signal<Option<String>>,
        most: usize,
    ) -> AnyView {
        let parts = step
            .evidence
            .iter()
            .map(|evidence| {
                let inner = match evidence {
                    Evidence::Reason => self.reason_view(step),
                    Evidence::Note => self.text_view("work.note", step),
                    Evidence::Photo => photo_input(self.photos, most),
                    Evidence::Assignee => self.assignee_view(),
                    Evidence::Rating => self.rating_view(),
                };
                self.part_view(*evidence, inner)
            })
            .collect::<Vec<_>>();
        let warned = move || {
            let text = warning.get()?;
            Some(part::band(part::BandLevel::Warn, text, None, None))
        };
        let failed = move || {
            let trouble = self.trouble.get()?;
            Some(part::band(
                part::BandLevel::Warn,
                trouble.sentence(self.kind.get_untracked().key()),
                None,
                None,
            ))
        };
        view! {
            {warned}
            <div class="draft" data-unsaved=move || self.is_unsaved()>
                {parts}
            </div>
            {failed}
        }
        .into_any()
    }

    /// One thing that is asked for, with the sentence when it is missing.
    fn part_view(self, evidence: Evidence, inner: AnyView) -> AnyView {
        let is_missing = move || self.missing.with(|missing| missing.contains(&evidence));
        let sentence = move || {
            is_missing().then(|| {
                view! {
                    <p class="field-error" role="alert">
                        {t(&format!("work.missing.{}", evidence_key(evidence)))}
                    </p>
                }
            })
        };
        view! {
            <div class="field" data-invalid=is_missing>
                {inner}
                {sentence}
            </div>
        }
        .into_any()
    }

    /// Presets as chips, and the reason in words.
    fn reason_view(self, step: &'static Step) -> AnyView {
        let presets = (1..=4)
            .map(|n| format!("work.{}_preset.{n}", step.act))
            .filter(|key| contract::label::exists(key));
        let presets = presets
            .map(|key| {
                let text = t(&key);
                let put = text.clone();
                view! {
                    <button type="button" class="chip" on:click=move |_| self.note.set(put.clone())>
                        {text}
                    </button>
                }
            })
            .collect::<Vec<_>>();
        view! {
            {(!presets.is_empty()).then(|| view! { <div class="register-filters">{presets}</div> })}
            {self.text_view("work.reason", step)}
        }
        .into_any()
    }

    fn text_view(self, label_key: &str, step: &'static Step) -> AnyView {
        let prompt = t_or(&format!("work.prompt.{}", step.act), label_key);
        let id = fresh_id("note");
        let note = self.note;
        view! {
            <label class="field-label" for=id.clone()>
                {t(label_key)}
            </label>
            <p class="field-hint">{prompt}</p>
            <textarea
                class="input"
                id=id
                rows="3"
                prop:value=move || note.get()
                on:input=move |event| note.set(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    }

    /// Workers with what they have open; the suggested one is on top and says so.
    fn assignee_view(self) -> AnyView {
        let name = fresh_id("worker");
        let show = move |mut workers: Vec<WorkerRow>| {
            workers.sort_by_key(|worker| (!worker.is_suggested, !worker.is_on_duty, worker.open));
            if workers.is_empty() {
                return view! { <p class="hint">{t("state.empty.any.worker")}</p> }.into_any();
            }
            workers.into_iter().map(|worker| self.worker_view(name.clone(), worker)).collect_view().into_any()
        };
        let list = match self.workers.get_value() {
            Some(read) => read().view(show),
            None => show(Vec::new()),
        };
        view! {
            <fieldset class="field">
                <legend class="field-label">{t("work.worker")}</legend>
                {list}
            </fieldset>
        }
        .into_any()
    }

    fn worker_view(self, name: String, worker: WorkerRow) -> AnyView {
        let id = worker.user.to_string();
        let mine = id.clone();
        let assignee = self.assignee;
        let duty = t(if worker.is_on_duty { "work.worker_on_duty" } else { "work.worker_off_duty" });
        view! {
            <label class="check">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || assignee.with(|chosen| *chosen == mine)
                    on:change=move |_| assignee.set(id.clone())
                />
                {worker.name}
                <span class="hint">{tf("work.worker_open", &[("n", &worker.open.to_string())])}</span>
                <span class="hint">{duty}</span>
                {worker.is_suggested.then(|| tag_view("ok", t("work.worker_suggested")))}
            </label>
        }
        .into_any()
    }

    fn rating_view(self) -> AnyView {
        let kind = self.kind.get_untracked();
        let options = (1..=5).map(|n| Choice::new(n.to_string(), t(&rating_key(kind, n)))).collect();
        let name = fresh_id("rating");
        view! {
            <p class="field-label">{t("work.rating")}</p>
            {segmented(&name, t("work.rating"), options, self.rating)}
        }
        .into_any()
    }
}
