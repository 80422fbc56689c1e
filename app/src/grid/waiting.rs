//! What of a case waits on this device: shown with its clock, editable until it is sent; a conflict is settled here.

use contract::Act;
use kit::{BandLevel, band, button, confirm, icon, quiet_button, t, tf};
use leptos::{prelude::*, task::spawn_local};

use super::{case::Desk, clash::clash_view, outbox};
use crate::offline::{Item, Parcel, State, queue};

/// All of it, oldest first.
pub(super) fn waiting_view(desk: Desk) -> AnyView {
    let items = move || queue().of(desk.id);
    let item = move |item: Item| item_view(desk, item);
    view! { <For each=items key=|item| (item.id(), state_key(item)) children=item /> }.into_any()
}

/// Drawn anew when its state changes, not for each photo that arrives.
fn state_key(item: &Item) -> String {
    match &item.state {
        State::Waiting { .. } => "waiting".into(),
        State::Sending => "sending".into(),
        other => format!("{other:?}"),
    }
}

fn item_view(desk: Desk, item: Item) -> AnyView {
    let id = item.id();
    let title = outbox::title(&item);
    match &item.state {
        State::Sent { .. } => ().into_any(),
        State::Conflict { .. } => clash_view(item),
        State::Failed { .. } => {
            let acts = view! {
                {item.can_retry().then(|| button(t("outbox.retry"), move || queue().retry(id)))}
                {delete_button(&item)}
            };
            band(BandLevel::Warn, outbox::why(&item).unwrap_or_default(), Some(title), Some(acts.into_any()))
        }
        State::Sending => band(BandLevel::Note, t("grid.pill.sending"), Some(title), None),
        State::Waiting { .. } => {
            let edit = is_hand_back(&item).then(|| button(t("outbox.edit"), move || take_back(desk, id)));
            let acts = view! {
                {icon("clock")}
                {edit}
                {delete_button(&item)}
            };
            band(BandLevel::Offline, t("grid.kept_here"), Some(title), Some(acts.into_any()))
        }
    }
}

fn is_hand_back(item: &Item) -> bool {
    matches!(&item.parcel, Parcel::Step(step) if step.act == Act::Resolve)
}

pub(super) fn delete_button(item: &Item) -> AnyView {
    let id = item.id();
    let note = item.parcel.note().to_owned();
    quiet_button(t("outbox.delete"), move || {
        let text = (!note.is_empty()).then(|| tf("outbox.delete_what", &[("thing", &note)]));
        confirm(t("outbox.delete_question"), text, t("outbox.delete"), true, move || queue().remove(id));
    })
}

/// Puts note and photos back into the form.
fn take_back(desk: Desk, id: uuid::Uuid) {
    let note =
        queue().items().into_iter().find(|item| item.id() == id).map(|item| item.parcel.note().to_owned());
    spawn_local(async move {
        let photos = queue().take_back(id).await;
        desk.photos.try_set(photos);
        desk.note.try_set(note.unwrap_or_default());
    });
}
