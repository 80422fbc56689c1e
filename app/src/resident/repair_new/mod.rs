//! A repair in four steps: what, where with photos, when with a few words, and a look over it before it is sent. Back
//! keeps all; what is typed is kept on this phone after each field; without a network it is sent later.

mod form;
mod review;
mod sent;
mod slot;
mod step;

use contract::{Listing, spatial::BuildingRow};
use kit::{Call, Remote, button, once_made, page_head, primary_button, restored_band, t, tf, time};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use form::Form;

use super::dwellings;
use crate::{
    offline::{self, Copied, Settled, queue, remembered},
    trouble::{ask, unread_words},
};

/// How many steps there are.
const STEPS: u8 = 4;
/// Rows of a list that is chosen from.
const CHOICES: u16 = 200;

/// `/resident/repair/new?step=2`.
#[must_use]
pub fn repair_new_page() -> AnyView {
    let _ = queue();
    let (form, restored_at) = Form::open();
    let outcome = RwSignal::new(None::<Settled>);
    let asked = kit::query("step");
    let step = Memo::new(move |_| {
        asked.get().and_then(|step| step.parse::<u8>().ok()).unwrap_or(1).clamp(1, form.reached.get())
    });
    focus_each(step);
    let homes = dwellings();
    if restored_at.is_none() {
        // Nothing is begun: another dwelling may have been chosen on home since this one was filled in by itself.
        form.dwelling.set(String::new());
    }
    Effect::new(move |_| {
        if let Some(copy) = homes.get() {
            form.choose_home(&copy.value.rows);
        }
    });
    let desk = Desk { form, outcome, homes, buildings: buildings() };
    let restored_at = RwSignal::new(restored_at);
    let discard = Call::new(move |()| {
        form.begin_anew();
        go_to(1);
    });
    let body = move || match outcome.get() {
        Some(settled) => untrack(|| sent::sent_view(desk, settled)),
        None => {
            let step = step.get();
            untrack(|| step_page(desk, step))
        }
    };
    view! {
        {move || outcome.with(Option::is_none).then(|| restored_band(restored_at, discard))}
        {body}
    }
    .into_any()
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Desk {
    form: Form,
    outcome: RwSignal<Option<Settled>>,
    homes: Remote<Copied<contract::Page<contract::spatial::DwellingRow>>>,
    buildings: Remote<Copied<contract::Page<BuildingRow>>>,
}

impl Desk {
    /// Where it is, in words; tracked. What they are taken from may be on its way, or not to be had, which is said then:
    /// nobody knows a place by its code.
    fn place_words(self) -> String {
        if self.form.is_shared() {
            match self.buildings.get() {
                Some(copy) => self.form.shared_words(&copy.value.rows),
                None => unread_words("building", self.buildings.trouble()),
            }
        } else {
            match self.homes.get() {
                Some(copy) => self.form.home_words(&copy.value.rows),
                None => unread_words("dwelling", self.homes.trouble()),
            }
        }
    }
}

fn buildings() -> Remote<Copied<contract::Page<BuildingRow>>> {
    let returns = offline::returns();
    Remote::new("building", move || {
        returns.track();
        let listing = Listing { limit: CHOICES, ..Listing::default() };
        remembered("building".into(), ask(api::spatial::list_buildings(listing)))
    })
}

fn step_page(desk: Desk, step: u8) -> AnyView {
    let (title, body, is_right) = match step {
        1 => step::what(desk),
        2 => step::place(desk),
        3 => step::words(desk),
        _ => return review::review(desk),
    };
    let back = if step == 1 { "/resident".to_owned() } else { address(step - 1) };
    let next = move || {
        if is_right() {
            once_made(desk.form.photos, move || {
                desk.form.reached.update(|reached| *reached = (*reached).max(step + 1));
                go_to(step + 1);
            });
        }
    };
    view! {
        {page_head(title, Some(back), Some(step_words(step)), None)}
        <div class="draft">
            {body}
            <div class="draft-bar">
                {kept_view(desk.form)}
                {(step > 1).then(|| button(t("form.back"), move || go_to(step - 1)))}
                {primary_button(t("form.next"), next)}
            </div>
        </div>
    }
    .into_any()
}

/// 「已暂存 08:31」.
fn kept_view(form: Form) -> AnyView {
    let kept = move || {
        form.kept_at.get().map(|at| {
            view! { <p class="draft-kept" role="status">{t("form.kept_phone")}" "{time::clock(at)}</p> }
        })
    };
    kept.into_any()
}

fn step_words(step: u8) -> String {
    tf("repair.step", &[("n", &step.to_string()), ("m", &STEPS.to_string())])
}

fn address(step: u8) -> String {
    if step <= 1 { "/resident/repair/new".to_owned() } else { format!("/resident/repair/new?step={step}") }
}

fn go_to(step: u8) {
    let step = (step > 1).then(|| step.to_string());
    kit::push_query(&[("step", step.as_deref())]);
}

/// Each step is read from its heading.
fn focus_each(step: Memo<u8>) {
    Effect::new(move |before: Option<u8>| {
        let now = step.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                let heading = document().query_selector(".page-head h1").ok().flatten();
                if let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _ = heading.focus();
                }
            });
        }
        now
    });
}

/// A slot in words, as it was chosen.
#[must_use]
pub fn slot_words(slot: &str) -> String {
    slot::words(slot, time::now())
}
