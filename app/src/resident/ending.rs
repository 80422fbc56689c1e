//! 「修好了吗？」: yes leads to a rating, no to the reason, which opens it again.

use contract::{
    Act, FieldFault,
    field::{Input, LEAST_REASON},
    work::WorkState,
};
use kit::{
    FieldView, TileChoice, busy_button, button, choice_tiles, field_view, primary_button, section, t, tf,
};
use leptos::prelude::*;

use super::{
    repair::{Case, Standing},
    unsent::when_words,
};

/// What the person answered so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    None,
    Fixed,
    NotFixed,
}

/// The question and what follows from its answer. What is typed outlives what happens meanwhile.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    case: Case,
    answer: RwSignal<Answer>,
    rating: RwSignal<String>,
    text: RwSignal<String>,
    fault: RwSignal<Option<FieldFault>>,
    is_missing: RwSignal<bool>,
}

impl Ending {
    pub fn new(case: Case) -> Self {
        Self {
            case,
            answer: RwSignal::new(Answer::None),
            rating: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            fault: RwSignal::new(None),
            is_missing: RwSignal::new(false),
        }
    }

    /// Drawn when the work is done; nothing before.
    pub fn view(self, standing: &Standing) -> AnyView {
        match (standing.state, standing.rating) {
            (WorkState::Closed, Some(rating)) => {
                let words = t(&format!("repair.rate.{rating}"));
                view! { <p class="hint">{t("repair.rated")}" "{words}</p> }.into_any()
            }
            (WorkState::Closed, None) if standing.may(Act::Rate) => self.rating_view(None),
            (WorkState::Resolved, _) if standing.may(Act::Rate) => {
                let closes = standing.due_at.map(|at| tf("repair.closes_at", &[("time", &when_words(at))]));
                let may_reopen = standing.may(Act::Reopen);
                let body = move || match self.answer.get() {
                    Answer::None => self.question(may_reopen),
                    Answer::Fixed => self.rating_view(Some(())),
                    Answer::NotFixed => self.reason_view(),
                };
                let body = view! {
                    {closes.map(|closes| view! { <p class="hint">{closes}</p> })}
                    {body}
                };
                section(t("repair.is_it_fixed"), body.into_any())
            }
            _ => ().into_any(),
        }
    }

    fn question(self, may_reopen: bool) -> AnyView {
        view! {
            <div class="sheet-acts">
                {primary_button(t("repair.fixed_yes"), move || self.answer.set(Answer::Fixed))}
                {may_reopen.then(|| button(t("repair.fixed_no"), move || self.answer.set(Answer::NotFixed)))}
            </div>
        }
        .into_any()
    }

    /// One to five, with words; `back` when there was a question before.
    fn rating_view(self, back: Option<()>) -> AnyView {
        let tiles =
            (1..=5u8).map(|n| TileChoice::new(n.to_string(), t(&format!("repair.rate.{n}")))).collect();
        let mut field = FieldView::new("rate-text", t("repair.rate_text"), Input::Long(500), self.text);
        field.is_optional = true;
        let missing = move || {
            self.is_missing
                .get()
                .then(|| view! { <p class="field-error" role="alert">{t("field.rating")}</p> })
        };
        view! {
            {choice_tiles("rating", t("repair.rate"), tiles, self.rating)}
            {missing}
            {field_view(field)}
            <div class="sheet-acts">
                {busy_button(t("repair.act.rate"), t("form.sending"), self.case.is_busy.into(), move || self.rate())}
                {back.map(|()| button(t("form.back"), move || self.answer.set(Answer::None)))}
            </div>
        }
        .into_any()
    }

    fn rate(self) {
        let rating = self.rating.with_untracked(|rating| rating.parse::<u8>().ok());
        self.is_missing.set(rating.is_none());
        if rating.is_some() {
            let text = self.text.with_untracked(|text| text.trim().to_owned());
            self.case.act(Act::Rate, text, rating, "repair.rated", || {});
        }
    }

    fn reason_view(self) -> AnyView {
        let label = t("repair.not_fixed_reason");
        let mut field = FieldView::new("reopen-reason", label, Input::Long(500), self.text);
        field.fault = self.fault;
        view! {
            {field_view(field)}
            <div class="sheet-acts">
                {busy_button(
                    t("repair.act.reopen"),
                    t("form.sending"),
                    self.case.is_busy.into(),
                    move || self.reopen(),
                )}
                {button(t("form.back"), move || self.answer.set(Answer::None))}
            </div>
        }
        .into_any()
    }

    fn reopen(self) {
        let reason = self.text.with_untracked(|text| text.trim().to_owned());
        if reason.chars().count() < LEAST_REASON {
            self.fault.set(Some(FieldFault::new("reopen-reason", "field.reason")));
            return;
        }
        self.case.act(Act::Reopen, reason, None, "repair.reopened", move || {
            self.text.try_set(String::new());
            self.answer.try_set(Answer::None);
        });
    }
}
