//! Personal data in full: for a purpose, audited, for sixty seconds with a countdown, then hidden again. Never on a wall.

use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Kind, PersonId, Term,
    field::Input,
    registry::{Disclosed, Purpose, TenancyRow},
};
use kit::{Choice, FieldView, t, tf};
use leptos::prelude::*;

use crate::{route, seat::may, shell::mishap::Mishap, trouble::ask};

/// How long it is shown.
const SECONDS: i64 = 60;
/// From when on the end is announced.
const SOON: i64 = 20;
/// The id of the field of the purpose.
const PURPOSE: &str = "disclose-purpose";

/// What is shown in full now.
#[derive(Clone, PartialEq)]
struct Shown {
    person: PersonId,
    purpose: Purpose,
    data: Disclosed,
    until: DateTime<Utc>,
    /// Whether it was shown a second time; a third needs a purpose again.
    is_extended: bool,
}

/// The disclosure of one person at a time.
#[derive(Clone, Copy)]
pub struct Disclosure {
    mishap: Mishap,
    asked: RwSignal<Option<PersonId>>,
    is_asking: RwSignal<bool>,
    purpose: RwSignal<String>,
    shown: RwSignal<Option<Shown>>,
}

impl Disclosure {
    /// Nothing is shown.
    #[must_use]
    pub fn new(mishap: Mishap) -> Self {
        let shown = RwSignal::new(None::<Shown>);
        Effect::new(move |_| {
            let until = shown.with(|shown| shown.as_ref().map(|shown| shown.until));
            if until.is_some_and(|until| kit::each_second() >= until) {
                shown.set(None);
                kit::announce(t("disclose.hidden"));
            }
        });
        Self {
            mishap,
            asked: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            purpose: RwSignal::new(String::new()),
            shown,
        }
    }

    /// The button that asks, or what is shown.
    #[must_use]
    pub fn person_view(self, row: &TenancyRow) -> AnyView {
        if route::is_wall() || !untrack(|| may(Kind::Person, Act::Disclose)) {
            return ().into_any();
        }
        let person = row.person;
        let view = move || match self.shown.get().filter(|shown| shown.person == person) {
            Some(shown) => self.shown_view(shown),
            None => kit::quiet_button(t("disclose.act"), move || {
                self.purpose.set(String::new());
                self.asked.set(Some(person));
                self.is_asking.set(true);
            }),
        };
        view.into_any()
    }

    fn shown_view(self, shown: Shown) -> AnyView {
        let until = shown.until;
        let left = move || (until - kit::each_second()).num_seconds().clamp(0, SECONDS);
        let counted = move || {
            let n = left();
            let key = if n <= SOON && !shown.is_extended { "disclose.soon" } else { "disclose.seconds" };
            tf(key, &[("n", &n.to_string())])
        };
        let (person, purpose) = (shown.person, shown.purpose);
        let extend = (!shown.is_extended).then(|| {
            let verb = tf("disclose.extend", &[("n", &SECONDS.to_string())]);
            kit::quiet_button(verb, move || self.show(person, purpose, true))
        });
        let data = [shown.data.name, shown.data.phone, shown.data.id_number];
        let words: Vec<String> = data.into_iter().filter(|word| !word.is_empty()).collect();
        view! {
            <span class="disclosed">
                <span>{words.join(t("text.dot").as_str())}</span>
                <span class="disclosed-left">{counted}</span>
                {extend}
                {kit::quiet_button(t("disclose.hide"), move || self.shown.set(None))}
            </span>
        }
        .into_any()
    }

    /// The dialog that asks for the purpose.
    #[must_use]
    pub fn dialog_view(self) -> AnyView {
        let mut field = FieldView::new(PURPOSE, t("disclose.purpose"), Input::Pick("purpose"), self.purpose);
        field.options = Signal::stored(Choice::of_terms::<Purpose>());
        let checked = field.clone();
        let body = move || {
            let lead = tf("disclose.lead", &[("n", &SECONDS.to_string())]);
            field.fault.set(None);
            view! {
                <p class="dialog-text">{lead}</p>
                {kit::field_view(field.clone())}
            }
            .into_any()
        };
        let acts = move || {
            let checked = checked.clone();
            let show = move || {
                if !checked.check() {
                    kit::focus_on(PURPOSE);
                    return;
                }
                let purpose = self.purpose.with_untracked(|key| Purpose::from_key(key));
                let (Some(person), Some(purpose)) = (self.asked.get_untracked(), purpose) else { return };
                self.is_asking.set(false);
                self.show(person, purpose, false);
            };
            view! {
                {kit::button(t("form.cancel"), move || self.is_asking.set(false))}
                {kit::primary_button(t("disclose.show"), show)}
            }
            .into_any()
        };
        kit::dialog(self.is_asking, Signal::stored(t("disclose.title")), body, acts)
    }

    /// Asks the server, which puts it into the audit trail each time.
    fn show(self, person: PersonId, purpose: Purpose, is_extended: bool) {
        kit::run(ask(api::registry::disclose(person, purpose)), move |result| {
            if let Some(data) = self.mishap.take(result) {
                let until = kit::now() + Duration::seconds(SECONDS);
                self.shown.try_set(Some(Shown { person, purpose, data, until, is_extended }));
            }
        });
    }
}
