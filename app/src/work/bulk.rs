//! Giving several items to somebody at once. What is refused is listed, never dropped in silence.

use contract::{
    Act, UserId,
    work::{WorkRow, WorkStep, WorkerRow},
};
use kit::{Call, Choice, Remote, Trouble, t, tf};
use leptos::prelude::*;

use crate::{shell::mishap::Mishap, trouble::ask};

/// The dialog in which selected items are given to somebody.
#[derive(Clone, Copy)]
pub struct Bulk {
    rows: RwSignal<Vec<WorkRow>>,
    is_open: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    worker: RwSignal<String>,
    missing: RwSignal<bool>,
    refused: RwSignal<Vec<String>>,
    mishap: Mishap,
    done: Call,
}

impl Bulk {
    /// Nothing asked yet; `done` is called when something was dispatched.
    #[must_use]
    pub fn new(mishap: Mishap, done: Call) -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            is_open: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            worker: RwSignal::new(String::new()),
            missing: RwSignal::new(false),
            refused: RwSignal::new(Vec::new()),
            mishap,
            done,
        }
    }

    /// Asks who gets these.
    pub fn ask(self, rows: Vec<WorkRow>) {
        self.rows.set(rows);
        self.worker.set(String::new());
        self.missing.set(false);
        self.refused.set(Vec::new());
        self.is_open.set(true);
    }

    /// The dialog, and over the list what came of it.
    #[must_use]
    pub fn view(self) -> AnyView {
        let title = Signal::derive(move || {
            let rows = self.rows.get();
            match rows.as_slice() {
                [one] => tf("work.question.dispatch", &[("number", &one.number)]),
                many => tf("work.bulk_dispatch", &[("n", &many.len().to_string())]),
            }
        });
        view! {
            {self.mishap.view()}
            {kit::dialog(self.is_open, title, move || self.body_view(), move || self.acts_view())}
        }
        .into_any()
    }

    fn body_view(self) -> AnyView {
        let first = self.rows.with_untracked(|rows| rows.first().map(|row| row.id));
        let Some(first) = first else { return ().into_any() };
        let workers = Remote::new("worker", move || ask(api::work::list_workers(first)));
        let choices = workers.view(move |workers| self.workers_view(&workers));
        let missing = move || {
            self.missing
                .get()
                .then(|| view! { <p class="field-error" role="alert">{t("work.missing.assignee")}</p> })
        };
        let refused = move || {
            let lines = self.refused.get();
            (!lines.is_empty()).then(|| {
                let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
                view! { <ul class="field-error" role="alert">{lines}</ul> }
            })
        };
        view! {
            {choices}
            {missing}
            {refused}
        }
        .into_any()
    }

    fn workers_view(self, workers: &[WorkerRow]) -> AnyView {
        if workers.is_empty() {
            return kit::empty_view("worker", None);
        }
        if self.worker.with_untracked(String::is_empty) {
            let suggested = workers.iter().find(|worker| worker.is_suggested);
            self.worker.set(suggested.map(|worker| worker.user.to_string()).unwrap_or_default());
        }
        let choices =
            workers.iter().map(|worker| Choice::new(worker.user.to_string(), worker_text(worker))).collect();
        let options = Signal::stored(choices);
        kit::select_view("bulk-worker", t("work.worker"), options, self.worker, Some(t("form.choose")))
    }

    fn acts_view(self) -> AnyView {
        // Only what was refused is left in the question.
        let send = move || {
            let label = tf("work.bulk_dispatch", &[("n", &self.rows.with(Vec::len).to_string())]);
            kit::busy_button(label, t("form.sending"), self.is_busy.into(), move || self.send())
        };
        view! {
            {kit::button(t("form.cancel"), move || self.is_open.set(false))}
            {send}
        }
        .into_any()
    }

    fn send(self) {
        let Ok(worker) = self.worker.get_untracked().parse::<UserId>() else {
            self.missing.set(true);
            return;
        };
        self.missing.set(false);
        self.is_busy.set(true);
        kit::run(dispatch_all(self.rows.get_untracked(), worker), move |result| {
            self.is_busy.try_set(false);
            match result {
                Ok(outcome) => self.told(outcome),
                Err(trouble) => {
                    let sentence = trouble.sentence("work");
                    self.refused.try_set(vec![sentence]);
                }
            }
        });
    }

    fn told(self, outcome: Outcome) {
        let (given, refused) = (outcome.given.to_string(), outcome.refused.len().to_string());
        if outcome.given > 0 {
            self.done.try_run(());
        }
        if outcome.refused.is_empty() {
            self.is_open.try_set(false);
            kit::toast(tf("work.bulk_done", &[("n", &given)]));
            return;
        }
        self.mishap.say(tf("work.bulk_some_refused", &[("n", &given), ("m", &refused)]));
        let lines = outcome.refused.iter().map(|(row, trouble)| {
            let reason = trouble.sentence(contract::Term::key(row.kind));
            tf("work.bulk_refused", &[("number", &row.number), ("reason", &reason)])
        });
        self.refused.try_set(lines.collect());
        self.rows.try_set(outcome.refused.into_iter().map(|(row, _)| row).collect());
    }
}

/// How dispatching several ended.
struct Outcome {
    given: usize,
    refused: Vec<(WorkRow, Trouble)>,
}

async fn dispatch_all(rows: Vec<WorkRow>, worker: UserId) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome { given: 0, refused: Vec::new() };
    for row in rows {
        let step = WorkStep {
            entry: uuid::Uuid::now_v7(),
            item: row.id,
            revision: Some(row.revision),
            act: Act::Dispatch,
            note: String::new(),
            photos: Vec::new(),
            assignee: Some(worker),
            rating: None,
            typed_at: None,
        };
        match ask(api::work::step(step)).await {
            Ok(_) => outcome.given += 1,
            Err(trouble) if trouble.is_signed_out() => return Err(trouble),
            Err(trouble) => outcome.refused.push((row, trouble)),
        }
    }
    Ok(outcome)
}

fn worker_text(worker: &WorkerRow) -> String {
    let mut words = vec![
        worker.name.clone(),
        tf("work.worker_open", &[("n", &worker.open.to_string())]),
        t(if worker.is_on_duty { "work.worker_on_duty" } else { "work.worker_off_duty" }),
    ];
    if worker.is_suggested {
        words.push(t("work.worker_suggested"));
    }
    words.join(t("text.dot").as_str())
}
