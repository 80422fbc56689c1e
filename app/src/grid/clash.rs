//! A conflict: somebody else did something while this worker was offline. Nothing is overwritten; both sides are shown,
//! and the worker says what becomes of theirs.

use contract::{
    Act,
    work::{EntryRow, WorkSheet},
};
use kit::{
    Album, Fact, Remote, button, confirm, danger_button, facts_view, primary_button, t, term, tf, time,
    timeline,
};
use leptos::prelude::*;

use crate::{
    offline::{Item, Parcel, queue},
    seat,
    trouble::ask,
    upload::photo_url,
};

/// The conflict of one thing in the outbox.
#[must_use]
pub fn clash_view(item: Item) -> AnyView {
    let id = item.id();
    let case = item.parcel.item();
    let now = Remote::new("case", move || ask(api::work::read_work(case)));
    let told = move || {
        let sheet = now.get();
        let last = sheet.as_ref().and_then(last_of_others);
        last.map_or_else(|| t("outbox.conflict"), sentence)
    };
    let shown = item.clone();
    let acts = acts_view(item);
    view! {
        <section class="clash" id=format!("clash-{id}")>
            <p class="clash-text" role="alert">{told}</p>
            <div class="clash-sides">
                <div>
                    <h3>{t("grid.conflict_theirs")}</h3>
                    {now.view(theirs)}
                </div>
                <div>
                    <h3>{t("grid.conflict_yours")}</h3>
                    {yours(&shown)}
                </div>
            </div>
            <div class="dialog-acts">{acts}</div>
        </section>
    }
    .into_any()
}

/// The last thing that somebody else did.
fn last_of_others(sheet: &WorkSheet) -> Option<EntryRow> {
    let me = untrack(seat::me).map(|me| me.shown_name).unwrap_or_default();
    sheet.entries.iter().rev().find(|entry| entry.actor != me).cloned()
}

fn sentence(entry: EntryRow) -> String {
    if entry.act == Act::Return {
        tf("grid.conflict_returned", &[("who", &entry.actor)])
    } else {
        tf("grid.conflict", &[("who", &entry.actor), ("act", &term(entry.act))])
    }
}

fn theirs(sheet: WorkSheet) -> AnyView {
    let kind = sheet.row.kind;
    let album = Album::of(&sheet, photo_url);
    let last: Vec<EntryRow> = sheet.entries.iter().rev().take(3).cloned().collect();
    let facts = vec![
        Fact::text("work.state", kit::state_word(kind, sheet.row.state)),
        Fact::text("work.assignee", sheet.row.assignee_name.unwrap_or_default()),
    ];
    view! {
        {facts_view(facts)}
        {timeline(kind, last, album)}
    }
    .into_any()
}

/// What the worker wrote and photographed, as it lies on this device.
pub(super) fn yours(item: &Item) -> AnyView {
    let id = item.id();
    let note = item.parcel.note().to_owned();
    let photos = Remote::new("outbox", move || async move {
        let photos = queue().photos(id).await;
        Ok::<_, kit::Trouble>(photos.into_iter().map(|photo| photo.url).collect::<Vec<String>>())
    });
    let pictures = move || {
        let urls = photos.get().unwrap_or_default();
        urls.into_iter()
            .enumerate()
            .map(|(n, url)| {
                let name = tf("photo.open", &[("n", &(n + 1).to_string())]);
                view! { <li class="photo"><img src=url alt=name /></li> }
            })
            .collect_view()
    };
    view! {
        <p>{note}</p>
        <ul class="photos">{pictures}</ul>
        <p class="hint">{time::exact(item.made_at)}</p>
    }
    .into_any()
}

fn acts_view(item: Item) -> AnyView {
    let id = item.id();
    let Parcel::Step(step) = item.parcel else { return ().into_any() };
    let (mut again, mut as_note) = (step.clone(), step);
    // The same identity: whatever arrived before is no second.
    again.revision = None;
    as_note.revision = None;
    as_note.act = Act::Note;
    let may_note = !as_note.note.trim().is_empty();
    let discard = move || {
        confirm(t("grid.conflict_discard_question"), None, t("grid.conflict_discard"), true, move || {
            queue().remove(id)
        });
    };
    view! {
        {primary_button(t("grid.conflict_append"), move || queue().replace(id, Parcel::Step(again.clone())))}
        {may_note
            .then(|| button(t("grid.conflict_note"), move || queue().replace(id, Parcel::Step(as_note.clone()))))}
        {danger_button(t("grid.conflict_discard"), discard)}
    }
    .into_any()
}
