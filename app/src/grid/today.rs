//! Today: what is mine to do, the nearest first.

use contract::{
    Act,
    work::{WorkRow, WorkState, WorkStep},
};
use kit::{
    MarkSize, StateLook, Trouble, busy_button, link_button, mark_with, page_head, query, run, segmented,
    set_query, state_view, t, term, tf, toast,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::{
    chime::chime,
    task::{Order, Shown},
    tasks,
};
use crate::{
    offline::{Parcel, Settled, as_of_band, queue, waiting_acts},
    position::{Position, find_again, position},
    seat,
    shell::mishap::Mishap,
    trouble::ask,
};

/// Pixels from the top from which the list counts as scrolled.
const SCROLLED_PX: f64 = 60.0;
/// Milliseconds of vibration for a new task.
const VIBRATION_MS: u32 = 300;

/// `/grid?sort=distance`.
#[must_use]
pub fn today_page() -> AnyView {
    let _ = queue();
    let (tasks, place) = (tasks(), position());
    let asked = query("sort");
    let order = Memo::new(move |_| Order::of(asked.get().as_deref()));
    let shown = RwSignal::new(Shown::default());
    let mishap = Mishap::new("task");
    Effect::new(move |_| {
        let Some(copy) = tasks.get() else { return };
        let (order, here) = (order.get_untracked(), place.get_untracked().at());
        let new = shown.try_update(|shown| {
            shown.read_at = Some(copy.read_at);
            shown.take(copy.value, order, here, is_scrolled())
        });
        if let Some(count) = new.filter(|count| *count > 0) {
            alert(count);
        }
    });
    // The first position, and another order, sort anew; after that walking about moves no row.
    let has_position = Memo::new(move |_| place.get().at().is_some());
    Effect::new(move |_| {
        has_position.track();
        let (order, here) = (order.get(), place.get_untracked().at());
        shown.update(|shown| shown.show(order, here));
    });
    let is_empty = Memo::new(move |_| tasks.get().is_some() && shown.with(|shown| shown.rows.is_empty()));
    let rows = move || shown.with(|shown| shown.rows.clone());
    let card = move |row: WorkRow| card_view(row, shown, place, mishap);
    let count = move || {
        let count = shown.with(|shown| shown.rows.len());
        tf("grid.task_count", &[("n", &count.to_string())])
    };
    let head = view! {
        <span class="page-head-note">{count}</span>
        {acts_view(order)}
    };
    let head = head.into_any();
    view! {
        {page_head(t("grid.today"), None, None, Some(head))}
        {mishap.view()}
        {move || as_of_band(tasks.get().and_then(|copy| copy.as_of))}
        {move || position_note(place.get())}
        {move || held_bar(shown, order, place)}
        {tasks.view(|_| ().into_any())}
        <ul class="register-cards">
            <For each=rows key=|row| (row.id, row.revision) children=card />
        </ul>
        {move || is_empty.get().then(|| state_view(StateLook::Empty, t("grid.no_tasks"), None, None))}
    }
    .into_any()
}

fn acts_view(order: Memo<Order>) -> AnyView {
    let chosen = RwSignal::new(order.get_untracked().key().to_owned());
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            // What is the default stays out of the address.
            set_query(&[("sort", Some(now.as_str()).filter(|key| *key != Order::Distance.key()))]);
        }
        now
    });
    let choices = [Order::Distance, Order::Due]
        .map(|order| kit::Choice::new(order.key(), t(&format!("grid.sort_{}", order.key()))));
    view! {
        {segmented("sort", t("list.sort"), choices.to_vec(), chosen)}
        {link_button(t("grid.map"), "/grid/map".into())}
    }
    .into_any()
}

fn position_note(position: Position) -> Option<AnyView> {
    let text = match position {
        Position::At(..) => return None,
        Position::Finding => t("grid.position_finding"),
        Position::Refused | Position::Unavailable => t("grid.position_unavailable"),
    };
    let again =
        (position != Position::Finding).then(|| kit::quiet_button(t("grid.position_again"), find_again));
    Some(view! { <p class="hint">{text}" "{again}</p> }.into_any())
}

