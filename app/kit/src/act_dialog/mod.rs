//! Asks for what an act must bring along: a reason, a note, photos, somebody to give it to, a rating.

use contract::{
    Act, Kind, UserId,
    field::LEAST_REASON,
    work::{Evidence, Step, WorkerRow, question_key},
};
use leptos::prelude::*;
use std::rc::Rc;

use crate::{
    Call, LocalFuture, Photos, PickedPhoto, Remote, dialog,
    leave::leave,
    once_made, part, photos, run, toast,
    trouble::Trouble,
    words::{act_word, t, tf},
};

mod ask;

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
type Workers = Rc<dyn Fn() -> Remote<Vec<WorkerRow>>>;

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
    /// Reads who it can be given to, whenever that is asked.
    pub workers: Option<Workers>,
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
            workers: None,
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
    /// How often it was opened: what belongs to an earlier time leaves a later one alone.
    opening: StoredValue<u32>,
    kind: Signal<Kind>,
    note: RwSignal<String>,
    photos: Photos,
    assignee: RwSignal<String>,
    rating: RwSignal<String>,
    missing: RwSignal<Vec<Evidence>>,
    trouble: RwSignal<Option<Trouble>>,
    is_busy: RwSignal<bool>,
    workers: StoredValue<Option<Workers>, LocalStorage>,
    submit: StoredValue<Submit, LocalStorage>,
    on_done: Option<Call<Act>>,
}

/// Draws the dialog; it stands once on the page and opens when a step is asked about.
#[must_use]
pub fn act_dialog(spec: ActDialogSpec) -> AnyView {
    let (number, warning, most) = (spec.number, spec.warning, spec.most_photos);
    let typed = Typed::new(spec);
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
    let title = Signal::derive(move || {
        let step = typed.asked.get();
        step.map_or_else(String::new, |step| {
            tf(&question_key(typed.kind.get(), step.act), &[("number", &number.get())])
        })
    });
    let body = move || match typed.asked.get_untracked() {
        Some(step) => typed.body_view(step, warning, most),
        None => ().into_any(),
    };
    let acts = move || {
        let Some(step) = typed.asked.get_untracked() else { return ().into_any() };
        let (verb, opening) = (act_word(typed.kind.get_untracked(), step.act), typed.opening.get_value());
        let press = move || once_made(typed.photos, move || typed.send(step, opening, is_open));
        view! {
            {part::button(t("dialog.back"), move || leave(move || {
                is_open.try_set(false);
            }))}
            {part::busy_button(verb, t("form.sending"), typed.is_busy.into(), press)}
        }
        .into_any()
    };
    dialog(is_open, title, body, acts)
}

impl Typed {
    fn new(spec: ActDialogSpec) -> Self {
        Self {
            asked: spec.asked,
            opening: StoredValue::new(0),
            kind: spec.kind,
            note: RwSignal::new(String::new()),
            photos: photos(),
            assignee: RwSignal::new(String::new()),
            rating: RwSignal::new(String::new()),
            missing: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            workers: StoredValue::new_local(spec.workers),
            submit: StoredValue::new_local(spec.submit),
            on_done: spec.on_done,
        }
    }

    /// Whether it is open since that opening.
    fn is_open_since(self, opening: u32) -> bool {
        self.opening.try_get_value() == Some(opening)
            && self.asked.try_with_untracked(Option::is_some) == Some(true)
    }

    /// Whether leaving it would lose words or photos; tracked.
    fn is_unsaved(self) -> bool {
        self.note.with(|note| !note.trim().is_empty()) || self.photos.with(|photos| !photos.is_empty())
    }

