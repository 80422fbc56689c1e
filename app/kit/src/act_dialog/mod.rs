//! Asks for what an act must bring along: a reason, a note, photos, somebody to give it to, a rating.

use contract::{
    Act, Kind, UserId,
    work::{Evidence, Step, WorkerRow, question_key},
};
use leptos::prelude::*;
use std::rc::Rc;

use crate::{
    Call, LocalFuture, Photos, PickedPhoto, dialog, once_made, part, photos, run,
    trouble::Trouble,
    words::{act_word, t, tf},
};

mod ask;

/// The least characters of a reason.
const REASON: usize = 5;

/// What was given along with an act.
#[derive(Clone)]
pub struct ActAnswer {
    /// The act.
    pub act: Act,
    /// Reason or note.
    pub note: String,
    /// Photos, not yet uploaded.
    pub photos: Vec<PickedPhoto>,
    /// To whom.
    pub assignee: Option<UserId>,
    /// Rating 1 to 5.
    pub rating: Option<u8>,
}

type Submit = Rc<dyn Fn(ActAnswer) -> LocalFuture<Result<(), Trouble>>>;

/// The dialog of a workflow's acts.
pub struct ActDialogSpec {
    /// The step asked about; the dialog is open while there is one.
    pub asked: RwSignal<Option<&'static Step>>,
    /// The item's kind, for the words of its case type.
    pub kind: Signal<Kind>,
    /// The item's number, for the question.
    pub number: Signal<String>,
    /// A warning above, such as that the device is still in alarm.
    pub warning: Signal<Option<String>>,
    /// Who it can be given to, the suggested one first.
    pub workers: Signal<Vec<WorkerRow>>,
    /// Photos at most.
    pub most_photos: usize,
    /// Does it; the dialog stays open until it worked.
    pub submit: Submit,
    /// Called when it worked.
    pub on_done: Option<Call<Act>>,
}

impl ActDialogSpec {
    /// A dialog without workers and warning, up to nine photos.
    pub fn new<F, E>(
        asked: RwSignal<Option<&'static Step>>,
        kind: Signal<Kind>,
        number: Signal<String>,
        submit: impl Fn(ActAnswer) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + 'static,
        E: Into<Trouble> + 'static,
    {
        Self {
            asked,
            kind,
            number,
            warning: Signal::stored(None),
            workers: Signal::stored(Vec::new()),
            most_photos: 9,
            submit: Rc::new(move |answer: ActAnswer| {
                let work = submit(answer);
                Box::pin(async move { work.await.map_err(Into::<Trouble>::into) })
            }),
            on_done: None,
        }
    }
}

/// What is typed into the dialog.
#[derive(Clone, Copy)]
struct Typed {
    asked: RwSignal<Option<&'static Step>>,
    kind: Signal<Kind>,
    note: RwSignal<String>,
    photos: Photos,
    assignee: RwSignal<String>,
    rating: RwSignal<String>,
    missing: RwSignal<Vec<Evidence>>,
    trouble: RwSignal<Option<Trouble>>,
    is_busy: RwSignal<bool>,
    submit: StoredValue<Submit, LocalStorage>,
    on_done: Option<Call<Act>>,
}

/// Draws the dialog; it stands once on the page and opens when a step is asked about.
#[must_use]
pub fn act_dialog(spec: ActDialogSpec) -> AnyView {
    let typed = Typed {
        asked: spec.asked,
        kind: spec.kind,
        note: RwSignal::new(String::new()),
        photos: photos(),
        assignee: RwSignal::new(String::new()),
        rating: RwSignal::new(String::new()),
        missing: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        submit: StoredValue::new_local(spec.submit),
        on_done: spec.on_done,
    };
    let is_open = RwSignal::new(false);
    Effect::new(move |_| {
        let is_asked = typed.asked.with(Option::is_some);
        if is_asked {
            typed.clear();
        }
        is_open.set(is_asked);
    });
    // Closed by Escape or the back button: nothing is asked any longer.
    Effect::new(move |before: Option<bool>| {
        let is = is_open.get();
        if before == Some(true) && !is {
            typed.asked.set(None);
        }
        is
    });
    let (number, workers, warning, most) = (spec.number, spec.workers, spec.warning, spec.most_photos);
    let title = Signal::derive(move || {
        let step = typed.asked.get();
        step.map_or_else(String::new, |step| {
            tf(&question_key(typed.kind.get(), step.act), &[("number", &number.get())])
        })
    });
    let body = move || match typed.asked.get_untracked() {
        Some(step) => typed.body_view(step, workers, warning, most),
        None => ().into_any(),
    };
    let acts = move || {
        match typed.asked.get_untracked() {
        Some(step) => view! {
            {part::button(t("dialog.back"), move || is_open.set(false))}
            {part::busy_button(act_word(typed.kind.get_untracked(), step.act), t("form.sending"), typed.is_busy.into(), move || once_made(typed.photos, move || typed.send(step, is_open)))}
        }
        .into_any(),
        None => ().into_any(),
    }
    };
    dialog(is_open, title, body, acts)
}

impl Typed {
    fn clear(self) {
        self.note.set(String::new());
        self.photos.set(Vec::new());
        self.assignee.set(String::new());
        self.rating.set(String::new());
        self.missing.set(Vec::new());
        self.trouble.set(None);
        self.is_busy.set(false);
    }

    fn lacks(self, evidence: Evidence) -> bool {
        match evidence {
            Evidence::Reason => self.note.with_untracked(|note| note.trim().chars().count() < REASON),
            Evidence::Note => self.note.with_untracked(|note| note.trim().is_empty()),
            Evidence::Photo => self.photos.with_untracked(Vec::is_empty),
            Evidence::Assignee => self.assignee.with_untracked(|chosen| chosen.parse::<UserId>().is_err()),
            Evidence::Rating => self.rating.with_untracked(String::is_empty),
        }
    }

    fn send(self, step: &'static Step, is_open: RwSignal<bool>) {
        if self.is_busy.get_untracked() {
            return;
        }
        let missing: Vec<Evidence> =
            step.evidence.iter().copied().filter(|evidence| self.lacks(*evidence)).collect();
        let is_complete = missing.is_empty();
        self.missing.set(missing);
        if !is_complete {
            return;
        }
        let answer = ActAnswer {
            act: step.act,
            note: self.note.with_untracked(|note| note.trim().to_owned()),
            photos: self.photos.get_untracked(),
            assignee: self.assignee.with_untracked(|chosen| chosen.parse().ok()),
            rating: self.rating.with_untracked(|rating| rating.parse().ok()),
        };
        self.trouble.set(None);
        self.is_busy.set(true);
        let work = self.submit.with_value(|submit| submit(answer));
        run(work, move |result| {
            self.is_busy.try_set(false);
            match result {
                Ok(()) => {
                    is_open.try_set(false);
                    if let Some(call) = self.on_done {
                        call.try_run(step.act);
                    }
                }
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                }
            }
        });
    }
}
