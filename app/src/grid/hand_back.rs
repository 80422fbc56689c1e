//! Handing a case back for checking: a photo from the site and a note; what is missing is said, and the focus goes there.

use contract::{Act, FieldFault, WorkItemId, field::Input};
use kit::{FieldView, Trouble, busy_button, field_view, once_made, photo_input, run, section, t, toast};
use leptos::prelude::*;

use super::{case::Desk, focus_on};
use crate::{
    offline::{Parcel, Settled, queue},
    resident::voice_button,
};

/// Photos of a case.
const MOST_PHOTOS: usize = 9;
/// Ids of what may be missing.
const PHOTOS: &str = "case-photos";
const NOTE: &str = "case-note";

fn kept_key(id: WorkItemId) -> String {
    format!("note.case.{id}")
}

/// The note as it was typed, kept on this device while it is typed.
pub(super) fn kept_note(id: WorkItemId) -> RwSignal<String> {
    let key = kept_key(id);
    let note = RwSignal::new(kit::typed(&key).unwrap_or_default());
    Effect::new(move |before: Option<String>| {
        let now = note.get();
        if before.is_some_and(|before| before != now) {
            if now.is_empty() {
                kit::drop_typed(&key);
            } else {
                kit::keep_typed(&key, &now);
            }
        }
        now
    });
    note
}

/// The form.
pub(super) fn form_view(desk: Desk) -> AnyView {
    let lacks_photo = RwSignal::new(false);
    let mut note = FieldView::new(NOTE, t("grid.note"), Input::Long(2000), desk.note);
    let fault = RwSignal::new(None::<FieldFault>);
    note.fault = fault;
    // Having taken one, nobody is told any longer that it is missing.
    Effect::new(move |_| {
        if desk.photos.with(|photos| !photos.is_empty()) {
            lacks_photo.set(false);
        }
    });
    let send = move || {
        let is_without_photo = desk.photos.with_untracked(Vec::is_empty);
        let is_without_note = desk.note.with_untracked(|note| note.trim().is_empty());
        lacks_photo.set(is_without_photo);
        fault.set(is_without_note.then(|| FieldFault::new(NOTE, "grid.note_missing")));
        if is_without_photo {
            focus_on(PHOTOS);
        } else if is_without_note {
            focus_on(NOTE);
        } else {
            hand_back(desk);
        }
    };
    let missing = move || {
        lacks_photo.get().then(|| view! { <p class="field-error" role="alert">{t("grid.photo_missing")}</p> })
    };
    let body = view! {
        <div class="field wide" id=PHOTOS tabindex="-1">
            {photo_input(desk.photos, MOST_PHOTOS)}
            {missing}
        </div>
        {field_view(note)}
        {voice_button(desk.note)}
        <div class="sheet-acts">{busy_button(t("grid.hand_back"), t("form.sending"), desk.is_busy.into(), move || once_made(desk.photos, send))}</div>
    };
    section(t("grid.photos"), body.into_any())
}

fn hand_back(desk: Desk) {
    if desk.is_busy.get_untracked() {
        return;
    }
    desk.is_busy.set(true);
    let photos = desk.photos.get_untracked();
    let note = desk.note.with_untracked(|note| note.trim().to_owned());
    let step = desk.step(Act::Resolve, note, photos.iter().map(|photo| photo.id).collect());
    let entry = step.entry;
    let number = desk.number();
    let sending = async move { Ok::<_, Trouble>(queue().send(Parcel::Step(step), number, photos).await) };
    run(sending, move |settled| {
        desk.is_busy.try_set(false);
        let Ok(settled) = settled else { return };
        match settled {
            Settled::Sent(_) => {
                clear(desk);
                desk.sheet.reload();
                toast(t("grid.handed_back"));
            }
            // It lies in the outbox, which this page shows above: waiting, or for the person to choose.
            Settled::Kept | Settled::Conflict(_) => {
                clear(desk);
                desk.sheet.reload();
            }
            Settled::Full => desk.mishap.say(t("state.storage_full")),
            // Not this worker's any longer: what was made stays in the outbox, where it can be read and deleted.
            Settled::Refused(contract::Fault::Missing { .. } | contract::Fault::Denied { .. }) => clear(desk),
            Settled::Refused(fault) => {
                queue().give_back(entry);
                desk.mishap.say(Trouble::Fault(fault).sentence("case"));
            }
        }
    });
}

fn clear(desk: Desk) {
    // The page may have gone, and nothing is kept of it any longer all the same.
    kit::drop_typed(&kept_key(desk.id));
    desk.note.try_set(String::new());
    desk.photos.try_set(Vec::new());
}
