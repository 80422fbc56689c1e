//! The outbox: everything that isn't sent, with its size, its age and how far it has come, and what can be done about it.

use contract::Fault;
use kit::{StateLook, Trouble, button, page_head, pill, primary_button, state_view, t, term, tf, time};
use leptos::prelude::*;

use super::{
    clash::{clash_view, yours},
    waiting::delete_button,
};
use crate::offline::{Failure, Item, Parcel, State, Tally, queue};

/// Bytes of a kilobyte and of a megabyte, as people read them.
const KB: f64 = 1000.0;
const MB: f64 = 1_000_000.0;

/// `/grid/outbox`.
#[must_use]
pub fn outbox_page() -> AnyView {
    let outbox = queue();
    let items = move || outbox.items();
    let unsent = Memo::new(move |_| outbox.tally().unsent());
    let summary = move || {
        (unsent.get() > 0).then(|| {
            let bytes: u64 =
                outbox.items().iter().filter(|item| !item.is_sent()).map(|item| item.bytes).sum();
            let text = tf("outbox.count", &[("n", &unsent.get().to_string()), ("size", &size_words(bytes))]);
            view! { <p class="hint" role="status">{text}</p> }
        })
    };
    let all = move || {
        let Tally { waiting, stuck, .. } = outbox.tally();
        (waiting + stuck > 0).then(|| primary_button(t("outbox.retry_all"), move || outbox.retry_all()))
    };
    let none = move || {
        outbox.items().is_empty().then(|| state_view(StateLook::Empty, t("outbox.empty"), None, None))
    };
    let others = move || outbox.of_others().into_iter().map(others_view).collect_view();
    let head = all.into_any();
    view! {
        {page_head(t("outbox.title"), None, None, Some(head))}
        {summary}
        {others}
        <ul class="rows">
            <For each=items key=|item| (item.id(), key_of(item)) children=item_view />
        </ul>
        {none}
    }
    .into_any()
}

/// What somebody else typed on this device and has not sent: it is theirs, and goes when they sign in here again.
fn others_view((name, count): (String, usize)) -> AnyView {
    let n = count.to_string();
    let text = if name.is_empty() {
        tf("outbox.of_somebody", &[("n", &n)])
    } else {
        tf("outbox.of_other", &[("n", &n), ("name", &name)])
    };
    view! { <p class="hint" role="status">{text}</p> }.into_any()
}

/// Drawn anew when its state changes or a photo has arrived.
fn key_of(item: &Item) -> String {
    format!("{:?}{}", item.state, item.left.len())
}

fn item_view(item: Item) -> AnyView {
    let id = item.id();
    if matches!(item.state, State::Conflict { .. }) {
        return view! { <li class="row outbox">{clash_view(item)}</li> }.into_any();
    }
    let (state, word) = state_words(&item);
    let made_at = item.made_at;
    let size = size_words(item.bytes);
    let line = move || {
        let age = time::relative(made_at, kit::each_half_minute());
        tf("outbox.size_age", &[("size", &size), ("time", &age)])
    };
    let retry = item.can_retry().then(|| button(t("outbox.retry"), move || queue().retry(id)));
    let is_going = matches!(item.state, State::Sending | State::Sent { .. });
    let delete = (!is_going).then(|| delete_button(&item));
    let why = why(&item).map(|why| view! { <p class="outbox-why">{why}</p> });
    // What was given up can be read here, wherever its case has gone.
    let is_lost = matches!(item.state, State::Failed { .. });
    let made = is_lost.then(|| view! { <div class="outbox-made">{yours(&item)}</div> });
    let open = open_view(&item);
    view! {
        <li class="row outbox">
            <span class="outbox-what">
                <strong>{title(&item)}</strong>
                <span class="hint">{line}</span>
            </span>
            {pill(state, word, None)}
            {open}
            {retry}
            {delete}
            {why}
            {made}
        </li>
    }
    .into_any()
}

/// The case it belongs to; a report has none before it is sent.
fn open_view(item: &Item) -> Option<AnyView> {
    let is_case = matches!(item.parcel, Parcel::Step(_)) || item.is_sent();
    is_case.then(|| kit::link_button(t("list.open"), format!("/grid/case/{}", item.parcel.item())))
}

fn state_words(item: &Item) -> (&'static str, String) {
    match &item.state {
        State::Waiting { again_at: Some(at) } => {
            ("waiting", tf("outbox.retry_at", &[("time", &time::clock_seconds(*at))]))
        }
        State::Waiting { again_at: None } => ("waiting", t("outbox.waiting")),
        State::Sending => ("sending", tf("outbox.sending", &[("n", &item.percent().to_string())])),
        State::Sent { at, .. } => ("online", tf("grid.sent_at", &[("time", &time::clock(*at))])),
        State::Conflict { .. } => ("stuck", t("outbox.conflict")),
        State::Failed { .. } => ("stuck", t("outbox.failed")),
    }
}

/// What it is: 「上报 消防通道堵塞」, 「提交核查 F-0318」.
#[must_use]
pub fn title(item: &Item) -> String {
    match &item.parcel {
        Parcel::Report(draft) => {
            let thing = t(&format!("{}.category.{}", draft.kind, draft.category));
            tf("outbox.item.report", &[("thing", &thing)])
        }
        Parcel::Step(step) => tf("outbox.item.step", &[("act", &term(step.act)), ("number", &item.number)]),
        Parcel::Unread(_) => t("outbox.item.unread"),
    }
}

/// Why it was not sent, with what stays safe.
#[must_use]
pub fn why(item: &Item) -> Option<String> {
    let State::Failed { why } = &item.state else { return None };
    let reason = match why {
        Failure::Away => t("outbox.reason.server_away"),
        Failure::Unread => return Some(t("outbox.unread_kept")),
        Failure::Fault(Fault::Missing { .. }) if matches!(item.parcel, Parcel::Step(_)) => {
            return Some(t("outbox.not_yours_kept"));
        }
        Failure::Fault(Fault::Invalid { fields }) if fields.iter().any(|field| field.field == "typed_at") => {
            t("outbox.reason.typed_at")
        }
        Failure::Fault(Fault::TooLarge { limit_mib }) => {
            tf("outbox.reason.too_large", &[("n", &limit_mib.to_string())])
        }
        Failure::Fault(Fault::NotAPhoto) => t("outbox.reason.not_a_photo"),
        Failure::Fault(Fault::Denied { .. }) => t("outbox.reason.refused"),
        Failure::Fault(Fault::Invalid { .. }) => t("outbox.reason.invalid"),
        Failure::Fault(fault) => Trouble::Fault(fault.clone()).sentence("case"),
    };
    Some(tf("outbox.not_sent", &[("reason", &reason)]))
}

fn size_words(bytes: u64) -> String {
    let bytes = bytes as f64;
    if bytes < MB { kit::quantity((bytes / KB).ceil(), "kB") } else { kit::quantity(bytes / MB, "MB") }
}