/// 「1 条新任务」, while the list is scrolled.
fn held_bar(shown: RwSignal<Shown>, order: Memo<Order>, place: Signal<Position>) -> Option<AnyView> {
    let count = shown.with(|shown| shown.held.len());
    let press = move |_| {
        shown.update(|shown| shown.show(order.get_untracked(), place.get_untracked().at()));
        window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    (count > 0).then(|| {
        let text = tf("grid.new_tasks", &[("n", &count.to_string())]);
        view! { <button type="button" class="fresh-bar" on:click=press>{text}</button> }.into_any()
    })
}

fn card_view(row: WorkRow, shown: RwSignal<Shown>, place: Signal<Position>, mishap: Mishap) -> AnyView {
    let (id, at) = (row.id, row.at);
    let is_fresh = move || shown.with(|shown| shown.fresh.contains(&id));
    let far = Memo::new(move |_| place.get().at().zip(at).map(|(here, there)| here.distance_m(there)));
    let distance = move || match far.get() {
        Some(metres) => distance_words(metres),
        None => t("grid.distance_unknown"),
    };
    let category = t(&format!("{}.category.{}", row.kind, row.category));
    let may_take = row.state == WorkState::Dispatched && seat::may(row.kind, Act::Take);
    let is_busy = RwSignal::new(false);
    let read_at = Signal::derive(move || shown.with(|shown| shown.read_at));
    let waiting = waiting_acts(id, is_busy, read_at);
    let is_offered = Memo::new(move |_| may_take && waiting.with(|acts| !acts.contains(&Act::Take)));
    let task = row.clone();
    let take = move || is_offered.get().then(|| untrack(|| take_button(task.clone(), is_busy, mishap)));
    let state =
        if row.state == WorkState::Dispatched { String::new() } else { kit::state_word(row.kind, row.state) };
    let due = row.deadline().map(|(near, due)| kit::deadline_view(near, due));
    let kept = move || {
        (!queue().of(id).is_empty()).then(|| view! { <span>{kit::icon("clock")}{t("grid.kept_here")}</span> })
    };
    view! {
        <li class="register-card" data-fresh=is_fresh>
            <div class="register-card-head">
                <a class="register-card-title" href=format!("/grid/case/{id}")>{row.title.clone()}</a>
                {mark_with(row.level.mark(), term(row.level), None, MarkSize::Plain)}
            </div>
            <p class="register-card-facts">
                <span>{row.number.clone()}</span>
                <span>{category}</span>
                <span>{row.place.clone()}</span>
                {(!state.is_empty()).then(|| view! { <span>{state}</span> })}
            </p>
            <p class="register-card-foot">{due}<span>{distance}</span>{kept}</p>
            <div class="register-card-acts">
                {take}
                {link_button(t("map.on_map"), format!("/grid/map?sel={id}"))}
            </div>
        </li>
    }
    .into_any()
}

/// 「直线距离 180 m」.
pub(super) fn distance_words(metres: f64) -> String {
    [t("grid.straight_distance"), kit::distance(metres)].join(" ")
}

fn take_button(row: WorkRow, is_busy: RwSignal<bool>, mishap: Mishap) -> AnyView {
    busy_button(t("grid.take"), t("form.sending"), is_busy.into(), move || {
        is_busy.set(true);
        take(&row, mishap, move || {
            is_busy.try_set(false);
        });
    })
}

/// Takes a task; says who has it when somebody was faster.
pub(super) fn take(row: &WorkRow, mishap: Mishap, done: impl FnOnce() + 'static) {
    let (id, number) = (row.id, row.number.clone());
    let step = WorkStep {
        entry: uuid::Uuid::now_v7(),
        item: id,
        revision: None,
        act: Act::Take,
        note: String::new(),
        photos: vec![],
        assignee: None,
        rating: None,
        typed_at: None,
    };
    let entry = step.entry;
    let taking = async move {
        let settled = queue().send(Parcel::Step(step), number, vec![]).await;
        // Who has it now, if it can be read at all.
        let holder = match &settled {
            Settled::Conflict(_) | Settled::Refused(_) => {
                ask(api::work::read_work(id)).await.ok().and_then(|sheet| holder(&sheet.row))
            }
            _ => None,
        };
        Ok::<_, Trouble>((settled, holder))
    };
    run(taking, move |answer| {
        done();
        let Ok((settled, holder)) = answer else { return };
        match settled {
            Settled::Sent(_) => toast(t("grid.taken")),
            Settled::Kept => toast(t("grid.kept_here")),
            Settled::Full => mishap.say(t("state.storage_full")),
            Settled::Conflict(fault) | Settled::Refused(fault) => {
                queue().remove(entry);
                mishap.say(match holder {
                    Some(who) => tf("grid.taken_by_other", &[("who", &who)]),
                    None => Trouble::Fault(fault).sentence("case"),
                });
            }
        }
    });
}

/// Who has taken it, when that is somebody else.
fn holder(row: &WorkRow) -> Option<String> {
    let me = untrack(seat::me).map(|me| me.user);
    row.assignee_name.clone().filter(|_| row.assignee != me)
}

fn is_scrolled() -> bool {
    window().scroll_y().is_ok_and(|y| y > SCROLLED_PX)
}

/// A sound, a vibration, and words for readers.
fn alert(count: usize) {
    kit::announce(tf("grid.new_tasks", &[("n", &count.to_string())]));
    chime();
    let navigator: JsValue = window().navigator().into();
    // Not every device can, and the binding would throw.
    let vibrate = js_sys::Reflect::get(&navigator, &"vibrate".into());
    if let Some(vibrate) = vibrate.ok().and_then(|vibrate| vibrate.dyn_into::<js_sys::Function>().ok()) {
        let _ = vibrate.call1(&navigator, &JsValue::from(VIBRATION_MS));
    }
}