    fn clear(self) {
        self.opening.update_value(|n| *n = n.wrapping_add(1));
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
            Evidence::Reason => self.note.with_untracked(|note| note.trim().chars().count() < LEAST_REASON),
            Evidence::Note => self.note.with_untracked(|note| note.trim().is_empty()),
            Evidence::Photo => self.photos.with_untracked(Vec::is_empty),
            Evidence::Assignee => self.assignee.with_untracked(|chosen| chosen.parse::<UserId>().is_err()),
            Evidence::Rating => self.rating.with_untracked(String::is_empty),
        }
    }

    fn send(self, step: &'static Step, opening: u32, is_open: RwSignal<bool>) {
        // The press may have waited for photos, and the dialog been left meanwhile.
        if !self.is_open_since(opening) || self.is_busy.get_untracked() {
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
        let module = self.kind.get_untracked().to_string();
        run(work, move |result| {
            if let Some(trouble) = self.take(step.act, opening, is_open, result) {
                toast(trouble.sentence(&module));
            }
        });
    }

    /// Hears how it ended; by then the dialog may have been left, and opened for something else. Answers what is to be said
    /// elsewhere.
    fn take(
        self,
        act: Act,
        opening: u32,
        is_open: RwSignal<bool>,
        result: Result<(), Trouble>,
    ) -> Option<Trouble> {
        let is_open_still = self.is_open_since(opening);
        if is_open_still {
            self.is_busy.set(false);
        }
        match result {
            Ok(()) => {
                if is_open_still {
                    is_open.set(false);
                }
                if let Some(call) = self.on_done {
                    call.try_run(act);
                }
                None
            }
            Err(trouble) if is_open_still => {
                self.trouble.set(Some(trouble));
                None
            }
            // An ended session has its dialog.
            Err(trouble) => (!trouble.is_signed_out()).then_some(trouble),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{applications::repair::REPAIR, work::WorkState};

    /// The fields of a dialog, and whether it is open; they live as long as their owner.
    fn typed() -> (Owner, Typed, RwSignal<bool>) {
        let owner = Owner::new();
        owner.set();
        let (kind, number) = (Signal::stored(Kind::Repair), Signal::stored(String::new()));
        let spec = ActDialogSpec::new(RwSignal::new(None), kind, number, |_| async { Ok::<(), Trouble>(()) });
        (owner, Typed::new(spec), RwSignal::new(false))
    }

    /// Asks about an act; answers its step and which opening that is.
    fn ask(typed: Typed, is_open: RwSignal<bool>, act: Act) -> (&'static Step, u32) {
        let step = REPAIR.workflow().step(WorkState::Accepted, act).unwrap();
        typed.asked.set(Some(step));
        typed.clear();
        is_open.set(true);
        (step, typed.opening.get_value())
    }

    #[test]
    fn a_press_that_waited_is_forgotten_with_its_dialog() {
        let (_owner, typed, is_open) = typed();
        let (first, opening) = ask(typed, is_open, Act::Suspend);
        typed.asked.set(None);
        typed.send(first, opening, is_open);
        assert!(typed.missing.get_untracked().is_empty(), "it was closed");
        let (second, later) = ask(typed, is_open, Act::Cancel);
        typed.send(first, opening, is_open);
        assert!(typed.missing.get_untracked().is_empty(), "another act is asked about");
        typed.send(second, later, is_open);
        assert_eq!(typed.missing.get_untracked(), [Evidence::Reason]);
    }

    #[test]
    fn words_are_unsaved_until_the_act_is_asked_about_anew() {
        let (_owner, typed, is_open) = typed();
        ask(typed, is_open, Act::Suspend);
        let is_unsaved = || untrack(|| typed.is_unsaved());
        typed.note.set(" ".to_owned());
        assert!(!is_unsaved());
        typed.note.set("等配件".to_owned());
        assert!(is_unsaved());
        typed.take(Act::Suspend, typed.opening.get_value(), is_open, Err(Trouble::Network(String::new())));
        assert!(is_unsaved(), "it was not taken");
        ask(typed, is_open, Act::Suspend);
        assert!(!is_unsaved());
    }

    #[test]
    fn an_answer_leaves_the_dialog_of_a_later_act_alone() {
        let (_owner, typed, is_open) = typed();
        let (first, opening) = ask(typed, is_open, Act::Suspend);
        // The same act, asked about once more, is another one.
        for act in [Act::Cancel, Act::Suspend] {
            let (_, later) = ask(typed, is_open, act);
            typed.is_busy.set(true);
            let away = Trouble::Network(String::new());
            let told = typed.take(first.act, opening, is_open, Err(away.clone()));
            assert_eq!(told, Some(away.clone()), "it is said elsewhere");
            assert_eq!(typed.take(first.act, opening, is_open, Ok(())), None);
            assert!(is_open.get_untracked() && typed.is_busy.get_untracked());
            assert_eq!(typed.trouble.get_untracked(), None);
            assert_eq!(typed.take(act, later, is_open, Err(away)), None);
            assert!(!typed.is_busy.get_untracked() && typed.trouble.get_untracked().is_some());
            typed.take(act, later, is_open, Ok(()));
            assert!(!is_open.get_untracked());
        }
    }
}
